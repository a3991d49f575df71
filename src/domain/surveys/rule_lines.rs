//! Limits, and contacts never asked about, as a manager writes them: a rule a line, `20 per 7 days by agent` or
//! `plan is internal, test`. Pure; the editor and the rehearsal show and read them. What would be taken apart wrongly
//! stands in quotes, as a JSON string: every rule that was written reads as it was.

use std::num::IntErrorKind;

use super::rules::{By, Limit, SkipWhen};

const LIMIT_LIKE: &str = "20 per 7 days by agent";
const SKIP_LIKE: &str = "plan is internal, test";
/// Letters of a line that are quoted when it cannot be read.
const QUOTED: usize = 80;

/// Limits, a line each.
pub fn write_limits(limits: &[Limit]) -> String {
    let lines: Vec<_> = limits.iter().map(limit_line).collect();
    lines.join("\n")
}

/// Contacts never asked about, a line each.
pub fn write_skips(skips: &[SkipWhen]) -> String {
    let lines: Vec<_> = skips.iter().map(skip_line).collect();
    lines.join("\n")
}

/// What lines of rules say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines<T> {
    pub rules: Vec<T>,
    /// On which line each of them stands, from 0 on.
    pub at: Vec<usize>,
    /// Every line that is no such rule, from 0 on, with why not: a sentence without its full stop.
    pub wrong: Vec<(usize, String)>,
}

impl<T> Lines<T> {
    fn read(text: &str, rule: impl Fn(&str) -> Result<T, String>) -> Self {
        let mut read = Self {
            rules: Vec::new(),
            at: Vec::new(),
            wrong: Vec::new(),
        };
        let lines = text.lines().map(str::trim).enumerate();
        for (at, line) in lines.filter(|(_, line)| !line.is_empty()) {
            match rule(line) {
                Ok(rule) => {
                    read.rules.push(rule);
                    read.at.push(at);
                }
                Err(fault) => read.wrong.push((at, fault)),
            }
        }
        read
    }
}

/// Reads limits, a line each.
pub fn read_limits(text: &str) -> Lines<Limit> {
    Lines::read(text, limit)
}

/// Reads contacts never asked about, a line each.
pub fn read_skips(text: &str) -> Lines<SkipWhen> {
    Lines::read(text, |line| {
        if around(line, " is not ").is_some_and(|(before, _)| !before.contains('"')) {
            return Err(format!(
                "“{}” cannot be said: name the values that are never asked about, such as “{SKIP_LIKE}”; a value that begins with “not” stands in quotes",
                quoted(line)
            ));
        }
        skip(line).ok_or_else(|| unlike(line, SKIP_LIKE))
    })
}

fn quoted(line: &str) -> String {
    line.chars().take(QUOTED).collect()
}

fn unlike(line: &str, like: &str) -> String {
    format!("“{}” is not written like “{like}”", quoted(line))
}

/// A limit as it is written.
pub fn limit_line(limit: &Limit) -> String {
    let days = if limit.days == 1 { "day" } else { "days" };
    let by = match &limit.attribute {
        Some(name) => format!("attribute {}", written(name)),
        None => limit.by.code().to_owned(),
    };
    format!("{} per {} {days} by {by}", limit.most, limit.days)
}

fn limit(line: &str) -> Result<Limit, String> {
    let otherwise = || unlike(line, LIMIT_LIKE);
    let (most, days, by) = limit_parts(line).ok_or_else(otherwise)?;
    let number = |text: &str| match text.trim().parse::<u32>() {
        Ok(number) => Ok(number),
        Err(fault) if *fault.kind() == IntErrorKind::PosOverflow => {
            Err(format!("“{}” has a number that is too large", quoted(line)))
        }
        Err(_) => Err(otherwise()),
    };
    let (most, days) = (number(most)?, number(days)?);
    let (by, attribute) = match after(by, "attribute ") {
        Some(name) => match piece(name, "\n") {
            Some((name, None)) => (By::Attribute, Some(name)),
            _ => return Err(otherwise()),
        },
        None => match By::parse(&by.to_ascii_lowercase()) {
            Some(By::Attribute) => return Err(otherwise()),
            Some(by) => (by, None),
            None => {
                return Err(format!(
                    "“{}” is by none of agent, team, product, touchpoint and channel; by an attribute it is written “by attribute {}”",
                    quoted(line),
                    quoted(&written(by))
                ));
            }
        },
    };
    Ok(Limit {
        most,
        days,
        by,
        attribute,
    })
}

/// How many, in how many days, and by what: what stands between the fixed words.
fn limit_parts(line: &str) -> Option<(&str, &str, &str)> {
    let (most, rest) = around(line, " per ")?;
    let (days, by) = around(rest, " by ")?;
    let days = days.trim();
    let number = before(days, "days").or_else(|| before(days, "day"))?;
    Some((most, number, by.trim()))
}

/// Contacts never asked about as they are written.
pub fn skip_line(skip: &SkipWhen) -> String {
    let values: Vec<_> = skip.is.iter().map(|value| written(value)).collect();
    format!("{} is {}", written(&skip.attribute), values.join(", "))
}

fn skip(line: &str) -> Option<SkipWhen> {
    let (attribute, mut rest) = piece(line, " is ")?;
    let mut is = Vec::new();
    while let Some(values) = rest.filter(|values| !values.trim().is_empty()) {
        let (value, further) = piece(values, ",")?;
        is.push(value);
        rest = further;
    }
    (!is.is_empty()).then_some(SkipWhen { attribute, is })
}

/// What stands on both sides of a fixed word, which may have capitals: those of ASCII are as long as small letters.
fn around<'a>(text: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let at = text.to_ascii_lowercase().find(word)?;
    Some((&text[..at], &text[at + word.len()..]))
}

