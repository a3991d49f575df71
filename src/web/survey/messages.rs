//! Pages that say one thing: thanks, closed, unknown, too often, unsubscribing.

use maud::{Markup, html};

use super::frame::notice;
use crate::words;

/// After an answer is on disk. `own`: the survey's own words of thanks.
pub fn thanks(locale: &str, address: &str, brand: &str, value: &str, own: Option<&str>) -> Markup {
    let args = [
        ("value", value.into()),
        ("brand", words::isolated(brand).into()),
    ];
    notice(
        locale,
        &words::text(locale, "thanks-title", &[]),
        &words::text(locale, "thanks-heading", &[]),
        html! {
            p { (words::text(locale, "thanks-body", &args)) }
            @if let Some(own) = own { p dir="auto" { (own) } }
            p { (words::text(locale, "thanks-close", &[])) }
            p class="more" { a href=(address) { (words::text(locale, "thanks-change", &[])) } }
        },
    )
}

/// After an answer that is kept but does not count: too many ratings came at once from this letter.
pub fn held(locale: &str, address: &str) -> Markup {
    notice(
        locale,
        &words::text(locale, "thanks-title", &[]),
        &words::text(locale, "held-heading", &[]),
        html! {
            p { (words::text(locale, "held-body", &[])) }
            p class="more" { a href=(address) { (words::text(locale, "held-again", &[])) } }
        },
    )
}

/// The survey took answers until `date`.
pub fn expired(locale: &str, date: &str) -> Markup {
    said(locale, "expired", "expired-body", &[("date", date.into())])
}

/// The same for every link that leads nowhere, whatever the cause.
pub fn unknown(locale: &str) -> Markup {
    said(locale, "unknown", "unknown-body", &[])
}

pub fn busy(locale: &str) -> Markup {
    said(locale, "busy", "busy-body", &[])
}

pub fn failed(locale: &str) -> Markup {
    said(locale, "failed", "failed-body", &[])
}

/// Asks before anything happens: scanners open this link too.
pub fn ask_unsubscribe(locale: &str, address: &str, brand: &str) -> Markup {
    let args = [("brand", words::isolated(brand).into())];
    notice(
        locale,
        &words::text(locale, "unsubscribe-title", &[]),
        &words::text(locale, "unsubscribe-heading", &args),
        html! {
            p { (words::text(locale, "unsubscribe-body", &args)) }
            form method="post" action=(address) {
                button type="submit" { (words::text(locale, "unsubscribe-button", &[])) }
            }
        },
    )
}

pub fn unsubscribed(locale: &str, brand: &str) -> Markup {
    let args = [("brand", words::isolated(brand).into())];
    said(locale, "unsubscribed", "unsubscribed-body", &args)
}

fn said(
    locale: &str,
    kind: &str,
    body: &str,
    args: &[(&'static str, words::FluentValue<'_>)],
) -> Markup {
    notice(
        locale,
        &words::text(locale, &format!("{kind}-title"), args),
        &words::text(locale, &format!("{kind}-heading"), args),
        html! { p { (words::text(locale, body, args)) } },
    )
}
