//! Limits, and contacts never asked about, as a manager writes them: a rule a line, `20 per 7 days by agent` or
//! `plan is internal, test`. Pure; the editor and the rehearsal show and read them. What would be taken apart wrongly
//! stands in quotes, as a JSON string: every rule that was written reads as it was.

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

/// # Errors
/// The first line that is no limit, in a sentence without its full stop.
pub fn read_limits(text: &str) -> Result<Vec<Limit>, String> {
    read(text, limit, LIMIT_LIKE)
}

/// # Errors
/// The first line that is no such rule, in a sentence without its full stop.
pub fn read_skips(text: &str) -> Result<Vec<SkipWhen>, String> {
    read(text, skip, SKIP_LIKE)
}

fn read<T>(text: &str, rule: fn(&str) -> Option<T>, like: &str) -> Result<Vec<T>, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            rule(line).ok_or_else(|| {
                let line: String = line.chars().take(QUOTED).collect();
                format!("“{line}” is not written like “{like}”")
            })
        })
        .collect()
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

fn limit(line: &str) -> Option<Limit> {
    let (most, rest) = line.split_once(" per ")?;
    let (days, by) = rest.split_once(" by ")?;
    let days = days.trim();
    let days = days.strip_suffix("days").or(days.strip_suffix("day"))?;
    let by = by.trim();
    let (by, attribute) = match by.strip_prefix("attribute ") {
        Some(name) => match piece(name, "\n")? {
            (name, None) => (By::Attribute, Some(name)),
            _ => return None,
        },
        None => (By::parse(by).filter(|by| *by != By::Attribute)?, None),
    };
    Some(Limit {
        most: most.trim().parse().ok()?,
        days: days.trim().parse().ok()?,
        by,
        attribute,
    })
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

/// A text as it stands, or in quotes where it would not be read as it is.
fn written(text: &str) -> String {
    let plain = text.trim() == text
        && !text.is_empty()
        && !text.starts_with('"')
        && !text.contains([',', '\n', '\r'])
        && !format!(" {text} ").contains(" is ");
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
        let (piece, rest) = match text.split_once(end) {
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
    let rest = rest.trim_start().strip_prefix(end.trim_start())?;
    Some((piece, Some(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rules_that_were_written_are_read_as_they_were(
            most: u32, days: u32, by in 0..By::ALL.len(), values in proptest::collection::vec("[a ,is\"\\\\\n\r\u{2028}é]{1,8}|.{1,9}", 1..4),
        ) {
            let by = By::ALL[by];
            let attribute = (by == By::Attribute).then(|| values[0].clone());
            let limits = vec![Limit { most, days, by, attribute }; 2];
            prop_assert_eq!(read_limits(&write_limits(&limits)), Ok(limits));
            let skips = vec![SkipWhen { attribute: values[0].clone(), is: values }; 2];
            prop_assert_eq!(read_skips(&write_skips(&skips)), Ok(skips));
        }

        #[test]
        fn whatever_is_typed_is_read_or_named(text in "\\PC{0,40}|[0-9 perdaysbyis\",\n]{0,40}") {
            let _ = (read_limits(&text), read_skips(&text));
        }
    }

    #[test]
    fn lines_are_read_as_people_write_them() {
        let limits =
            read_limits(" 1 per 1 day by agent \n\n5 per 30 days by attribute call queue").unwrap();
        let said: Vec<_> = limits
            .iter()
            .map(|limit| (limit.most, limit.days, limit.by))
            .collect();
        assert_eq!(said, [(1, 1, By::Agent), (5, 30, By::Attribute)]);
        assert_eq!(limits[1].attribute.as_deref(), Some("call queue"));
        let skips = read_skips("plan is internal ,test call,\nnote is \"a, b\"").unwrap();
        assert_eq!(skips[0].is, ["internal", "test call"]);
        assert_eq!(skips[1].is, ["a, b"]);
        for wrong in [
            "plenty",
            "x per 7 days by agent",
            "1 per 7 weeks by agent",
            "1 per 7 days by attribute",
            "1 per 7 days by moon",
        ] {
            let said = read_limits(&format!("2 per 1 day by team\n{wrong}")).unwrap_err();
            assert_eq!(
                said,
                format!("“{wrong}” is not written like “{LIMIT_LIKE}”")
            );
        }
        for wrong in [
            "plan",
            "plan is",
            "is gold",
            "plan is ,",
            "\"plan is gold",
            "plan is \"a\" b",
        ] {
            assert!(read_skips(wrong).is_err(), "{wrong}");
        }
    }
}
