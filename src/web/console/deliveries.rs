//! The letters: which left, which wait, which failed, and what the mail server said.

use axum::extract::{Path, State};
use maud::{Markup, html};

use super::{
    dates, dead_letters, empty,
    error::PageError,
    frame, paging, queue,
    view::View,
    visitor::{Reader, Visitor},
};
use crate::{
    app::App,
    domain::deliveries::{
        attempt,
        delivery::{Model, State as Stage},
        listing::{self, Wanted},
        queue::of_brands,
    },
    ids::DeliveryId,
    web::ui::{
        badge::{Tone, badge},
        figure::count,
        form::{self, Field, Filters, field},
        table::{Column, table},
    },
};

pub const PATH: &str = "/deliveries";
const COUNTED: chrono::TimeDelta = chrono::TimeDelta::days(30);

/// `GET /deliveries`
pub async fn show(
    State(app): State<App>,
    Reader(visitor): Reader,
    view: View,
) -> Result<Markup, PageError> {
    let brands = visitor.brand_ids();
    let state = view.get("state").and_then(Stage::parse);
    let wanted = Wanted {
        brands: brands.clone(),
        state,
        domain: view.get("domain").map(str::to_owned),
        after: paging::after(&view).map(|(at, id)| (at, DeliveryId(id))),
    };
    let mut found = listing::list(app.db.read(), &wanted, paging::LIMIT + 1).await?;
    let pager = paging::cut(&mut found, &view, PATH, |delivery| {
        (delivery.enqueued_at, delivery.id.0)
    });
    let counts = listing::states(app.db.read(), &brands, visitor.now - COUNTED).await?;

    let standing = of_brands(app.db.read(), &brands, visitor.now).await?;

    let mut shell = frame::shell(&app, &visitor, "Deliveries", PATH, &view).await;
    shell.lead =
        Some(html! { "Every letter, the newest first. The counts are of the last 30 days." });
    shell.flash = dead_letters::done(&view);
    let troubles = queue::Troubles::of(&app);
    Ok(shell.render(html! {
        div class="stack" {
            @if let Some(brand) = visitor.brands.first() {
                (queue::panel(&visitor, &standing, &troubles, visitor.clock(brand.id)))
            }
            (filters(&view, state, &counts))
            @if found.is_empty() {
                (empty::letters(&app, state.is_some() || wanted.domain.is_some()))
            } @else {
                section class="panel" {
                    (letters(&visitor, &found))
                    @if let Some(href) = dead_letters::offer(&visitor, &view) {
                        p class="panel-foot" { a class="button button-quiet" href=(href) { "Try these again…" } }
                    }
                }
                (pager)
            }
        }
    }))
}

/// `GET /deliveries/{id}`: one letter with every attempt.
pub async fn one(
    State(app): State<App>,
    Reader(visitor): Reader,
    Path(id): Path<String>,
    view: View,
) -> Result<Markup, PageError> {
    let id: DeliveryId = id.parse().map_err(|_| PageError::NotFound)?;
    let letter = listing::by_id(app.db.read(), &visitor.brand_ids(), id)
        .await?
        .ok_or(PageError::NotFound)?;
    let attempts = attempt::of_delivery(app.db.read(), id).await?;
    let clock = visitor.clock(letter.brand_id);
    let mut shell = frame::shell(&app, &visitor, &letter.recipient, PATH, &view).await;
    shell.crumbs = vec![("Deliveries".to_owned(), PATH.to_owned())];
    shell.flash = dead_letters::done(&view);
    let may_retry =
        visitor.member.role.manages() && matches!(letter.state, Stage::Failed | Stage::Expired);
    let columns = [
        Column::text("Attempt"),
        Column::text("Began"),
        Column::text("Ended"),
        Column::text("Server process"),
        Column::text("Outcome"),
        Column::text("The server's words"),
    ];
    let rows: Vec<_> = attempts
        .iter()
        .map(|attempt| {
            vec![
                html! { (attempt.number) },
                html! { (dates::instant(attempt.started_at, clock)) },
                html! { @match attempt.finished_at { Some(at) => (dates::instant(at, clock)), None => "–" } },
                html! { (process(&attempt.worker)) },
                html! { (attempt.outcome.as_deref().unwrap_or("under way, or cut off")) },
                html! { span class="said" { (attempt.reply.as_deref().unwrap_or("–")) } },
            ]
        })
        .collect();
    Ok(shell.render(html! {
        div class="stack" {
            section class="panel" aria-label="The letter" {
                dl class="facts" {
                    div { dt { "State" } dd { (stage(letter.state)) } }
                    div { dt { "Brand" } dd dir="auto" { (letter.facts.brand_name) } }
                    div { dt { "Survey" } dd { (letter.facts.survey_slug) } }
                    div { dt { "About" } dd dir="auto" { (letter.facts.agent_name.as_deref().unwrap_or("–")) } }
                    div { dt { "Enqueued" } dd { (dates::instant(letter.enqueued_at, clock)) } }
                    div { dt { (due_label(letter.state)) } dd { (dates::instant(letter.settled_at.unwrap_or(letter.due_at), clock)) } }
                }
                @if app.keeps_letters() { p class="panel-foot" { a href={ "/outbox/" (letter.id) } { "Read the letter" } } }
                @if may_retry {
                    form class="entry-actions panel-foot" method="post" action={ (PATH) "/" (letter.id) "/retry" } {
                        button class="button" type="submit" { "Try again" }
                    }
                }
            }
            section class="panel" {
                @if rows.is_empty() { h2 { "Attempts" } p class="soft" { "None yet." } }
                @else { (table("Attempts, the first one first.", &columns, &rows)) }
            }
        }
    }))
}

