//! A survey's rules tried on the contacts of the last days before they are published: who would have been asked, why the
//! others not, how many letters a day, and what really happened. Writes nothing.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{Days, NaiveDate};
use maud::{Markup, html};

use super::{
    asking::{percent, words},
    dates,
    error::PageError,
    frame,
    rehearsal_form::{Form, Seen, Wanted, faults},
    survey_errors::Misfits,
    survey_page::{LIST, address},
    view::{View, escaped},
    visitor::{Reader, Visitor},
};
use crate::{
    app::App,
    domain::{
        interactions::interaction::HeldReason,
        invitations::{
            past::{self, DAYS, MOST},
            rehearsal::{Decided, Rehearsed, rehearse},
        },
        organization::{agent, brand},
        scores::period::Period,
        surveys::{
            definition::Definition,
            draft::{self, Opened},
            sketch::Sketch,
            survey_version,
        },
    },
    ids::AgentId,
    web::ui::{
        columns::{Day, columns},
        figure::{count, counted},
        table::{Column, empty, table},
    },
};

/// Columns of a table that sets the rehearsal beside what happened; on a phone each stands alone with its name.
const SIDES: [&str; 4] = [
    "With these rules",
    "Share with these rules",
    "Really",
    "Share really",
];

/// Agents shown, those with the most contacts first.
const AGENTS: usize = 50;

/// `GET /surveys/{brand}/{slug}/rehearsal`: of what is published, or of the draft where the address says so or nothing is
/// published yet.
pub async fn show(
    State(app): State<App>,
    Reader(visitor): Reader,
    Path((brand, slug)): Path<(String, String)>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let brand = visitor.brand(&brand).ok_or(PageError::NotFound)?;
    let opened = draft::open(app.db.read(), brand.id, &slug).await?;
    let opened = opened.ok_or(PageError::NotFound)?;
    rehearsed(
        &app,
        &visitor,
        brand,
        &slug,
        &opened,
        &Wanted::of(pairs),
        None,
    )
    .await
}

/// The page; `overtaken` says why rules were not kept, and that the draft as it is now is before everybody's eyes.
pub async fn rehearsed(
    app: &App,
    visitor: &Visitor,
    brand: &brand::Model,
    slug: &str,
    opened: &Opened,
    wanted: &Wanted,
    overtaken: Option<Markup>,
) -> Result<Response, PageError> {
    let draft = wanted.draft || overtaken.is_some();
    let of_draft = opened.survey.is_none() || (draft && opened.draft.is_some());
    let (survey, seen) = match &opened.survey {
        Some(survey) if !of_draft => {
            let current = survey.current_version_id;
            let published = survey_version::definition(app.db.read(), current).await?;
            (Sketch::of(&published), Seen::published(survey))
        }
        _ => (opened.sketch.clone(), Seen::of(opened)),
    };
    // What was seen when the rules were typed, however often they are rehearsed since.
    let seen = match wanted.seen() {
        Some(typed) if overtaken.is_none() => typed,
        _ => seen,
    };
    let sketch = wanted.rules(&survey);
    let reading = sketch.read();
    let misfits = Misfits::of(&sketch, &faults(reading.faults));
    let address = address(brand, slug);
    let mut shell = frame::shell(app, visitor, "Rehearsal", LIST, &View::default()).await;
    let name = survey.name.clone();
    shell.crumbs = vec![("Surveys".into(), LIST.into())];
    shell.crumbs.push(match &opened.survey {
        Some(_) => (name.clone(), format!("{address}/versions")),
        None => (name.clone(), format!("{address}/edit")),
    });
    shell.lead = Some(html! {
        "What rules for " bdi { (name) } " would have done in the last " (DAYS) " days"
        @if visitor.brands.len() > 1 { ", for " bdi { (brand.name) } }
        ". Nothing is sent and nothing is kept."
    });
    let refused = overtaken.is_some();
    shell.flash = overtaken;
    let (status, outcome) = if misfits.0.is_empty() {
        let rules = match (sketch == survey, of_draft) {
            (false, _) => "With the changed rules",
            (true, true) => "With the draft’s rules",
            (true, false) => "With the published rules",
        };
        let shown = outcome(app, visitor, brand, slug, reading.definition, rules).await?;
        (StatusCode::OK, shown)
    } else {
        (StatusCode::UNPROCESSABLE_ENTITY, html! {})
    };
    let status = if refused {
        StatusCode::CONFLICT
    } else {
        status
    };
    let form = Form {
        path: &format!("{address}/rehearsal"),
        draft: of_draft,
        manages: visitor.member.role.manages(),
        seen: &seen,
    };
    let page = shell.render(html! {
        div class="stack" {
            section class="panel" aria-labelledby="rules" {
                h2 id="rules" { "Rules to try" }
                (form.render(&sketch, &misfits))
            }
            (outcome)
        }
    });
    Ok((status, page).into_response())
}

