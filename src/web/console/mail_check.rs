//! What receivers think of the addresses letters come from: SPF, DKIM, DMARC and the way back, and what to publish. The
//! same as `afterword mail check`, kept for a while so that opening the page again asks nobody.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, TimeDelta, Utc};
use maud::{Markup, html};

use super::{dates, error::PageError, frame, view::View, visitor::Manager};
use crate::{
    app::App,
    mail::{
        check::{self, Finding, Report, Sender, Standing},
        dns::{SystemDns, Unasked},
    },
    web::ui::{
        badge::{Tone, badge},
        flash::flash,
        table::empty,
    },
};

pub const PATH: &str = "/mail";
/// What was found is shown for so long before a visit asks again.
const KEPT: TimeDelta = TimeDelta::minutes(10);

/// What was found last. One per server process.
#[derive(Default)]
pub struct LastCheck(Mutex<Option<Checked>>);

#[derive(Clone)]
struct Checked {
    at: DateTime<Utc>,
    reports: Arc<[Report]>,
}

impl LastCheck {
    fn fresh(&self, now: DateTime<Utc>) -> Option<Checked> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.clone().filter(|last| now - last.at < KEPT)
    }

    fn keep(&self, checked: Option<Checked>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = checked;
    }
}

/// `GET /mail`
pub async fn show(
    State(app): State<App>,
    Manager(visitor): Manager,
    Extension(last): Extension<Arc<LastCheck>>,
    view: View,
) -> Result<Markup, PageError> {
    let checked = match last.fresh(visitor.now) {
        Some(checked) => Ok(checked),
        None => check_now(&app, visitor.now).await?,
    };
    let first_brand = visitor.brands.first();
    let clock = first_brand.map(|brand| visitor.clock(brand.id));
    let mut shell = frame::shell(&app, &visitor, "Sender check", PATH, &view).await;
    shell.lead = Some(html! {
        "What mailbox providers find when they look the sender of a letter up. Where something is missing, letters land in spam \
         or are refused."
    });
    let checked = match checked {
        Ok(checked) => checked,
        Err(unasked) => {
            return Ok(
                shell.render(html! { (flash(Tone::Watch, format!("{unasked}."))) (again()) })
            );
        }
    };
    last.keep(Some(checked.clone()));
    Ok(shell.render(html! {
        @if checked.reports.is_empty() {
            (empty("There is no sender to check", html! {
                p { "Set " code { "AFTERWORD_SMTP_URL" } " and " code { "AFTERWORD_MAIL_FROM" } ", or make a key with "
                    code { "afterword mail key add" } "." }
            }))
        } @else {
            div class="stack" {
                div class="entry-head" {
                    @if let Some(clock) = clock { p class="soft" { "Checked " (dates::instant(checked.at, clock)) } }
                    (again())
                }
                @for report in checked.reports.iter() { (sender(report)) }
            }
        }
    }))
}

/// `POST /mail`: asks again, for whoever has just published something.
pub async fn ask_again(
    Manager(_): Manager,
    Extension(last): Extension<Arc<LastCheck>>,
) -> Response {
    last.keep(None);
    Redirect::to(PATH).into_response()
}

async fn check_now(app: &App, now: DateTime<Utc>) -> Result<Result<Checked, Unasked>, PageError> {
    let senders = Sender::all(app.db.read(), app.config.way_of_letters(), None).await?;
    let dns = match SystemDns::new(app.config.dns) {
        Ok(dns) => dns,
        Err(error) => {
            return Ok(Err(Unasked {
                name: "DNS".into(),
                why: error.to_string(),
            }));
        }
    };
    let reports = check::check_all(&dns, &senders, &app.keys).await.into();
    Ok(Ok(Checked { at: now, reports }))
}

fn again() -> Markup {
    html! {
        form method="post" action=(PATH) { button class="button button-quiet" type="submit" { "Check again" } }
    }
}

fn sender(report: &Report) -> Markup {
    let title = format!("check-{}", report.domain);
    html! {
        section class="panel" aria-labelledby=(title) {
            h2 id=(title) { (report.domain) }
            @if report.is_well() { p class="soft" { "All is well." } }
            ul class="list" { @for finding in &report.findings { li { (entry(finding)) } } }
        }
    }
}

fn entry(finding: &Finding) -> Markup {
    let tone = match finding.standing {
        Standing::Good => Tone::Good,
        Standing::Note => Tone::Quiet,
        Standing::Unasked => Tone::Watch,
        Standing::Wrong => Tone::Bad,
    };
    html! {
        article class="entry" {
            p class="entry-head" { strong { (finding.about) } (badge(tone, finding.standing.words())) }
            p class="entry-words" { (finding.words) }
            @if let Some(record) = &finding.publish {
                p class="hint" { "Publish, in a zone file or as name and value (TXT) in a form:" }
                pre class="plain" tabindex="0" dir="ltr" { (record.zone_line()) }
                pre class="plain" tabindex="0" dir="ltr" { (record.name) "\n" (record.value) }
            }
        }
    }
}
