//! Contacts one by one: who, about what, whether they were asked and if not why, and what became of the letter; as a table
//! and as a file. Used by an agent's ledger and by the contacts that were held back.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use maud::{Markup, html};
use sea_orm::DbErr;

use super::{
    asking::words,
    dates,
    decided_by::DecidedBy,
    paging,
    picks::channel_name,
    sheet::{self, Cell, Sheet},
    view::{View, escaped},
    visitor::Visitor,
};
use crate::{
    app::App,
    domain::{
        customers::email_address::masked,
        interactions::interaction::HeldReason,
        scores::{
            asking::About,
            ledger::{Fate, Row, Wanted},
            period::Period,
        },
    },
    ids::InteractionId,
    web::ui::{
        badge::{Tone, badge},
        form::{Choice, select},
        table::{Column, table},
    },
};

/// What decided about each contact.
type Deciders = HashMap<InteractionId, DecidedBy>;

/// The value of `state` that means all who were invited, whatever became of it.
const INVITED: &str = "invited";

/// What the address asks for.
pub async fn wanted(
    app: &App,
    view: &View,
    visitor: &Visitor,
    period: Period,
) -> Result<Wanted, DbErr> {
    let fates = match view.get("state") {
        Some(INVITED) => Fate::ALL
            .into_iter()
            .filter(|fate| *fate != Fate::Held)
            .collect(),
        state => state.and_then(Fate::parse).into_iter().collect(),
    };
    let (brands, metric) = (visitor.brand_ids(), view.get("metric"));
    Ok(Wanted {
        about: About::of(&app.db, &brands, metric.map(|_| view.metric())).await?,
        filter: view.filter(brands),
        period,
        fates,
        reason: view.get("reason").and_then(HeldReason::parse),
        after: paging::after(view).map(|(at, id)| (at, InteractionId(id))),
    })
}

/// Which question their survey is to ask.
pub fn questions(view: &View) -> Markup {
    let metrics = crate::domain::scores::metric::Metric::ALL
        .map(|metric| Choice::new(metric.code(), super::score::short(metric)));
    let choices: Vec<_> = std::iter::once(Choice::new("", "Any question"))
        .chain(metrics)
        .collect();
    select("metric", "To be asked", &choices, view.value("metric"))
}

/// What became of them.
pub fn fates(view: &View) -> Markup {
    let all = [
        Choice::new("", "All contacts"),
        Choice::new(INVITED, "Invited"),
    ];
    let each = Fate::ALL.map(|fate| Choice::new(fate.code(), fate_words(fate)));
    let choices: Vec<_> = all.into_iter().chain(each).collect();
    select("state", "Decision", &choices, view.value("state"))
}

/// Why nobody was asked.
pub fn reasons(view: &View) -> Markup {
    let each = HeldReason::ALL.map(|reason| Choice::new(reason.code(), words(reason)));
    let choices: Vec<_> = std::iter::once(Choice::new("", "Any reason"))
        .chain(each)
        .collect();
    select(
        "reason",
        "Not asked because",
        &choices,
        view.value("reason"),
    )
}

/// The contacts as a table; with their agents where there are several.
pub fn listed(
    visitor: &Visitor,
    found: &[Row],
    deciders: &Deciders,
    caption: &str,
    with_agents: bool,
) -> Markup {
    let reads_all = visitor.member.role.sees_everyone();
    let manages = visitor.member.role.manages();
    let mut columns = vec![Column::text("Contact"), Column::text("Customer")];
    if with_agents {
        columns.push(Column::text("Agent"));
    }
    columns.extend(["Decision", "Letter and answer", "Reported"].map(Column::text));
    let rows: Vec<_> = found
        .iter()
        .map(|row| {
            let interaction = &row.interaction;
            let clock = visitor.clock(interaction.brand_id);
            let mut cells = vec![
                html! {
                    bdi { (interaction.external_id) }
                    span class="sub" dir="auto" { (about(visitor, row)) }
                },
                html! {
                    @match &row.customer_name {
                        Some(name) => {
                            bdi { (name) }
                            span class="sub" { (address(row, reads_all)) }
                        },
                        None => (address(row, reads_all)),
                    }
                },
            ];
            if with_agents {
                let agent = row.agent_name.as_deref().unwrap_or(&row.agent_external_id);
                cells.push(html! {
                    a href=(format!("/agents/{}", escaped(&row.agent_external_id))) dir="auto" { (agent) }
                });
            }
            cells.extend([
                html! {
                    @match interaction.reason {
                        Some(reason) => { "Not asked" span class="sub" { (words(reason)) } },
                        None => "Invited",
                    }
                    @if let Some(by) = deciders.get(&interaction.id) {
                        @if let Some(rule) = &by.rule { span class="sub" dir="auto" { (rule) } }
                        span class="sub" {
                            "by “" bdi { (by.survey) } "”"
                            @if let Some(version) = by.version { ", version " (version) }
                            @if let Some(publisher) = &by.publisher { ", published by " bdi { (publisher) } }
                        }
                    }
                },
                html! {
                    @if row.fate() == Fate::Held { span class="soft" { "–" } }
                    @else {
                        (fate_badge(row.fate()))
                        @if let Some(at) = moment(row) { span class="sub" { (dates::instant(at, clock)) } }
                        @if let Some(at) = row.reminded_at { span class="sub" { "Reminded " (dates::instant(at, clock)) } }
                        @if let Some(why) = &row.cancel_reason {
                            span class="sub" {
                                @if let Some(by) = &row.cancelled_by { "Cancelled by " bdi { (by) } ": " }
                                bdi { (why) }
                            }
                        }
                        @if let (Fate::Waiting, true, Some(id)) = (row.fate(), manages, interaction.invitation_id) {
                            a class="sub" href={ "/invitations/" (id) "/cancel" } {
                                "Cancel" span class="sr-only" { " the invitation about " (interaction.external_id) } "…"
                            }
                        }
                    }
                },
                html! { (dates::instant(interaction.reported_at, clock)) },
            ]);
            cells
        })
        .collect();
    table(caption, &columns, &rows)
}

