//! Slows down whoever guesses passwords: from the fifth failure on, an address must wait, twice as long each time.
//! It never locks for good, and treats addresses without a member just the same.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};

const FREE_FAILURES: u32 = 5;
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(2);
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// Failures older than this are forgotten.
const MEMORY: TimeDelta = TimeDelta::hours(1);
/// Addresses remembered at once; beyond that the stalest are forgotten.
const ADDRESSES: usize = 10_000;

/// Failures of the recent past, by address. One per server process.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<HashMap<String, Failures>>);

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    last: DateTime<Utc>,
}

impl Failures {
    fn wait(self) -> TimeDelta {
        match self.count.checked_sub(FREE_FAILURES) {
            None => TimeDelta::zero(),
            Some(more) => (FIRST_WAIT * 2_i32.pow(more.min(10))).min(LONGEST_WAIT),
        }
    }
}

impl Throttle {
    /// How long an address must still wait before another try is looked at.
    pub fn wait(&self, address: &str, now: DateTime<Utc>) -> Option<TimeDelta> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let failures = seen.get(&address.to_lowercase())?;
        let left = failures.last + failures.wait() - now;
        (left > TimeDelta::zero()).then_some(left)
    }

    /// Notes a failure.
    pub fn failed(&self, address: &str, now: DateTime<Utc>) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= ADDRESSES {
            seen.retain(|_, failures| failures.last + MEMORY > now);
        }
        if seen.len() >= ADDRESSES
            && let Some(stalest) = seen
                .iter()
                .min_by_key(|(_, failures)| failures.last)
                .map(|(a, _)| a.clone())
        {
            seen.remove(&stalest);
        }
        let failures = seen.entry(address.to_lowercase()).or_insert(Failures {
            count: 0,
            last: now,
        });
        if failures.last + MEMORY <= now {
            failures.count = 0;
        }
        failures.count = failures.count.saturating_add(1);
        failures.last = now;
    }

    /// Forgets an address that came in.
    pub fn succeeded(&self, address: &str) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&address.to_lowercase());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour_and_are_forgotten() {
        let throttle = Throttle::default();
        let mut now: DateTime<Utc> = "2026-11-22T09:00:00Z".parse().unwrap();
        let mut waits = Vec::new();
        for _ in 0..16 {
            throttle.failed("Ana@example.com", now);
            let wait = throttle.wait("ana@example.com", now).unwrap_or_default();
            waits.push(wait.num_seconds());
            now += wait;
            assert_eq!(throttle.wait("ana@example.com", now), None);
        }
        assert_eq!(
            waits,
            [
                0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900
            ]
        );
        assert_eq!(throttle.wait("someone@example.com", now), None);
        now += MEMORY;
        throttle.failed("ana@example.com", now);
        assert_eq!(throttle.wait("ana@example.com", now), None);
    }

    #[test]
    fn many_addresses_take_a_bounded_room() {
        let throttle = Throttle::default();
        let now: DateTime<Utc> = "2026-11-22T09:00:00Z".parse().unwrap();
        for i in 0..ADDRESSES + 50 {
            throttle.failed(&i.to_string(), now + TimeDelta::milliseconds(i as i64));
        }
        assert!(throttle.0.lock().unwrap().len() <= ADDRESSES);
    }
}
