//! Clicks that look like a machine's: why each is doubted, and a manager's word on it.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};

use super::{
    dates, empty,
    error::PageError,
    frame,
    view::{View, escaped},
    visitor::{Manager, Reader, Visitor},
};
use crate::{
    app::App,
    domain::{
        flow::{self, Word},
        responses::{
            click::{ClickKind, Ruling},
            suspect::{self, Row},
        },
    },
    ids::ClickId,
    web::ui::{badge::Tone, flash::flash},
};

const PATH: &str = "/suspects";
/// Shown at once; what is decided makes room for the rest.
const LIMIT: u64 = 200;

/// `GET /suspects`
pub async fn show(
    State(app): State<App>,
    Reader(visitor): Reader,
    view: View,
) -> Result<Markup, PageError> {
    let rows = suspect::list(app.db.read(), &visitor.brand_ids(), LIMIT).await?;
    let mut shell = frame::shell(&app, &visitor, "Suspect clicks", PATH, &view).await;
    shell.lead = Some(html! {
        "Mail scanners open links too. These clicks may be theirs, so they are in no score. "
        "Accept one you know to be the customer's; it then counts as the answer."
    });
    shell.flash = match view.get("done") {
        Some("accepted") => Some(flash(
            Tone::Good,
            "Accepted: the click counts as the customer's answer now.",
        )),
        Some("dismissed") => Some(flash(
            Tone::Quiet,
            "Dismissed: the click stays out of every score.",
        )),
        Some("gone") => Some(flash(
            Tone::Watch,
            "That click is no longer there to decide on.",
        )),
        _ => None,
    };
    let letters = by_letter(&rows);
    Ok(shell.render(html! {
        @if rows.is_empty() {
            (empty::suspects())
        } @else {
            section class="panel" aria-label="Suspects" {
                ul class="list" { @for letter in &letters { li { (letter_of(&visitor, letter)) } } }
            }
            @if rows.len() as u64 == LIMIT { p class="soft" { "Older ones follow when these are decided." } }
        }
    }))
}

/// `POST /suspects/{id}/accept`
pub async fn accept(
    app: State<App>,
    manager: Manager,
    id: Path<String>,
) -> Result<Response, PageError> {
    rule(app, manager, id, Ruling::Accepted, "accepted").await
}

/// `POST /suspects/{id}/dismiss`
pub async fn dismiss(
    app: State<App>,
    manager: Manager,
    id: Path<String>,
) -> Result<Response, PageError> {
    rule(app, manager, id, Ruling::Dismissed, "dismissed").await
}

async fn rule(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(id): Path<String>,
    ruling: Ruling,
    done: &str,
) -> Result<Response, PageError> {
    let click: ClickId = id.parse().map_err(|_| PageError::NotFound)?;
    let word = Word {
        click,
        ruling,
        actor: format!("member:{}", visitor.member.id),
        brands: visitor.brand_ids(),
    };
    let (keys, windows, now) = (app.keys.clone(), app.config.windows, visitor.now);
    let ruled = app
        .db
        .write(move |tx| Box::pin(async move { flow::rule(tx, &keys, word, windows, now).await }))
        .await?;
    let done = if ruled.is_some() { done } else { "gone" };
    Ok(Redirect::to(&View::default().with("done", done).href(PATH)).into_response())
}

/// Clicks of one letter belong together, in the order the first of them came.
fn by_letter(rows: &[Row]) -> Vec<Vec<&Row>> {
    let mut letters: Vec<Vec<&Row>> = Vec::new();
    for row in rows {
        match letters
            .iter_mut()
            .find(|letter| letter[0].click.invitation_id == row.click.invitation_id)
        {
            Some(letter) => letter.push(row),
            None => letters.push(vec![row]),
        }
    }
    letters
}

fn letter_of(visitor: &Visitor, letter: &[&Row]) -> Markup {
    let Some(first) = letter.first() else {
        return html! {};
    };
    let tz = visitor.tz_of(first.click.brand_id);
    let agent = first
        .agent_name
        .as_deref()
        .unwrap_or(&first.agent_external_id);
    let rules = visitor.member.role.manages();
    html! {
        article class="entry" {
            p class="entry-head" {
                strong dir="auto" { (first.customer_name.as_deref().unwrap_or(&first.customer_email)) }
                span class="soft" {
                    "about " a href=(format!("/agents/{}", escaped(&first.agent_external_id))) dir="auto" { (agent) }
                }
            }
            p class="entry-meta" {
                span { (first.customer_email) }
                @if let Some(at) = first.sent_at { span { "letter of " (dates::instant(at, tz)) } }
                @if first.answered_at.is_some() { span { "answered by a person since" } }
            }
            ul class="clicks" {
                @for row in letter {
                    li class="click" {
                        div {
                            p { (what(row)) " " span class="soft" { (dates::instant(row.click.at, tz)) } }
                            p class="soft" { "Doubted: " (row.click.suspicion.as_deref().unwrap_or("no reason kept")) }
                        }
                        @if rules { (ruling(row)) }
                    }
                }
            }
        }
    }
}

fn ruling(row: &Row) -> Markup {
    let score = row
        .click
        .score
        .map_or(String::new(), |score| format!(" {score}"));
    html! {
        div class="entry-actions" {
            @if row.click.score.is_some() {
                form method="post" action={ "/suspects/" (row.click.id) "/accept" } {
                    button class="button button-quiet" type="submit" { "Accept" (score) }
                }
            }
            form method="post" action={ "/suspects/" (row.click.id) "/dismiss" } {
                button class="button button-quiet" type="submit" { "Dismiss" }
            }
        }
    }
}

fn what(row: &Row) -> String {
    let score = row
        .click
        .score
        .map_or(String::new(), |score| format!(" {score}"));
    match ClickKind::parse(&row.click.kind) {
        Some(kind) => kind_words(kind, &score),
        None => format!("Something happened to the link{score}"),
    }
}

fn kind_words(kind: ClickKind, score: &str) -> String {
    match kind {
        ClickKind::Head | ClickKind::Get => format!("The link{score} was opened"),
        ClickKind::Dwell => format!("The page of link{score} was in view"),
        ClickKind::Input => format!("The page of link{score} was touched"),
        ClickKind::Submit => format!("The answer{score} was sent"),
    }
}
