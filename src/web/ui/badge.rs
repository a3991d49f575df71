//! Small labels for states. The words carry the meaning, the colour only helps the eye.

use maud::{Markup, html};

/// How a state feels to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Quiet,
    Good,
    Watch,
    Bad,
}

impl Tone {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Good => "good",
            Self::Watch => "watch",
            Self::Bad => "bad",
        }
    }
}

/// A state in a word or two.
pub fn badge(tone: Tone, words: &str) -> Markup {
    html! { span class={ "badge badge-" (tone.class()) } { (words) } }
}

/// Says that a score rests on few answers: fewer than `full_from`.
pub fn few_responses(full_from: u64) -> Markup {
    html! {
        span class="badge badge-watch" title={ "Fewer than " (full_from) " responses: the score may move a lot" } { "few responses" }
    }
}
