//! How a JSON document is read here: to the end, collecting every fault with its JSON pointer,
//! instead of stopping at the first. The bridge between `deserr` and our problem documents.

use std::{convert::Infallible, ops::ControlFlow};

use deserr::{
    DeserializeError, Deserr, ErrorKind, IntoValue, Map, MergeWithError, Value, ValueKind,
    ValuePointerRef, take_cf_content,
};

use crate::web::error::Faults;

impl MergeWithError<Faults> for Faults {
    fn merge(
        known: Option<Self>,
        other: Faults,
        _at: ValuePointerRef<'_>,
    ) -> ControlFlow<Self, Self> {
        let mut known = known.unwrap_or_default();
        known.0.extend(other.0);
        ControlFlow::Continue(known)
    }
}

impl DeserializeError for Faults {
    fn error<V: IntoValue>(
        known: Option<Self>,
        error: ErrorKind<'_, V>,
        at: ValuePointerRef<'_>,
    ) -> ControlFlow<Self, Self> {
        let (pointer, detail) = match error {
            ErrorKind::IncorrectValueKind { actual, accepted } => {
                let wanted = accepted
                    .iter()
                    .map(|kind| wanted(*kind))
                    .collect::<Vec<_>>()
                    .join(" or ");
                (
                    pointer(at),
                    format!("must be {wanted}, not {}", found(actual.kind())),
                )
            }
            ErrorKind::MissingField { field } => {
                (pointer(at.push_key(field)), "is required".into())
            }
            ErrorKind::UnknownKey { key, accepted } => (
                pointer(at.push_key(key)),
                format!("is not known here; known are {}", accepted.join(", ")),
            ),
            ErrorKind::UnknownValue { accepted, .. } => (
                pointer(at),
                format!("must be one of {}", accepted.join(", ")),
            ),
            ErrorKind::BadSequenceLen { expected, .. } => {
                (pointer(at), format!("must have {expected} entries"))
            }
            ErrorKind::Unexpected { msg } => (pointer(at), msg),
        };
        let mut known = known.unwrap_or_default();
        known.0.push(crate::web::error::Fault { pointer, detail });
        ControlFlow::Continue(known)
    }
}

/// The place as an RFC 6901 JSON pointer.
pub fn pointer(at: ValuePointerRef<'_>) -> String {
    match at {
        ValuePointerRef::Origin => String::new(),
        ValuePointerRef::Key { key, prev } => {
            format!(
                "{}/{}",
                pointer(*prev),
                key.replace('~', "~0").replace('/', "~1")
            )
        }
        ValuePointerRef::Index { index, prev } => format!("{}/{index}", pointer(*prev)),
    }
}

fn wanted(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Null => "null",
        ValueKind::Boolean => "true or false",
        ValueKind::Integer | ValueKind::NegativeInteger => "a whole number",
        ValueKind::Float => "a number",
        ValueKind::String => "a string",
        ValueKind::Sequence => "an array",
        ValueKind::Map => "an object",
    }
}

fn found(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Float => "a broken number",
        ValueKind::NegativeInteger => "a negative number",
        ValueKind::Boolean => "a boolean",
        other => wanted(other),
    }
}

/// A fault at this place, for types that read themselves.
pub fn fault(at: ValuePointerRef<'_>, detail: impl Into<String>) -> Faults {
    let kind: ErrorKind<'_, Infallible> = ErrorKind::Unexpected { msg: detail.into() };
    take_cf_content(Faults::error(None, kind, at))
}

/// The fault of a value that is of the wrong kind altogether.
pub fn wrong_kind<V: IntoValue>(
    at: ValuePointerRef<'_>,
    actual: Value<V>,
    accepted: &[ValueKind],
) -> Faults {
    take_cf_content(Faults::error(
        None,
        ErrorKind::IncorrectValueKind { actual, accepted },
        at,
    ))
}

/// Reads an object whose keys are the caller's own. (deserr's own maps forget the faults of
/// their values.) `check_key` says what is wrong with a key.
pub fn entries<V: IntoValue, T: Deserr<Faults>>(
    value: Value<V>,
    at: ValuePointerRef<'_>,
    check_key: impl Fn(&str) -> Option<String>,
) -> Result<Vec<(String, T)>, Faults> {
    let Value::Map(map) = value else {
        return Err(wrong_kind(at, value, &[ValueKind::Map]));
    };
    let mut faults = Faults::default();
    let mut entries = Vec::new();
    for (key, value) in map.into_iter() {
        if let Some(detail) = check_key(&key) {
            faults.0.extend(fault(at.push_key(&key), detail).0);
        }
        match T::deserialize_from_value(value.into_value(), at.push_key(&key)) {
            Ok(value) => entries.push((key, value)),
            Err(more) => faults.0.extend(more.0),
        }
    }
    if faults.0.is_empty() {
        Ok(entries)
    } else {
        Err(faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_follow_rfc_6901() {
        let origin = ValuePointerRef::Origin;
        let list = origin.push_key("a/b~c");
        let entry = list.push_index(3);
        assert_eq!(pointer(entry.push_key("x")), "/a~1b~0c/3/x");
        assert_eq!(pointer(origin), "");
    }
}
