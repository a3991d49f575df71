//! Trouble that is not one letter's: all sending waits, longer each time, until a letter gets through again. Pure.

use chrono::{DateTime, TimeDelta, Utc};

const FIRST: TimeDelta = TimeDelta::seconds(5);
const LONGEST: TimeDelta = TimeDelta::minutes(5);

/// Whether letters may leave, and since when not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pause {
    until: Option<DateTime<Utc>>,
    length: Option<TimeDelta>,
}

impl Pause {
    /// Trouble was met at `now`: returns how long to wait. Several threads meeting it at once make one pause.
    pub fn trouble(&mut self, now: DateTime<Utc>) -> TimeDelta {
        if let (true, Some(until)) = (self.holds(now), self.until) {
            return until - now;
        }
        let length = self.length.map_or(FIRST, |last| (last * 2).min(LONGEST));
        self.length = Some(length);
        self.until = Some(now + length);
        length
    }

    /// A letter got through.
    pub fn over(&mut self) {
        *self = Self::default();
    }

    /// Whether nothing may leave at `now`. A clock set back does not make a pause longer than the longest.
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        self.until
            .is_some_and(|until| now < until && until - now <= LONGEST)
    }

    /// Whether the last letters met trouble: one letter is then enough to see if it is over.
    pub fn is_probing(&self) -> bool {
        self.length.is_some()
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
            let length = pause.trouble(now);
            lengths.push(length.num_seconds());
            assert!(pause.holds(now));
            now += length;
            assert!(!pause.holds(now) && pause.is_probing());
        }
        assert_eq!(lengths, [5, 10, 20, 40, 80, 160, 300, 300]);
        pause.over();
        assert_eq!(pause, Pause::default());
    }

    #[test]
    fn threads_that_meet_it_together_make_one_pause() {
        let mut pause = Pause::default();
        assert_eq!(pause.trouble(at(0)), TimeDelta::seconds(5));
        assert_eq!(pause.trouble(at(1)), TimeDelta::seconds(4));
        assert!(!pause.holds(at(5)));
    }

    #[test]
    fn a_clock_set_back_does_not_stop_the_mail() {
        let mut pause = Pause::default();
        pause.trouble(at(7200));
        assert!(!pause.holds(at(0)));
    }
}
