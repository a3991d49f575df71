//! The form of a rehearsal: the editor's fields of whom and when, in the address, so that a rehearsal can be sent to a
//! colleague.

use maud::{Markup, html};

use super::{survey_errors::Misfits, survey_form, survey_when};
use crate::{
    domain::surveys::{draft::Opened, faults::Fault, sketch::Sketch, survey},
    web::ui::form::wrong,
};

/// Says that the address has rules; without it those of the survey are meant.
const TYPED: &str = "typed";
/// Says that the draft is meant and not what is published.
const DRAFT: &str = "draft";

/// Which revision of the draft they had before their eyes who typed the rules.
const SEEN: &str = "seen";
/// And which version that began from.
const BASE: &str = "base";

/// What somebody had before their eyes who rehearsed, so that nobody's newer rules are overwritten unseen.
pub struct Seen {
    /// 0 where it was no draft.
    pub revision: i32,
    /// The version it is or began from; empty for a survey that was never published, none where it is not known.
    pub base: Option<String>,
}

impl Seen {
    pub fn of(opened: &Opened) -> Self {
        let base = opened.base.map(|base| base.to_string());
        Self {
            revision: opened.revision,
            base: Some(base.unwrap_or_default()),
        }
    }

    /// What is published, whatever a draft says.
    pub fn published(survey: &survey::Model) -> Self {
        Self {
            revision: 0,
            base: Some(survey.current_version_id.to_string()),
        }
    }

    /// Whether that is what is there now.
    pub fn is(&self, opened: &Opened) -> bool {
        let now = Self::of(opened);
        self.revision == now.revision && (self.base.is_none() || self.base == now.base)
    }
}

/// What a rehearsal's address asks for.
pub struct Wanted {
    pub draft: bool,
    pairs: Vec<(String, String)>,
}

impl Wanted {
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        Self {
            draft: pairs.iter().any(|(name, _)| name == DRAFT),
            pairs,
        }
    }

    /// The survey with the rules of the address, where that has any.
    pub fn rules(&self, survey: &Sketch) -> Sketch {
        if self.said(TYPED).is_some() {
            survey_form::read_rules(self.pairs.clone(), survey)
        } else {
            survey.clone()
        }
    }

    /// What was seen when its rules were typed; none where it has no rules.
    pub fn seen(&self) -> Option<Seen> {
        self.said(TYPED)?;
        let revision = self.said(SEEN).and_then(|seen| seen.parse().ok());
        Some(Seen {
            revision: revision.unwrap_or_default(),
            base: self.said(BASE).map(str::to_owned),
        })
    }

    fn said(&self, field: &str) -> Option<&str> {
        let mut pairs = self.pairs.iter();
        pairs.find_map(|(name, value)| (name == field).then_some(value.as_str()))
    }
}

/// What speaks against rehearsing it; its questions and words do not.
pub fn faults(faults: Vec<Fault>) -> Vec<Fault> {
    const RULES: [&str; 8] = [
        "send_after_minutes",
        "send_window",
        "quarantine_days",
        "sample_percent",
        "max_age_hours",
        "monthly_limit",
        "limits",
        "skip_when",
    ];
    let about_rules = |fault: &Fault| {
        let field = fault.pointer.split('/').nth(1);
        field.is_some_and(|field| RULES.contains(&field))
    };
    faults.into_iter().filter(about_rules).collect()
}

/// The form of a rehearsal.
pub struct Form<'a> {
    pub path: &'a str,
    /// Of the draft, and not of what is published.
    pub draft: bool,
    /// The reader may keep the rules.
    pub manages: bool,
    pub seen: &'a Seen,
}

impl Form<'_> {
    /// The form, with what is wrong at its fields.
    pub fn render(&self, sketch: &Sketch, misfits: &Misfits) -> Markup {
        let path = self.path;
        let afresh = if self.draft {
            format!("{path}?{DRAFT}=1")
        } else {
            path.to_owned()
        };
        html! {
            form class="form" method="get" action=(path) {
                @if !misfits.0.is_empty() { (wrong("Nothing was rehearsed: see below what to mend.")) }
                input type="hidden" name=(TYPED) value="1";
                @if self.draft { input type="hidden" name=(DRAFT) value="1"; }
                input type="hidden" name=(SEEN) value=(self.seen.revision);
                @if let Some(base) = &self.seen.base { input type="hidden" name=(BASE) value=(base); }
                (survey_when::rules(sketch, misfits))
                div class="entry-actions" {
                    button class="button" type="submit" { "Rehearse" }
                    @if self.manages {
                        button class="button button-quiet" type="submit" formmethod="post" { "Keep these rules in the draft" }
                    }
                    a class="button button-quiet" href=(afresh) {
                        @if self.draft { "The draft’s rules" } @else { "Published rules" }
                    }
                }
            }
        }
    }
}
