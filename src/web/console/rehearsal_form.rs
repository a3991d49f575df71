//! The form of a rehearsal: the editor's fields of whom and when, in the address, so that a rehearsal can be sent to a
//! colleague.

use maud::{Markup, html};

use super::{survey_errors::Misfits, survey_form, survey_when};
use crate::{
    domain::surveys::{faults::Fault, sketch::Sketch},
    web::ui::form::wrong,
};

/// Says that the address has rules; without it those of the survey are meant.
const TYPED: &str = "typed";
/// Says that the draft is meant and not what is published.
const DRAFT: &str = "draft";

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
    pub fn rules(self, survey: &Sketch) -> Sketch {
        if self.pairs.iter().any(|(name, _)| name == TYPED) {
            survey_form::read_rules(self.pairs, survey)
        } else {
            survey.clone()
        }
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

/// The form, with what is wrong at its fields; whoever manages can keep the rules.
pub fn form(path: &str, draft: bool, manages: bool, sketch: &Sketch, misfits: &Misfits) -> Markup {
    let afresh = if draft {
        format!("{path}?{DRAFT}=1")
    } else {
        path.to_owned()
    };
    html! {
        form class="form" method="get" action=(path) {
            @if !misfits.0.is_empty() { (wrong("Nothing was rehearsed: see below what to mend.")) }
            input type="hidden" name=(TYPED) value="1";
            @if draft { input type="hidden" name=(DRAFT) value="1"; }
            (survey_when::rules(sketch, misfits))
            div class="entry-actions" {
                button class="button" type="submit" { "Rehearse" }
                @if manages {
                    button class="button button-quiet" type="submit" formmethod="post" { "Keep these rules in the draft" }
                }
                a class="button button-quiet" href=(afresh) {
                    @if draft { "The draft’s rules" } @else { "Published rules" }
                }
            }
        }
    }
}
