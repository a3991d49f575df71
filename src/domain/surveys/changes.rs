//! What differs between two definitions of a survey, in sentences a manager understands. Pure; the console's list of
//! versions, and whoever must choose between two drafts, show them.

use std::collections::BTreeSet;

use super::{
    definition::Definition,
    in_words::{after, asked_at, click, counted, hours, kind, monthly, reminder, second_contact},
    question::Question,
    rule_lines::{limit_line, skip_line},
    rules::SkipWhen,
};

/// The fields that have a sentence of their own; any other is named as it is.
const SAID: [&str; 18] = [
    "name",
    "touchpoints",
    "questions",
    "default_locale",
    "wording",
    "send_after_minutes",
    "send_window",
    "remind_after_days",
    "expires_after_days",
    "quarantine_days",
    "sample_percent",
    "max_age_hours",
    "one_click",
    "monthly_limit",
    "limits",
    "skip_when",
    "on_second_contact",
    "brand",
];

/// Everything that is another way in `new`; empty when they are the same.
pub fn changes(old: &Definition, new: &Definition) -> Vec<String> {
    let mut said = Vec::new();
    if old.name != new.name {
        said.push(format!(
            "The name is “{}”, no longer “{}”.",
            new.name, old.name
        ));
    }
    said.extend(touchpoint_changes(&old.touchpoints, &new.touchpoints));
    question_changes(old, new, &mut said);
    if old.default_locale != new.default_locale {
        said.push(format!(
            "Customers whose language has no words are asked in {}, no longer in {}.",
            new.default_locale, old.default_locale
        ));
    }
    wording_changes(old, new, &mut said);
    let mut setting = |about: &str, old: String, new: String| {
        if old != new {
            said.push(format!("{about} {new}, no longer {old}."));
        }
    };
    setting(
        "Letters leave",
        after(old.send_after_minutes),
        after(new.send_after_minutes),
    );
    setting(
        "Letters may leave",
        hours(old.send_window.as_ref()),
        hours(new.send_window.as_ref()),
    );
    setting(
        "A reminder is sent",
        reminder(old.remind_after_days),
        reminder(new.remind_after_days),
    );
    setting(
        "Answers are taken for",
        counted(old.expires_after_days, "day"),
        counted(new.expires_after_days, "day"),
    );
    setting(
        "After being asked a customer rests for",
        counted(old.quarantine_days, "day"),
        counted(new.quarantine_days, "day"),
    );
    setting(
        "Of a hundred contacts it asks about",
        old.sample_percent.to_string(),
        new.sample_percent.to_string(),
    );
    setting(
        "The oldest contact it asks about is of",
        counted(old.max_age_hours, "hour"),
        counted(new.max_age_hours, "hour"),
    );
    setting("A click counts", click(old.one_click), click(new.one_click));
    setting(
        "Letters in a calendar month are",
        monthly(old.monthly_limit),
        monthly(new.monthly_limit),
    );
    setting(
        "When the customer contacts us again before the letter left, it is",
        second_contact(old.on_second_contact),
        second_contact(new.on_second_contact),
    );
    rule_changes(old, new, &mut said);
    other_changes(old, new, &mut said);
    said
}

/// Their order means nothing. Of two lists that have something in common only what came and went is told.
fn touchpoint_changes(old: &[String], new: &[String]) -> Vec<String> {
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        let only = these.iter().filter(|slug| !those.contains(slug));
        only.cloned().collect()
    };
    let (come, gone) = (only(new, old), only(old, new));
    if come.is_empty() && gone.is_empty() {
        return Vec::new();
    }
    if come.len() == new.len() || gone.len() == old.len() {
        let (new, old) = (asked_at(new), asked_at(old));
        return vec![format!("It asks at {new}, no longer at {old}.")];
    }
    let told = [("too", come), ("no longer", gone)].into_iter();
    told.filter(|(_, slugs)| !slugs.is_empty())
        .map(|(how, slugs)| format!("It asks at {} {how}.", slugs.join(", ")))
        .collect()
}

