//! The small values of the API, each parsed at the door: a `Text` has its length and no
//! character that could break a line, an `Instant` has its offset. Used by every request type.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use chrono_tz::Tz;
use deserr::{Deserr, IntoValue, Value, ValueKind, ValuePointerRef};
use serde::{Serialize, Serializer};

use super::faults::{fault, wrong_kind};
use crate::{domain::surveys::wording::language_tag, web::error::Faults};

/// One line of text of `MIN` to `MAX` characters, without the space around it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text<const MIN: usize, const MAX: usize>(pub String);

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// A value of our own, for defaults.
    pub fn from_static(text: &'static str) -> Self {
        Text(text.into())
    }
}

/// The caller's own name for a thing: external ids, sources, touchpoints, products, teams.
pub type Key = Text<1, 200>;
/// What a person or thing is called.
pub type Name = Text<1, 200>;
/// An address as it was sent. Whether one can write to it is for the decision to say.
pub type Email = Text<0, 320>;

/// A whole number from `MIN` to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole<const MIN: i64, const MAX: i64>(pub i64);

/// The same, written as text in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WholeText<const MIN: i64, const MAX: i64>(pub i64);

/// `true` or `false`, written as text in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlagText(pub bool);

/// RFC 3339 with offset, to the microsecond (as finely as both databases keep it).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant(pub DateTime<Utc>);

/// A day, `2026-11-22`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(pub NaiveDate);

/// A language tag such as `de` or `pt-BR`, in its canonical writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locale(pub String);

/// A time zone of the IANA database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone(pub Tz);

/// What keeps a text from being one harmless line, if anything does. Line ends and other control
/// characters could split a header; direction overrides make a line read otherwise than it is.
pub fn unfit_character(text: &str) -> Option<char> {
    text.chars().find(|c| {
        c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    })
}

/// Says what is wrong with a text that should be one line of `min` to `max` characters.
pub fn text_fault(text: &str, min: usize, max: usize) -> Option<String> {
    if let Some(c) = unfit_character(text) {
        return Some(format!("must not contain the character U+{:04X}", c as u32));
    }
    if min > 0 && text.trim().is_empty() {
        return Some("must not be blank".into());
    }
    let length = text.chars().count();
    if length < min || length > max {
        return Some(format!("must have {min} to {max} characters, not {length}"));
    }
    None
}

fn string<V: IntoValue>(value: Value<V>, at: ValuePointerRef<'_>) -> Result<String, Faults> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(wrong_kind(at, other, &[ValueKind::String])),
    }
}

impl<const MIN: usize, const MAX: usize> Deserr<Faults> for Text<MIN, MAX> {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        at: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        let text = string(value, at)?;
        match text_fault(&text, MIN, MAX) {
            None => Ok(Text(text.trim().into())),
            Some(detail) => Err(fault(at, detail)),
        }
    }
}

fn in_range<const MIN: i64, const MAX: i64>(
    number: i64,
    at: ValuePointerRef<'_>,
) -> Result<i64, Faults> {
    if (MIN..=MAX).contains(&number) {
        Ok(number)
    } else {
        Err(fault(
            at,
            format!("must be a whole number from {MIN} to {MAX}"),
        ))
    }
}

impl<const MIN: i64, const MAX: i64> Deserr<Faults> for Whole<MIN, MAX> {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        at: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        let number = match value {
            Value::Integer(number) => i64::try_from(number).unwrap_or(i64::MAX),
            Value::NegativeInteger(number) => number,
            // 60.0 is how some languages write 60
            Value::Float(number) if number.fract() == 0.0 => number as i64,
            Value::Float(_) => {
                return Err(fault(
                    at,
                    format!("must be a whole number from {MIN} to {MAX}"),
                ));
            }
            other => return Err(wrong_kind(at, other, &[ValueKind::Integer])),
        };
        in_range::<MIN, MAX>(number, at).map(Whole)
    }
}

impl<const MIN: i64, const MAX: i64> Deserr<Faults> for WholeText<MIN, MAX> {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        at: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        let number = string(value, at)?
            .parse()
            .map_err(|_| fault(at, format!("must be a whole number from {MIN} to {MAX}")))?;
        in_range::<MIN, MAX>(number, at).map(WholeText)
    }
}

impl Deserr<Faults> for FlagText {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        at: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        match string(value, at)?.as_str() {
            "true" => Ok(FlagText(true)),
            "false" => Ok(FlagText(false)),
            _ => Err(fault(at, "must be true or false")),
        }
    }
}

/// Reads an instant the way the API writes them.
pub fn parse_instant(text: &str) -> Option<DateTime<Utc>> {
    let instant = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
    DateTime::from_timestamp_micros(instant.timestamp_micros())
}

