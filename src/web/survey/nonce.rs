//! What the page's script must show before it is believed: that this page was made for this link and value, and is
//! neither too young for anybody to have looked at nor forgotten.

use chrono::{DateTime, TimeDelta, Utc};

use super::page::Beacon;
use crate::token::{self, Keys, TokenHash};

/// Nobody takes in a page faster.
const YOUNGEST: TimeDelta = TimeDelta::milliseconds(1_000);
const OLDEST: TimeDelta = TimeDelta::hours(24);

/// The proof a page carries.
pub fn issue(keys: &Keys, link: &TokenHash, score: i16, now: DateTime<Utc>) -> Beacon {
    let issued_ms = now.timestamp_millis();
    Beacon {
        score,
        issued_ms,
        nonce: keys.form_nonce(link, score, issued_ms),
    }
}

/// Whether the proof is this link's, unchanged, and of a believable age.
pub fn holds(keys: &Keys, link: &TokenHash, shown: &Beacon, now: DateTime<Utc>) -> bool {
    let expected = keys.form_nonce(link, shown.score, shown.issued_ms);
    let Some(issued) = DateTime::from_timestamp_millis(shown.issued_ms) else {
        return false;
    };
    let age = now - issued;
    token::same(expected.as_bytes(), shown.nonce.as_bytes()) && age >= YOUNGEST && age <= OLDEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_holds_for_its_link_and_value_at_a_believable_age() {
        let keys = Keys::derive("a secret of a test");
        let (link, other) = (token::hash("one"), token::hash("two"));
        let made = DateTime::from_timestamp(1_790_000_000, 0).expect("a time");
        let at = |ms| made + TimeDelta::milliseconds(ms);
        let shown = issue(&keys, &link, 4, made);
        assert!(holds(&keys, &link, &shown, at(1_000)));
        assert!(holds(&keys, &link, &shown, made + OLDEST));

        assert!(!holds(&keys, &link, &shown, at(999)));
        assert!(!holds(
            &keys,
            &link,
            &shown,
            made + OLDEST + TimeDelta::milliseconds(1)
        ));
        assert!(!holds(&keys, &link, &shown, at(-5_000)));
        assert!(!holds(&keys, &other, &shown, at(5_000)));
        assert!(!holds(&Keys::derive("another"), &link, &shown, at(5_000)));
        for wrong in [
            Beacon {
                score: 5,
                ..shown.clone()
            },
            Beacon {
                issued_ms: shown.issued_ms - 10_000,
                ..shown.clone()
            },
            Beacon {
                nonce: String::new(),
                ..shown.clone()
            },
            Beacon {
                issued_ms: i64::MAX,
                ..shown.clone()
            },
        ] {
            assert!(!holds(&keys, &link, &wrong, at(5_000)), "{wrong:?}");
        }
    }
}
