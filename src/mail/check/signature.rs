//! DKIM: whether the public half of every key stands where receivers look for it.

use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::future::join_all;

use super::tags::Tags;
use super::{Finding, Sender, Standing};
use crate::domain::deliveries::mail_key;
use crate::mail::dkim::key::{Kind, Record, weakness};
use crate::mail::dns::Dns;
use crate::token::Keys;

const DKIM: &str = "DKIM";

pub async fn look(dns: &impl Dns, sender: &Sender, keys: &Keys) -> Vec<Finding> {
    let domain = &sender.domain;
    if sender.keys.is_empty() {
        let words = format!(
            "No key for {domain} is kept here, so Afterword does not sign its letters. Make one with `afterword mail key add \
             --domain {domain}`. A relay may sign them instead; that cannot be seen from here."
        );
        return vec![Finding::new(DKIM, Standing::Wrong, words)];
    }
    let mut findings = join_all(sender.keys.iter().map(|key| of_key(dns, key, keys))).await;
    if sender
        .keys
        .iter()
        .all(|key| key.kind == Kind::Ed25519.code())
    {
        let words = format!(
            "All keys of {domain} are Ed25519, which many receivers do not know yet: add one of type rsa beside them."
        );
        findings.push(Finding::new(DKIM, Standing::Wrong, words));
    }
    findings
}

async fn of_key(dns: &impl Dns, key: &mail_key::Model, keys: &Keys) -> Finding {
    let Some(kind) = Kind::parse(&key.kind) else {
        let words = format!(
            "The key {} is of a kind this version does not know: {}.",
            key.selector, key.kind
        );
        return Finding::new(DKIM, Standing::Wrong, words);
    };
    let ours = Record::of_key(&key.domain, &key.selector, kind, &key.public_key);
    let name = &ours.name;
    if key.private_key(keys).is_none() {
        let words = format!(
            "The key of {name} was made under another AFTERWORD_SECRET and cannot be opened, so letters of {} wait. Remove it \
             with `afterword mail key remove --domain {} --selector {}` and add a new one.",
            key.domain, key.domain, key.selector
        );
        return Finding::new(DKIM, Standing::Wrong, words);
    }
    let found = match dns.texts(name).await {
        Ok(found) => found,
        Err(unasked) => return Finding::unasked(DKIM, &unasked),
    };
    let wrong = match &found[..] {
        [] => Some(format!("There is no record at {name}.")),
        [record] => fault(record, kind, &key.public_key)
            .map(|fault| format!("The record at {name} {fault}.")),
        several => Some(format!(
            "There are {} records at {name}, where one is allowed.",
            several.len()
        )),
    };
    match wrong {
        Some(words) => Finding::new(DKIM, Standing::Wrong, words).publish(ours),
        None if is_test(&found[0]) => {
            let words = format!(
                "{name} has our key, marked as a test (t=y), which receivers may treat as no signature. Take t=y away."
            );
            Finding::new(DKIM, Standing::Note, words).publish(ours)
        }
        None => Finding::new(
            DKIM,
            Standing::Good,
            format!("{name} has our key ({}).", key.kind),
        ),
    }
}

/// What keeps receivers from taking our signature by this record.
fn fault(record: &str, kind: Kind, ours: &[u8]) -> Option<String> {
    let Some(tags) = Tags::read(record) else {
        return Some("is not made of tags".into());
    };
    if tags.get("v").is_some_and(|version| version != "DKIM1") {
        return Some("does not begin with v=DKIM1".into());
    }
    let published_kind = tags.get("k").unwrap_or("rsa");
    if published_kind != kind.code() {
        return Some(format!(
            "is for a key of type {published_kind}; ours is {}",
            kind.code()
        ));
    }
    let public = match tags.get("p").map(without_spaces) {
        None => return Some("has no key (p=)".into()),
        Some(public) if public.is_empty() => {
            return Some("says that the key is revoked (p= is empty)".into());
        }
        Some(public) => public,
    };
    match STANDARD.decode(public) {
        Err(_) => return Some("has a key that was cut or mistyped".into()),
        Ok(public) if public != ours => {
            let weakness = weakness(kind, &public).map(|weakness| format!(", which {weakness}"));
            return Some(format!(
                "has another key than ours{}",
                weakness.unwrap_or_default()
            ));
        }
        Ok(_) => {}
    }
    if !tags.allows("h", &["sha256"]) {
        return Some("does not allow sha256 (h=)".into());
    }
    if !tags.allows("s", &["*", "email"]) {
        return Some("is not for mail (s=)".into());
    }
    weakness(kind, ours)
}

fn is_test(record: &str) -> bool {
    Tags::read(record)
        .and_then(|tags| tags.get("t"))
        .is_some_and(|flags| flags.split(':').any(|flag| flag.trim() == "y"))
}

fn without_spaces(text: &str) -> String {
    text.split_ascii_whitespace().collect()
}
