//! Contacts nobody was asked about, and why not: a reported contact is never forgotten.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};

use super::{
    asking::words, contacts, dates, decided_by::decided_by, empty, error::PageError, frame, paging,
    picks, view::View, visitor::Reader,
};
use crate::{
    app::App,
    domain::{
        interactions::interaction::HeldReason,
        scores::{
            asking,
            ledger::{self, Fate},
            withdrawn,
        },
    },
    web::ui::{
        figure::{count, counted},
        form,
        table::{Column, table},
    },
};

/// The address of the page.
pub const PATH: &str = "/held";

/// `GET /held`
pub async fn show(
    State(app): State<App>,
    Reader(visitor): Reader,
    view: View,
) -> Result<Response, PageError> {
    let period = view.period(visitor.today(view.get("brand")));
    let mut wanted = contacts::wanted(&app, &view, &visitor, period).await?;
    let cancelled = wanted.fates == [Fate::Cancelled];
    if cancelled {
        // Who was invited was held for no reason.
        wanted.reason = None;
    } else {
        wanted.fates = vec![Fate::Held];
    }
    let mut found = ledger::list(&app.db, &wanted, paging::LIMIT + 1).await?;
    let pager = paging::cut(&mut found, &view, PATH, |row| {
        (row.interaction.reported_at, row.interaction.id.0)
    });
    let deciders = decided_by(app.db.read(), &found).await?;
    if view.wants_csv() {
        return contacts::sheet(&visitor, &found, &deciders, "held-back", period).download();
    }
    let (filter, about) = (&wanted.filter, &wanted.about);
    let (reasons, total) = if cancelled {
        let total = withdrawn::count(&app.db, period, filter, about).await?;
        (Vec::new(), total)
    } else {
        let contacts = asking::contacts(&app.db, period, filter, about).await?;
        let reasons = contacts.held();
        let total: u64 = reasons.iter().map(|(_, count)| count).sum();
        (reasons, total)
    };
    let fate = if cancelled {
        "invited, whose letter was withdrawn before it left"
    } else {
        "reported and not asked about"
    };
    let mut shell = frame::shell(&app, &visitor, "Held back", PATH, &view).await;
    shell.lead = Some(html! {
        (counted(total, "contact", "contacts")) " " (fate) ", " (dates::period(period))
    });
    shell.download = Some(view.csv(PATH));
    let mut bar = picks::bar(app.db.read(), &visitor, &view.without("after"), PATH).await?;
    if cancelled {
        let state = Fate::Cancelled.code().to_owned();
        bar.kept.push(("state".to_owned(), state));
    } else {
        bar.first.push(contacts::reasons(&view));
    }
    bar.more.insert(0, contacts::questions(&view));
    bar.kept
        .retain(|(name, _)| !["metric", "sort"].contains(&name.as_str()));
    shell.filters = Some(form::filters(&bar));
    let caption = match wanted.reason {
        _ if cancelled => {
            "Invited, and the letter was withdrawn before it left, the newest first.".to_owned()
        }
        Some(reason) => format!("{}, the newest first.", words(reason)),
        None => "All reasons, the newest first.".to_owned(),
    };
    let page = shell.render(html! {
        div class="stack" {
            (tabs(&view, cancelled))
            @if total == 0 && !cancelled {
                (empty::held(&visitor, &view, PATH))
            } @else {
                @if !cancelled { section class="panel" { (by_reason(&view, &reasons)) } }
                section class="panel" {
                    @if found.is_empty() { (empty::contacts(&visitor, &view, PATH)) }
                    @else { (contacts::listed(&visitor, &found, &deciders, &caption, true)) }
                }
            }
        }
        (pager)
    });
    Ok(page.into_response())
}

/// Held when it was reported, or withdrawn after.
fn tabs(view: &View, cancelled: bool) -> Markup {
    let plain = view.without("after").without("reason").without("state");
    let withdrawn = plain.with("state", Fate::Cancelled.code()).href(PATH);
    let entries = [
        ("Not invited".to_owned(), plain.href(PATH), !cancelled),
        ("Invited, letter withdrawn".to_owned(), withdrawn, cancelled),
    ];
    form::tabs("What was decided", &entries)
}

fn by_reason(view: &View, reasons: &[(HeldReason, u64)]) -> Markup {
    let columns = [
        Column::text("Reason"),
        Column::number("Contacts"),
        Column::text("What it means"),
    ];
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
        (table("By reason. Choose one to see only its contacts.", &columns, &rows))
    }
}

fn meaning(reason: HeldReason) -> &'static str {
    match reason {
        HeldReason::NoSurvey => {
            "No published survey asks about the touchpoint. Publish one that names it."
        }
        HeldReason::Suppressed => "The customer unsubscribed, or letters to the address came back.",
        HeldReason::Quarantine => {
            "The customer had a letter within the survey's quarantine days or within the months the customer asked for, or one that this contact withdrew."
        }
        HeldReason::SampledOut => {
            "The survey asks only part of its customers, by its sample percent."
        }
        HeldReason::TooOld => "The contact ended longer ago than the survey's age limit.",
        HeldReason::InvalidAddress => {
            "What was reported is no address, or one with letters beyond plain ASCII, to which no letter can be sent. Mend it where it is kept."
        }
        HeldReason::MonthlyLimit => "This month's letters are used up.",
        HeldReason::Limit => {
            "The survey's letters by agent, queue or the like are used up for these days."
        }
        HeldReason::Skipped => "The survey never asks about contacts with that attribute.",
    }
}
