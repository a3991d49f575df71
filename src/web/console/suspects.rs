//! Letters whose clicks look like a machine's: why they are doubted, and a manager's word on each letter.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use sea_orm::DbErr;
use serde::Deserialize;

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
            click_event,
            suspect::{self, Row},
        },
    },
    ids::{ClickId, InvitationId},
    web::ui::{badge::Tone, flash::flash},
};

const PATH: &str = "/suspects";
/// Letters shown at once; what is decided makes room for the rest.
const LIMIT: u64 = 50;

/// What a manager's press sends along.
#[derive(Debug, Deserialize)]
pub struct Press {
    /// The last click that was on the page: what came later is not ruled on unseen.
    seen: String,
    /// Which score is the customer's; none: none is.
    score: Option<i16>,
}

/// `GET /suspects`
pub async fn show(
    State(app): State<App>,
    Reader(visitor): Reader,
    view: View,
) -> Result<Markup, PageError> {
    let letters = suspect::letters(app.db.read(), &visitor.brand_ids(), LIMIT).await?;
    let mut shell = frame::shell(&app, &visitor, "Suspect clicks", PATH, &view).await;
    shell.lead = Some(html! {
        "Mail scanners open links too. What was clicked in these letters may be theirs, so it is in no score. "
        @if visitor.member.role.manages() {
            "Accept a score you know to be the customer's; it then counts as the answer."
        } @else {
            "A manager can accept what is known to be the customer's."
        }
    });
    shell.flash = match view.get("done") {
        Some("accepted") => Some(flash(
            Tone::Good,
            "Accepted: that score counts as the customer's answer now.",
        )),
        Some("dismissed") => Some(flash(
            Tone::Quiet,
            "Dismissed: those clicks stay out of every score.",
        )),
        Some("gone") => Some(flash(
            Tone::Watch,
            "Nothing is left to decide on that letter.",
        )),
        _ => None,
    };
    Ok(shell.render(html! {
        @if letters.is_empty() {
            (empty::suspects())
        } @else {
            section class="panel" aria-label="Letters" {
                ul class="list" { @for letter in &letters { li { (letter_of(&visitor, letter)) } } }
            }
            @if letters.len() as u64 == LIMIT { p class="soft panel-foot" { "Older ones follow when these are decided." } }
        }
    }))
}

/// `POST /suspects/{letter}/accept`: one score is the customer's, the rest is not.
pub async fn accept(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(letter): Path<String>,
    Form(press): Form<Press>,
) -> Result<Response, PageError> {
    let score = press.score.ok_or(PageError::NotFound)?;
    let suspects = seen(&app, &visitor, &letter, &press).await?;
    let best = suspects
        .iter()
        .filter(|click| click.score == Some(score))
        .max_by_key(|click| (strength(click), click.id));
    let Some(best) = best.map(|click| click.id) else {
        return Ok(back("gone"));
    };
    // The accepted one last: ruled on in the other order, the score would change once for nothing.
    let rest = suspects.iter().map(|click| click.id);
    let mut words: Vec<_> = rest
        .filter(|id| *id != best)
        .map(|id| (id, Ruling::Dismissed))
        .collect();
    words.push((best, Ruling::Accepted));
    rule(&app, &visitor, words, "accepted").await
}

/// `POST /suspects/{letter}/dismiss`: none of it was the customer.
pub async fn dismiss(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(letter): Path<String>,
    Form(press): Form<Press>,
) -> Result<Response, PageError> {
    let suspects = seen(&app, &visitor, &letter, &press).await?;
    let words = suspects
        .iter()
        .map(|click| (click.id, Ruling::Dismissed))
        .collect();
    rule(&app, &visitor, words, "dismissed").await
}

/// What of a letter was on the page and still waits.
async fn seen(
    app: &App,
    visitor: &Visitor,
    letter: &str,
    press: &Press,
) -> Result<Vec<click_event::Model>, PageError> {
    let letter: InvitationId = letter.parse().map_err(|_| PageError::NotFound)?;
    let last: ClickId = press.seen.parse().map_err(|_| PageError::NotFound)?;
    let mut found = suspect::of_letter(app.db.read(), &visitor.brand_ids(), letter).await?;
    found.retain(|click| click.id <= last);
    Ok(found)
}

