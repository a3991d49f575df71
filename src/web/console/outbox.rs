//! The built-in outbox: letters that are kept because no mail server is set, readable as their customers would.
//! It exists only then, on a server that listens on loopback alone. A letter's links are as good as its customer,
//! so it is for members; until there is one, for whoever sits at this very machine.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, FromRef, FromRequestParts, Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use maud::{Markup, PreEscaped, html};

use super::{
    dates, deliveries, empty, error::PageError, frame, paging, view::View, visitor::Visitor,
};
use crate::{
    app::App,
    domain::{
        accounts::member,
        deliveries::{
            delivery::Model,
            listing::{self, Wanted},
        },
        organization::brand,
    },
    ids::{BrandId, DeliveryId},
    web::ui::{
        layout::Shell,
        table::{Column, table},
    },
};

pub const PATH: &str = "/outbox";
/// The letter's own styles and the brand's logo, and nothing else: no script, links open beside.
const LETTER_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; \
     frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";
/// The console's policy with one frame of our own in it.
pub(super) const FRAMING_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; \
     form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
);

/// What a browser may do with a letter; logos are named by the server's public address.
pub fn letter_policy(public_url: &str) -> HeaderValue {
    let policy = format!("{LETTER_POLICY}; img-src {public_url}/logo/");
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static(LETTER_POLICY))
}

/// Who reads the outbox: a member, or somebody at this machine while there is no member.
pub struct Onlooker {
    visitor: Option<Visitor>,
    brands: Vec<brand::Model>,
}

impl Onlooker {
    fn brand_ids(&self) -> Vec<BrandId> {
        self.brands.iter().map(|brand| brand.id).collect()
    }

    fn clock(&self, id: BrandId) -> dates::Clock {
        dates::Clock::of(&self.brands, id)
    }

    async fn shell(&self, app: &App, title: &str, view: &View) -> Shell {
        match &self.visitor {
            Some(visitor) => frame::shell(app, visitor, title, PATH, view).await,
            None => Shell {
                title: title.to_owned(),
                notices: frame::notices(app),
                ..Shell::default()
            },
        }
    }
}

impl<S> FromRequestParts<S> for Onlooker
where
    App: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let app = App::from_ref(state);
        if !app.keeps_letters() {
            return Err(PageError::NotFound);
        }
        let refused = match Visitor::from_request_parts(parts, state).await {
            Ok(visitor) => {
                // An agent's brands are those of the own agent; letters of others are not theirs to read.
                let brands = if visitor.member.role.sees_everyone() {
                    visitor.brands.clone()
                } else {
                    Vec::new()
                };
                return Ok(Self {
                    visitor: Some(visitor),
                    brands,
                });
            }
            Err(refused) => refused,
        };
        let here = ConnectInfo::<SocketAddr>::from_request_parts(parts, state)
            .await
            .is_ok_and(|peer| peer.ip().is_loopback());
        if here && names_this_machine(&parts.headers) && !member::any(app.db.read()).await? {
            return Ok(Self {
                visitor: None,
                brands: brand::all(app.db.read()).await?,
            });
        }
        Err(refused)
    }
}

/// The browser means this machine, and no proxy stands between: a page elsewhere could otherwise point its own
/// name at 127.0.0.1 and read along.
fn names_this_machine(headers: &HeaderMap) -> bool {
    const PASSED_ON: [HeaderName; 3] = [
        header::FORWARDED,
        HeaderName::from_static("x-forwarded-for"),
        HeaderName::from_static("x-forwarded-host"),
    ];
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next(),
        None => host.split(':').next(),
    };
    PASSED_ON.iter().all(|passed| !headers.contains_key(passed))
        && matches!(name, Some("localhost" | "127.0.0.1" | "::1"))
}

/// `GET /outbox`
pub async fn show(
    State(app): State<App>,
    onlooker: Onlooker,
    view: View,
) -> Result<Markup, PageError> {
    let wanted = Wanted {
        brands: onlooker.brand_ids(),
        after: paging::after(&view).map(|(at, id)| (at, DeliveryId(id))),
        ..Wanted::default()
    };
    let mut found = listing::list(app.db.read(), &wanted, paging::LIMIT + 1).await?;
    let pager = paging::cut(&mut found, &view, PATH, |delivery| {
        (delivery.enqueued_at, delivery.id.0)
    });
    let mut shell = onlooker.shell(&app, "Outbox", &view).await;
    shell.lead = Some(html! {
        "Letters as their customers would get them. To send them for real, set " code { "AFTERWORD_SMTP_URL" } "."
    });
    Ok(shell.render(html! {
        @if found.is_empty() {
            (empty::outbox(&app))
        } @else {
            section class="panel" { (letters(&app, &onlooker, &found).await?) }
            (pager)
        }
    }))
}