async fn outcome(
    app: &App,
    visitor: &Visitor,
    brand: &brand::Model,
    slug: &str,
    rules: Definition,
    title: &str,
) -> Result<Markup, PageError> {
    let db = app.db.read();
    let (from, _) = Period::last(DAYS, brand.day(visitor.now)).instants(brand.tz());
    let (past, of) = past::read(db, &app.keys, brand, slug, rules, from, visitor.now).await?;
    let cut = past.cut;
    let walked = tokio::task::spawn_blocking(move || rehearse(past, of));
    let found = walked
        .await
        .map_err(|error| PageError::Surprise(error.into()))?;
    if found.contacts == 0 {
        return Ok(html! {
            section class="panel" {
                (empty("No contacts to rehearse with", html! {
                    p { "In the last " (DAYS) " days nothing was reported at the touchpoints of this survey." }
                }))
            }
        });
    }
    let names = agent::names(db, &found.agents.keys().copied().collect::<Vec<_>>()).await?;
    let today = visitor.now.with_timezone(&brand.tz()).date_naive();
    Ok(html! {
        section class="panel" aria-labelledby="decided" {
            h2 id="decided" { (title) }
            p {
                (counted(found.contacts, "contact", "contacts")) " of the last " (DAYS) " days. "
                "These rules ask about " strong { (count(found.now.asked())) } " of them ("
                (share(found.now.asked(), found.contacts)) "); " (count(found.really.asked())) " really were asked about."
                @if cut { " More than " (count(MOST)) " contacts were reported in these days: the newest are rehearsed." }
            }
            (decisions(&found))
        }
        section class="panel" aria-label="Letters a day" { (letters(&found, today)) }
        section class="panel" aria-labelledby="agents" {
            h2 id="agents" { "Agent by agent" }
            (agents(brand, &found, &names))
        }
    })
}

fn share(part: u64, whole: u64) -> String {
    percent(part, whole).unwrap_or_else(|| "–".into())
}

fn decisions(found: &Rehearsed) -> Markup {
    let mut headings = vec![Column::text("Decision")];
    headings.extend(SIDES.map(Column::number));
    let row = |label: Markup, of: &dyn Fn(&Decided) -> u64| {
        let (now, really) = (of(&found.now), of(&found.really));
        vec![
            label,
            html! { (count(now)) },
            html! { (share(now, found.contacts)) },
            html! { (count(really)) },
            html! { (share(really, found.contacts)) },
        ]
    };
    let mut rows = vec![row(html! { "Asked" }, &Decided::asked)];
    if found.now.withdrawn + found.really.withdrawn > 0 {
        let label = html! { "Not asked: invited, letter withdrawn before it left" };
        rows.push(row(label, &|decided| decided.withdrawn));
    }
    for reason in HeldReason::ALL {
        if found.now.held_for(reason) + found.really.held_for(reason) > 0 {
            let label = html! { "Not asked: " (words(reason).to_lowercase()) };
            rows.push(row(label, &|decided| decided.held_for(reason)));
        }
    }
    let others = found.really.withdrawn > found.now.withdrawn;
    html! {
        (table("What is decided, and what was.", &headings, &rows))
        @if others {
            p class="hint" {
                "Really, letters are withdrawn also when a customer wants no more or a manager cancels; a rehearsal does not foresee that."
            }
        }
    }
}

fn letters(found: &Rehearsed, today: NaiveDate) -> Markup {
    let first = today - Days::new(u64::from(DAYS) - 1);
    let last = [&found.now, &found.really].map(|decided| decided.letters.keys().next_back());
    let last = last.into_iter().flatten().max().copied();
    let last = last.map_or(today, |last| last.max(today));
    let each = first.iter_days().take_while(|day| *day <= last);
    let days: Vec<_> = each
        .map(|day| Day {
            label: dates::day(day),
            short: day.format("%-d %b").to_string(),
            now: found.now.letters.get(&day).copied().unwrap_or_default(),
            before: found.really.letters.get(&day).copied().unwrap_or_default(),
        })
        .collect();
    columns(
        "letters",
        "Letters a day",
        ["With these rules", "Really"],
        &days,
    )
}

fn agents(
    brand: &brand::Model,
    found: &Rehearsed,
    names: &BTreeMap<AgentId, agent::Model>,
) -> Markup {
    let mut order: Vec<_> = found.agents.iter().collect();
    order.sort_by_key(|(id, contacts)| (std::cmp::Reverse(**contacts), **id));
    let mut headings = vec![Column::text("Agent"), Column::number("Contacts")];
    headings.extend(SIDES.map(Column::number));
    let rows: Vec<_> = order
        .iter()
        .take(AGENTS)
        .map(|(id, contacts)| {
            let of = |decided: &Decided| decided.agents.get(id).copied().unwrap_or_default();
            let (now, really) = (of(&found.now), of(&found.really));
            let agent = names.get(id);
            vec![
                html! {
                    @if let Some(agent) = agent {
                        a href={ "/agents/" (escaped(&agent.external_id)) "/ledger?brand=" (brand.slug) } dir="auto" { (agent.shown_name()) }
                    }
                },
                html! { (count(**contacts)) },
                html! { (count(now)) },
                html! { (share(now, **contacts)) },
                html! { (count(really)) },
                html! { (share(really, **contacts)) },
            ]
        })
        .collect();
    let more = order.len().saturating_sub(AGENTS);
    html! {
        (table("Contacts of each agent that are asked about, those with the most contacts first.", &headings, &rows))
        @if more > 0 { p class="hint" { (counted(more as u64, "further agent has", "further agents have")) " fewer contacts." } }
    }
}
