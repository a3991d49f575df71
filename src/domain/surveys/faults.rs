//! What speaks against publishing a survey, each fault at its place. Pure; asked before every publication.

use std::{collections::BTreeSet, ops::RangeInclusive};

use super::{
    definition::Definition,
    question::{Kind, Question, ShowWhen},
    rules,
    send_window::{DAYS, SendWindow, minutes},
    wording,
};

/// Further questions may not take the first one's field in the form.
const RESERVED_SLUG: &str = "score";

/// What the letter's subject and the thanks are called in a survey's wording, beside the questions.
const LETTERS_OWN: [&str; 2] = ["subject", "thanks"];

/// One thing that is wrong with a definition: where (JSON pointer) and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub pointer: String,
    pub detail: String,
}

impl Definition {
    /// Everything that speaks against publishing it.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Faults(Vec::new());
        faults.length("/name", &self.name, 200);
        for (i, touchpoint) in self.touchpoints.iter().enumerate() {
            faults.length(&format!("/touchpoints/{i}"), touchpoint, 200);
        }
        self.question_faults(&mut faults);
        if wording::language_tag(&self.default_locale).is_none() {
            faults.add(
                "/default_locale",
                "is not a language tag such as en or pt-BR",
            );
        }
        for (locale, texts) in &self.wording {
            let at = format!("/wording/{}", escape(locale));
            if wording::language_tag(locale).is_none() {
                faults.add(&at, "is not a language tag such as en or pt-BR");
            }
            for (key, text) in texts {
                let at = format!("{at}/{}", escape(key));
                if !self.words().contains(key.as_str()) {
                    faults.add(&at, "is not a text of this survey");
                }
                if text.chars().count() > 500 {
                    faults.add(&at, "is longer than 500 characters");
                }
                for unknown in wording::unknown_placeholders(text) {
                    faults.add(
                        &at,
                        &format!("has a placeholder that does not exist: {{{unknown}}}"),
                    );
                }
            }
        }
        if let Some(window) = &self.send_window {
            window_faults(window, &mut faults);
        }
        for (pointer, value) in [
            ("/send_after_minutes", self.send_after_minutes),
            ("/remind_after_days", self.remind_after_days.unwrap_or(1)),
            ("/expires_after_days", self.expires_after_days),
            ("/quarantine_days", self.quarantine_days),
            ("/sample_percent", self.sample_percent.into()),
            ("/max_age_hours", self.max_age_hours),
        ] {
            if let Some(range) = range(pointer).filter(|range| !range.contains(&value)) {
                faults.add(
                    pointer,
                    &format!("must be from {} to {}", range.start(), range.end()),
                );
            }
        }
        rules::faults(self, &mut faults);
        faults.0
    }

    /// The keys of texts that every editor knows, for whoever keeps the others as they are.
    pub fn own_keys(&self) -> Vec<String> {
        self.words().into_iter().collect()
    }

    /// Keys a wording may have: `subject`, `thanks`, every question, and every option as `question.option`.
    fn words(&self) -> BTreeSet<String> {
        let options = self.questions.iter().flat_map(|question| {
            question
                .options
                .iter()
                .map(|option| format!("{}.{option}", question.slug))
        });
        let slugs = self.questions.iter().map(|question| question.slug.clone());
        slugs
            .chain(options)
            .chain(["subject".into(), "thanks".into()])
            .collect()
    }

    fn question_faults(&self, faults: &mut Faults) {
        match self.questions.first() {
            None => faults.add("/questions", "needs at least one question"),
            Some(first) => {
                if first.kind.scale().is_none() {
                    faults.add(
                        "/questions/0/kind",
                        "the first question must be rated: csat, nps or ces",
                    );
                }
                if first.show_when.is_some() {
                    faults.add(
                        "/questions/0/show_when",
                        "the first question is always shown",
                    );
                }
            }
        }
        if self.questions.len() > 30 {
            faults.add("/questions", "has more than 30 questions");
        }
        for (i, question) in self.questions.iter().enumerate() {
            let at = |field: &str| format!("/questions/{i}/{field}");
            let earlier = &self.questions[..i];
            if !is_slug(&question.slug) {
                faults.add(
                    &at("slug"),
                    "must be 1 to 64 lower case letters, digits, - and _",
                );
            } else if earlier.iter().any(|other| other.slug == question.slug) {
                faults.add(&at("slug"), "is taken by an earlier question");
            } else if i > 0 && question.slug == RESERVED_SLUG {
                faults.add(&at("slug"), "is the field of the first question");
            } else if LETTERS_OWN.contains(&question.slug.as_str()) {
                faults.add(&at("slug"), "is the name of a text of the letter");
            } else if question.slug == "comment" && question.kind != Kind::Comment {
                faults.add(&at("slug"), "is the field of the comment");
            }
            let alone = question.kind.is_metric() || question.kind == Kind::Comment;
            if alone && earlier.iter().any(|other| other.kind == question.kind) {
                faults.add(&at("kind"), "stands more than once");
            }
            option_faults(question, &at("options"), faults);
            if let Some(condition) = question.show_when.as_ref().filter(|_| i > 0) {
                let later = &self.questions[i..];
                condition_faults(condition, earlier, later, &at("show_when"), faults);
            }
        }
    }
}

/// From where to where a number of a definition may be.
pub fn range(pointer: &str) -> Option<RangeInclusive<u32>> {
    Some(match pointer {
        "/send_after_minutes" => 0..=43_200,
        "/remind_after_days" | "/expires_after_days" => 1..=365,
        "/quarantine_days" => 0..=3650,
        "/sample_percent" => 0..=100,
        "/max_age_hours" => 1..=87_600,
        "/monthly_limit" => 1..=rules::MOST_A_MONTH,
        _ => return None,
    })
}

