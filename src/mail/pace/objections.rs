//! Which domains object to us: all of them one after the other, or one to a single letter while it takes others. Pure.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

/// Domains remembered before all of them are forgotten.
const REMEMBERED: usize = 10_000;

/// What domains said against us.
#[derive(Debug, Default)]
pub struct Objections {
    /// Domains that objected since a letter was last taken, wherever it went.
    since_taken: BTreeSet<String>,
    /// Domains that ever objected, with when they last took a letter since.
    took: BTreeMap<String, Option<DateTime<Utc>>>,
}

impl Objections {
    /// A domain objects. Returns how many do, with no letter taken between.
    pub fn met(&mut self, domain: &str) -> usize {
        if self.took.len() >= REMEMBERED {
            self.took.clear();
        }
        self.took.entry(domain.to_owned()).or_default();
        self.since_taken.insert(domain.to_owned());
        self.since_taken.len()
    }

    /// A domain took a letter.
    pub fn taken(&mut self, domain: &str, now: DateTime<Utc>) {
        self.since_taken.clear();
        if let Some(took) = self.took.get_mut(domain) {
            *took = Some(now);
        }
    }

    /// Whether a domain that objected has taken a letter after `since`: it objects to a letter then, not to us.
    pub fn took_since(&self, domain: &str, since: DateTime<Utc>) -> bool {
        let took = self.took.get(domain).copied().flatten();
        took.is_some_and(|took| took > since)
    }
}
