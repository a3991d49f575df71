//! How the values of the API describe themselves in its OpenAPI document: the same lengths and
//! ranges that they are read with.

use std::borrow::Cow;

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{KnownFormat, Object, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type},
    },
};

use super::values::{Day, FlagText, Instant, Locale, Text, Whole, WholeText, Zone};

/// The schema of a text that is one of a few words.
pub fn words(words: &[&str], nullable: bool) -> Object {
    let mut known: Vec<serde_json::Value> = words.iter().map(|word| (*word).into()).collect();
    let mut kinds = vec![Type::String];
    if nullable {
        known.push(serde_json::Value::Null);
        kinds.push(Type::Null);
    }
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter(kinds))
        .enum_values(Some(known))
        .build()
}

macro_rules! schema {
    ([$($generics:tt)*] $type:ty, $name:literal, $schema:expr) => {
        impl<$($generics)*> PartialSchema for $type {
            fn schema() -> RefOr<Schema> {
                $schema.into()
            }
        }
        impl<$($generics)*> ToSchema for $type {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($name)
            }
        }
    };
}

fn text(min: usize, max: usize) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(min))
        .max_length(Some(max))
}

fn formatted(format: KnownFormat) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(format)))
}

fn whole(min: i64, max: i64) -> ObjectBuilder {
    let whole = ObjectBuilder::new().schema_type(Type::Integer);
    whole.minimum(Some(min as f64)).maximum(Some(max as f64))
}

schema!([const MIN: usize, const MAX: usize] Text<MIN, MAX>, "Text", text(MIN, MAX));
schema!([const MIN: i64, const MAX: i64] Whole<MIN, MAX>, "Whole", whole(MIN, MAX));
schema!([const MIN: i64, const MAX: i64] WholeText<MIN, MAX>, "WholeText", whole(MIN, MAX));
schema!([] FlagText, "Flag", ObjectBuilder::new().schema_type(Type::Boolean));
schema!([] Instant, "Instant", formatted(KnownFormat::DateTime));
schema!([] Day, "Day", formatted(KnownFormat::Date));
schema!([] Locale, "Locale", text(2, 35).description(Some("A language tag, like de or pt-BR")));
schema!([] Zone, "Zone", text(1, 64).description(Some("A time zone of the IANA database")));