/// A process is named by its number; what follows it only keeps two of the same number apart.
fn process(worker: &str) -> &str {
    worker.split('-').next().unwrap_or(worker)
}

fn filters(view: &View, chosen: Option<Stage>, counts: &[(Stage, u64)]) -> Markup {
    let domain = field(&Field {
        name: "domain",
        label: "Letters to the domain",
        kind: "text",
        value: view.value("domain"),
        autocomplete: Some("off"),
        ..Field::default()
    });
    let kept = chosen.map(|state| ("state".to_owned(), state.code().to_owned()));
    html! {
        div class="filters" { (form::tabs("States", &states(view, chosen, counts))) }
        (form::filters(&Filters {
            action: PATH.to_owned(),
            first: vec![domain],
            kept: kept.into_iter().collect(),
            ..Filters::default()
        }))
    }
}

fn states(
    view: &View,
    chosen: Option<Stage>,
    counts: &[(Stage, u64)],
) -> Vec<(String, String, bool)> {
    let of = |state: Stage| {
        counts
            .iter()
            .find(|(known, _)| *known == state)
            .map_or(0, |(_, count)| *count)
    };
    let all: u64 = counts.iter().map(|(_, count)| count).sum();
    let domain = View::default().with("domain", view.value("domain"));
    let mut entries = vec![(
        format!("All {}", count(all)),
        domain.href(PATH),
        chosen.is_none(),
    )];
    for state in Stage::ALL {
        if of(state) > 0 || chosen == Some(state) {
            let href = domain.with("state", state.code()).href(PATH);
            entries.push((
                format!("{} {}", words(state), count(of(state))),
                href,
                chosen == Some(state),
            ));
        }
    }
    entries
}

fn letters(visitor: &Visitor, found: &[Model]) -> Markup {
    let columns = [
        Column::text("To"),
        Column::text("State"),
        Column::text("When"),
        Column::number("Attempts"),
        Column::text("The server's words"),
    ];
    let rows: Vec<_> = found
        .iter()
        .map(|letter| {
            let clock = visitor.clock(letter.brand_id);
            vec![
                html! {
                    a class="address" href={ "/deliveries/" (letter.id) } { (letter.recipient) }
                    span class="sub" dir="auto" { (letter.facts.brand_name) }
                },
                stage(letter.state),
                html! {
                    (dates::instant(letter.settled_at.unwrap_or(letter.due_at), clock))
                    span class="sub" { (due_label(letter.state)) }
                },
                html! { (letter.attempts) },
                html! { span class="said" { (letter.reply.as_deref().unwrap_or("–")) } },
            ]
        })
        .collect();
    table("Letters, the newest first.", &columns, &rows)
}

/// A state as a badge.
pub fn stage(state: Stage) -> Markup {
    let tone = match state {
        Stage::Sent => Tone::Good,
        Stage::Queued | Stage::Sending | Stage::Cancelled => Tone::Quiet,
        Stage::Deferred | Stage::Expired => Tone::Watch,
        Stage::Failed | Stage::Bounced => Tone::Bad,
    };
    badge(tone, &words(state).to_lowercase())
}

fn words(state: Stage) -> &'static str {
    match state {
        Stage::Queued => "Scheduled",
        Stage::Sending => "Being sent",
        Stage::Sent => "Sent",
        Stage::Deferred => "Tried again later",
        Stage::Failed => "Failed",
        Stage::Bounced => "Came back",
        Stage::Cancelled => "Cancelled",
        Stage::Expired => "Too late",
    }
}

fn due_label(state: Stage) -> &'static str {
    match state {
        Stage::Queued | Stage::Sending => "leaves then",
        Stage::Deferred => "next try",
        Stage::Sent | Stage::Bounced => "accepted",
        Stage::Failed => "refused",
        Stage::Cancelled => "cancelled",
        Stage::Expired => "given up",
    }
}
