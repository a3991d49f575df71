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
mod tests {
    use super::*;
    use crate::domain::surveys::{
        definition::OneClick,
        question::ShowWhen,
        rule_lines::{read_limits, read_skips},
        rules::SecondContact,
        starting::StartingPoint,
    };

    #[test]
    fn the_same_is_no_change() {
        for point in StartingPoint::ALL {
            assert_eq!(changes(&point.definition(), &point.definition()), [""; 0]);
        }
    }

    #[test]
    fn every_change_is_a_sentence() {
        let old = StartingPoint::Call.definition();
        let mut new = old.clone();
        new.name = "Phone".into();
        new.touchpoints = vec!["phone".into(), "chat".into()];
        new.questions.swap(1, 3);
        new.questions[2].options = vec!["wait".into(), "agent".into(), "price".into()];
        new.questions[2].show_when = Some(ShowWhen {
            question: "satisfaction".into(),
            score_min: Some(1),
            score_max: Some(2),
        });
        let texts = [("subject", "Hallo"), ("reason", "Warum?")];
        let texts = texts.map(|(key, text)| (key.to_owned(), text.to_owned()));
        new.wording.insert("de".into(), texts.into());
        new.default_locale = "de".into();
        new.send_after_minutes = 120;
        new.send_window = None;
        new.remind_after_days = Some(1);
        new.one_click = OneClick::Strict;
        new.monthly_limit = Some(900);
        new.limits = read_limits("20 per 7 days by agent").rules;
        new.skip_when = read_skips("plan is internal, test").rules;
        new.on_second_contact = SecondContact::Later;
        assert_eq!(
            changes(&old, &new),
            [
                "The name is “Phone”, no longer “After a call”.",
                "It asks at phone, chat, no longer at every touchpoint that no other survey names.",
                "“Warum?” has no option “product” any more.",
                "“Warum?” has no option “policy” any more.",
                "“Warum?” has a new option “price”.",
                "“Warum?” is shown only when the score of “satisfaction” is from 1 to 2.",
                "The questions stand in another order: “satisfaction”, “comment”, “Warum?”, “resolved”.",
                "Customers whose language has no words are asked in de, no longer in en.",
                "The text of “reason” in de is “Warum?”.",
                "The text of “subject” in de is “Hallo”.",
                "Letters leave 2 hours after the contact, no longer 1 hour after the contact.",
                "Letters may leave at any hour, no longer every day from 08:00 to 20:00.",
                "A reminder is sent after 1 day, no longer never.",
                "A click counts only with a touch, a key or the button, no longer after a while on the page or a touch.",
                "Letters in a calendar month are at most 900, no longer without limit.",
                "When the customer contacts us again before the letter left, it is replaced by that of the later contact, no longer sent all the same.",
                "There is a new limit: 20 per 7 days by agent.",
                "It never asks about contacts whose plan is internal, test.",
            ]
        );
    }

    #[test]
    fn an_order_that_means_nothing_is_no_change() {
        let mut old = StartingPoint::Call.definition();
        old.touchpoints = vec!["phone".into(), "chat".into()];
        old.skip_when = read_skips("plan is internal, test").rules;
        let mut new = old.clone();
        new.touchpoints.reverse();
        new.skip_when[0].is.reverse();
        assert_eq!(changes(&old, &new), [""; 0]);
        new.touchpoints = vec!["chat".into(), "mail".into(), "shop".into()];
        new.skip_when[0].is.push("demo".into());
        assert_eq!(
            changes(&old, &new),
            [
                "It asks at mail, shop too.",
                "It asks at phone no longer.",
                "It never asks about contacts whose plan is demo, internal, test.",
                "It no longer leaves out contacts whose plan is internal, test.",
            ]
        );
        new.touchpoints = vec!["shop".into()];
        assert_eq!(
            changes(&old, &new)[0],
            "It asks at shop, no longer at phone, chat."
        );
    }

    #[test]
    fn questions_come_and_go() {
        let (call, effort) = (
            StartingPoint::Call.definition(),
            StartingPoint::Effort.definition(),
        );
        let said = changes(&call, &effort);
        assert!(
            said.contains(&"The question “satisfaction” is gone.".into()),
            "{said:?}"
        );
        assert!(said.contains(&"The question “effort” is new: ease from 1 to 7 (CES).".into()));
    }
}