/// What stands after a fixed word at the beginning.
fn after<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let begins = text.get(..word.len())?.eq_ignore_ascii_case(word);
    begins.then(|| &text[word.len()..])
}

/// What stands before a fixed word at the end.
fn before<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(word.len())?;
    let ends = text.get(at..)?.eq_ignore_ascii_case(word);
    ends.then(|| &text[..at])
}

/// A text as it stands, or in quotes where it would not be read as it is.
fn written(text: &str) -> String {
    let plain = text.trim() == text
        && !text.is_empty()
        && !text.starts_with('"')
        && after(text, "not ").is_none()
        && !text.contains([',', '\n', '\r'])
        && around(&format!(" {text} "), " is ").is_none();
    if plain {
        text.to_owned()
    } else {
        serde_json::Value::from(text).to_string()
    }
}

/// The text before `end`, without its quotes where it has some, and what comes after `end` where that is there.
fn piece<'a>(text: &'a str, end: &str) -> Option<(String, Option<&'a str>)> {
    let text = text.trim_start();
    if !text.starts_with('"') {
        let (piece, rest) = match around(text, end) {
            Some((piece, rest)) => (piece, Some(rest)),
            None => (text, None),
        };
        let piece = piece.trim();
        return (!piece.is_empty()).then(|| (piece.to_owned(), rest));
    }
    let mut strings = serde_json::Deserializer::from_str(text).into_iter::<String>();
    let piece = strings.next()?.ok()?;
    let rest = &text[strings.byte_offset()..];
    if rest.trim().is_empty() {
        return Some((piece, None));
    }
    let rest = after(rest.trim_start(), end.trim_start())?;
    Some((piece, Some(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sound<T>(read: Lines<T>) -> Vec<T> {
        assert_eq!(read.wrong, []);
        read.rules
    }

    proptest! {
        #[test]
        fn rules_that_were_written_are_read_as_they_were(
            most: u32, days: u32, by in 0..By::ALL.len(), values in proptest::collection::vec("[a ,is\"\\\\\n\r\u{2028}é]{1,8}|.{1,9}", 1..4),
        ) {
            let by = By::ALL[by];
            let attribute = (by == By::Attribute).then(|| values[0].clone());
            let limits = vec![Limit { most, days, by, attribute }; 2];
            prop_assert_eq!(sound(read_limits(&write_limits(&limits))), limits);
            let skips = vec![SkipWhen { attribute: values[0].clone(), is: values }; 2];
            prop_assert_eq!(sound(read_skips(&write_skips(&skips))), skips);
        }

        #[test]
        fn whatever_is_typed_is_read_or_named(text in "\\PC{0,40}|[0-9 perdaysbyis\",\n]{0,40}") {
            let _ = (read_limits(&text), read_skips(&text));
        }
    }

    #[test]
    fn what_is_not_meant_is_not_taken_for_a_value() {
        let read = read_skips("plan is not gold\nplan is \"not gold\"");
        assert_eq!(read.wrong.len(), 1);
        assert!(
            read.wrong[0].1.contains("cannot be said"),
            "{:?}",
            read.wrong
        );
        let rule = SkipWhen {
            attribute: "plan".into(),
            is: vec!["not gold".into()],
        };
        assert_eq!(read.rules, std::slice::from_ref(&rule));
        assert_eq!(skip_line(&rule), "plan is \"not gold\"");
    }

    #[test]
    fn lines_are_read_as_people_write_them() {
        let read = read_limits(" 1 per 1 day by agent \n\n5 per 30 days by attribute call queue");
        assert_eq!(read.at, [0, 2]);
        let limits = sound(read);
        let said: Vec<_> = limits
            .iter()
            .map(|limit| (limit.most, limit.days, limit.by))
            .collect();
        assert_eq!(said, [(1, 1, By::Agent), (5, 30, By::Attribute)]);
        assert_eq!(limits[1].attribute.as_deref(), Some("call queue"));
        let skips = sound(read_skips("plan is internal ,test call,\nnote is \"a, b\""));
        assert_eq!(skips[0].is, ["internal", "test call"]);
        assert_eq!(skips[1].is, ["a, b"]);
        for wrong in [
            "plenty",
            "x per 7 days by agent",
            "1 per 7 weeks by agent",
            "1 per 7 days by attribute",
        ] {
            let read = read_limits(&format!("{wrong}\n2 per 1 day by team\n{wrong}"));
            let why = format!("“{wrong}” is not written like “{LIMIT_LIKE}”");
            assert_eq!(read.wrong, [(0, why.clone()), (2, why)], "every such line");
            assert_eq!((read.rules.len(), read.at), (1, vec![1]));
        }
        for (wrong, why) in [
            ("5 per 1 day by queue", "“by attribute queue”"),
            ("99999999999 per 1 day by team", "too large"),
        ] {
            let said = read_limits(wrong).wrong;
            assert!(said[0].1.contains(why), "{said:?}");
        }
        let loud = read_limits("20 Per 7 Days By Agent\n5 PER 1 DAY BY ATTRIBUTE Queue");
        assert_eq!(
            loud,
            read_limits("20 per 7 days by agent\n5 per 1 day by attribute Queue")
        );
        assert_eq!(read_skips("Plan IS Test"), read_skips("Plan is Test"));
        for wrong in [
            "plan",
            "plan is",
            "is gold",
            "plan is ,",
            "\"plan is gold",
            "plan is \"a\" b",
        ] {
            assert_eq!(read_skips(wrong).wrong.len(), 1, "{wrong}");
        }
    }
}
