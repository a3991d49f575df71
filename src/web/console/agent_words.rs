//! What is said of agents, in the same words everywhere: marks, reliability, response rates.

use maud::{Markup, html};

use crate::{
    domain::scores::{agents::Reliability, exact_test::Flag, grouping::Label},
    web::ui::badge::{Tone, badge},
};

/// What people call an agent.
pub fn called(label: &Label) -> &str {
    label
        .name
        .as_deref()
        .or(label.key.as_deref())
        .unwrap_or("No agent")
}

/// What the exact test says, in words; nothing where it says nothing.
pub fn flag_words(flag: Flag) -> Option<&'static str> {
    match flag {
        Flag::Above => Some("above the others"),
        Flag::Below => Some("below the others"),
        Flag::None => None,
    }
}

/// The same as a badge.
pub fn flag_badge(flag: Flag) -> Markup {
    let tone = if flag == Flag::Below {
        Tone::Bad
    } else {
        Tone::Good
    };
    html! { @if let Some(words) = flag_words(flag) { (badge(tone, words)) } }
}

/// Whose customers answer more or less often than those of the others, in words.
pub fn rate_words(flag: Flag) -> Option<&'static str> {
    match flag {
        Flag::Above => Some("answered more often"),
        Flag::Below => Some("answered less often"),
        Flag::None => None,
    }
}

/// Whose customers are asked more or less often than those of the others, in words.
pub fn asked_words(flag: Option<Flag>) -> Option<&'static str> {
    match flag? {
        Flag::Above => Some("asked more often"),
        Flag::Below => Some("asked less often"),
        Flag::None => None,
    }
}

/// How reliable a score is, in words.
pub fn reliability_words(reliability: Reliability) -> &'static str {
    match reliability {
        Reliability::Solid => "solid",
        Reliability::Usable => "usable",
        Reliability::TooLittle => "too little yet",
    }
}

/// A proportion as a percentage, with no more digits than it has.
pub fn percent(proportion: f64) -> String {
    format!("{}%", (proportion * 1_000.0).round() / 10.0)
}
