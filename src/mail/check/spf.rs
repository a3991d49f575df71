//! SPF (RFC 7208): whether the envelope's domain says who may send for it, in a way receivers can follow.

use std::net::IpAddr;

use super::{Finding, Sender, Standing};
use crate::mail::dkim::key::Record;
use crate::mail::dns::Dns;

const SPF: &str = "SPF";

/// Further questions a receiver asks at most before it gives up.
const LOOKUPS: usize = 10;

pub async fn look(dns: &impl Dns, sender: &Sender) -> Finding {
    let domain = &sender.envelope;
    let mut own = None;
    let mut lookups = 0;
    let mut lets_pass = false;
    let mut waiting = vec![domain.clone()];
    // Whoever is included says itself whom it includes; the limit also ends a circle.
    while let Some(name) = waiting.pop() {
        let texts = match dns.texts(&name).await {
            Ok(texts) => texts,
            Err(unasked) => return Finding::unasked(SPF, &unasked),
        };
        let records: Vec<_> = texts.iter().filter(|text| is_spf(text)).collect();
        let record = match &records[..] {
            [record] => record,
            [] if name == *domain => return missing(sender),
            [] => {
                return wrong(format!(
                    "The record of {domain} names {name}, which has none itself; receivers then take none."
                ));
            }
            several => {
                let count = several.len();
                return wrong(format!(
                    "{name} has {count} SPF records; receivers then take none. Keep one."
                ));
            }
        };
        let policy = match Policy::read(record) {
            Ok(policy) => policy,
            Err(fault) => {
                return wrong(format!(
                    "The record of {name} has {fault}; receivers then take none."
                ));
            }
        };
        lookups += policy.lookups;
        lets_pass |= policy.lets_pass;
        if lookups > LOOKUPS {
            return wrong(format!(
                "The record of {domain} leads to more than {LOOKUPS} further lookups; receivers then take none. Name fewer \
                 includes, or addresses instead."
            ));
        }
        waiting.extend(policy.further.iter().cloned());
        own.get_or_insert(policy);
    }
    match own {
        Some(policy) if !lets_pass => nobody(sender, &policy),
        Some(policy) => judge(sender, &policy, lookups),
        None => missing(sender),
    }
}

fn judge(sender: &Sender, policy: &Policy, lookups: usize) -> Finding {
    let domain = &sender.envelope;
    let covers = match &sender.relay {
        Some(relay) => {
            format!(" Make sure that it covers the addresses letters leave from by way of {relay}.")
        }
        None => String::new(),
    };
    match policy.all {
        Some('+') => wrong(format!(
            "The record of {domain} ends with +all: it allows everybody. End it with ~all or -all."
        )),
        Some('?') => {
            let words = format!(
                "The record of {domain} ends with ?all, which says nothing about others: end it with ~all or -all.{covers}"
            );
            Finding::new(SPF, Standing::Note, words)
        }
        None if !policy.redirects => {
            let words = format!(
                "The record of {domain} does not end with ~all or -all, so that it says nothing about others.{covers}"
            );
            Finding::new(SPF, Standing::Note, words)
        }
        _ => {
            let words = format!(
                "{domain} says who may send for it ({lookups} of at most {LOOKUPS} lookups).{covers}"
            );
            Finding::new(SPF, Standing::Good, words)
        }
    }
}

fn missing(sender: &Sender) -> Finding {
    let domain = &sender.envelope;
    let words = format!("{domain} does not say who may send for it. Publish a record;");
    to_publish(sender, &words, "~all")
}

/// Letters fail with such a record, wherever they leave from.
fn nobody(sender: &Sender, policy: &Policy) -> Finding {
    let domain = &sender.envelope;
    let words = format!(
        "The record of {domain} names nobody: it says that nobody may send for it. Name who may;"
    );
    let end = match policy.all {
        Some('-') => "-all",
        _ => "~all",
    };
    to_publish(sender, &words, end)
}

