//! Lists that go on: `?limit=` and `?cursor=` in, `{data, next_cursor}` out. Used by every list
//! handler. A cursor is opaque to callers; inside it is the last row's instant and id.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Datelike, Utc};
use deserr::{Deserr, IntoValue, Value, ValueKind, ValuePointerRef};
use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};
use uuid::Uuid;

use super::{
    faults::{fault, wrong_kind},
    values::WholeText,
};
use crate::web::error::Faults;

/// How many rows one answer holds.
pub type Limit = WholeText<1, 500>;

/// The number of rows when none is asked for.
pub const DEFAULT_LIMIT: Limit = WholeText(100);

impl Limit {
    /// How many rows to ask for: one too many says that there is more.
    pub fn one_more(self) -> u64 {
        u64::try_from(self.0).unwrap_or_default() + 1
    }
}

/// Where a list goes on: just after this row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The instant the list is ordered by, of the last row shown.
    pub instant: DateTime<Utc>,
    /// Its id, which settles equal instants.
    pub id: Uuid,
}

impl Cursor {
    /// As callers see it.
    pub fn write(&self) -> String {
        let mut bytes = [0; 24];
        bytes[..8].copy_from_slice(&self.instant.timestamp_micros().to_be_bytes());
        bytes[8..].copy_from_slice(self.id.as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads one that an earlier answer gave.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 24] = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (instant, id) = bytes.split_at(8);
        let instant =
            DateTime::from_timestamp_micros(i64::from_be_bytes(instant.try_into().ok()?))?;
        // one that we wrote holds an instant of ours; PostgreSQL could not compare with just any
        (1970..10_000).contains(&instant.year()).then_some(Cursor {
            instant,
            id: Uuid::from_slice(id).ok()?,
        })
    }
}

impl Deserr<Faults> for Cursor {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        at: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        match value {
            Value::String(text) => Cursor::parse(&text).ok_or_else(|| {
                fault(
                    at,
                    "must be the next_cursor of an earlier answer, unchanged",
                )
            }),
            other => Err(wrong_kind(at, other, &[ValueKind::String])),
        }
    }
}

impl PartialSchema for Cursor {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).into()
    }
}

impl ToSchema for Cursor {}

/// One answer's worth of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub data: Vec<T>,
    /// Give this as `cursor` to get the next rows; null when there are no more.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// From up to `limit + 1` rows: the one too many only says that there is more.
    pub fn cut<R>(
        mut rows: Vec<R>,
        limit: Limit,
        place: impl Fn(&R) -> Cursor,
        show: impl Fn(R) -> T,
    ) -> Self {
        let limit = usize::try_from(limit.0).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(|row| place(row).write());
        Page {
            data: rows.into_iter().map(show).collect(),
            next_cursor,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        let instant = DateTime::from_timestamp_micros(1_795_340_400_123_456).unwrap();
        let cursor = Cursor {
            instant,
            id: Uuid::from_u128(7),
        };
        assert_eq!(Cursor::parse(&cursor.write()), Some(cursor));
        let forged = Cursor {
            instant: DateTime::<Utc>::MIN_UTC,
            id: cursor.id,
        }
        .write();
        for bad in ["", "abc", "====", &cursor.write()[1..], &forged] {
            assert_eq!(Cursor::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_page_says_whether_there_is_more() {
        let place = |n: &u128| Cursor {
            instant: DateTime::UNIX_EPOCH,
            id: Uuid::from_u128(*n),
        };
        let page = Page::cut(vec![1, 2, 3], WholeText(2), place, |n| n);
        assert_eq!(page.data, [1, 2]);
        assert_eq!(page.next_cursor, Some(place(&2).write()));
        assert_eq!(
            Page::cut(vec![1, 2], WholeText(2), place, |n| n).next_cursor,
            None
        );
    }
}
