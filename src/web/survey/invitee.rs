//! Who comes through the customer's door: whoever holds a letter's link. Every handler behind a link takes this.

use axum::{
    extract::{FromRequestParts, Path, Query},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};

use super::{guise::Guise, messages, visitor};
use crate::{
    app::App,
    domain::responses::{
        click::ClickKind,
        click_event::Visit,
        link::{self, Link},
    },
    token::{self, TokenHash},
    words::{self, Voice},
};

/// The query's field that names the language of the page.
pub const LANGUAGE_FIELD: &str = "lang";

/// A link that leads somewhere, and what the request says of its sender.
pub struct Invitee {
    pub token: String,
    pub hash: TokenHash,
    pub link: Link,
    /// The shipped language chosen on the page, if one was.
    pub chosen: Option<String>,
    locale: String,
    agent_class: &'static str,
    network: Option<String>,
}

impl FromRequestParts<App> for Invitee {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let token = match Path::<String>::from_request_parts(parts, app).await {
            Ok(Path(token)) if token::is_link_token(&token) => token,
            _ => return Err(unknown(&parts.headers)),
        };
        let hash = token::hash(&token);
        match link::behind(app.db.read(), &hash).await {
            Ok(Some(link)) => {
                let chosen = chosen(parts);
                let wanted = chosen.as_deref().unwrap_or(&link.invitation.locale);
                Ok(Self {
                    locale: words::spoken(wanted, &link.definition.default_locale),
                    token,
                    hash,
                    chosen,
                    link,
                    agent_class: visitor::agent_class(&parts.headers),
                    network: visitor::network(&parts.extensions),
                })
            }
            Ok(None) => Err(unknown(&parts.headers)),
            Err(error) => Err(failed(&browsers(&parts.headers), &error)),
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

    /// The language of the pages: one that is shipped.
    pub fn locale(&self) -> &str {
        &self.locale
    }

    /// How the pages speak and look.
    pub fn guise(&self) -> Guise<'_> {
        Guise {
            locale: &self.locale,
            of: Some((self.brand(), &*self.link.look)),
            scheme: None,
        }
    }

    /// The brand's voice in the language the customer wants.
    pub fn voice(&self) -> Voice<'_> {
        Voice {
            locale: self.wanted(),
            texts: Some(&self.link.look.texts),
        }
    }

    /// The language the customer wants, in which the survey may have texts of its own.
    pub fn wanted(&self) -> &str {
        let letters = &self.link.invitation.locale;
        self.chosen.as_ref().unwrap_or(letters)
    }

    /// An address of this link; it keeps the language that was chosen.
    pub fn address(&self, door: &str, page: &str) -> String {
        let token = &self.token;
        match &self.chosen {
            Some(tag) => format!("/{door}/{token}{page}?{LANGUAGE_FIELD}={tag}"),
            None => format!("/{door}/{token}{page}"),
        }
    }

    /// Where the form goes to be shown in another language.
    pub fn address_in(&self, tag: &str) -> String {
        format!("/s/{}/language?{LANGUAGE_FIELD}={tag}", self.token)
    }

    pub fn brand(&self) -> &str {
        self.link.look.name(&self.link.letter.facts.brand_name)
    }
}

fn chosen(parts: &Parts) -> Option<String> {
    let Query(query) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).ok()?;
    let (_, tag) = query
        .iter()
        .rev()
        .find(|(name, _)| name == LANGUAGE_FIELD)?;
    words::closest(tag).map(|language| language.to_string())
}

/// The language of a page for someone whose letter is not known.
fn browsers(headers: &HeaderMap) -> String {
    let asked = headers.get(header::ACCEPT_LANGUAGE);
    words::asked_for(
        asked
            .and_then(|asked| asked.to_str().ok())
            .unwrap_or_default(),
    )
}

/// Damaged, cut short, foreign or never made: all the same to whoever asks.
fn unknown(headers: &HeaderMap) -> Response {
    let page = messages::unknown(&browsers(headers));
    (StatusCode::NOT_FOUND, page).into_response()
}

/// Used too often within a minute.
pub fn busy(headers: &HeaderMap) -> Response {
    let page = messages::busy(&browsers(headers));
    (StatusCode::TOO_MANY_REQUESTS, page).into_response()
}

/// Something is broken on our side; nothing was saved.
pub fn failed(locale: &str, error: &dyn std::fmt::Display) -> Response {
    tracing::error!(%error, "a customer's request failed");
    let page = messages::failed(locale);
    (StatusCode::INTERNAL_SERVER_ERROR, page).into_response()
}
