//! How often one link may be used: a flood on one letter's link stops here and costs nobody else anything.

use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use axum::{
    Router,
    extract::{RawPathParams, Request, rejection::RawPathParamsRejection},
    http::{HeaderMap, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
};
use governor::{
    DefaultKeyedRateLimiter, Quota,
    clock::{Clock, DefaultClock},
};

use crate::token::{self, TokenHash};

/// After so many requests the links that have gone quiet are forgotten.
const TIDY_EVERY: u32 = 4_096;

struct Pace {
    links: DefaultKeyedRateLimiter<TokenHash>,
    seen: AtomicU32,
}

/// Lets each link through so many times a minute; beyond that `refusal` answers, with 429 and `Retry-After`.
pub fn paced<S: Clone + Send + Sync + 'static>(
    routes: Router<S>,
    per_minute: NonZeroU32,
    refusal: fn(&HeaderMap) -> Response,
) -> Router<S> {
    let pace = Arc::new(Pace {
        links: DefaultKeyedRateLimiter::keyed(Quota::per_minute(per_minute)),
        seen: AtomicU32::new(0),
    });
    routes.route_layer(from_fn(
        move |path: Result<RawPathParams, RawPathParamsRejection>, request: Request, next: Next| {
            let pace = Arc::clone(&pace);
            async move {
                let token = path.iter().flatten().find(|(name, _)| *name == "token");
                match token
                    .map(|(_, value)| value)
                    .filter(|token| token::is_link_token(token))
                {
                    Some(token) => match pace.wait(&token::hash(token)) {
                        None => next.run(request).await,
                        Some(seconds) => (
                            [(header::RETRY_AFTER, seconds.to_string())],
                            refusal(request.headers()),
                        )
                            .into_response(),
                    },
                    // leads nowhere, so there is nothing to protect and nothing to remember
                    None => next.run(request).await,
                }
            }
        },
    ))
}

impl Pace {
    /// How many seconds to wait; none: come in.
    fn wait(&self, link: &TokenHash) -> Option<u64> {
        if self
            .seen
            .fetch_add(1, Ordering::Relaxed)
            .is_multiple_of(TIDY_EVERY)
        {
            self.links.retain_recent();
        }
        let refused = self.links.check_key(link).err()?;
        Some(
            refused
                .wait_time_from(DefaultClock::default().now())
                .as_secs()
                + 1,
        )
    }
}
