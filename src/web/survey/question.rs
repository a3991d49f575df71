//! One question on the survey page: a native radio group or a text box, with its error and its condition.
//! Rendered by `page`.

use maud::{Markup, html};

use crate::words::{self, Voice, formats};

/// A question as the page shows it: texts are in the customer's language, names filled in.
#[derive(Clone, Debug)]
pub struct QuestionView {
    /// The form's name of it: `score`, `comment`, or the question's slug.
    pub field: String,
    pub text: String,
    pub input: Input,
    pub shown: Shown,
    pub required: bool,
    /// What is chosen or typed already.
    pub value: Option<String>,
    pub error: Option<String>,
}

/// How it is answered.
#[derive(Clone, Debug)]
pub enum Input {
    /// A row of numbers. `ordinal` tells conditions apart: the how manieth rated question of the page.
    Scale {
        ordinal: usize,
        options: Vec<OptionView>,
        /// What the lowest and the highest number mean, where not every number has a word.
        ends: Option<(OptionView, OptionView)>,
    },
    /// A column of words.
    Choice {
        ordinal: Option<usize>,
        options: Vec<OptionView>,
    },
    /// Free text of so many characters.
    Text {
        rows: u8,
        longest: usize,
        hint: bool,
    },
}

/// A value the form sends and the word for it.
#[derive(Clone, Debug)]
pub struct OptionView {
    pub value: String,
    pub word: String,
}

/// When the question is on the page.
#[derive(Clone, Debug)]
pub enum Shown {
    Always,
    /// Only while the rated question has one of these values; the style sheet does that.
    While {
        ordinal: usize,
        values: Vec<String>,
    },
}

impl QuestionView {
    /// The id of what its error and a link to it point at.
    pub fn anchor(&self) -> String {
        format!("q-{}", self.field)
    }

    pub fn render(&self, voice: Voice<'_>, heading: bool) -> Markup {
        match &self.input {
            Input::Scale {
                ordinal,
                options,
                ends,
            } => self.scale(voice, heading, *ordinal, options, ends.as_ref()),
            Input::Choice { ordinal, options } => self.choice(voice, *ordinal, options),
            Input::Text {
                rows,
                longest,
                hint,
            } => self.text_box(voice, *rows, *longest, *hint),
        }
    }

    fn scale(
        &self,
        voice: Voice<'_>,
        heading: bool,
        ordinal: usize,
        options: &[OptionView],
        ends: Option<&(OptionView, OptionView)>,
    ) -> Markup {
        let ends_id = format!("{}-ends", self.anchor());
        let described = self.described_by(ends.map(|_| ends_id.as_str()));
        html! {
            fieldset id=(self.anchor()) class={ "scale of-" (options.len()) " r" (ordinal) " " (self.condition()) }
                aria-describedby=[described] {
                legend {
                    @if heading {
                        h1 dir=[words::other_direction(voice.locale, &self.text)] { (self.text) }
                    } @else {
                        span dir=[words::other_direction(voice.locale, &self.text)] { (self.text) }
                        @if !self.required { (optional(voice)) }
                    }
                }
                (self.error_text())
                div class="marks" {
                    @for option in options {
                        label class="mark" {
                            (self.radio(option))
                            span class="face" {
                                span class="number" { (option.value) }
                                @if !option.word.is_empty() && ends.is_none() {
                                    " " span class="word" { (option.word) }
                                }
                            }
                        }
                    }
                }
                @if let Some((low, high)) = ends {
                    p class="ends" id=(ends_id) {
                        span { (low.value) " – " (low.word) }
                        span { (high.value) " – " (high.word) }
                    }
                }
                (self.no_answer(voice))
            }
        }
    }

    fn choice(&self, voice: Voice<'_>, ordinal: Option<usize>, options: &[OptionView]) -> Markup {
        let ordinal = ordinal.map_or(String::new(), |ordinal| format!("r{ordinal} "));
        html! {
            fieldset id=(self.anchor()) class={ "choice " (ordinal) (self.condition()) }
                aria-describedby=[self.described_by(None)] {
                legend {
                    span dir=[words::other_direction(voice.locale, &self.text)] { (self.text) }
                    @if !self.required { (optional(voice)) }
                }
                (self.error_text())
                div class="options" {
                    @for option in options {
                        label class="option" {
                            (self.radio(option))
                            span class="face" dir=[words::other_direction(voice.locale, &option.word)] { (option.word) }
                        }
                    }
                }
                (self.no_answer(voice))
            }
        }
    }

    fn text_box(&self, voice: Voice<'_>, rows: u8, longest: usize, hint: bool) -> Markup {
        let hint_id = format!("{}-hint", self.anchor());
        let box_id = format!("{}-box", self.anchor());
        html! {
            div id=(self.anchor()) class={ "text " (self.condition()) } {
                label for=(box_id) {
                    span dir=[words::other_direction(voice.locale, &self.text)] { (self.text) }
                    @if !self.required { (optional(voice)) }
                }
                (self.error_text())
                textarea id=(box_id) name=(self.field) rows=(rows) maxlength=(longest) dir="auto"
                    aria-describedby=[self.described_by(hint.then_some(hint_id.as_str()))]
                    aria-invalid=[self.error.as_ref().map(|_| "true")] {
                    // the parser eats one newline after the tag
                    @if self.value.as_deref().is_some_and(|text| text.starts_with('\n')) { "\n" }
                    (self.value.as_deref().unwrap_or_default())
                }
                @if hint {
                    p class="hint" id=(hint_id) {
                        (words::text(voice, "survey-comment-hint", &[("most", formats::number(voice.locale, longest).into())]))
                    }
                }
            }
        }
    }

    fn radio(&self, option: &OptionView) -> Markup {
        let chosen = self.value.as_deref() == Some(option.value.as_str());
        html! {
            input type="radio" name=(self.field) value=(option.value) checked[chosen] required[self.required];
        }
    }

    /// A radio cannot be unset, so an optional group offers to say nothing.
    fn no_answer(&self, voice: Voice<'_>) -> Markup {
        html! {
            @if !self.required {
                label class="none" {
                    input type="radio" name=(self.field) value="";
                    span { (words::text(voice, "survey-no-answer", &[])) }
                }
            }
        }
    }

    fn error_id(&self) -> String {
        format!("{}-error", self.anchor())
    }

    fn error_text(&self) -> Markup {
        html! {
            @if let Some(error) = &self.error {
                p class="error" id=(self.error_id()) { (error) }
            }
        }
    }

    fn described_by(&self, also: Option<&str>) -> Option<String> {
        let error = self.error.as_ref().map(|_| self.error_id());
        let ids: Vec<&str> = error.as_deref().into_iter().chain(also).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn condition(&self) -> String {
        match &self.shown {
            Shown::Always => String::new(),
            Shown::While { ordinal, values } => {
                values.iter().fold("when".to_owned(), |all, value| {
                    format!("{all} w{ordinal}-{value}")
                })
            }
        }
    }
}

fn optional(voice: Voice<'_>) -> Markup {
    html! { " " span class="optional" { (words::text(voice, "survey-optional", &[])) } }
}
