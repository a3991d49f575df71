//! From bytes and query strings to values: everything a caller can get wrong about a request is
//! found here, in one answer. The extractors of every API handler call these.

use axum::http::{HeaderMap, header};
use chrono::{DateTime, Utc};
use deserr::Deserr;
use serde_json::Value;

use crate::web::error::{ApiError, Faults};

/// The largest body that is read.
pub const BODY_LIMIT: usize = 1024 * 1024;
/// How deep a document may nest: far beyond any of ours, far from any harm.
const DEPTH_LIMIT: usize = 32;

/// A request body. `across` holds the rules that need the clock or more than one field; it looks
/// at the document as sent, so that it speaks up even when another field is broken.
pub trait Document: Deserr<Faults> {
    /// Adds the faults that no single field shows.
    fn across(_sent: &Value, _now: DateTime<Utc>, _faults: &mut Faults) {}
}

/// Refuses a body that is not plain JSON (415).
pub fn check_headers(headers: &HeaderMap) -> Result<(), ApiError> {
    let text = |name| {
        headers
            .get(&name)
            .map(|value| value.to_str().unwrap_or("unreadable"))
    };
    match text(header::CONTENT_ENCODING) {
        None | Some("identity") => {}
        Some(coding) => {
            let detail = format!(
                "a body with the content encoding {coding} is not read here; send it plain"
            );
            return Err(ApiError::UnsupportedMediaType(detail));
        }
    }
    let sent = text(header::CONTENT_TYPE).unwrap_or("none");
    let essence = sent
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let json = essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"));
    if json {
        Ok(())
    } else {
        let detail = format!("the content type must be application/json, not {sent}");
        Err(ApiError::UnsupportedMediaType(detail))
    }
}

/// The JSON value in a body: 413, 400 or 422 when there is none to be had.
pub fn parse(body: &[u8]) -> Result<Value, ApiError> {
    if body.len() > BODY_LIMIT {
        return Err(ApiError::TooLarge(BODY_LIMIT));
    }
    let value = serde_json::from_slice(body).map_err(|e| {
        if e.to_string().starts_with("recursion limit") {
            too_deep(String::new())
        } else {
            ApiError::Unreadable(format!("the body is not JSON: {e}"))
        }
    })?;
    match deeper_than(&value, DEPTH_LIMIT) {
        Some(pointer) => Err(too_deep(pointer)),
        None => Ok(value),
    }
}

fn too_deep(pointer: String) -> ApiError {
    ApiError::Invalid(Faults::one(
        pointer,
        format!("nests deeper than {DEPTH_LIMIT} levels"),
    ))
}

/// Where a value first nests deeper than `levels`, as a JSON pointer. Recursion is bounded by
/// what the parser let through.
fn deeper_than(value: &Value, levels: usize) -> Option<String> {
    let below = |step: String, inner: &Value| {
        if levels == 0 {
            return Some(String::new());
        }
        deeper_than(inner, levels - 1).map(|rest| format!("/{step}{rest}"))
    };
    match value {
        Value::Array(entries) => entries
            .iter()
            .enumerate()
            .find_map(|(i, inner)| below(i.to_string(), inner)),
        Value::Object(entries) => entries
            .iter()
            .find_map(|(key, inner)| below(key.replace('~', "~0").replace('/', "~1"), inner)),
        _ => None,
    }
}

/// Reads a parsed document, naming everything that is wrong with it.
pub fn read<T: Document>(sent: Value, now: DateTime<Utc>) -> Result<T, Faults> {
    let mut faults = Faults::default();
    T::across(&sent, now, &mut faults);
    match deserr::deserialize::<T, _, Faults>(sent) {
        Ok(document) if faults.0.is_empty() => Ok(document),
        Ok(_) => Err(faults),
        Err(mut found) => {
            for fault in faults.0 {
                found.add(fault.pointer, fault.detail);
            }
            Err(found)
        }
    }
}

/// Reads a query string as one flat object, so that parameters are named like fields are:
/// `/limit` for `?limit=`. A parameter given twice or unknown is a fault too.
pub fn read_query<T: Deserr<Faults>>(pairs: Vec<(String, String)>) -> Result<T, Faults> {
    let mut faults = Faults::default();
    let mut sent = serde_json::Map::new();
    for (name, value) in pairs {
        if sent.insert(name.clone(), Value::String(value)).is_some() {
            faults.add(
                format!("/{}", name.replace('~', "~0").replace('/', "~1")),
                "is given more than once",
            );
        }
    }
    match deserr::deserialize::<T, _, Faults>(Value::Object(sent)) {
        Ok(query) if faults.0.is_empty() => Ok(query),
        Ok(_) => Err(faults),
        Err(found) => {
            for fault in found.0 {
                faults.add(fault.pointer, fault.detail);
            }
            Err(faults)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn nested(depth: usize) -> Vec<u8> {
        format!("{}1{}", "[".repeat(depth), "]".repeat(depth)).into_bytes()
    }

    #[test]
    fn depth_is_refused_by_name_and_never_a_crash() {
        assert!(parse(&nested(DEPTH_LIMIT)).is_ok());
        for depth in [DEPTH_LIMIT + 1, 127, 128, 100_000] {
            match parse(&nested(depth)) {
                Err(ApiError::Invalid(faults)) => {
                    assert!(faults.0[0].detail.contains("deeper than 32"), "{depth}")
                }
                other => panic!("{depth}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_is_not_json_is_unreadable() {
        for body in ["", "{", "{\"a\":1,}", "hello", "\u{feff}{}"] {
            assert!(
                matches!(parse(body.as_bytes()), Err(ApiError::Unreadable(_))),
                "{body:?}"
            );
        }
        assert!(matches!(parse(b"\"\xff\""), Err(ApiError::Unreadable(_))));
        assert!(matches!(
            parse(&vec![b' '; BODY_LIMIT + 1]),
            Err(ApiError::TooLarge(_))
        ));
    }

    #[test]
    fn only_plain_json_is_taken() {
        let headers = |kind: &'static str, coding: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            if let Some(coding) = coding {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
            }
            check_headers(&headers).is_ok()
        };
        assert!(headers("application/json", None));
        assert!(headers("Application/JSON; charset=utf-8", Some("identity")));
        assert!(headers("application/vnd.acme+json", None));
        assert!(!headers("application/json", Some("gzip")));
        assert!(!headers("text/plain", None));
        assert!(!headers("application/x-www-form-urlencoded", None));
        assert!(check_headers(&HeaderMap::new()).is_err());
    }
}
