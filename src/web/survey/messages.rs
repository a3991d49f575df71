//! Pages that say one thing: thanks, closed, unknown, too often.

use maud::{Markup, html};

use super::{frame::notice, guise::Guise};
use crate::words;

/// After an answer is on disk. `own`: the survey's own words of thanks.
pub fn thanks(
    guise: Guise<'_>,
    address: &str,
    brand: &str,
    value: &str,
    own: Option<&str>,
) -> Markup {
    let args = [
        ("value", value.into()),
        ("brand", words::isolated(brand).into()),
    ];
    notice(
        guise,
        &words::text(guise, "thanks-title", &[]),
        &words::text(guise, "thanks-heading", &[]),
        html! {
            p { (words::text(guise, "thanks-body", &args)) }
            @if let Some(own) = own { p dir="auto" { (own) } }
            p { (words::text(guise, "thanks-close", &[])) }
            p class="more" { a href=(address) { (words::text(guise, "thanks-change", &[])) } }
        },
    )
}

/// After an answer that is kept but does not count: too many ratings came at once from this letter.
pub fn held(guise: Guise<'_>, address: &str) -> Markup {
    notice(
        guise,
        &words::text(guise, "thanks-title", &[]),
        &words::text(guise, "held-heading", &[]),
        html! {
            p { (words::text(guise, "held-body", &[])) }
            p class="more" { a href=(address) { (words::text(guise, "held-again", &[])) } }
        },
    )
}

/// The survey took answers until `date`.
pub fn expired(guise: Guise<'_>, date: &str) -> Markup {
    said(guise, "expired", "expired-body", &[("date", date.into())])
}

/// The same for every link that leads nowhere, whatever the cause.
pub fn unknown(locale: &str) -> Markup {
    said(locale.into(), "unknown", "unknown-body", &[])
}

pub fn busy(locale: &str) -> Markup {
    said(locale.into(), "busy", "busy-body", &[])
}

pub fn failed(locale: &str) -> Markup {
    said(locale.into(), "failed", "failed-body", &[])
}

fn said(
    guise: Guise<'_>,
    kind: &str,
    body: &str,
    args: &[(&'static str, words::FluentValue<'_>)],
) -> Markup {
    notice(
        guise,
        &words::text(guise, &format!("{kind}-title"), args),
        &words::text(guise, &format!("{kind}-heading"), args),
        html! { p { (words::text(guise, body, args)) } },
    )
}
