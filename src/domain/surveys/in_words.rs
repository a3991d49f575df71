//! The parts of a definition in a manager's words. Pure; the console's pages and the list of changes say them.

use super::{
    definition::OneClick, question::Kind, rules::SecondContact, send_window::SendWindow,
    sketch::delay,
};

/// A kind of question in words, with its article.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Csat => "satisfaction from 1 to 5 (CSAT)",
        Kind::Nps => "recommendation from 0 to 10 (NPS)",
        Kind::Ces => "ease from 1 to 7 (CES)",
        Kind::Fcr => "whether it was resolved (FCR)",
        Kind::Choice => "a choice of options",
        Kind::Text => "a short text",
        Kind::Comment => "the comment",
    }
}

/// Where a survey asks.
pub fn asked_at(touchpoints: &[String]) -> String {
    match touchpoints {
        [] => "every touchpoint that no other survey names".into(),
        some => some.join(", "),
    }
}

/// When letters leave after the contact.
pub fn after(minutes: u32) -> String {
    match delay(minutes) {
        (0, _) => "at once".into(),
        (number, unit) => format!(
            "{} after the contact",
            counted(number, unit.trim_end_matches('s'))
        ),
    }
}

/// The hours at which letters may leave.
pub fn hours(window: Option<&SendWindow>) -> String {
    match window {
        None => "at any hour".into(),
        Some(window) if window.days.len() == 7 => {
            format!("every day from {} to {}", window.from, window.to)
        }
        Some(window) => format!(
            "{} from {} to {}",
            window.days.join(", "),
            window.from,
            window.to
        ),
    }
}

/// When who has not answered is reminded.
pub fn reminder(days: Option<u32>) -> String {
    days.map_or_else(
        || "never".into(),
        |days| format!("after {}", counted(days, "day")),
    )
}

/// How much a click must show.
pub fn click(one_click: OneClick) -> String {
    match one_click {
        OneClick::Balanced => "after a while on the page or a touch".into(),
        OneClick::Strict => "only with a touch, a key or the button".into(),
    }
}

/// How many letters may leave in a month.
pub fn monthly(limit: Option<u32>) -> String {
    limit.map_or_else(|| "without limit".into(), |most| format!("at most {most}"))
}

/// What a further contact does to a letter that has not left.
pub fn second_contact(word: SecondContact) -> String {
    match word {
        SecondContact::Send => "sent all the same".into(),
        SecondContact::Cancel => "withdrawn".into(),
        SecondContact::Later => "replaced by that of the later contact".into(),
    }
}

/// A number with its noun.
pub fn counted(number: u32, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        number => format!("{number} {noun}s"),
    }
}
