//! When a letter that could not leave is tried again, and when it is given up.
//! Called by whoever settles a delivery; chance and the clock come in as arguments.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// The waits before the second, third, … try, in minutes; the last one repeats.
/// Five minutes pass the usual greylisting, the rest grows towards what RFC 5321 4.5.4.1 asks for.
const WAITS_MINUTES: [i64; 6] = [5, 15, 30, 60, 120, 240];

/// A letter about a contact of two days ago asks about something forgotten: worse than none. A setting may differ.
pub const GIVE_UP_AFTER: TimeDelta = TimeDelta::hours(48);

/// Waits differ by a tenth either way, so that letters which failed together do not return together.
const SPREAD: f64 = 0.1;

/// How long to wait after `attempts_made` tries (at least one). `jitter` lies between -1 and 1.
pub fn wait(attempts_made: u32, jitter: f64) -> TimeDelta {
    let step = (attempts_made.max(1) as usize - 1).min(WAITS_MINUTES.len() - 1);
    let seconds = (WAITS_MINUTES[step] * 60) as f64;
    let factor = 1.0 + SPREAD * jitter.clamp(-1.0, 1.0);
    TimeDelta::seconds((seconds * factor).round() as i64)
}

/// When to try again after `attempts_made` tries; `None` once that would come too late to be worth it.
pub fn next_attempt(
    attempts_made: u32,
    give_up_at: DateTime<Utc>,
    now: DateTime<Utc>,
    jitter: f64,
) -> Option<DateTime<Utc>> {
    let next = now + wait(attempts_made, jitter);
    (next < give_up_at).then_some(next)
}

/// A letter's own place between -1 and 1 in the spread of its waits: by chance among letters, the same when asked again.
pub fn jitter(letter: Uuid, attempts_made: u32) -> f64 {
    // the tail of an id is random; each attempt looks at another stretch of it
    let bits = letter
        .as_u128()
        .rotate_right(attempts_made.wrapping_mul(11) % 62)
        & 0x3ff;
    bits as f64 / 511.5 - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_then_stay() {
        let minutes: Vec<i64> = (1..=8).map(|n| wait(n, 0.0).num_minutes()).collect();
        assert_eq!(minutes, [5, 15, 30, 60, 120, 240, 240, 240]);
        assert_eq!(wait(0, 0.0), wait(1, 0.0));
    }

    #[test]
    fn jitter_moves_a_wait_by_a_tenth_at_most() {
        assert_eq!(wait(1, -1.0), TimeDelta::seconds(270));
        assert_eq!(wait(1, 1.0), TimeDelta::seconds(330));
        assert_eq!(wait(1, 40.0), TimeDelta::seconds(330));
    }

    #[test]
    fn letters_spread_evenly() {
        let spread: Vec<f64> = (0..4096u128)
            .map(|n| {
                jitter(
                    Uuid::from_u128(n.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)),
                    1,
                )
            })
            .collect();
        assert!(spread.iter().all(|j| (-1.0..=1.0).contains(j)));
        let mean = spread.iter().sum::<f64>() / spread.len() as f64;
        assert!(mean.abs() < 0.1, "{mean}");
        let letter = Uuid::from_u128(0x0193_4f6e_9c1a_7000_8d2f_51c3_77aa_9e04);
        assert_eq!(jitter(letter, 2), jitter(letter, 2));
        assert_ne!(jitter(letter, 1), jitter(letter, 2));
    }

    #[test]
    fn tries_go_on_until_it_is_too_late() {
        for (hours, least, most) in [(48, 16, 18), (120, 34, 36)] {
            let give_up_at = DateTime::UNIX_EPOCH + TimeDelta::hours(hours);
            let (mut now, mut tries) = (DateTime::UNIX_EPOCH, 1);
            while let Some(next) = next_attempt(tries, give_up_at, now, 0.0) {
                assert!(next > now && next < give_up_at);
                now = next;
                tries += 1;
            }
            assert!(now > give_up_at - TimeDelta::hours(5), "gave up at {now}");
            assert!(
                (least..=most).contains(&tries),
                "{tries} tries in {hours} hours"
            );
        }
    }
}
