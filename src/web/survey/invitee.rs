//! Who comes through the customer's door: whoever holds a letter's link. Every handler behind a link takes this.

use axum::{
    extract::{FromRequestParts, Path},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};

use super::{messages, visitor};
use crate::{
    app::App,
    domain::responses::{
        click::ClickKind,
        click_event::Visit,
        link::{self, Link},
    },
    token::{self, TokenHash},
};

/// A link that leads somewhere, and what the request says of its sender.
pub struct Invitee {
    pub token: String,
    pub hash: TokenHash,
    pub link: Link,
    agent_class: &'static str,
    network: Option<String>,
}

impl FromRequestParts<App> for Invitee {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let token = match Path::<String>::from_request_parts(parts, app).await {
            Ok(Path(token)) if token::is_link_token(&token) => token,
            _ => return Err(unknown()),
        };
        let hash = token::hash(&token);
        match link::behind(app.db.read(), &hash).await {
            Ok(Some(link)) => Ok(Self {
                token,
                hash,
                link,
                agent_class: visitor::agent_class(&parts.headers),
                network: visitor::network(&parts.extensions),
            }),
            Ok(None) => Err(unknown()),
            Err(error) => Err(failed(&error)),
        }
    }
}

impl Invitee {
    /// The evidence a request leaves.
    pub fn visit(&self, app: &App, kind: ClickKind, score: Option<i16>) -> Visit {
        let day = app.clock.now().date_naive();
        let network = self.network.as_deref();
        Visit {
            kind,
            score,
            network_hash: network.map(|network| app.keys.network_hash(network, day)),
            agent_class: self.agent_class,
        }
    }

    /// The language of the pages.
    pub fn locale(&self) -> &str {
        &self.link.invitation.locale
    }

    pub fn brand(&self) -> &str {
        &self.link.letter.facts.brand_name
    }
}

/// Damaged, cut short, foreign or never made: all the same to whoever asks.
pub fn unknown() -> Response {
    (StatusCode::NOT_FOUND, messages::unknown()).into_response()
}

/// Used too often within a minute.
pub fn busy() -> Response {
    (StatusCode::TOO_MANY_REQUESTS, messages::busy()).into_response()
}

/// Something is broken on our side; nothing was saved.
pub fn failed(error: &dyn std::fmt::Display) -> Response {
    tracing::error!(%error, "a customer's request failed");
    (StatusCode::INTERNAL_SERVER_ERROR, messages::failed()).into_response()
}
