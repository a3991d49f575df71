//! DMARC: whether a policy is found for the From domain, and whether what SPF and DKIM prove is about that domain.
//! Policies are found by walking up the names, as DMARC's revision does, so that no list of public suffixes is needed.

use super::tags::Tags;
use super::{Finding, Sender, Standing};
use crate::mail::dkim::key::Record;
use crate::mail::dns::{Dns, Unasked};

const DMARC: &str = "DMARC";

/// Names looked at on the way up.
const STEPS: usize = 8;

/// A record and the name it stands at.
struct Found {
    at: String,
    records: Vec<String>,
}

/// What was found in order, whichever domain it is about.
#[derive(Clone, Copy, Debug)]
pub struct Proven {
    pub by_spf: bool,
    pub by_dkim: bool,
}

pub async fn look(dns: &impl Dns, sender: &Sender, proven: Proven) -> Vec<Finding> {
    let domain = &sender.domain;
    let walked = match walk(dns, domain).await {
        Ok(walked) => walked,
        Err(unasked) => return vec![Finding::unasked(DMARC, &unasked)],
    };
    let Some(policy) = walked.first() else {
        let words = format!(
            "{domain} has no policy, which large providers ask of whoever sends much. Publish one; reports then come to the address \
             in it."
        );
        return vec![Finding::new(DMARC, Standing::Wrong, words).publish(Record {
            name: format!("_dmarc.{domain}"),
            value: format!("v=DMARC1; p=none; rua=mailto:dmarc@{domain}"),
        })];
    };
    let [record] = &policy.records[..] else {
        let (at, count) = (&policy.at, policy.records.len());
        let words =
            format!("_dmarc.{at} has {count} policies; receivers then take none. Keep one.");
        return vec![Finding::new(DMARC, Standing::Wrong, words)];
    };
    let Some(tags) = Tags::read(record) else {
        let words = format!("The policy at _dmarc.{} is not made of tags.", policy.at);
        return vec![Finding::new(DMARC, Standing::Wrong, words)];
    };
    let envelope = match walk(dns, &sender.envelope).await {
        Ok(walked) => walked,
        Err(unasked) => return vec![Finding::unasked(DMARC, &unasked)],
    };
    vec![
        policy_of(policy, &tags),
        alignment(sender, proven, &tags, &walked, &envelope),
    ]
}

fn policy_of(found: &Found, tags: &Tags<'_>) -> Finding {
    let at = &found.at;
    match tags.get("p").map(str::to_ascii_lowercase).as_deref() {
        Some(policy @ ("none" | "quarantine" | "reject")) if tags.get("rua").is_some() => {
            Finding::new(
                DMARC,
                Standing::Good,
                format!("_dmarc.{at} has a policy (p={policy})."),
            )
        }
        Some(policy @ ("none" | "quarantine" | "reject")) => {
            let words = format!(
                "_dmarc.{at} has a policy (p={policy}) that asks for no reports: with rua=mailto:… you would learn who sends in your \
                 name."
            );
            Finding::new(DMARC, Standing::Note, words)
        }
        Some(other) => {
            let words = format!(
                "The policy at _dmarc.{at} says p={other}, which is none of none, quarantine and reject."
            );
            Finding::new(DMARC, Standing::Wrong, words)
        }
        None => Finding::new(
            DMARC,
            Standing::Wrong,
            format!("The policy at _dmarc.{at} does not say what it is (p=)."),
        ),
    }
}

/// DMARC passes by SPF or by DKIM, each only if it is about the From domain.
fn alignment(
    sender: &Sender,
    proven: Proven,
    tags: &Tags<'_>,
    from: &[Found],
    envelope: &[Found],
) -> Finding {
    let (domain, bounces) = (&sender.domain, &sender.envelope);
    let strict = tags
        .get("aspf")
        .is_some_and(|mode| mode.eq_ignore_ascii_case("s"));
    let aligned = domain == bounces
        || (!strict && organisation(domain, from) == organisation(bounces, envelope));
    let (by_spf, by_dkim) = (aligned && proven.by_spf, proven.by_dkim);
    let (standing, words) = match (by_spf, by_dkim) {
        (true, true) => (
            Standing::Good,
            format!("Both SPF ({bounces}) and DKIM speak for {domain}."),
        ),
        (true, false) => (
            Standing::Note,
            format!(
                "Only SPF ({bounces}) speaks for {domain}: a letter that is passed on loses it. DKIM would stay."
            ),
        ),
        (false, true) if aligned => (
            Standing::Note,
            format!("DKIM speaks for {domain}; SPF does once it is in order."),
        ),
        (false, true) => (
            Standing::Note,
            format!(
                "DKIM speaks for {domain}; SPF speaks for {bounces}, which DMARC does not take for the same."
            ),
        ),
        (false, false) if aligned || !sender.keys.is_empty() => (
            Standing::Wrong,
            format!(
                "Nothing speaks for {domain} until SPF or DKIM is in order. Letters fail DMARC."
            ),
        ),
        (false, false) => (
            Standing::Wrong,
            format!(
                "Nothing speaks for {domain}: SPF is about {bounces}, and there is no key to sign with. Letters fail DMARC."
            ),
        ),
    };
    Finding::new(DMARC, standing, words)
}

/// Every name with a policy, from the domain upward.
async fn walk(dns: &impl Dns, domain: &str) -> Result<Vec<Found>, Unasked> {
    let labels: Vec<_> = domain.split('.').collect();
    let mut found = Vec::new();
    // Of a very long name only the end is walked, after the name itself.
    let skipped = labels.len().saturating_sub(STEPS);
    let starts = std::iter::once(0).chain(skipped.max(1)..labels.len());
    for start in starts {
        let at = labels[start..].join(".");
        let texts = dns.texts(&format!("_dmarc.{at}")).await?;
        let records: Vec<_> = texts.into_iter().filter(|text| is_dmarc(text)).collect();
        if !records.is_empty() {
            found.push(Found { at, records });
        }
    }
    Ok(found)
}

/// The name that a whole organisation shares: the highest with a policy that is not a registry's.
fn organisation<'a>(domain: &'a str, found: &'a [Found]) -> &'a str {
    let says = |found: &Found, value: &str| {
        let tags = found.records.first().and_then(|record| Tags::read(record));
        tags.and_then(|tags| tags.get("psd").map(|psd| psd.eq_ignore_ascii_case(value)))
            == Some(true)
    };
    let own = found.iter().find(|found| says(found, "n"));
    let highest = found.iter().rev().find(|found| !says(found, "y"));
    own.or(highest).map_or(domain, |found| &found.at)
}

fn is_dmarc(text: &str) -> bool {
    let first = text.split(';').next().unwrap_or_default();
    first
        .split_once('=')
        .is_some_and(|(name, value)| name.trim() == "v" && value.trim() == "DMARC1")
}
