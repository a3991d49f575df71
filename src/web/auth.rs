//! Who is calling, found before a handler runs. `ApiClient` is a system with a key; what it may do
//! stands in the handler's signature, so that a key without the scope is refused before its body is read.

use std::{marker::PhantomData, num::NonZeroU32};

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use governor::{
    Quota, RateLimiter, clock::Clock as _, clock::DefaultClock,
    state::keyed::DefaultKeyedStateStore,
};
use sea_orm::DbErr;

use super::error::{ApiError, Faults};
use crate::{
    app::App,
    domain::{
        accounts::api_key::{self, Scope},
        organization::brand,
    },
    ids::{ApiKeyId, BrandId},
};

/// Which scopes open a door; any one of them does.
pub trait Needs {
    /// Empty: every key will do.
    const ANY_OF: &'static [Scope];
}

macro_rules! needs {
    ($($(#[$doc:meta])* $name:ident: [$($scope:ident),*];)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;
        impl Needs for $name {
            const ANY_OF: &'static [Scope] = &[$(Scope::$scope),*];
        }
    )+};
}

needs! {
    /// Any good key.
    AnyScope: [];
    /// Reporting interactions.
    Reporting: [InteractionsWrite];
    /// Seeing what became of an interaction.
    Looking: [InteractionsWrite, ResponsesRead];
    /// Reading responses.
    ReadingResponses: [ResponsesRead];
    /// Reading scores.
    ReadingScores: [ScoresRead];
    /// Changing surveys.
    Administering: [Admin];
}

/// How often each key may call. One for all handlers of the API.
pub struct KeyLimiter(RateLimiter<ApiKeyId, DefaultKeyedStateStore<ApiKeyId>, DefaultClock>);

impl KeyLimiter {
    /// So many requests a minute, all at once if need be.
    pub fn per_minute(requests: NonZeroU32) -> Self {
        KeyLimiter(RateLimiter::keyed(Quota::per_minute(requests)))
    }

    fn check(&self, key: ApiKeyId) -> Result<(), ApiError> {
        self.0.check_key(&key).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            ApiError::TooMany {
                retry_after: wait.as_secs() + 1,
            }
        })
    }
}

/// A system that came with a good key that may do what `N` needs.
#[derive(Debug)]
pub struct ApiClient<N: Needs = AnyScope> {
    pub key: api_key::Model,
    needs: PhantomData<N>,
}

impl<N: Needs> FromRequestParts<App> for ApiClient<N> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let now = app.clock.now();
        let text = bearer(parts).ok_or(ApiError::Unauthorized(
            "send a key: Authorization: Bearer awk_…",
        ))?;
        let key = api_key::find(app.db.read(), text, now).await?;
        let key = key.ok_or(ApiError::Unauthorized(
            "this key is not known, or no longer good",
        ))?;
        if let Some(limiter) = parts.extensions.get::<std::sync::Arc<KeyLimiter>>() {
            limiter.check(key.id)?;
        }
        if key.use_is_news(now) {
            let id = key.id;
            app.db
                .write(move |tx| Box::pin(async move { api_key::used(tx, id, now).await }))
                .await?;
        }
        if N::ANY_OF.is_empty() || N::ANY_OF.iter().any(|scope| key.may(*scope)) {
            Ok(ApiClient {
                key,
                needs: PhantomData,
            })
        } else {
            let scopes: Vec<_> = N::ANY_OF.iter().map(|scope| scope.code()).collect();
            Err(ApiError::Forbidden(scopes.join(" or ")))
        }
    }
}

fn bearer(parts: &Parts) -> Option<&str> {
    let (scheme, text) = parts
        .headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(text.trim())
}

impl<N: Needs> ApiClient<N> {
    /// The brands this key may see. Everything it reads is read within these.
    pub async fn brands(&self, app: &App) -> Result<Vec<brand::Model>, DbErr> {
        let mut brands = brand::all(app.db.read()).await?;
        brands.retain(|brand| self.key.brand_id.is_none_or(|own| own == brand.id));
        Ok(brands)
    }

    /// The ids of [`Self::brands`].
    pub async fn brand_ids(&self, app: &App) -> Result<Vec<BrandId>, DbErr> {
        Ok(self
            .brands(app)
            .await?
            .into_iter()
            .map(|brand| brand.id)
            .collect())
    }

    /// How the audit log names the caller.
    pub fn actor(&self) -> String {
        format!("key {}", self.key.id)
    }
}

/// The brand a request means: the one it names, else the only one there is. A brand the caller may not see is
/// answered like one that does not exist; `at` is where the name stands.
pub fn brand_meant<'a>(
    brands: &'a [brand::Model],
    named: Option<&str>,
    at: &str,
) -> Result<&'a brand::Model, ApiError> {
    match (named, brands) {
        (Some(slug), brands) => brands
            .iter()
            .find(|brand| brand.slug == slug)
            .ok_or_else(|| {
                ApiError::NotVisible(Faults::one(at, "names no brand, or none this key may see"))
            }),
        (None, [only]) => Ok(only),
        (None, _) => Err(ApiError::Invalid(Faults::one(
            at,
            "is required, since this key is for several brands",
        ))),
    }
}
