//! The survey page itself: one form with every question, its errors, and what the page's script needs.

use std::sync::Arc;

use maud::{Markup, html};

use super::frame;
use super::guise::Guise;
use super::languages::{self, Other};
use super::question::QuestionView;
use crate::domain::organization::look::Look;
use crate::web::scheme::Scheme;
use crate::words::{self, Voice};

/// What a page is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A customer answers on it.
    Answer,
    /// It is looked at beside the form that makes it.
    Preview,
    /// It is looked at on its own, as whoever got a trial letter does, and has to say itself that nothing counts.
    Trial,
}

/// All the page shows. `answer` fills it.
#[derive(Clone, Debug)]
pub struct PageView {
    pub purpose: Purpose,
    pub locale: String,
    /// Where the form goes, what the script saw, and who wants no more questions.
    pub sent_to: String,
    pub told_to: String,
    pub unsubscribed_at: String,
    /// The languages the page can be had in besides its own.
    pub languages: Vec<Other>,
    pub brand: String,
    pub look: Arc<Look>,
    /// For a preview: this scheme, whatever the browser prefers.
    pub scheme: Option<Scheme>,
    /// What the contact was about, one sentence.
    pub about: Option<String>,
    /// The rated one first.
    pub questions: Vec<QuestionView>,
    /// The answer that counts so far, as the page names it, and until when it may be changed.
    pub answered: Option<Answered>,
    /// What the script sends when it sees a person; only where the link chose a value.
    pub beacon: Option<Beacon>,
    /// The rating that waits for the button.
    pub chosen: Option<String>,
    /// Whether something differs from the answer that counts.
    pub unsaved: bool,
}

#[derive(Clone, Debug)]
pub struct Answered {
    pub value: String,
    pub until: String,
}

/// The proof that this page was made for this link and value, and when.
#[derive(Clone, Debug)]
pub struct Beacon {
    pub score: i16,
    pub issued_ms: i64,
    pub nonce: String,
}

impl PageView {
    pub fn render(&self) -> Markup {
        let guise = Guise {
            locale: &self.locale,
            of: Some((self.brand.as_str(), &*self.look)),
            scheme: self.scheme,
        };
        let title = words::text(
            guise,
            "survey-title",
            &[("brand", self.brand.as_str().into())],
        );
        let script = self.purpose == Purpose::Answer;
        frame::document(guise, &title, script, self.card(guise))
    }

    fn voice(&self) -> Voice<'_> {
        Voice {
            locale: &self.locale,
            texts: Some(&self.look.texts),
        }
    }

    fn card(&self, guise: Guise<'_>) -> Markup {
        let voice = self.voice();
        let button = self.button();
        let with_button = [("button", button.as_str().into())];
        let beacon = self.beacon.as_ref();
        html! {
            @if self.purpose == Purpose::Trial {
                p class="trial" lang="en" dir="ltr" {
                    "This is a trial: nothing you choose here is recorded, and the button is only shown."
                }
            }
            header {
                (guise.sign())
                @if let Some(about) = &self.about { p class="about" { (about) } }
            }
            form class="card" method="post" action=(self.sent_to)
                data-unsaved=(words::text(voice, "survey-unsaved", &with_button))
                data-beacon=[beacon.map(|_| self.told_to.as_str())]
                data-score=[beacon.map(|beacon| beacon.score)]
                data-issued=[beacon.map(|beacon| beacon.issued_ms)]
                data-nonce=[beacon.map(|beacon| beacon.nonce.as_str())] {
                (self.errors())
                @for (position, question) in self.questions.iter().enumerate() {
                    (question.render(voice, position == 0))
                    @if position == 0 {
                        p class="status" role="status" { (self.status(&button)) }
                    }
                }
                button type="submit" disabled[self.purpose != Purpose::Answer] { (button) }
                // behind the button that sends: the Enter key presses the first of a form
                (languages::menu(voice, &self.languages))
            }
            footer {
                p { (words::text(voice, "survey-privacy", &[("brand", words::isolated(&self.brand).into())])) }
                p { a href=(self.unsubscribed_at) { (words::text(voice, "survey-unsubscribe", &[])) } }
                (guise.foot())
            }
        }
    }

    fn button(&self) -> String {
        let key = match self.answered {
            Some(_) => "survey-change",
            None => "survey-send",
        };
        words::text(self.voice(), key, &[])
    }

    /// What stands below the scale before the script or the person has done anything.
    fn status(&self, button: &str) -> Markup {
        let said = self.answered.as_ref().map(|answered| {
            let args = [
                ("value", answered.value.as_str().into()),
                ("date", answered.until.as_str().into()),
            ];
            words::text(self.voice(), "survey-answered", &args)
        });
        let chosen = self
            .chosen
            .as_ref()
            .filter(|score| {
                self.answered
                    .as_ref()
                    .is_none_or(|answered| answered.value != **score)
            })
            .map(|score| {
                let args = [("value", score.as_str().into()), ("button", button.into())];
                words::text(self.voice(), "survey-chosen", &args)
            })
            .or_else(|| {
                let args = [("button", button.into())];
                self.unsaved
                    .then(|| words::text(self.voice(), "survey-unsaved", &args))
            });
        html! {
            @if let Some(said) = said { (said) " " }
            @if let Some(chosen) = chosen { (chosen) }
        }
    }

    fn errors(&self) -> Markup {
        let wrong: Vec<_> = self
            .questions
            .iter()
            .filter_map(|question| Some((question, question.error.as_ref()?)))
            .collect();
        html! {
            @if !wrong.is_empty() {
                div class="errors" role="alert" {
                    h2 { (words::text(self.voice(), "error-heading", &[])) }
                    ul {
                        @for (question, error) in wrong {
                            li { a href={ "#" (question.anchor()) } { (error) } }
                        }
                    }
                }
            }
        }
    }
}
