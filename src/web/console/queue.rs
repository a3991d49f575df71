//! The queue at the top of the deliveries: what waits, how fast letters leave, what keeps them and until when. A piece
//! of that page.

use chrono::{DateTime, TimeDelta, Utc};
use maud::{Markup, html};

use super::{
    dates::{self, Clock},
    view::View,
    visitor::Visitor,
};
use crate::{
    app::App,
    domain::deliveries::queue::{COUNTED, Deferred, Queue},
    mail::pace::{DomainTrouble, senders::RefusedSender},
    web::ui::{
        badge::Tone,
        figure::{count, counted, decimal},
        flash::flash,
        table::{Column, table},
    },
};

/// What speaks against sending at present, from this process's own experience.
pub struct Troubles {
    pause: Option<(DateTime<Utc>, DateTime<Utc>, String)>,
    senders: Vec<RefusedSender>,
    domains: Vec<DomainTrouble>,
}

impl Troubles {
    pub fn of(app: &App) -> Self {
        let mut pace = app.pace();
        let told = pace.pause().told();
        let pause = told.map(|(since, until, words)| (since, until, words.to_owned()));
        Self {
            pause,
            senders: pace.senders().told(),
            domains: pace.troubles(),
        }
    }
}

/// The queue, with its troubles first.
pub fn panel(visitor: &Visitor, queue: &Queue, troubles: &Troubles, clock: Clock) -> Markup {
    html! {
        @if let Some((since, until, words)) = &troubles.pause {
            @if visitor.now < *until { (paused(*since, *until, words, clock)) } @else { (over(*since, words, clock)) }
        }
        @for sender in &troubles.senders { (refused(sender, visitor.now, clock)) }
        section class="panel" {
            h2 { "The queue" }
            dl class="facts" {
                div { dt { "due now" } dd { (capped(queue.due)) } }
                div { dt { "due later" } dd { (capped(queue.later)) } }
                div {
                    dt { "oldest due" }
                    dd { @match queue.oldest_due {
                        Some(at) => { (waited(visitor.now - at)) " ago" },
                        None => "nothing waits",
                    } }
                }
                div { dt { "sent in the last hour" } dd { (capped(queue.sent_last_hour)) span class="sub" { (a_minute(queue.sent_last_hour, 60)) } } }
                div { dt { "sent in the last day" } dd { (capped(queue.sent_last_day)) span class="sub" { (a_minute(queue.sent_last_day, 24 * 60)) } } }
            }
        }
        @if !troubles.domains.is_empty() { section class="panel" { (slowed(&troubles.domains, visitor.now, clock)) } }
        @if !queue.deferred.is_empty() { section class="panel" { (deferred(&queue.deferred, clock)) } }
    }
}

fn paused(since: DateTime<Utc>, until: DateTime<Utc>, words: &str, clock: Clock) -> Markup {
    flash(
        Tone::Bad,
        html! {
            strong { "No letter can leave." } " Since " (dates::instant(since, clock)) " every try ended with: "
            q class="said" { (words) } ". Nothing is lost: one letter is tried again after " (dates::instant(until, clock))
            ", and all follow when it is taken."
        },
    )
}

/// The pause has ended, and no letter has been due since.
fn over(since: DateTime<Utc>, words: &str, clock: Clock) -> Markup {
    flash(
        Tone::Watch,
        html! {
            strong { "No letter has left since " (dates::instant(since, clock)) "." } " The last answer was: "
            q class="said" { (words) } ". The next letter that is due is tried, and shows whether that is over."
        },
    )
}

fn refused(sender: &RefusedSender, now: DateTime<Utc>, clock: Clock) -> Markup {
    flash(
        Tone::Bad,
        html! {
            strong { "No letter from " (sender.address) " can leave." } " Since " (dates::instant(sender.since, clock))
            " the mail server says: " q class="said" { (sender.words) } ". Letters of other senders go on. Have the server accept the "
            "address, or change it in the brand’s look or, where brands share it, in AFTERWORD_MAIL_FROM; what waits is tried again "
            @if now < sender.until { "after " (dates::instant(sender.until, clock)) } @else { "when it is due" } "."
        },
    )
}

fn slowed(domains: &[DomainTrouble], now: DateTime<Utc>, clock: Clock) -> Markup {
    let columns = [
        Column::text("Domain"),
        Column::text("What it means"),
        Column::text("Since"),
        Column::text("Tried again after"),
        Column::text("The server's words"),
    ];
    let rows: Vec<_> = domains
        .iter()
        .map(|trouble| {
            vec![
                html! { (trouble.domain) },
                html! {
                    @if trouble.ours { "It objects to us: somebody must look at this" }
                    @else if let Some(rate) = trouble.per_minute { "Slowed to " (counted(rate.into(), "letter", "letters")) " a minute" }
                },
                dates::instant(trouble.since, clock),
                html! { @if now < trouble.until { (dates::instant(trouble.until, clock)) } @else { "with the next letter" } },
                html! { span class="said" { (trouble.words) } },
            ]
        })
        .collect();
    table(
        "Domains this server leaves alone or writes to more slowly.",
        &columns,
        &rows,
    )
}

fn deferred(domains: &[Deferred], clock: Clock) -> Markup {
    let columns = [
        Column::text("Domain"),
        Column::number("Letters"),
        Column::text("Next try"),
        Column::text("The server's words"),
    ];
    let rows: Vec<_> = domains
        .iter()
        .map(|domain| {
            let letters = View::default()
                .with("state", "deferred")
                .with("domain", &domain.domain)
                .href(super::deliveries::PATH);
            vec![
                html! { a href=(letters) { (domain.domain) } },
                html! { (count(domain.letters)) },
                dates::instant(domain.next, clock),
                html! { span class="said" { (domain.words) } },
            ]
        })
        .collect();
    table(
        "Letters that are tried again, by where they go.",
        &columns,
        &rows,
    )
}

fn capped(letters: u64) -> String {
    if letters < COUNTED {
        count(letters)
    } else {
        format!("{} or more", count(COUNTED))
    }
}

fn a_minute(letters: u64, minutes: u32) -> String {
    let rate = letters as f64 / f64::from(minutes);
    if letters > 0 && rate < 0.05 {
        return "less than 0.1 a minute".into();
    }
    format!("{} a minute", decimal(rate, 1))
}

/// A time as one says it: the two largest units that are not nothing would be too exact.
fn waited(time: TimeDelta) -> String {
    let (minutes, hours, days) = (time.num_minutes(), time.num_hours(), time.num_days());
    let (number, one, many) = match (days, hours, minutes) {
        (2.., ..) => (days, "day", "days"),
        (_, 2.., _) => (hours, "hour", "hours"),
        (.., 1..) => (minutes, "minute", "minutes"),
        _ => return "less than a minute".into(),
    };
    counted(u64::try_from(number).unwrap_or_default(), one, many)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_counts_read_as_one_says_them() {
        let said = [30, 60, 119 * 60, 120 * 60, 47 * 3600, 48 * 3600]
            .map(|seconds| waited(TimeDelta::seconds(seconds)));
        let wanted = [
            "less than a minute",
            "1 minute",
            "119 minutes",
            "2 hours",
            "47 hours",
            "2 days",
        ];
        assert_eq!(said, wanted);
        assert_eq!([capped(5), capped(COUNTED)], ["5", "100,000 or more"]);
        let rates =
            [(90, 60), (9, 1440), (0, 60)].map(|(letters, minutes)| a_minute(letters, minutes));
        assert_eq!(
            rates,
            ["1.5 a minute", "less than 0.1 a minute", "0.0 a minute"]
        );
    }
}
