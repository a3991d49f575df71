//! Senders' addresses that are refused: by the mail server, or by single domains once they know the recipient. Letters from
//! them wait, and those of other senders go on. Pure.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::EVERYBODY;
use crate::mail::pause::Pause;

/// The refused senders, by address.
#[derive(Debug, Default)]
pub struct Senders(BTreeMap<String, Sender>);

#[derive(Debug, Default)]
struct Sender {
    /// Of all its letters.
    pause: Pause,
    /// Of those to one domain.
    by_domain: BTreeMap<String, Pause>,
    /// Domains that began to refuse it since a letter of it was last taken.
    since_taken: BTreeSet<String>,
}

/// A sender that waits, as the console shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedSender {
    pub address: String,
    pub since: DateTime<Utc>,
    /// When it is tried again.
    pub until: DateTime<Utc>,
    pub words: String,
}

impl Senders {
    /// The server refused this sender at `now`: returns how long its letters wait.
    pub fn refused(&mut self, sender: &str, words: &str, now: DateTime<Utc>) -> TimeDelta {
        let sender = self.0.entry(sender.to_owned()).or_default();
        sender.pause.trouble(words, now)
    }

    /// One domain refused this sender at `now`: returns how long its letters there wait, or all of them where one domain
    /// after the other refuses it.
    pub fn refused_by(
        &mut self,
        domain: &str,
        sender: &str,
        words: &str,
        now: DateTime<Utc>,
    ) -> TimeDelta {
        let sender = self.0.entry(sender.to_owned()).or_default();
        let known = sender.by_domain.contains_key(domain);
        let pause = sender.by_domain.entry(domain.to_owned()).or_default();
        let wait = pause.trouble(words, now);
        // One known to refuse it tells nothing new about the others.
        if known {
            return wait;
        }
        sender.since_taken.insert(domain.to_owned());
        if sender.since_taken.len() < EVERYBODY {
            return wait;
        }
        wait.max(sender.pause.trouble(words, now))
    }

    /// Until when this sender's letters to that domain wait, where they do.
    pub fn rests(&self, sender: &str, domain: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let sender = self.0.get(sender)?;
        let pauses = [Some(&sender.pause), sender.by_domain.get(domain)];
        let holding = pauses
            .into_iter()
            .flatten()
            .filter(|pause| pause.holds(now));
        holding.filter_map(|pause| Some(pause.told()?.1)).max()
    }

    /// That domain took a letter from this sender.
    pub fn taken(&mut self, sender: &str, domain: &str) {
        let Some(known) = self.0.get_mut(sender) else {
            return;
        };
        known.pause.over();
        known.by_domain.remove(domain);
        known.since_taken.clear();
        if known.by_domain.is_empty() {
            self.0.remove(sender);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those whose letters all wait, by address.
    pub fn told(&self) -> Vec<RefusedSender> {
        let told = |(address, sender): (&String, &Sender)| {
            let (since, until, words) = sender.pause.told()?;
            Some(RefusedSender {
                address: address.clone(),
                since,
                until,
                words: words.to_owned(),
            })
        };
        self.0.iter().filter_map(told).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARE: &str = "care@acme.example";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn one_domain_that_refuses_a_sender_keeps_no_other_letter() {
        let mut senders = Senders::default();
        assert_eq!(
            senders.refused_by("a.example", CARE, "no", at(0)),
            TimeDelta::seconds(5)
        );
        assert_eq!(senders.rests(CARE, "a.example", at(0)), Some(at(5)));
        assert_eq!(senders.rests(CARE, "b.example", at(0)), None);
        assert_eq!(senders.rests("help@acme.example", "a.example", at(0)), None);
        assert!(senders.told().is_empty());
        senders.taken(CARE, "b.example");
        assert_eq!(
            senders.rests(CARE, "a.example", at(0)),
            Some(at(5)),
            "it still refuses"
        );
        assert_eq!(
            senders.refused_by("a.example", CARE, "no", at(5)),
            TimeDelta::seconds(10)
        );
        senders.taken(CARE, "a.example");
        assert!(senders.is_empty());
    }

    #[test]
    fn where_one_domain_after_the_other_refuses_it_all_its_letters_wait() {
        let mut senders = Senders::default();
        senders.refused_by("a.example", CARE, "no", at(0));
        senders.refused_by("b.example", CARE, "no", at(0));
        senders.taken(CARE, "d.example");
        senders.refused_by("c.example", CARE, "no", at(1));
        senders.refused_by("a.example", CARE, "no", at(10));
        assert!(senders.told().is_empty(), "a letter was taken between");
        senders.refused_by("e.example", CARE, "no", at(11));
        senders.refused_by("f.example", CARE, "no", at(11));
        assert_eq!(senders.told().len(), 1);
        assert_eq!(senders.rests(CARE, "new.example", at(11)), Some(at(16)));
        senders.taken(CARE, "new.example");
        assert!(senders.told().is_empty());
    }
}
