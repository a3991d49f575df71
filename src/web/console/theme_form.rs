//! The form of a theme: name and words, what is wrong with them, and what they would find.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{comments, error::PageError, frame, view::View, visitor::Visitor};
use crate::{
    app::App,
    domain::{
        organization::brand,
        responses::{
            phrase::marked,
            theme::{
                self, Faults, LONGEST_NAME, LONGEST_WORD, MOST_THEMES, MOST_WORDS, NameFault,
                WordsFault,
            },
        },
        scores::themes::Preview,
    },
    ids::ThemeId,
    web::ui::{
        figure::{count, counted},
        form::{Field, field, wrong},
    },
};

/// The days whose comments a theme is tried on.
pub const TRIED_DAYS: u32 = 90;

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub words: String,
    /// The slugs of the brands it is for.
    #[serde(default)]
    pub brand: Vec<String>,
    /// Which button was pressed: `try` keeps nothing.
    #[serde(default)]
    pub press: String,
}

/// The form, as it is shown: empty, filled, or with what is wrong.
pub struct Page<'a> {
    pub visitor: &'a Visitor,
    /// The theme that is changed; a new one has none.
    pub theme: Option<ThemeId>,
    /// The brands it is for.
    pub chosen: Vec<&'a brand::Model>,
    pub typed: &'a Typed,
    pub faults: Faults,
    /// Where the name is at fault, if that is in one of several brands.
    pub at_fault: Option<&'a brand::Model>,
    pub tried: Option<Preview>,
}

impl Page<'_> {
    /// The whole page; with faults it is no success.
    pub async fn show(self, app: &App) -> Result<Response, PageError> {
        let title = if self.theme.is_some() {
            "Change a theme"
        } else {
            "Add a theme"
        };
        let mut shell =
            frame::shell(app, self.visitor, title, comments::PATH, &View::default()).await;
        shell.crumbs = vec![("Comments".into(), "/comments#themes".into())];
        shell.lead = Some(html! {
            "A name for words that comments have in common, in any language"
        });
        let faulty = self.faults != Faults::default() || self.chosen.is_empty();
        let page = shell.render(html! {
            section class="panel form-panel" {
                @if faulty { (wrong("Nothing is kept yet: see below what to mend.")) }
                (self.form())
                @if let Some(seen) = &self.tried { (self.tried(seen)) }
            }
        });
        let status = if faulty {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        };
        Ok((status, page).into_response())
    }

    fn form(&self) -> Markup {
        let action = match self.theme {
            Some(id) => format!("/themes/{id}"),
            None => "/themes/new".to_owned(),
        };
        let name_fault = self.faults.name.map(|fault| match self.at_fault {
            Some(brand) if self.chosen.len() > 1 => {
                format!("{}: {}", brand.name, name_fault(fault))
            }
            _ => name_fault(fault),
        });
        let words_fault = self.faults.words.as_ref().map(words_fault);
        let described = match words_fault {
            Some(_) => "words-hint words-error",
            None => "words-hint",
        };
        html! {
            form class="form" method="post" action=(action) {
                @if self.visitor.brands.len() > 1 { (self.brands()) }
                (field(&Field {
                    name: "name",
                    label: "Name",
                    kind: "text",
                    value: &self.typed.name,
                    error: name_fault.as_deref(),
                    autocomplete: Some("off"),
                    autofocus: self.theme.is_none() && self.tried.is_none(),
                    ..Field::default()
                }))
                div class={ "field" @if words_fault.is_some() { " field-wrong" } } {
                    label for="words" { "Words and phrases" }
                    textarea id="words" name="words" rows="8" dir="auto" spellcheck="false"
                        aria-describedby=(described) aria-invalid=[words_fault.as_ref().map(|_| "true")] {
                        "\n" (self.typed.words)
                    }
                    p class="hint" id="words-hint" {
                        "One a line. A comment with any of them has the theme. A word is found at the beginning of words: “wait” finds "
                        "“waiting” too. In Chinese, Japanese, Thai and other scripts without spaces it is found anywhere. "
                        "Capitals and accents do not matter."
                    }
                    @if let Some(words) = &words_fault { p class="error" id="words-error" { bdi { (words) } } }
                }
                div class="entry-actions" {
                    button class="button" type="submit" { "Save" }
                    button class="button button-quiet" type="submit" name="press" value="try" { "Try it" }
                    @if let Some(id) = self.theme { a class="button button-quiet" href={ "/themes/" (id) "/remove" } { "Remove…" } }
                }
            }
        }
    }

    /// One theme may be for several brands.
    fn brands(&self) -> Markup {
        let missing = self.chosen.is_empty();
        html! {
            fieldset class={ "field checks" @if missing { " field-wrong" } } aria-describedby=[missing.then_some("brand-error")] {
                legend { "For which brands" }
                @for brand in &self.visitor.brands {
                    label {
                        input type="checkbox" name="brand" value=(brand.slug)
                            checked[self.chosen.iter().any(|chosen| chosen.id == brand.id)];
                        bdi { (brand.name) }
                    }
                }
                @if missing { p class="error" id="brand-error" { "Choose at least one brand. To do without the theme, remove it." } }
            }
        }
    }

    fn tried(&self, seen: &Preview) -> Markup {
        let words = theme::read_words(&self.typed.words).unwrap_or_default();
        let phrases: Vec<_> = words.phrases().collect();
        let phrases: Vec<_> = phrases.iter().collect();
        html! {
            div class="tried" role="status" {
                p {
                    strong { (count(seen.matching)) " of " (counted(seen.comments, "comment", "comments")) }
                    " of the last " (TRIED_DAYS) " days "
                    @if seen.matching == 1 { "has" } @else { "have" } " this theme"
                    @if self.visitor.brands.len() > 1 { ", for " bdi { (named(&self.chosen)) } }
                    ". Nothing is saved yet."
                }
                @if !seen.samples.is_empty() {
                    ul class="list" aria-label="The newest of them" {
                        @for comment in &seen.samples {
                            li class="entry-words" dir="auto" {
                                @for piece in marked(comment, &phrases) {
                                    @if piece.found { mark { (piece.text) } } @else { (piece.text) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The brands' names in a row.
pub fn named(brands: &[&brand::Model]) -> String {
    let names: Vec<_> = brands.iter().map(|brand| brand.name.as_str()).collect();
    match names.as_slice() {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

fn name_fault(fault: NameFault) -> String {
    match fault {
        NameFault::Missing => "Give the theme a name.".into(),
        NameFault::TooLong => format!("A name has at most {LONGEST_NAME} characters."),
        NameFault::Taken => {
            "There is a theme of that name already. Choose another, or add the words to that one."
                .into()
        }
        NameFault::Full => {
            format!("A brand has at most {MOST_THEMES} themes. Remove one that is not needed.")
        }
    }
}

fn words_fault(fault: &WordsFault) -> String {
    match fault {
        WordsFault::Missing => "Write at least one word.".into(),
        WordsFault::TooMany(typed) => {
            format!("A theme has at most {MOST_WORDS} words and phrases; these are {typed}.")
        }
        WordsFault::TooLong(word) => {
            let start: String = word.chars().take(30).collect();
            format!(
                "“{start}…” is too long: a word or phrase has at most {LONGEST_WORD} characters."
            )
        }
        WordsFault::NoWord(word) => format!("“{word}” has no letter or number to look for."),
    }
}
