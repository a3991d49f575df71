//! Signs letters so that receivers know whose they are (DKIM, RFC 6376 and 8463). The sending job keeps a `Keyring`;
//! each sending thread asks its `Signer` for the signatures of one letter. lettre's own signing is left aside: it puts
//! one signature on a letter at most, and brings an RSA that takes a time which tells of the key.

mod canonical;
pub mod key;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine, engine::general_purpose::STANDARD};
use lettre::Message;
use lettre::message::Mailboxes;
use lettre::message::header::{Date, From};
use ring::digest::{SHA256, digest};
use sea_orm::{ConnectionTrait, DbErr};

use crate::domain::deliveries::mail_key;
use crate::ids::MailKeyId;
use crate::mail::dns;
use crate::token::Keys;
use key::{Kind, SigningKey};

/// What a signature covers. From stands twice: a second one added on the way breaks the signature. One that a letter
/// does not have is covered as missing.
const SIGNED: [&str; 12] = [
    "From",
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Reply-To",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];

/// Covered only where the letter has it: mail services add one of their own to letters without.
const SIGNED_IF_THERE: &str = "Feedback-ID";

/// Characters of base64 to a line.
const LINE: usize = 70;

/// A letter that must not leave unsigned and cannot be signed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CannotSign {
    #[error(
        "the letter waits because it cannot be signed: the key {0} was made under another AFTERWORD_SECRET; remove it and \
         add a new one"
    )]
    Sealed(String),
    #[error("the letter waits because the key {0} did not sign it")]
    Failed(String),
}

/// The keys of this moment, to be asked from any thread.
#[derive(Default)]
pub struct Keyring(RwLock<Arc<Signer>>);

impl Keyring {
    /// Takes up keys added, and drops keys removed, since the last time; by any process.
    ///
    /// # Errors
    /// When the keys cannot be read.
    pub async fn refresh(&self, db: &impl ConnectionTrait, keys: &Keys) -> Result<(), DbErr> {
        let rows = mail_key::all(db).await?;
        // A key never changes, so that its id says it all.
        if !rows
            .iter()
            .map(|row| row.id)
            .eq(self.signer().ids.iter().copied())
        {
            let signer = Arc::new(Signer::of(&rows, keys));
            *self.0.write().unwrap_or_else(PoisonError::into_inner) = signer;
        }
        Ok(())
    }

    pub fn signer(&self) -> Arc<Signer> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// Signs with every key of the sender's domain.
#[derive(Default)]
pub struct Signer {
    ids: Vec<MailKeyId>,
    by_domain: HashMap<String, Vec<Held>>,
}

struct Held {
    selector: String,
    /// None: it cannot be opened.
    key: Option<SigningKey>,
}

impl Signer {
    pub fn of(rows: &[mail_key::Model], keys: &Keys) -> Self {
        let mut signer = Self::default();
        for row in rows {
            let key = Kind::parse(&row.kind)
                .zip(row.private_key(keys))
                .and_then(|(kind, private)| SigningKey::read(kind, &private));
            if key.is_none() {
                tracing::error!(
                    domain = row.domain,
                    selector = row.selector,
                    "a mail key cannot be opened"
                );
            }
            signer.ids.push(row.id);
            let held = signer.by_domain.entry(row.domain.clone()).or_default();
            held.push(Held {
                selector: row.selector.clone(),
                key,
            });
        }
        signer
    }

    /// The lines to stand before the letter, none when its sender has no key. They are the same at every try, since
    /// both kinds of key sign the same thing the same way and the time in them is the letter's own.
    ///
    /// # Errors
    /// When a key of the sender's domain cannot be used.
    pub fn signatures(&self, message: &Message) -> Result<String, CannotSign> {
        let domain = sender_domain(message).unwrap_or_default();
        let Some(held) = self.by_domain.get(&domain) else {
            return Ok(String::new());
        };
        let letter = message.formatted();
        let (headers, body) = canonical::parts(&letter);
        let body_hash = STANDARD.encode(digest(&SHA256, &canonical::body(body)));
        let mut names = SIGNED.to_vec();
        if !canonical::headers(headers, &[SIGNED_IF_THERE]).is_empty() {
            names.push(SIGNED_IF_THERE);
        }
        let covered = canonical::headers(headers, &names);
        let time = signing_time(message);
        let mut lines = String::new();
        for Held { selector, key } in held {
            let name = || format!("{selector}._domainkey.{domain}");
            let key = key.as_ref().ok_or_else(|| CannotSign::Sealed(name()))?;
            let unsigned = format!(
                "DKIM-Signature: v=1; a={}; c=relaxed/relaxed; d={domain};\r\n s={selector}; t={time};\r\n h={};\r\n \
                 bh={body_hash};\r\n b=",
                key.algorithm(),
                names.join(":").replace("List-Id:", "\r\n  List-Id:"),
            );
            let mut hashed = covered.clone();
            hashed.extend_from_slice(canonical::header(unsigned.as_bytes()).trim_ascii_end());
            let signature = key
                .sign(&hashed)
                .ok_or_else(|| CannotSign::Failed(name()))?;
            lines.push_str(&unsigned);
            lines.push_str(&folded(&STANDARD.encode(signature)));
            lines.push_str("\r\n");
        }
        Ok(lines)
    }
}

/// The domain of the address in From: the one a reader sees.
fn sender_domain(message: &Message) -> Option<String> {
    let senders = Mailboxes::from(message.headers().get::<From>()?);
    dns::domain(senders.iter().next()?.email.domain())
}

fn signing_time(message: &Message) -> u64 {
    let date = message.headers().get::<Date>();
    let since = date.and_then(|date| SystemTime::from(date).duration_since(UNIX_EPOCH).ok());
    since.unwrap_or_default().as_secs()
}

fn folded(base64: &str) -> String {
    let mut lines = String::with_capacity(base64.len() + 32);
    for (at, c) in base64.chars().enumerate() {
        if at > 0 && at % LINE == 0 {
            lines.push_str("\r\n ");
        }
        lines.push(c);
    }
    lines
}

#[cfg(test)]
mod tests;