fn question_changes(old: &Definition, new: &Definition, said: &mut Vec<String>) {
    for question in &old.questions {
        if new.question(&question.slug).is_none() {
            said.push(format!("The question {} is gone.", called(old, question)));
        }
    }
    for question in &new.questions {
        let name = called(new, question);
        let Some(before) = old.question(&question.slug) else {
            said.push(format!(
                "The question {name} is new: {}.",
                kind(question.kind)
            ));
            continue;
        };
        if before.kind != question.kind {
            said.push(format!(
                "{name} is {}, no longer {}.",
                kind(question.kind),
                kind(before.kind)
            ));
        }
        for option in before
            .options
            .iter()
            .filter(|option| !question.options.contains(option))
        {
            said.push(format!("{name} has no option “{option}” any more."));
        }
        for option in question
            .options
            .iter()
            .filter(|option| !before.options.contains(option))
        {
            said.push(format!("{name} has a new option “{option}”."));
        }
        let same =
            |a: &[String], b: &[String]| a.iter().collect::<BTreeSet<_>>() == b.iter().collect();
        if before.options != question.options && same(&before.options, &question.options) {
            said.push(format!("The options of {name} stand in another order."));
        }
        if before.show_when != question.show_when {
            said.push(format!("{name} is shown {}.", shown(new, question)));
        }
    }
    let order = |of: &Definition, other: &Definition| -> Vec<String> {
        let both = of
            .questions
            .iter()
            .filter(|question| other.question(&question.slug).is_some());
        both.map(|question| question.slug.clone()).collect()
    };
    if order(old, new) != order(new, old) {
        let names: Vec<_> = new
            .questions
            .iter()
            .map(|question| called(new, question))
            .collect();
        said.push(format!(
            "The questions stand in another order: {}.",
            names.join(", ")
        ));
    }
}

fn shown(definition: &Definition, question: &Question) -> String {
    let Some(when) = &question.show_when else {
        return "always".into();
    };
    let named = definition.question(&when.question);
    let named = named.map_or_else(
        || format!("“{}”", when.question),
        |named| called(definition, named),
    );
    let scores = match (when.score_min, when.score_max) {
        (Some(min), Some(max)) if min == max => format!("is {min}"),
        (Some(min), Some(max)) => format!("is from {min} to {max}"),
        (Some(min), None) => format!("is {min} or more"),
        (None, Some(max)) => format!("is {max} or less"),
        (None, None) => "is given".into(),
    };
    format!("only when the score of {named} {scores}")
}

fn wording_changes(old: &Definition, new: &Definition, said: &mut Vec<String>) {
    let locales: BTreeSet<_> = old.wording.keys().chain(new.wording.keys()).collect();
    for locale in locales {
        let (before, now) = (old.wording.get(locale), new.wording.get(locale));
        let keys: BTreeSet<_> = before
            .into_iter()
            .chain(now)
            .flat_map(|texts| texts.keys())
            .collect();
        for key in keys {
            let before = before.and_then(|texts| texts.get(key));
            let now = now.and_then(|texts| texts.get(key));
            match (before, now) {
                (before, now) if before == now => {}
                (_, Some(now)) => {
                    said.push(format!(
                        "The text of “{key}” in {locale} is “{}”.",
                        cut(now)
                    ));
                }
                (_, None) => said.push(format!(
                    "“{key}” in {locale} has no text of its own any more; the built-in one is used."
                )),
            }
        }
    }
}

fn rule_changes(old: &Definition, new: &Definition, said: &mut Vec<String>) {
    let mut compare = |lines: fn(&Definition) -> Vec<String>, come: &str, gone: &str| {
        let (old, new) = (lines(old), lines(new));
        for line in new.iter().filter(|line| !old.contains(line)) {
            said.push(format!("{come} {line}."));
        }
        for line in old.iter().filter(|line| !new.contains(line)) {
            said.push(format!("{gone} {line}."));
        }
    };
    compare(
        |of| of.limits.iter().map(limit_line).collect(),
        "There is a new limit:",
        "There is no such limit any more:",
    );
    compare(
        |of| {
            of.skip_when
                .iter()
                .map(|skip| skip_line(&in_order(skip)))
                .collect()
        },
        "It never asks about contacts whose",
        "It no longer leaves out contacts whose",
    );
}

/// The order of its values means nothing.
fn in_order(skip: &SkipWhen) -> SkipWhen {
    let mut skip = skip.clone();
    skip.is.sort();
    skip.is.dedup();
    skip
}

/// What somebody adds to a definition later is named too, if only by its own name.
fn other_changes(old: &Definition, new: &Definition, said: &mut Vec<String>) {
    let fields = |definition| serde_json::to_value::<&Definition>(definition).unwrap_or_default();
    let (old, new) = (fields(old), fields(new));
    for (field, value) in new.as_object().into_iter().flatten() {
        if !SAID.contains(&field.as_str()) && old.get(field) != Some(value) {
            said.push(format!(
                "The setting {} is another one.",
                field.replace('_', " ")
            ));
        }
    }
}

/// A question by its own text, else by its name.
fn called(definition: &Definition, question: &Question) -> String {
    let texts = definition.wording.get(&definition.default_locale);
    let own = texts.and_then(|texts| texts.get(&question.slug));
    format!("“{}”", cut(own.unwrap_or(&question.slug)))
}

fn cut(text: &str) -> String {
    const LONGEST: usize = 80;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(LONGEST - 1).collect();
    format!("{start}…")
}

#[cfg(test)]
mod tests;
