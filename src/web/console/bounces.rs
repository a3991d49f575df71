//! What came back after letters left: bounces and complaints, what followed from each, and what waits for somebody here.

use axum::extract::{Path, State};
use maud::{Markup, html};

use super::{
    dates, empty,
    error::PageError,
    frame, paging,
    view::View,
    visitor::{Manager, Reader, Visitor},
};
use crate::{
    app::App,
    domain::deliveries::{
        bounce::Kind,
        bounce_report::{self, Count, Effect, KEPT, Listed, Sort, Wanted},
    },
    ids::BounceReportId,
    mail::bounce::{mailbox::Silence, mailbox_url::Mailbox},
    web::ui::{
        badge::{Tone, badge},
        figure::{count, counted},
        flash::flash,
        form,
        table::{Column, table},
    },
};

const PATH: &str = "/bounces";
const COUNTED: chrono::TimeDelta = chrono::TimeDelta::days(30);

/// `GET /bounces`
pub async fn show(
    State(app): State<App>,
    Reader(visitor): Reader,
    view: View,
) -> Result<Markup, PageError> {
    let (db, brands) = (app.db.read(), visitor.brand_ids());
    let sort = view.get("kind").and_then(Sort::parse);
    let wanted = Wanted {
        brands: brands.clone(),
        sort,
        after: paging::after(&view).map(|(at, id)| (at, BounceReportId(id))),
    };
    let mut found = bounce_report::list(db, &wanted, paging::LIMIT + 1).await?;
    let pager = paging::cut(&mut found, &view, PATH, |listed| {
        (listed.report.received_at, listed.report.id.0)
    });
    let counts = bounce_report::counts(db, &brands, visitor.now - COUNTED).await?;
    let alarms = bounce_report::alarms(db, &brands, visitor.now).await?;

    let mut shell = frame::shell(&app, &visitor, "Bounces", PATH, &view).await;
    shell.lead = Some(html! {
        "What mail servers and readers said after letters left, the newest first. The counts are of the last 30 days. "
        (unproven(&counts))
    });
    let silence = app.mailbox_silence().clone();
    shell.flash = (alarms > 0 || silence.is_some()).then(|| {
        html! {
            @if let Some(silence) = &silence { (flash(Tone::Watch, unread(&app, &visitor, silence))) }
            @if alarms > 0 { (flash(Tone::Bad, alarm(alarms))) }
        }
    });
    shell.filters = Some(kinds(sort, &counts));
    Ok(shell.render(html! {
        @if found.is_empty() {
            (empty::bounces(&app, sort.is_some()))
        } @else {
            section class="panel" { (reports(&visitor, &found)) }
            (pager)
        }
    }))
}

/// `GET /bounces/{id}`: the beginning of what could not be read.
pub async fn kept(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(id): Path<String>,
    view: View,
) -> Result<Markup, PageError> {
    let id: BounceReportId = id.parse().map_err(|_| PageError::NotFound)?;
    let report = bounce_report::by_id(app.db.read(), &visitor.brand_ids(), id).await?;
    let report = report.ok_or(PageError::NotFound)?;
    let beginning = report.kept.ok_or(PageError::NotFound)?;
    let mut shell = frame::shell(&app, &visitor, "Kept aside", PATH, &view).await;
    shell.crumbs = vec![("Bounces".to_owned(), PATH.to_owned())];
    shell.lead = Some(html! {
        "Came by " (inlet(&report.inlet))
        @if let Some(brand) = visitor.brands.first() { ", " (dates::instant(report.received_at, visitor.clock(brand.id))) }
        ". Nothing followed from it: "
        @if Kind::parse(&report.kind) == Some(Kind::TooLarge) { "it is too large for a report, with " }
        @else { "it cannot be read as one; " }
        (report.diagnostic)
    });
    Ok(shell.render(html! {
        section class="panel" {
            h2 {
                @if beginning.len() < KEPT { "The message" } @else { "The first " (count(KEPT as u64)) " bytes of the message; more is not kept" }
            }
            pre class="plain" tabindex="0" dir="auto" { (String::from_utf8_lossy(&beginning)) }
        }
    }))
}

/// Told by the first brand's clock: the mailbox is everybody's.
fn unread(app: &App, visitor: &Visitor, silence: &Silence) -> Markup {
    let place = app.config.bouncing.mailbox.as_ref().map(Mailbox::place);
    html! {
        strong { "The mailbox " (place.unwrap_or_default()) " cannot be read. " }
        "What came back to it is not known here"
        @if let Some(brand) = visitor.brands.first() { " since " (dates::instant(silence.since, visitor.clock(brand.id))) }
        ". The last try ended with: " q class="said" { (silence.words) } ". Nothing is lost: the mailbox is read as soon as it can be, "
        "and tried again within 15 minutes."
    }
}

fn alarm(letters: u64) -> Markup {
    html! {
        strong { (counted(letters, "letter was", "letters were")) " refused because of the sender, not the address, in the last 7 days. " }
        "Nobody is suppressed for it. The servers' words below say what they want; mostly it is SPF, DKIM or DMARC of the sender's domain."
    }
}

fn unproven(counts: &[Count]) -> Markup {
    let of = |effect| -> u64 {
        let counts = counts.iter().filter(|row| row.effect == effect);
        counts
            .map(|row| u64::try_from(row.count).unwrap_or_default())
            .sum()
    };
    let ignored = of(Effect::Unproven) + of(Effect::OtherRecipient);
    html! {
        @if ignored > 0 {
            (counted(ignored, "report", "reports")) " without proof of a letter of ours changed nothing."
        }
    }
}

