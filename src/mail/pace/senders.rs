//! Senders' addresses that the mail server refuses: letters from them wait, and those of other brands go on. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::mail::pause::Pause;

/// The refused senders, by address, each with a pause of its own.
#[derive(Debug, Default)]
pub struct Senders(BTreeMap<String, Pause>);

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
        let pause = self.0.entry(sender.to_owned()).or_default();
        pause.trouble(words, now)
    }

    /// Until when this sender's letters wait, where they do.
    pub fn rests(&self, sender: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let pause = self.0.get(sender).filter(|pause| pause.holds(now))?;
        pause.told().map(|(_, until, _)| until)
    }

    /// A letter from this sender was taken.
    pub fn taken(&mut self, sender: &str) {
        self.0.remove(sender);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, by address.
    pub fn told(&self) -> Vec<RefusedSender> {
        let told = |(address, pause): (&String, &Pause)| {
            let (since, until, words) = pause.told()?;
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
