//! What time it is. Read at the edges only (web, jobs, commands) and passed inwards as an argument.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

/// The source of `now`: the system's clock, or one that stands still until it is moved.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    #[default]
    System,
    /// For tests and for the demo: time moves only by [`Clock::set`].
    Settable(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// A clock that stands at `at`.
    pub fn standing_at(at: DateTime<Utc>) -> Self {
        Self::Settable(Arc::new(Mutex::new(at)))
    }

    /// The present instant, cut to microseconds: the finest both databases keep.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the system's clock"
    )]
    pub fn now(&self) -> DateTime<Utc> {
        let now = match self {
            Self::System => Utc::now(),
            Self::Settable(at) => *at.lock().unwrap_or_else(|poisoned| poisoned.into_inner()),
        };
        now.duration_trunc(TimeDelta::microseconds(1))
            .unwrap_or(now)
    }

    /// Moves a settable clock; the system's clock stays as it is.
    pub fn set(&self, to: DateTime<Utc>) {
        if let Self::Settable(at) = self {
            *at.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = to;
        }
    }

    /// Moves a settable clock onward by `step`.
    pub fn advance(&self, step: TimeDelta) {
        self.set(self.now() + step);
    }
}
