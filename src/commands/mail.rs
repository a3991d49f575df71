//! `afterword mail key …` and `afterword mail check`: the keys that sign letters, and what receivers think of the sender.

use std::io::{BufRead, IsTerminal, Write};

use anyhow::{Context, bail};
use clap::{Subcommand, ValueEnum};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{Told, mail_check};
use crate::{
    clock::Clock,
    config::Config,
    db::Db,
    domain::{accounts::audit, deliveries::mail_key},
    mail::{
        dkim::key::{self, Kind, Record},
        dns,
    },
    token::{self, Keys},
};

/// Keys of one domain at once: enough to change both kinds without a gap.
const KEYS_EACH: usize = 4;

#[derive(Subcommand)]
pub enum Mail {
    /// The keys that letters are signed with (DKIM).
    Key {
        #[command(subcommand)]
        command: Key,
    },
    /// Looks SPF, DKIM, DMARC and the way back up and says what is missing; fails when anything is.
    Check {
        /// Only this sender domain.
        #[arg(long)]
        domain: Option<String>,
    },
}

#[derive(Subcommand)]
pub enum Key {
    /// Makes a key and shows the DNS record to publish. Letters are signed with it from now on.
    Add {
        /// Of the From address.
        #[arg(long)]
        domain: String,
        /// The name of the key below the domain; without it the next free one of s1, s2, …
        #[arg(long)]
        selector: Option<String>,
        /// rsa is known to every receiver; ed25519 can stand beside it.
        #[arg(long = "type", value_enum, default_value_t = KeyType::Rsa)]
        kind: KeyType,
    },
    /// Shows every key with its DNS record.
    List {
        #[arg(long)]
        domain: Option<String>,
    },
    /// Removes a key: letters are no longer signed with it.
    Remove {
        #[arg(long)]
        domain: String,
        #[arg(long)]
        selector: String,
        /// Does not ask.
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum KeyType {
    Rsa,
    Ed25519,
}

impl From<KeyType> for Kind {
    fn from(kind: KeyType) -> Self {
        match kind {
            KeyType::Rsa => Self::Rsa,
            KeyType::Ed25519 => Self::Ed25519,
        }
    }
}

/// Does what the command line says.
///
/// # Errors
/// A sentence that says what cannot be done and why.
pub async fn obey(db: &Db, config: &Config, clock: &Clock, command: Mail) -> anyhow::Result<Told> {
    let keys = Keys::derive(config.secret.expose_secret());
    match command {
        Mail::Key {
            command:
                Key::Add {
                    domain,
                    selector,
                    kind,
                },
        } => add(db, clock, &keys, &domain, selector.as_deref(), kind.into()).await,
        Mail::Key {
            command: Key::List { domain },
        } => list(db, &keys, domain.as_deref()).await,
        Mail::Key {
            command:
                Key::Remove {
                    domain,
                    selector,
                    yes,
                },
        } => remove(db, clock, &domain, &selector, yes).await,
        Mail::Check { domain } => {
            mail_check::look(db, config, clock, &keys, domain.as_deref()).await
        }
    }
}

/// Makes a key, keeps it sealed, and tells the record to publish.
///
/// # Errors
/// A sentence when the domain or selector cannot be used, or is taken.
pub async fn add(
    db: &Db,
    clock: &Clock,
    keys: &Keys,
    domain: &str,
    selector: Option<&str>,
    kind: Kind,
) -> anyhow::Result<Told> {
    let domain = domain_of(domain)?;
    let there = mail_key::of_domain(db.read(), &domain).await?;
    if there.len() >= KEYS_EACH {
        bail!(
            "{domain} has {KEYS_EACH} keys already, and each signs every letter; remove one first"
        );
    }
    let selector = match selector {
        Some(selector) => selector_of(selector)?,
        None => free_selector(&there),
    };
    let pair = key::make(kind, &mut token::randomness()).context("no key could be made")?;
    let record = Record::of_key(&domain, &selector, kind, &pair.public);
    let new = mail_key::New {
        domain: domain.clone(),
        selector: selector.clone(),
        kind: kind.code(),
        public_key: pair.public,
        private_key: pair.private,
    };
    let (keys, now, name) = (keys.clone(), clock.now(), record.name.clone());
    let adding = db.write(move |tx| {
        Box::pin(async move {
            let added = mail_key::add(tx, &keys, new, now).await?;
            if added {
                let object = format!("mail_key:{name}");
                audit::note(tx, None, "command", "add mail key", &object, now).await?;
            }
            anyhow::Ok(added)
        })
    });
    if !adding.await? {
        bail!(
            "{domain} has a key with the selector `{selector}` already; choose another one with --selector"
        );
    }
    let sentence = format!(
        "The key is made, and letters from {domain} are signed with it from now on. Publish its record in DNS:\n\n{}\n\nThen \
         `afterword mail check --domain {domain}` says whether it can be seen.",
        to_publish(&record)
    );
    Ok(Told::new(
        sentence,
        as_document(&domain, &selector, kind.code(), Some(&record)),
    ))
}

async fn list(db: &Db, keys: &Keys, domain: Option<&str>) -> anyhow::Result<Told> {
    let found = match domain {
        Some(domain) => mail_key::of_domain(db.read(), &domain_of(domain)?).await?,
        None => mail_key::all(db.read()).await?,
    };
    let mut lines = Vec::new();
    let mut documents = Vec::new();
    for key in &found {
        let record = Kind::parse(&key.kind)
            .map(|kind| Record::of_key(&key.domain, &key.selector, kind, &key.public_key));
        let opens = key.private_key(keys).is_some();
        let sealed = if opens {
            ""
        } else {
            ", made under another AFTERWORD_SECRET: remove it"
        };
        let made = key.created_at.format("%Y-%m-%d");
        lines.push(format!(
            "{} {} ({}, made {made}{sealed})",
            key.domain, key.selector, key.kind
        ));
        lines.extend(record.iter().map(Record::zone_line));
        let mut document = as_document(&key.domain, &key.selector, &key.kind, record.as_ref());
        document["created_at"] = json!(key.created_at);
        document["usable"] = json!(opens);
        documents.push(document);
    }
    if lines.is_empty() {
        lines.push("There is no key. `afterword mail key add --domain …` makes one.".into());
    }
    Ok(Told::new(lines.join("\n"), json!({ "keys": documents })))
}

async fn remove(
    db: &Db,
    clock: &Clock,
    domain: &str,
    selector: &str,
    yes: bool,
) -> anyhow::Result<Told> {
    let domain = domain_of(domain)?;
    let there = mail_key::of_domain(db.read(), &domain).await?;
    if !there.iter().any(|key| key.selector == selector) {
        bail!(
            "{domain} has no key with the selector `{selector}`; `afterword mail key list` shows what there is"
        );
    }
    let last = there.len() == 1;
    if !yes && !is_confirmed(&domain, selector, last)? {
        bail!("the key was not removed");
    }
    let (now, of, named) = (clock.now(), domain.clone(), selector.to_owned());
    let removing = db.write(move |tx| {
        Box::pin(async move {
            let object = format!("mail_key:{named}._domainkey.{of}");
            audit::note(tx, None, "command", "remove mail key", &object, now).await?;
            mail_key::remove(tx, &of, &named)
                .await
                .map_err(anyhow::Error::from)
        })
    });
    removing.await?;
    let rest = if last {
        format!(" Letters from {domain} are no longer signed.")
    } else {
        String::new()
    };
    let sentence = format!(
        "The key {selector} of {domain} is removed.{rest} Leave its record in DNS for a week: letters on their way still need it."
    );
    Ok(Told::new(
        sentence,
        json!({ "domain": domain, "selector": selector, "removed": true }),
    ))
}

fn is_confirmed(domain: &str, selector: &str, last: bool) -> anyhow::Result<bool> {
    let mut input = std::io::stdin().lock();
    if !std::io::stdin().is_terminal() {
        bail!(
            "removing the key {selector} of {domain} cannot be undone; say --yes to do it without being asked"
        );
    }
    let unsigned = if last {
        " It is the only one: letters will leave unsigned."
    } else {
        ""
    };
    eprint!("Remove the key {selector} of {domain}? This cannot be undone.{unsigned} [y/N] ");
    std::io::stderr().flush()?;
    let mut answer = String::new();
    input.read_line(&mut answer)?;
    Ok(matches!(
        answer.trim().to_ascii_lowercase().as_str(),
        "y" | "yes"
    ))
}

/// A record for both ways of publishing it: a zone file, and a provider's form.
pub(super) fn to_publish(record: &Record) -> String {
    format!(
        "In a zone file:\n{}\n\nIn a form, type TXT:\nname   {}\nvalue  {}",
        record.zone_line(),
        record.name,
        record.value
    )
}

fn as_document(domain: &str, selector: &str, kind: &str, record: Option<&Record>) -> Value {
    json!({ "domain": domain, "selector": selector, "type": kind, "record": record.map(record_document) })
}

pub(super) fn record_document(record: &Record) -> Value {
    json!({
        "name": record.name,
        "type": "TXT",
        "value": record.value,
        "strings": record.strings(),
        "zone": record.zone_line(),
    })
}

pub(super) fn domain_of(text: &str) -> anyhow::Result<String> {
    dns::domain(text)
        .with_context(|| format!("--domain is `{text}`, which is no domain; `acme.example` is one"))
}

fn selector_of(text: &str) -> anyhow::Result<String> {
    let is_label = (1..=63).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-');
    if !is_label {
        bail!("--selector is `{text}`: use 1 to 63 lower case letters, digits and `-`");
    }
    Ok(text.to_owned())
}

fn free_selector(there: &[mail_key::Model]) -> String {
    let free = (1..).map(|number| format!("s{number}"));
    let mut free = free.filter(|name| there.iter().all(|key| key.selector != *name));
    free.next().unwrap_or_default()
}