/// The same contacts as a file.
pub fn sheet(
    visitor: &Visitor,
    found: &[Row],
    deciders: &Deciders,
    page: &str,
    period: Period,
) -> Sheet {
    let reads_all = visitor.member.role.sees_everyone();
    let columns = [
        "Contact",
        "System",
        "Brand",
        "Touchpoint",
        "Product",
        "Channel",
        "Customer",
        "Address",
        "Agent",
        "Agent key",
        "Decision",
        "Reason",
        "Letter and answer",
        "At",
        "Reported",
        "Clock",
        "Reminded",
        "Cancelled by",
        "Cancelled because",
        "Survey",
        "Rule",
        "Version",
        "Published by",
    ];
    let maybe = |text: Option<&String>| text.map_or(Cell::Nothing, Cell::text);
    let rows = found.iter().map(|row| {
        let interaction = &row.interaction;
        let clock = visitor.clock(interaction.brand_id);
        let at = |at: DateTime<Utc>| Cell::text(clock.written(at));
        let held = row.fate() == Fate::Held;
        let by = deciders.get(&interaction.id);
        vec![
            Cell::text(&interaction.external_id),
            Cell::text(&interaction.source),
            Cell::text(&row.brand_slug),
            Cell::text(&row.touchpoint_slug),
            maybe(row.product_slug.as_ref()),
            Cell::text(channel_name(interaction.channel.code())),
            maybe(row.customer_name.as_ref()),
            Cell::text(address(row, reads_all)),
            Cell::text(row.agent_name.as_ref().unwrap_or(&row.agent_external_id)),
            Cell::text(&row.agent_external_id),
            Cell::text(if held { "Not asked" } else { "Invited" }),
            interaction
                .reason
                .map_or(Cell::Nothing, |reason| Cell::text(words(reason))),
            if held {
                Cell::Nothing
            } else {
                Cell::text(fate_words(row.fate()))
            },
            moment(row).map_or(Cell::Nothing, at),
            at(interaction.reported_at),
            Cell::text(clock.name()),
            row.reminded_at.map_or(Cell::Nothing, at),
            maybe(row.cancelled_by.as_ref()),
            maybe(row.cancel_reason.as_ref()),
            maybe(by.map(|by| &by.survey)),
            maybe(by.and_then(|by| by.rule.as_ref())),
            by.and_then(|by| by.version)
                .map_or(Cell::Nothing, |version| Cell::text(version.to_string())),
            maybe(by.and_then(|by| by.publisher.as_ref())),
        ]
    });
    Sheet {
        name: sheet::named(page, None, period),
        columns: columns.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}

fn about(visitor: &Visitor, row: &Row) -> String {
    let channel = channel_name(row.interaction.channel.code());
    let brand = (visitor.brands.len() > 1).then_some(row.brand_slug.as_str());
    let parts = [
        row.product_slug.as_deref(),
        Some(row.touchpoint_slug.as_str()),
        Some(channel.as_str()),
        brand,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Agents learn who it was, but not how to reach them.
fn address(row: &Row, reads_all: bool) -> String {
    if reads_all {
        row.customer_email.clone()
    } else {
        masked(&row.customer_email)
    }
}

/// When what became of the letter did.
fn moment(row: &Row) -> Option<DateTime<Utc>> {
    match row.fate() {
        Fate::Held => None,
        Fate::Waiting => row.send_at,
        Fate::Answered => row.answered_at,
        Fate::Cancelled => row.cancelled_at.or(row.sent_at),
        Fate::Sent | Fate::Bounced | Fate::Expired => row.sent_at,
    }
}

/// What became of a contact, in words.
pub fn fate_words(fate: Fate) -> &'static str {
    match fate {
        Fate::Held => "Not asked",
        Fate::Waiting => "Letter still to leave",
        Fate::Sent => "No answer yet",
        Fate::Answered => "Answered",
        Fate::Bounced => "Did not arrive",
        Fate::Expired => "Not answered in time",
        Fate::Cancelled => "Letter not sent",
    }
}

fn fate_badge(fate: Fate) -> Markup {
    let tone = match fate {
        Fate::Answered => Tone::Good,
        Fate::Bounced | Fate::Cancelled => Tone::Bad,
        Fate::Held | Fate::Waiting | Fate::Sent | Fate::Expired => Tone::Quiet,
    };
    badge(tone, fate_words(fate))
}
