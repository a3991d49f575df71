//! Trouble that is not one letter's: all sending waits, longer each time, until a letter gets through again. Pure.
//! Part of `pace`.

use chrono::{DateTime, TimeDelta, Utc};

const FIRST: TimeDelta = TimeDelta::seconds(5);
const LONGEST: TimeDelta = TimeDelta::minutes(5);

/// Whether letters may leave, and since when and why not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pause(Option<Trouble>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Trouble {
    since: DateTime<Utc>,
    until: DateTime<Utc>,
    length: TimeDelta,
    words: String,
}

impl Pause {
    /// Trouble was met at `now`: returns how long to wait. Several threads meeting it at once make one pause.
    pub fn trouble(&mut self, words: &str, now: DateTime<Utc>) -> TimeDelta {
        let (since, length) = match &self.0 {
            Some(trouble) if self.holds(now) => return trouble.until - now,
            Some(trouble) => (trouble.since, (trouble.length * 2).min(LONGEST)),
            None => (now, FIRST),
        };
        self.0 = Some(Trouble {
            since,
            until: now + length,
            length,
            words: words.to_owned(),
        });
        length
    }

    /// A letter got through.
    pub fn over(&mut self) {
        self.0 = None;
    }

    /// Whether nothing may leave at `now`. A clock set back does not make a pause longer than the longest.
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        self.0
            .as_ref()
            .is_some_and(|trouble| now < trouble.until && trouble.until - now <= LONGEST)
    }

    /// Whether the last letters met trouble: one letter is then enough to see if it is over.
    pub fn is_probing(&self) -> bool {
        self.0.is_some()
    }

    /// Since when, until when and why, while it lasts.
    pub fn told(&self) -> Option<(DateTime<Utc>, DateTime<Utc>, &str)> {
        let Trouble {
            since,
            until,
            words,
            ..
        } = self.0.as_ref()?;
        Some((*since, *until, words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn pauses_grow_until_a_letter_gets_through() {
        let mut pause = Pause::default();
        assert!(!pause.holds(at(0)) && !pause.is_probing());
        let mut now = at(0);
        let mut lengths = Vec::new();
        for _ in 0..8 {
            let length = pause.trouble("535 no", now);
            lengths.push(length.num_seconds());
            assert!(pause.holds(now));
            now += length;
            assert!(!pause.holds(now) && pause.is_probing());
        }
        assert_eq!(lengths, [5, 10, 20, 40, 80, 160, 300, 300]);
        assert_eq!(pause.told(), Some((at(0), now, "535 no")));
        pause.over();
        assert_eq!(pause, Pause::default());
    }

    #[test]
    fn threads_that_meet_it_together_make_one_pause() {
        let mut pause = Pause::default();
        assert_eq!(pause.trouble("no", at(0)), TimeDelta::seconds(5));
        assert_eq!(pause.trouble("no", at(1)), TimeDelta::seconds(4));
        assert!(!pause.holds(at(5)));
    }

    #[test]
    fn a_clock_set_back_does_not_stop_the_mail() {
        let mut pause = Pause::default();
        pause.trouble("no", at(7200));
        assert!(!pause.holds(at(0)));
    }
}
