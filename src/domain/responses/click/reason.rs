//! Why the one-click rule does not trust a click, in numbers and in words. `click` gives them, the
//! console shows them.

use std::fmt;

use chrono::{DateTime, Utc};

use super::timeline::Span;

/// Why a click is not trusted, in numbers; `Display` says it in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Several links of one letter opened together.
    Links(Flurry),
    /// Several ratings of one letter touched or sent together.
    Pressed(Flurry),
    /// A look, too close to the delivery.
    Shadow { after_delivery: i64 },
    /// A look, at a mail domain whose scanners are known.
    SweptDomain,
    /// A look, at a survey that wants more.
    Strict,
}

/// How many different values, within how many seconds, how many seconds after delivery (negative: before).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flurry {
    pub values: usize,
    pub seconds: i64,
    pub after_delivery: Option<i64>,
}

impl Flurry {
    pub(super) fn of(span: Span, accepted_at: Option<DateTime<Utc>>) -> Self {
        Self {
            values: span.values,
            // rounded up, so that a sweep never takes 0 s
            seconds: ((span.to - span.from).num_milliseconds() + 999) / 1000,
            after_delivery: accepted_at.map(|accepted| (span.from - accepted).num_seconds()),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Links(flurry) => write!(f, "{} links in {flurry}", flurry.values),
            Self::Pressed(flurry) => write!(f, "{} ratings pressed in {flurry}", flurry.values),
            Self::Shadow { after_delivery } => {
                write!(f, "only looked at, {}", from_delivery(*after_delivery))
            }
            Self::SweptDomain => write!(
                f,
                "only looked at, and scanners open the links of this mail domain"
            ),
            Self::Strict => write!(
                f,
                "only looked at, and this survey counts touched or sent answers"
            ),
        }
    }
}

impl fmt::Display for Flurry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} s", self.seconds)?;
        match self.after_delivery {
            Some(seconds) => write!(f, ", {}", from_delivery(seconds)),
            None => Ok(()),
        }
    }
}

fn from_delivery(seconds: i64) -> String {
    if seconds < 0 {
        format!("{} s before delivery", -seconds)
    } else {
        format!("{seconds} s after delivery")
    }
}
