//! What receivers will think of letters from a domain: looks SPF, DKIM, DMARC and the way back up as they would, and says
//! in words what is missing and what to publish. For `afterword mail check` and the console's page.

mod dmarc;
mod route;
mod signature;
mod spf;
mod tags;

use std::collections::BTreeSet;

use lettre::{Address, message::Mailbox};
use sea_orm::{ConnectionTrait, DbErr};

use super::dkim::key::Record;
use super::dns::{self, Dns, Unasked};
use super::smtp::SmtpServer;
use crate::domain::{deliveries::mail_key, organization::look};
use crate::token::Keys;

/// How one thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Good,
    /// Works, and could be better.
    Note,
    /// No answer came: neither good nor missing.
    Unasked,
    /// Missing or wrong.
    Wrong,
}

impl Standing {
    /// For machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Note => "note",
            Self::Unasked => "not_asked",
            Self::Wrong => "to_do",
        }
    }

    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Note => "note",
            Self::Unasked => "could not be asked",
            Self::Wrong => "to do",
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// `SPF`, `DKIM`, `DMARC`, `MX`, `PTR`.
    pub about: &'static str,
    pub standing: Standing,
    pub words: String,
    /// What to publish to put it right.
    pub publish: Option<Record>,
}

impl Finding {
    fn new(about: &'static str, standing: Standing, words: impl Into<String>) -> Self {
        Self {
            about,
            standing,
            words: words.into(),
            publish: None,
        }
    }

    fn unasked(about: &'static str, unasked: &Unasked) -> Self {
        Self::new(
            about,
            Standing::Unasked,
            format!("{unasked}. Ask again later."),
        )
    }

    fn publish(self, record: Record) -> Self {
        Self {
            publish: Some(record),
            ..self
        }
    }
}

/// Who sends, as receivers see it.
#[derive(Clone, Debug)]
pub struct Sender {
    /// Of the From address.
    pub domain: String,
    /// Of the envelope's sender, which SPF is about and bounces go to.
    pub envelope: String,
    /// The host that letters are handed to; none when none are.
    pub relay: Option<String>,
    /// The domain's keys.
    pub keys: Vec<mail_key::Model>,
}

/// What the settings say of the way letters leave.
#[derive(Clone, Copy, Debug)]
pub struct Way<'a> {
    /// Whom letters are from where the brand names nobody else.
    pub from: &'a Mailbox,
    /// The mail server, when there is one.
    pub smtp_url: Option<&'a str>,
    /// Where reports of failure go to; none: to the sender itself.
    pub bounces_to: Option<&'a Address>,
}

impl Sender {
    /// Every domain letters may come from: that of `from` and each brand's own where a mail server is set, and each that
    /// has a key; or only the one named.
    ///
    /// # Errors
    /// When the keys or the brands' looks cannot be read.
    pub async fn all(
        db: &impl ConnectionTrait,
        way: Way<'_>,
        only: Option<&str>,
    ) -> Result<Vec<Self>, DbErr> {
        let keys = mail_key::all(db).await?;
        let mut domains: BTreeSet<String> = keys.iter().map(|key| key.domain.clone()).collect();
        let relay = way
            .smtp_url
            .and_then(|url| Some(SmtpServer::from_url(url).ok()?.host));
        if relay.is_some() {
            let brands = look::sender_addresses(db).await?;
            let brands = brands
                .iter()
                .filter_map(|text| text.parse::<Address>().ok());
            let senders = brands.chain([way.from.email.clone()]);
            domains.extend(senders.filter_map(|sender| dns::domain(sender.domain())));
        }
        if let Some(only) = only {
            domains = BTreeSet::from([only.to_owned()]);
        }
        let bounces = way
            .bounces_to
            .and_then(|address| dns::domain(address.domain()));
        let sender = |domain: String| Self {
            envelope: bounces.clone().unwrap_or_else(|| domain.clone()),
            relay: relay.clone(),
            keys: keys
                .iter()
                .filter(|key| key.domain == domain)
                .cloned()
                .collect(),
            domain,
        };
        Ok(domains.into_iter().map(sender).collect())
    }
}

/// What was found about one sender.
#[derive(Clone, Debug)]
pub struct Report {
    pub domain: String,
    pub findings: Vec<Finding>,
}

impl Report {
    /// Nothing is missing or wrong, and everything could be asked.
    pub fn is_well(&self) -> bool {
        self.findings
            .iter()
            .all(|finding| finding.standing <= Standing::Note)
    }
}

/// Looks everything about one sender up.
pub async fn check(dns: &impl Dns, sender: &Sender, keys: &Keys) -> Report {
    let (spf, signatures, route) = tokio::join!(
        spf::look(dns, sender),
        signature::look(dns, sender, keys),
        route::look(dns, sender),
    );
    // What got no answer is not taken for missing.
    let speaks = |finding: &Finding| finding.standing != Standing::Wrong;
    let proven = dmarc::Proven {
        by_spf: speaks(&spf),
        by_dkim: signatures.iter().any(speaks),
    };
    let dmarc = dmarc::look(dns, sender, proven).await;
    Report {
        domain: sender.domain.clone(),
        findings: [vec![spf], signatures, dmarc, route].concat(),
    }
}

/// The same for several senders, side by side.
pub async fn check_all(dns: &impl Dns, senders: &[Sender], keys: &Keys) -> Vec<Report> {
    futures_util::future::join_all(senders.iter().map(|sender| check(dns, sender, keys))).await
}

#[cfg(test)]
mod tests;