fn to_publish(sender: &Sender, words: &str, end: &str) -> Finding {
    let relay = sender.relay.as_deref().unwrap_or("mail.example.com");
    let mechanism = match relay.parse() {
        Ok(address) => by_address(address, relay),
        Err(_) => format!("a:{relay}"),
    };
    let words = format!(
        "{words} in place of `{mechanism}` stands what the operator of your mail server names, often an `include:`."
    );
    Finding::new(SPF, Standing::Wrong, words).publish(Record {
        name: sender.envelope.clone(),
        value: format!("v=spf1 {mechanism} {end}"),
    })
}

/// The mechanism for an address, as `written`: with the length of its network, if any.
fn by_address(address: IpAddr, written: &str) -> String {
    match address {
        IpAddr::V4(_) => format!("ip4:{written}"),
        IpAddr::V6(_) => format!("ip6:{written}"),
    }
}

fn wrong(words: String) -> Finding {
    Finding::new(SPF, Standing::Wrong, words)
}

fn is_spf(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default();
    first.eq_ignore_ascii_case("v=spf1")
}

/// What matters of one record.
#[derive(Debug, Default, PartialEq, Eq)]
struct Policy {
    lookups: usize,
    /// Domains whose records belong to it.
    further: Vec<String>,
    /// The qualifier of `all`.
    all: Option<char>,
    redirects: bool,
    /// Somebody passes by this very record, or by one that cannot be followed.
    lets_pass: bool,
}

impl Policy {
    /// `Err`: what is wrong with it.
    fn read(record: &str) -> Result<Self, String> {
        let mut policy = Self::default();
        let mut redirect = None;
        for term in record.split_ascii_whitespace().skip(1) {
            let lower = term.to_ascii_lowercase();
            if let Some((name, value)) = modifier(&lower) {
                if name == "redirect" {
                    redirect = Some(value.to_owned());
                }
                continue;
            }
            let (qualifier, mechanism) = match lower.chars().next() {
                Some(sign @ ('+' | '-' | '~' | '?')) => (sign, &lower[1..]),
                _ => ('+', &lower[..]),
            };
            let (name, value) = mechanism.split_once(':').unwrap_or((mechanism, ""));
            let name = name.split('/').next().unwrap_or_default();
            // What stands behind `all` is never looked at, and what is included passes by its own record.
            let counts = policy.all.is_none() && qualifier == '+';
            policy.lets_pass |= counts && (name != "include" || followed(value).is_none());
            match name {
                "all" if value.is_empty() => policy.all = policy.all.or(Some(qualifier)),
                "ip4" | "ip6" if !value.is_empty() => {}
                "include" if !value.is_empty() => {
                    policy.lookups += 1;
                    policy.further.extend(followed(value));
                }
                "exists" if !value.is_empty() => policy.lookups += 1,
                "a" | "mx" | "ptr" => {
                    let host = value.split('/').next().unwrap_or_default();
                    if let Ok(address) = host.parse() {
                        let instead = by_address(address, value);
                        return Err(format!(
                            "`{term}`, an address where SPF wants the name of a host: write `{instead}`"
                        ));
                    }
                    policy.lookups += 1;
                }
                _ => return Err(format!("`{term}`, which SPF does not know")),
            }
        }
        // `all` matches everybody, so that a redirect beside it is never followed.
        if let Some(value) = redirect.filter(|_| policy.all.is_none()) {
            policy.lookups += 1;
            policy.redirects = true;
            policy.lets_pass |= followed(&value).is_none();
            policy.further.extend(followed(&value));
        }
        Ok(policy)
    }
}

/// A name made of the letter's own facts (`%{i}`) cannot be followed without a letter.
fn followed(name: &str) -> Option<String> {
    (!name.contains('%')).then(|| name.trim_end_matches('.').to_owned())
}

fn modifier(term: &str) -> Option<(&str, &str)> {
    let (name, value) = term.split_once('=')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    is_name.then_some((name, value))
}