async fn letters(app: &App, onlooker: &Onlooker, found: &[Model]) -> Result<Markup, PageError> {
    let composer = app.composer();
    let columns = [
        Column::text("Subject"),
        Column::text("To"),
        Column::text("State"),
        Column::text("When"),
    ];
    let mut rows = Vec::with_capacity(found.len());
    for delivery in found {
        let letter = composer.letter_of(app.db.read(), delivery).await?;
        rows.push(vec![
            html! { a href={ "/outbox/" (delivery.id) } dir="auto" { (letter.subject()) } },
            html! { bdi class="address" { (delivery.recipient) } },
            deliveries::stage(delivery.state),
            html! { (dates::instant(delivery.settled_at.unwrap_or(delivery.due_at), onlooker.clock(delivery.brand_id))) },
        ]);
    }
    Ok(table("Letters, the newest first.", &columns, &rows))
}

/// `GET /outbox/{id}`: the letter with its headers and its plain text.
pub async fn one(
    State(app): State<App>,
    onlooker: Onlooker,
    Path(id): Path<String>,
    view: View,
) -> Result<Response, PageError> {
    let delivery = find(&app, &onlooker, &id).await?;
    let letter = app.composer().letter_of(app.db.read(), &delivery).await?;
    let mut shell = onlooker.shell(&app, &letter.subject(), &view).await;
    shell.crumbs = vec![("Outbox".to_owned(), PATH.to_owned())];
    let headers = match letter.message() {
        Ok(message) => message.headers().to_string(),
        Err(unsendable) => unsendable.to_string(),
    };
    let page = shell.render(html! {
        div class="stack" {
            section class="panel" aria-label="The letter" {
                p class="entry-head" {
                    strong { "To " (delivery.recipient) }
                    (deliveries::stage(delivery.state))
                    span class="soft" {
                        (dates::instant(delivery.settled_at.unwrap_or(delivery.due_at), onlooker.clock(delivery.brand_id)))
                    }
                }
                p class="hint" { "The links work. Each opens the survey in a new tab, as it would for the customer." }
                iframe class="letter" title={ "Letter to " (delivery.recipient) } src={ "/outbox/" (delivery.id) "/letter" }
                    sandbox="allow-popups allow-popups-to-escape-sandbox" {}
            }
            section class="panel" { h2 { "Plain text" } pre class="plain" tabindex="0" dir="auto" { (letter.text()) } }
            section class="panel" { h2 { "Headers" } pre class="plain" tabindex="0" dir="ltr" { (headers) } }
        }
    });
    Ok(([(header::CONTENT_SECURITY_POLICY, FRAMING_POLICY)], page).into_response())
}

/// `GET /outbox/{id}/letter`: the letter's own page, for the frame.
pub async fn letter(
    State(app): State<App>,
    onlooker: Onlooker,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let delivery = find(&app, &onlooker, &id).await?;
    let letter = app.composer().letter_of(app.db.read(), &delivery).await?;
    // A mail program opens links beside the letter; a frame would open them inside it.
    let page = letter
        .html()
        .replacen("<head>", "<head><base target=\"_blank\">", 1);
    Ok((
        [(
            header::CONTENT_SECURITY_POLICY,
            letter_policy(&app.public_url),
        )],
        PreEscaped(page),
    )
        .into_response())
}

async fn find(app: &App, onlooker: &Onlooker, id: &str) -> Result<Model, PageError> {
    let id: DeliveryId = id.parse().map_err(|_| PageError::NotFound)?;
    listing::by_id(app.db.read(), &onlooker.brand_ids(), id)
        .await?
        .ok_or(PageError::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks_for(host: &str, more: &[(HeaderName, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        for (name, value) in more {
            headers.insert(name, value.parse().unwrap());
        }
        names_this_machine(&headers)
    }

    #[test]
    fn only_a_browser_that_means_this_machine_is_at_this_machine() {
        for host in [
            "localhost:8080",
            "127.0.0.1:8080",
            "[::1]:8080",
            "localhost",
        ] {
            assert!(asks_for(host, &[]), "{host}");
        }
        for host in [
            "rebound.example:8080",
            "127.0.0.1.rebound.example",
            "",
            "192.168.1.5:8080",
        ] {
            assert!(!asks_for(host, &[]), "{host}");
        }
        assert!(!asks_for(
            "localhost",
            &[(header::FORWARDED, "for=203.0.113.9")]
        ));
        assert!(!asks_for(
            "localhost",
            &[(HeaderName::from_static("x-forwarded-for"), "203.0.113.9")]
        ));
    }
}
