//! Values of the caller's own that travel with an interaction: few, small and flat.
//! Part of a reported interaction.

use deserr::{Deserr, IntoValue, Value, ValueKind, ValuePointerRef};
use serde_json::Map;

use super::{
    faults::{entries, fault, wrong_kind},
    values::text_fault,
};
use crate::web::error::Faults;

const LIMIT: usize = 50;
const BYTES: usize = 8 * 1024;

/// Values of the caller's own, kept with the interaction.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attributes(pub Map<String, serde_json::Value>);

struct AttributeValue(serde_json::Value);

impl Deserr<Faults> for AttributeValue {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        at: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        match value {
            // PostgreSQL keeps no NUL inside a text
            Value::String(text) if text.contains('\0') => {
                Err(fault(at, "must not contain the character U+0000"))
            }
            Value::String(_)
            | Value::Boolean(_)
            | Value::Integer(_)
            | Value::NegativeInteger(_)
            | Value::Float(_) => Ok(AttributeValue(serde_json::Value::from(value))),
            other => Err(wrong_kind(
                at,
                other,
                &[ValueKind::String, ValueKind::Float, ValueKind::Boolean],
            )),
        }
    }
}

impl Deserr<Faults> for Attributes {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        at: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        let entries = entries::<V, AttributeValue>(value, at, |key| text_fault(key, 1, 200))?;
        if entries.len() > LIMIT {
            return Err(fault(
                at,
                format!("must have at most {LIMIT} values, not {}", entries.len()),
            ));
        }
        let map: Map<_, _> = entries
            .into_iter()
            .map(|(key, value)| (key, value.0))
            .collect();
        let bytes = serde_json::to_vec(&map).map_or(0, |text| text.len());
        if bytes > BYTES {
            return Err(fault(
                at,
                format!("must take at most {BYTES} bytes, not {bytes}"),
            ));
        }
        Ok(Attributes(map))
    }
}
