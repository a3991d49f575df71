//! Where in the editor's form a fault of a survey stands: from its place in the definition to the field, in words.

use maud::{Markup, html};

use crate::domain::surveys::{
    faults::{Fault, range},
    in_words,
    sketch::{Sketch, unread::NO_NUMBER},
};
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
                detail: in_the_forms_words(sketch, fault),
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
        ["send_window", ..] => at("days", "The days:"),
        ["remind_after_days"] => at("remind_after_days", "The reminder"),
        ["expires_after_days"] => at("expires_after_days", "How long answers are taken"),
        ["quarantine_days"] => at("quarantine_days", "The rest period"),
        ["sample_percent"] => at("sample_percent", "The sample"),
        ["max_age_hours"] => at("max_age_hours", "The oldest contact"),
        ["monthly_limit"] => at("monthly_limit", "The month’s limit"),
        ["limits"] => at("limits", "Limits:"),
        ["limits", line, ref part @ ..] => at("limits", &line_of("Limits", line, part)),
        ["skip_when"] => at("skip_when", "Never ask about:"),
        ["skip_when", line, ref part @ ..] => {
            at("skip_when", &line_of("Never ask about", line, part))
        }
        _ => at("editor", "The survey"),
    }
}

/// What is wrong, where the definition's own words would name what only the API has.
fn in_the_forms_words(sketch: &Sketch, fault: &Fault) -> String {
    let own = fault.detail.as_str();
    let steps: Vec<&str> = fault.pointer.split('/').skip(1).collect();
    let bounds = bounds(sketch, &fault.pointer);
    match (&steps[..], bounds) {
        (["send_after_minutes"], Some((from, to))) => {
            let (_, unit) = sketch.delay_unit();
            format!("must be a whole number from {from} to {to} {unit}")
        }
        (_, Some((from, to))) if own == NO_NUMBER => format!("{own} from {from} to {to}"),
        (["send_window", "days"], _) => "choose at least one, or “at any hour”".into(),
        (["remind_after_days"], _) if own.contains("expires_after_days") => {
            "must come before answers are no longer taken".into()
        }
        (["questions", "0", "kind"], _) => {
            "the first question must be rated: satisfaction, recommendation or ease".into()
        }
        (["questions", i, "kind"], _) => asked_twice(sketch, i).unwrap_or_else(|| own.into()),
        (["questions", _, "options", _], _) if own == "stands more than once" => {
            "is the name of an earlier option too".into()
        }
        (["questions", _, "show_when", "score_min"], _) if own == "is above score_max" => {
            "must not be above the score to".into()
        }
        (["questions", _, "show_when"], _) if own == "needs score_min or score_max" => {
            "needs a score from, a score to, or both".into()
        }
        _ => own.into(),
    }
}

/// From where to where a number may be, in the unit it is typed in.
fn bounds(sketch: &Sketch, pointer: &str) -> Option<(i64, i64)> {
    if let Some(range) = range(pointer) {
        let unit = match pointer {
            "/send_after_minutes" => sketch.delay_unit().0,
            _ => 1,
        };
        return Some(((*range.start()).into(), (*range.end() / unit).into()));
    }
    let (i, _) = pointer
        .strip_prefix("/questions/")?
        .split_once("/show_when/")?;
    let question = sketch.questions.get(i.parse::<usize>().ok()?)?;
    let mut others = sketch.questions.iter();
    let asked = others.find(|other| other.slug == question.when)?;
    let scale = asked.kind().scale()?;
    Some((scale.min.into(), scale.max.into()))
}

/// Which earlier question has the kind of this one, which a survey can have once.
fn asked_twice(sketch: &Sketch, i: &str) -> Option<String> {
    let kind = sketch.questions.get(i.parse::<usize>().ok()?)?.kind();
    let mut all = sketch.questions.iter();
    let earlier = all.position(|question| question.kind() == kind)?;
    Some(format!(
        "“{}” is what question {} asks already; a survey asks it once",
        in_words::kind(kind),
        earlier + 1
    ))
}

/// A line of rules, or a part of the rule on it.
fn line_of(label: &str, line: &str, part: &[&str]) -> String {
    let part = match part {
        [] => String::new(),
        ["most"] => ", how many".into(),
        ["is", ..] => ", values".into(),
        [part, ..] => format!(", {part}"),
    };
    let line = line.parse::<usize>().map_or(0, |line| line + 1);
    format!("{label}{LINE}{line}{part}:")
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
            Some("Line 3, days: must be from 1 to 366.")
        );
    }

    #[test]
    fn faults_are_told_in_the_words_of_the_form() {
        let mut sketch = Sketch::of(&StartingPoint::Call.definition());
        sketch.questions[1].kind = sketch.questions[0].kind.clone();
        sketch.questions[2].min = "4".into();
        sketch.questions[2].max = "2".into();
        sketch.any_hour = false;
        sketch.days.clear();
        sketch.send_after = "31".into();
        sketch.send_unit = "days".into();
        sketch.remind_after_days = "28".into();
        sketch.expires_after_days = "28".into();
        sketch.quarantine_days = "-5".into();
        let rules = sketch.rules.as_mut().expect("rules");
        rules.limits = "plenty\n5 per 1 day by queue\n\n0 per 7 days by agent".into();
        rules.skip_when = "plan\nplan is gold".into();
        let misfits = Misfits::of(&sketch, &sketch.read().faults);
        for (field, words) in [
            (
                "q1.kind",
                "“satisfaction from 1 to 5 (CSAT)” is what question 1 asks already; a survey asks it once.",
            ),
            ("q2.min", "Must not be above the score to."),
            ("days", "Choose at least one, or “at any hour”."),
            ("send_after", "Must be a whole number from 0 to 30 days."),
            (
                "remind_after_days",
                "Must come before answers are no longer taken.",
            ),
            ("quarantine_days", "Must be a whole number from 0 to 3650."),
        ] {
            assert_eq!(misfits.at(field).as_deref(), Some(words));
        }
        let limits = misfits.at("limits").expect("what is wrong");
        for words in [
            "Line 1: “plenty” is not written",
            "; line 2: “5 per 1 day by queue” is by none",
            "; line 4, how many: must be from 1 to",
        ] {
            assert!(limits.contains(words), "every line: {limits}");
        }
        let skips = misfits.0.iter().find(|misfit| misfit.field == "skip_when");
        assert_eq!(
            skips.map(|skips| skips.label.as_str()),
            Some("Never ask about, line 1:")
        );
        for said in &misfits.0 {
            for word in ["score_m", "null", "expires_after", "stands more"] {
                assert!(!said.detail.contains(word), "{said:?}");
            }
        }
        sketch.questions[2].min = "x".into();
        sketch.questions[2].max.clear();
        let misfits = Misfits::of(&sketch, &sketch.read().faults);
        let said = ["q2.min", "q2.when"].map(|field| misfits.at(field).unwrap_or_default());
        assert_eq!(
            said,
            [
                "Must be a whole number from 1 to 5.",
                "Needs a score from, a score to, or both."
            ]
        );
    }
}