/// Writes an instant as every answer shows it: UTC, whole seconds.
pub fn write_instant(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Secs, true)
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&write_instant(self.0))
    }
}

impl Deserr<Faults> for Instant {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        at: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        parse_instant(&string(value, at)?)
            .map(Instant)
            .ok_or_else(|| {
                fault(
                    at,
                    "must be an instant with its offset, like 2026-11-22T09:30:00Z",
                )
            })
    }
}

impl Deserr<Faults> for Day {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        at: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        let text = string(value, at)?;
        NaiveDate::parse_from_str(&text, "%Y-%m-%d")
            .ok()
            .filter(|_| text.len() == 10)
            .map(Day)
            .ok_or_else(|| fault(at, "must be a day, like 2026-11-22"))
    }
}

impl Deserr<Faults> for Locale {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        at: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        language_tag(&string(value, at)?)
            .map(Locale)
            .ok_or_else(|| fault(at, "must be a language tag, like de or pt-BR"))
    }
}

impl Deserr<Faults> for Zone {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        at: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        Tz::from_str(&string(value, at)?).map(Zone).map_err(|_| {
            fault(
                at,
                "must be a time zone of the IANA database, like Europe/Berlin",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read<T: Deserr<Faults>>(value: serde_json::Value) -> Result<T, Faults> {
        deserr::deserialize(value)
    }

    #[test]
    fn text_is_one_line_of_its_length() {
        for good in ["Kim", "كيم لي", "🦀 Kim", &"x".repeat(200), "a\u{200F}b"] {
            assert!(read::<Name>(json!(good)).is_ok(), "{good:?}");
        }
        let line_breakers = [
            "a\nb",
            "a\rb",
            "a\0b",
            "a\u{85}b",
            "a\u{2028}b",
            "a\u{2029}b",
            "a\u{202E}b",
            "a\u{2066}b",
        ];
        for bad in line_breakers
            .into_iter()
            .chain(["", "  ", &"x".repeat(201), &"é".repeat(300)])
        {
            assert!(read::<Name>(json!(bad)).is_err(), "{bad:?}");
        }
        assert!(read::<Name>(json!(7)).is_err());
        assert!(read::<Email>(json!("")).is_ok());
        assert!(read::<Email>(json!("x".repeat(321))).is_err());
    }

    #[test]
    fn numbers_know_their_range() {
        type Percent = Whole<0, 100>;
        assert_eq!(read::<Percent>(json!(100)), Ok(Whole(100)));
        assert_eq!(read::<Percent>(json!(60.0)), Ok(Whole(60)));
        for bad in [
            json!(101),
            json!(-1),
            json!(0.5),
            json!("7"),
            json!(null),
            json!(u64::MAX),
            json!(1e300),
        ] {
            assert!(read::<Percent>(bad.clone()).is_err(), "{bad}");
        }
        assert_eq!(read::<WholeText<1, 500>>(json!("500")), Ok(WholeText(500)));
        assert!(read::<WholeText<1, 500>>(json!("many")).is_err());
    }

    #[test]
    fn instants_need_an_offset() {
        let read = |text| parse_instant(text).map(write_instant);
        assert_eq!(
            read("2026-11-22T10:30:00+01:00").as_deref(),
            Some("2026-11-22T09:30:00Z")
        );
        assert_eq!(
            read("2026-11-22T09:30:00.123456789Z").as_deref(),
            Some("2026-11-22T09:30:00Z")
        );
        for bad in [
            "2026-11-22T09:30:00",
            "2026-11-22",
            "yesterday",
            "2026-13-01T00:00:00Z",
            "",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn locales_and_zones_are_real_ones() {
        assert_eq!(language_tag("de").as_deref(), Some("de"));
        assert_eq!(language_tag("pt_br").as_deref(), Some("pt-BR"));
        for bad in [
            "",
            "klingon",
            "d",
            "und",
            "de-",
            "deutsch bitte",
            "en-Latn-US-abcde-fghij-klmno-pqrst-uvwxy",
        ] {
            assert_eq!(language_tag(bad), None, "{bad}");
        }
        assert!(read::<Zone>(json!("Europe/Berlin")).is_ok());
        assert!(read::<Zone>(json!("Mars/Olympus")).is_err());
    }

    #[test]
    fn days_are_written_in_full() {
        assert!(read::<Day>(json!("2026-11-22")).is_ok());
        for bad in ["2026-1-2", "2026-02-30", "22.11.2026", ""] {
            assert!(read::<Day>(json!(bad)).is_err(), "{bad}");
        }
    }
}