pub(super) struct Faults(Vec<Fault>);

impl Faults {
    pub(super) fn add(&mut self, pointer: &str, detail: &str) {
        self.0.push(Fault {
            pointer: pointer.into(),
            detail: detail.into(),
        });
    }

    pub(super) fn length(&mut self, pointer: &str, text: &str, longest: usize) {
        if text.trim().is_empty() || text.chars().count() > longest {
            self.add(pointer, &format!("must have 1 to {longest} characters"));
        }
    }
}

fn option_faults(question: &Question, at: &str, faults: &mut Faults) {
    match (question.kind, question.options.as_slice()) {
        (Kind::Choice, []) => faults.add(at, "a choice needs options"),
        (Kind::Choice, options) if options.len() > 50 => faults.add(at, "has more than 50 options"),
        (Kind::Choice, options) => {
            for (i, option) in options.iter().enumerate() {
                if !is_slug(option) {
                    faults.add(
                        &format!("{at}/{i}"),
                        "must be 1 to 64 lower case letters, digits, - and _",
                    );
                } else if options[..i].contains(option) {
                    faults.add(&format!("{at}/{i}"), "stands more than once");
                }
            }
        }
        (_, []) => {}
        (kind, _) => faults.add(at, &format!("a {} question has no options", kind.code())),
    }
}

/// `later` begins with the question whose condition it is.
fn condition_faults(
    condition: &ShowWhen,
    earlier: &[Question],
    later: &[Question],
    at: &str,
    faults: &mut Faults,
) {
    let named = |question: &&Question| question.slug == condition.question;
    let Some(asked) = earlier.iter().find(named) else {
        let detail = match later.iter().position(|question| named(&question)) {
            Some(0) => "names the question itself, not an earlier one",
            Some(_) => "names a question that comes later, not an earlier one",
            None => "does not name an earlier question",
        };
        return faults.add(&format!("{at}/question"), detail);
    };
    let Some(scale) = asked.kind.scale() else {
        return faults.add(&format!("{at}/question"), "does not name a rated question");
    };
    if condition.score_min.is_none() && condition.score_max.is_none() {
        faults.add(at, "needs score_min or score_max");
    }
    for (field, score) in [
        ("score_min", condition.score_min),
        ("score_max", condition.score_max),
    ] {
        if score.is_some_and(|score| !scale.contains(score)) {
            faults.add(
                &format!("{at}/{field}"),
                &format!("must be from {} to {}", scale.min, scale.max),
            );
        }
    }
    if let (Some(min), Some(max)) = (condition.score_min, condition.score_max)
        && min > max
    {
        faults.add(&format!("{at}/score_min"), "is above score_max");
    }
}

fn window_faults(window: &SendWindow, faults: &mut Faults) {
    if window.days.is_empty() {
        faults.add(
            "/send_window/days",
            "needs at least one day; null means at any hour",
        );
    }
    for (i, day) in window.days.iter().enumerate() {
        if !DAYS.contains(&day.as_str()) {
            faults.add(
                &format!("/send_window/days/{i}"),
                "must be one of mon tue wed thu fri sat sun",
            );
        }
    }
    let (from, to) = (minutes(&window.from), minutes(&window.to));
    for (field, value) in [("from", from), ("to", to)] {
        if value.is_none() {
            faults.add(
                &format!("/send_window/{field}"),
                "must be a time such as 08:00",
            );
        }
    }
    if let (Some(from), Some(to)) = (from, to)
        && from >= to
    {
        faults.add(
            "/send_window/to",
            "must be later than from: the window never opens",
        );
    }
}

/// Whether `text` can name a survey, a question or an option.
pub fn is_slug(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

/// A key as a step of a JSON pointer (RFC 6901).
fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointers(definition: &Definition) -> Vec<String> {
        definition
            .faults()
            .into_iter()
            .map(|fault| fault.pointer)
            .collect()
    }

    #[test]
    fn the_starting_survey_is_sound() {
        assert_eq!(pointers(&Definition::starting()), [""; 0]);
    }

    #[test]
    fn every_fault_is_named() {
        let broken: Definition = serde_json::from_value(serde_json::json!({
            "name": "", "touchpoints": [], "default_locale": "english!", "send_after_minutes": 0,
            "wording": { "en": { "subject": "Hi {customer}", "nowhere": "x" } },
            "send_window": { "days": ["mo"], "from": "20:00", "to": "08:00" },
            "remind_after_days": null, "expires_after_days": 0, "quarantine_days": 30, "sample_percent": 101, "max_age_hours": 72,
            "questions": [
                { "slug": "resolved", "kind": "fcr" },
                { "slug": "score", "kind": "csat" },
                { "slug": "reason", "kind": "choice", "options": ["a", "a"], "show_when": { "question": "later", "score_max": 3 } },
                { "slug": "why", "kind": "text", "options": ["x"], "show_when": { "question": "score", "score_max": 9 } },
                { "slug": "thanks", "kind": "text" },
            ],
        }))
        .unwrap();
        for pointer in [
            "/name",
            "/default_locale",
            "/wording/en/subject",
            "/wording/en/nowhere",
            "/send_window/days/0",
            "/send_window/to",
            "/expires_after_days",
            "/sample_percent",
            "/questions/0/kind",
            "/questions/1/slug",
            "/questions/2/options/1",
            "/questions/2/show_when/question",
            "/questions/3/options",
            "/questions/3/show_when/score_max",
            "/questions/4/slug",
        ] {
            assert!(
                pointers(&broken).iter().any(|found| found == pointer),
                "{pointer} in {:?}",
                pointers(&broken)
            );
        }
    }
}
