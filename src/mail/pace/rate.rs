//! Rates, by a clock that says what it was told. Part of `pace`.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

/// A clock that goes back by less was told by threads that overtook each other.
const SET_BACK: TimeDelta = TimeDelta::minutes(1);

/// Lets so many letters through in a time.
pub type Bucket = RateLimiter<NotKeyed, InMemoryState, Told, NoOpMiddleware<Nanos>>;

/// A clock that says what it was told.
#[derive(Clone, Debug, Default)]
pub struct Told(Arc<AtomicU64>);

impl Told {
    /// Tells the time; whether the clock was set back since it was last told.
    pub fn tell(&self, now: DateTime<Utc>) -> bool {
        let nanos = |at: DateTime<Utc>| {
            let nanos = at.timestamp_nanos_opt().unwrap_or_default();
            u64::try_from(nanos).unwrap_or_default()
        };
        let before = self.0.swap(nanos(now), Ordering::Relaxed);
        before > nanos(now + SET_BACK)
    }
}

impl Clock for Told {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Nanos::new(self.0.load(Ordering::Relaxed))
    }
}

/// So many a second.
pub fn per_second(rate: NonZeroU32, clock: &Told) -> Bucket {
    RateLimiter::direct_with_clock(Quota::per_second(rate), clock.clone())
}

/// So many a minute.
pub fn per_minute(per_minute: NonZeroU32, clock: &Told) -> Bucket {
    // Two seconds' worth at once, no minute's: the sending job looks once a second.
    let burst = NonZeroU32::new(per_minute.get().div_ceil(30)).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::per_minute(per_minute).allow_burst(burst);
    RateLimiter::direct_with_clock(quota, clock.clone())
}
