//! Interactions nobody was asked about, and why not: a reported contact is never forgotten.

use axum::extract::State;
use maud::{Markup, html};

use super::{
    dates, empty,
    error::PageError,
    frame, paging,
    picks::channel_name,
    view::{View, escaped},
    visitor::{Reader, Visitor},
};
use crate::{
    app::App,
    domain::interactions::{
        held::{self, Row, Wanted},
        interaction::HeldReason,
    },
    ids::InteractionId,
    web::ui::{
        figure::{count, counted},
        form,
        table::{Column, table},
    },
};

const PATH: &str = "/held";

/// `GET /held`
pub async fn show(
    State(app): State<App>,
    Reader(visitor): Reader,
    view: View,
) -> Result<Markup, PageError> {
    let period = view.period(visitor.today(None));
    let mut wanted = Wanted {
        brands: visitor.brand_ids(),
        within: Some(period.instants(visitor.tz(None))),
        ..Wanted::default()
    };
    let reasons = held::reasons(app.db.read(), &wanted).await?;
    wanted.reason = view.get("reason").and_then(HeldReason::parse);
    wanted.after = paging::after(&view).map(|(at, id)| (at, InteractionId(id)));
    let mut found = held::list(app.db.read(), &wanted, paging::LIMIT + 1).await?;
    let pager = paging::cut(&mut found, &view, PATH, |row| {
        (row.interaction.reported_at, row.interaction.id.0)
    });

    let total: u64 = reasons.iter().map(|(_, count)| count).sum();
    let mut shell = frame::shell(&app, &visitor, "Held back", PATH, &view).await;
    shell.lead = Some(html! {
        (counted(total, "interaction", "interactions")) " reported and not asked about, " (dates::period(period))
    });
    let bar = form::Filters {
        action: PATH.to_owned(),
        first: vec![super::picks::periods(&view, period)],
        more: super::picks::days(&view).into(),
        kept: super::picks::shown(&view).collect(),
        ..Default::default()
    };
    shell.filters = Some(form::filters(&bar));
    Ok(shell.render(html! {
        @if total == 0 {
            (empty::held())
        } @else {
            div class="stack" {
                section class="panel" { (by_reason(&view, &reasons)) }
                section class="panel" { (interactions(&visitor, &found, wanted.reason)) }
            }
            (pager)
        }
    }))
}

fn by_reason(view: &View, reasons: &[(HeldReason, u64)]) -> Markup {
    let columns = [
        Column::text("Reason"),
        Column::number("Interactions"),
        Column::text("What it means"),
    ];
    let mut reasons = reasons.to_vec();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let rows: Vec<_> = reasons
        .iter()
        .map(|(reason, number)| {
            let href = view
                .with("reason", reason.code())
                .without("after")
                .href(PATH);
            vec![
                html! { a href=(href) { (words(*reason)) } },
                html! { (count(*number)) },
                html! { (meaning(*reason)) },
            ]
        })
        .collect();
    html! {
        (table("By reason. Choose one to see only its interactions.", &columns, &rows))
    }
}

fn interactions(visitor: &Visitor, found: &[Row], reason: Option<HeldReason>) -> Markup {
    let columns = [
        Column::text("Interaction"),
        Column::text("Reason"),
        Column::text("Customer"),
        Column::text("Agent"),
        Column::text("Reported"),
    ];
    let rows: Vec<_> = found
        .iter()
        .map(|row| {
            let interaction = &row.interaction;
            let agent = row.agent_name.as_deref().unwrap_or(&row.agent_external_id);
            vec![
                html! {
                    bdi { (interaction.external_id) }
                    span class="sub" dir="auto" {
                        (interaction.source) " · " (row.touchpoint_slug) " · " (channel_name(interaction.channel.code()))
                    }
                },
                html! { (interaction.reason.map_or("–", words)) },
                html! {
                    bdi { (row.customer_name.as_deref().unwrap_or(&row.customer_email)) }
                    @if row.customer_name.is_some() { span class="sub" { (row.customer_email) } }
                },
                html! { a href=(format!("/agents/{}", escaped(&row.agent_external_id))) dir="auto" { (agent) } },
                html! { (dates::instant(interaction.reported_at, visitor.tz_of(interaction.brand_id))) },
            ]
        })
        .collect();
    let caption = match reason {
        Some(reason) => format!("{}, the newest first.", words(reason)),
        None => "All reasons, the newest first.".to_owned(),
    };
    table(&caption, &columns, &rows)
}

fn words(reason: HeldReason) -> &'static str {
    match reason {
        HeldReason::NoSurvey => "No survey",
        HeldReason::Suppressed => "Must not be written to",
        HeldReason::Quarantine => "Asked not long ago",
        HeldReason::SampledOut => "Not in the sample",
        HeldReason::TooOld => "Reported too late",
        HeldReason::InvalidAddress => "No usable address",
        HeldReason::MonthlyLimit => "Monthly limit reached",
    }
}

fn meaning(reason: HeldReason) -> &'static str {
    match reason {
        HeldReason::NoSurvey => {
            "No published survey asks about the touchpoint. Publish one that names it."
        }
        HeldReason::Suppressed => "The customer unsubscribed, or letters to the address came back.",
        HeldReason::Quarantine => "The customer had a letter within the survey's quarantine days.",
        HeldReason::SampledOut => {
            "The survey asks only part of its customers, by its sample percent."
        }
        HeldReason::TooOld => "The contact ended longer ago than the survey's age limit.",
        HeldReason::InvalidAddress => {
            "The reported address cannot receive mail. Mend it where it is kept."
        }
        HeldReason::MonthlyLimit => "This month's letters are used up.",
    }
}