fn kinds(chosen: Option<Sort>, counts: &[Count]) -> Markup {
    let of = |sort: Sort| -> u64 {
        let counts = counts.iter();
        let counts = counts.filter(|row| Sort::of(&row.kind, row.effect) == Some(sort));
        counts
            .map(|row| u64::try_from(row.count).unwrap_or_default())
            .sum()
    };
    let all: u64 = Sort::all().map(of).sum();
    let mut entries = vec![(
        format!("All {}", count(all)),
        PATH.to_owned(),
        chosen.is_none(),
    )];
    for sort in Sort::all() {
        let label = match sort {
            Sort::Of(kind) => words(Some(kind)).0,
            Sort::NotOurs => "Not ours, changed nothing",
        };
        if of(sort) > 0 || chosen == Some(sort) {
            let href = View::default().with("kind", sort.code()).href(PATH);
            entries.push((
                format!("{label} {}", count(of(sort))),
                href,
                chosen == Some(sort),
            ));
        }
    }
    html! { div class="filters" { (form::tabs("Kinds", &entries)) } }
}

fn reports(visitor: &Visitor, found: &[Listed]) -> Markup {
    let columns = [
        Column::text("Report"),
        Column::text("What followed"),
        Column::text("Letter to"),
        Column::text("When"),
        Column::text("The server's words"),
    ];
    let rows: Vec<_> = found
        .iter()
        .map(|Listed { report, recipient }| {
            // What is about no letter is nobody's; it is told by the first brand's clock.
            let brand = report.brand_id.or(visitor.brands.first().map(|brand| brand.id));
            let clock = brand.map(|brand| visitor.clock(brand));
            let kind = Kind::parse(&report.kind);
            let (label, tone) = words(kind);
            let label = label.to_lowercase();
            let not_ours = Sort::of(&report.kind, report.effect) == Some(Sort::NotOurs);
            let followed = followed(report.effect, kind);
            let said = [report.status.as_deref().unwrap_or_default(), &report.diagnostic];
            let said = match said {
                [status, words] if words.contains(status) => words.to_owned(),
                [status, words] => format!("{status} {words}"),
            };
            vec![
                html! {
                    @if not_ours { (badge(Tone::Quiet, "not ours")) } @else { (badge(tone, &label)) }
                    span class="sub" { "by " (inlet(&report.inlet)) @if not_ours { ", says: " (label) } }
                },
                html! {
                    @if report.kept.is_some() && visitor.member.role.manages() {
                        a href={ (PATH) "/" (report.id) } { (followed) }
                    } @else { (followed) }
                },
                match (recipient, report.delivery_id) {
                    (Some(recipient), Some(id)) => html! { a class="address" href={ "/deliveries/" (id) } { (recipient) } },
                    _ => html! { "–" },
                },
                html! { @if let Some(clock) = clock { (dates::instant(report.received_at, clock)) } },
                html! { span class="said" { (if said.trim().is_empty() { "–" } else { said.trim() }) } },
            ]
        })
        .collect();
    table("Reports, the newest first.", &columns, &rows)
}

fn words(kind: Option<Kind>) -> (&'static str, Tone) {
    match kind {
        Some(Kind::Hard) => ("No such address", Tone::Bad),
        Some(Kind::Soft) => ("Not this time", Tone::Watch),
        Some(Kind::Ours) => ("Sender refused", Tone::Bad),
        Some(Kind::Complaint) => ("Complaint", Tone::Bad),
        Some(Kind::NotSpam) => ("Not spam", Tone::Good),
        Some(Kind::Unsubscribe) => ("Unsubscribed", Tone::Quiet),
        Some(Kind::Noted) => ("Notice", Tone::Quiet),
        Some(Kind::AutoReply) => ("Automatic reply", Tone::Quiet),
        Some(Kind::NoReport) => ("Other mail", Tone::Quiet),
        Some(Kind::Malformed) => ("Unreadable", Tone::Watch),
        Some(Kind::TooLarge) => ("Too large", Tone::Watch),
        None => ("Unknown", Tone::Quiet),
    }
}

fn followed(effect: Effect, kind: Option<Kind>) -> &'static str {
    match effect {
        Effect::Suppressed => "The address is suppressed",
        Effect::Counted => "Counted; after some more the address is suppressed",
        Effect::Alarmed => "Nobody is suppressed; see to the sender",
        Effect::Noted => "Nothing",
        Effect::NothingNew => match kind {
            Some(Kind::Soft) => {
                "Nothing new: the letter is counted, or its address suppressed, already"
            }
            Some(Kind::Ours) => "Nothing new: the letter is counted already",
            _ => "Nothing new: the address is suppressed already",
        },
        Effect::Unproven => "Nothing: it proves no letter of ours",
        Effect::OtherRecipient => "Nothing: it is about another recipient",
        Effect::KeptAside => "Kept aside",
    }
}

fn inlet(code: &str) -> &str {
    match code {
        "ses" => "Amazon SES",
        "postmark" => "Postmark",
        "sendgrid" => "SendGrid",
        "mailgun" => "Mailgun",
        "session" => "the mail server, at once",
        other => other,
    }
}
