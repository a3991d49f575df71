//! Where in the editor's form a fault of a survey stands: from its place in the definition to the field, in words.

use maud::{Markup, html};

use crate::domain::surveys::{faults::Fault, sketch::Sketch};
use crate::web::ui::icon::Icon;

/// Between a field of several lines and the number of one of them.
const LINE: &str = ", line ";

/// A fault at its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The id of the field.
    pub field: String,
    /// Which field that is, in words.
    pub label: String,
    pub detail: String,
}

/// All faults of a sketch, each at its field.
#[derive(Clone, Debug, Default)]
pub struct Misfits(pub Vec<Misfit>);

impl Misfits {
    pub fn of(sketch: &Sketch, faults: &[Fault]) -> Self {
        let place = |fault: &Fault| {
            let (field, label) = place(sketch, &fault.pointer);
            Misfit {
                field,
                label,
                detail: fault.detail.clone(),
            }
        };
        Self(faults.iter().map(place).collect())
    }

    pub fn add(&mut self, field: &str, label: &str, detail: String) {
        self.0.push(Misfit {
            field: field.into(),
            label: label.into(),
            detail,
        });
    }

    /// What is wrong with that field.
    pub fn at(&self, field: &str) -> Option<String> {
        let said: Vec<_> = self
            .0
            .iter()
            .filter(|misfit| misfit.field == field)
            .map(|misfit| match misfit.label.split_once(LINE) {
                Some((_, line)) => format!("line {line} {}", misfit.detail),
                None => misfit.detail.clone(),
            })
            .collect();
        (!said.is_empty()).then(|| sentence(&said.join("; ")))
    }

    /// All of them with links to their fields. `urgent` when somebody has just been refused for them.
    pub fn summary(&self, urgent: bool) -> Markup {
        let (tone, role) = if urgent {
            ("flash flash-bad", "alert")
        } else {
            ("flash flash-watch", "status")
        };
        html! {
            @if !self.0.is_empty() {
                div class=(tone) role=(role) id="faults" tabindex="-1" {
                    (Icon::Warning.draw())
                    div {
                        p { strong {
                            @if urgent { "This cannot be published yet. " } @else { "Before it can be published: " }
                        } }
                        ul class="faults" {
                            @for misfit in &self.0 {
                                li { a href={ "#" (misfit.field) } { (misfit.label) } " " (misfit.detail) "." }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => String::new(),
    }
}

fn place(sketch: &Sketch, pointer: &str) -> (String, String) {
    let unescaped = |step: &str| step.replace("~1", "/").replace("~0", "~");
    let steps: Vec<String> = pointer.split('/').skip(1).map(unescaped).collect();
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    match steps[..] {
        ["name"] => at("name", "The name"),
        ["touchpoints", ..] => at("another-touchpoint", "A touchpoint"),
        ["questions"] => at("new_kind", "The survey"),
        ["questions", i, ref field @ ..] => {
            let number = i.parse::<usize>().map_or(0, |i| i + 1);
            let (id, label) = match field {
                ["slug"] => ("slug".to_owned(), "name"),
                ["kind"] => ("kind".to_owned(), "kind"),
                ["options", j] => (format!("o{j}.slug"), "an option"),
                ["options"] => ("o0.slug".to_owned(), "options"),
                ["show_when", "score_min"] => ("min".to_owned(), "the score from"),
                ["show_when", "score_max"] => ("max".to_owned(), "the score to"),
                _ => ("when".to_owned(), "condition"),
            };
            (format!("q{i}.{id}"), format!("Question {number}, {label}:"))
        }
        ["default_locale"] => at("default_locale", "The first language"),
        ["wording", locale] => (
            format!("language.{locale}"),
            format!("The language {locale}"),
        ),
        ["wording", locale, key] => {
            let (field, about) = text_of(sketch, key);
            (format!("{field}.{locale}"), format!("{about} in {locale}"))
        }
        ["send_after_minutes"] => at("send_after", "The delay"),
        ["send_window", "from"] => at("from", "The hours' beginning"),
        ["send_window", "to"] => at("to", "The hours' end"),
        ["send_window", ..] => at("days", "The days"),
        ["remind_after_days"] => at("remind_after_days", "The reminder"),
        ["expires_after_days"] => at("expires_after_days", "How long answers are taken"),
        ["quarantine_days"] => at("quarantine_days", "The rest period"),
        ["sample_percent"] => at("sample_percent", "The sample"),
        ["max_age_hours"] => at("max_age_hours", "The oldest contact"),
        ["monthly_limit"] => at("monthly_limit", "The month’s limit"),
        ["limits"] => at("limits", "The limits:"),
        ["limits", i, field] => at("limits", &line_of("Limits", i, field)),
        ["skip_when", i, field, ..] => at("skip_when", &line_of("Never ask about", i, field)),
        ["skip_when"] => at("skip_when", "Never ask about:"),
        _ => at("editor", "The survey"),
    }
}

/// A part of a rule among several, each on a line.
fn line_of(label: &str, i: &str, field: &str) -> String {
    let part = match field {
        "most" => "how many",
        "is" => "values",
        field => field,
    };
    let line = i.parse::<usize>().map_or(0, |i| i + 1);
    format!("{label}{LINE}{line}, {part}:")
}

fn at(field: &str, label: &str) -> (String, String) {
    (field.to_owned(), label.to_owned())
}

/// The field of a text, without its language.
fn text_of(sketch: &Sketch, key: &str) -> (String, String) {
    match key {
        "subject" => return at("subject", "The subject"),
        "thanks" => return at("thanks", "The thanks"),
        _ => {}
    }
    for (i, question) in sketch.questions.iter().enumerate() {
        if question.slug == key {
            return (
                format!("q{i}.text"),
                format!("Question {}, its text", i + 1),
            );
        }
        let options = question.options.iter();
        let option = options
            .enumerate()
            .find(|(_, option)| format!("{}.{}", question.slug, option.slug) == key);
        if let Some((j, _)) = option {
            return (
                format!("q{i}.o{j}.text"),
                format!("Question {}, an option’s text", i + 1),
            );
        }
    }
    at("editor", key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::surveys::starting::StartingPoint;

    #[test]
    fn every_fault_leads_to_a_field() {
        let mut sketch = Sketch::of(&StartingPoint::Call.definition());
        sketch.questions[2]
            .texts
            .insert("en".into(), "Hi {customer}".into());
        sketch.questions[2].slug = "satisfaction".into();
        sketch.questions[2].when = "satisfaction".into();
        sketch.to = "07:00".into();
        sketch.quarantine_days = "x".into();
        let rules = sketch.rules.as_mut().expect("rules");
        rules.limits = "2 per 7 days by agent\n\n5 per 400 days by team".into();
        rules.skip_when = "plan".into();
        let misfits = Misfits::of(&sketch, &sketch.read().faults);
        let fields: Vec<_> = misfits
            .0
            .iter()
            .map(|misfit| misfit.field.as_str())
            .collect();
        for field in ["q2.slug", "to", "quarantine_days", "limits", "skip_when"] {
            assert!(fields.contains(&field), "{field} of {fields:?}");
        }
        assert!(
            fields.iter().any(|field| field.ends_with(".text.en")),
            "{fields:?}"
        );
        assert_eq!(
            misfits.at("to").as_deref(),
            Some("Must be later than from: the window never opens.")
        );
        assert_eq!(
            misfits.at("limits").as_deref(),
            Some("Line 2, days: must be from 1 to 366.")
        );
    }
}