async fn rule(
    app: &App,
    visitor: &Visitor,
    words: Vec<(ClickId, Ruling)>,
    done: &str,
) -> Result<Response, PageError> {
    let (actor, brands) = (format!("member:{}", visitor.member.id), visitor.brand_ids());
    let (keys, windows, now) = (app.keys.clone(), app.config.windows, visitor.now);
    let ruled = app.db.write(move |tx| {
        Box::pin(async move {
            let mut ruled = false;
            for (click, ruling) in words {
                let word = Word {
                    click,
                    ruling,
                    actor: actor.clone(),
                    brands: brands.clone(),
                };
                ruled |= flow::rule(tx, &keys, word, windows, now).await?.is_some();
            }
            Ok::<_, DbErr>(ruled)
        })
    });
    Ok(back(if ruled.await? { done } else { "gone" }))
}

fn back(done: &str) -> Response {
    Redirect::to(&View::default().with("done", done).href(PATH)).into_response()
}

fn strength(click: &click_event::Model) -> u8 {
    ClickKind::parse(&click.kind).map_or(0, ClickKind::tier)
}

/// What was seen of one score: the strongest thing, and how often anything.
struct Seen {
    strongest: Option<ClickKind>,
    times: usize,
}

fn letter_of(visitor: &Visitor, letter: &[Row]) -> Markup {
    let (Some(first), Some(last)) = (letter.first(), letter.last()) else {
        return html! {};
    };
    let clock = visitor.clock(first.click.brand_id);
    let agent = first
        .agent_name
        .as_deref()
        .unwrap_or(&first.agent_external_id);
    let mut scores: BTreeMap<i16, Seen> = BTreeMap::new();
    for row in letter {
        let Some(score) = row.click.score else {
            continue;
        };
        let seen = scores.entry(score).or_insert(Seen {
            strongest: None,
            times: 0,
        });
        seen.times += 1;
        let kind = ClickKind::parse(&row.click.kind);
        if kind.map(ClickKind::tier) > seen.strongest.map(ClickKind::tier) {
            seen.strongest = kind;
        }
    }
    let reasons: BTreeSet<_> = letter
        .iter()
        .filter_map(|row| row.click.suspicion.as_deref())
        .collect();
    html! {
        article class="entry" {
            p class="entry-head" {
                strong dir="auto" { (first.customer_name.as_deref().unwrap_or(&first.customer_email)) }
                span class="soft" {
                    "about " a href=(format!("/agents/{}", escaped(&first.agent_external_id))) dir="auto" { (agent) }
                }
            }
            p class="entry-meta" {
                @if first.customer_name.is_some() { span { (first.customer_email) } }
                @if let Some(at) = first.sent_at { span { "letter of " (dates::instant(at, clock)) } }
                span { "clicked " (dates::instant(first.click.at, clock)) }
                @if first.answered_at.is_some() { span { "answered by a person since" } }
            }
            p { "Doubted: " (reasons.into_iter().collect::<Vec<_>>().join("; ")) "." }
            ul class="clicks" aria-label="Scores seen" {
                @for (score, seen) in &scores {
                    li class="click" {
                        p { strong { (score) } " " span class="soft" { (what(seen)) } }
                        @if visitor.member.role.manages() {
                            (press(last, "accept", Some(*score), html! { "Accept " (score) }))
                        }
                    }
                }
            }
            @if visitor.member.role.manages() {
                div class="entry-actions" {
                    (press(last, "dismiss", None, html! { @if scores.len() > 1 { "Dismiss all" } @else { "Dismiss" } }))
                }
            }
        }
    }
}

fn press(last: &Row, verb: &str, score: Option<i16>, label: Markup) -> Markup {
    html! {
        form method="post" action={ (PATH) "/" (last.click.invitation_id) "/" (verb) } {
            input type="hidden" name="seen" value=(last.click.id);
            @if let Some(score) = score { input type="hidden" name="score" value=(score); }
            button class="button button-quiet" type="submit" { (label) }
        }
    }
}

fn what(seen: &Seen) -> String {
    let what = match seen.strongest {
        Some(ClickKind::Submit) => "sent as an answer",
        Some(ClickKind::Input) => "touched on the page",
        Some(ClickKind::Dwell) => "looked at",
        Some(ClickKind::Head | ClickKind::Get) | None => "opened",
    };
    match seen.times {
        1 => what.to_owned(),
        times => format!("{what}; {times} clicks"),
    }
}
