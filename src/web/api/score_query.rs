//! The parameters of the score addresses: which counts, over which days, set side by side by what.
//! Read at the door of `scores`; parameters that several answers share stand here once.

use std::borrow::Cow;

use chrono::NaiveDate;
use deserr::{Deserr, IntoValue, Value, ValueKind, ValuePointerRef};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};

use super::{
    faults::{fault, wrong_kind},
    filter_query::filter_query,
    values::{Day, Key},
};
use crate::{
    app::App,
    domain::{
        organization::brand,
        scores::{
            breakdown::Grouping,
            metric::Metric,
            period::{Period, Step},
            reading::Selection,
        },
    },
    web::error::Faults,
};

/// How many days there are when none are named.
const USUAL_DAYS: u32 = 30;
/// How many points a trend has at most.
pub const MOST_POINTS: u64 = 1_000;
/// How many points a trend has at most when it is drawn for each of many groups.
pub const MOST_GROUPED_POINTS: u64 = 100;

/// Query values that are one of a few words.
macro_rules! one_of_words {
    ($($type:ty, $schema:literal, $read:expr;)+) => {$(
        impl Deserr<Faults> for $type {
            fn deserialize_from_value<V: IntoValue>(
                value: Value<V>,
                at: ValuePointerRef<'_>,
            ) -> Result<Self, Faults> {
                let Value::String(word) = value else {
                    return Err(wrong_kind(at, value, &[ValueKind::String]));
                };
                let read: fn(&str) -> Option<Self> = $read;
                read(&word).ok_or_else(|| {
                    let known: Vec<&str> = <$type>::ALL.iter().map(|one| one.code()).collect();
                    fault(at, format!("must be one of {}", known.join(", ")))
                })
            }
        }

        impl PartialSchema for $type {
            fn schema() -> RefOr<Schema> {
                let words = <$type>::ALL.iter().map(|one| one.code());
                ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).into()
            }
        }

        impl ToSchema for $type {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($schema)
            }
        }
    )+};
}

one_of_words! {
    Metric, "Metric", |word| word.parse().ok();
    Grouping, "Grouping", Grouping::parse;
    Step, "Step", Step::parse;
}

macro_rules! score_query {
    ($(#[$doc:meta])* $name:ident { $($(#[$said:meta])* $own:ident: $own_type:ty,)* }) => {
        filter_query! {
            $(#[$doc])*
            $name {
                /// What was measured.
                #[param(inline)]
                metric: Metric,
                $(
                    $(#[$said])*
                    #[param(inline)]
                    $own: $own_type,
                )*
                /// The first day, in the brand's time zone; 30 days up to `to` when left out.
                #[deserr(default)]
                #[param(inline)]
                from: Option<Day>,
                /// The last day, itself included; the brand's today when left out.
                #[deserr(default)]
                #[param(inline)]
                to: Option<Day>,
            }
        }

        impl $name {
            /// What is to be counted within the brands the key may see. Without a `to` it ends with the latest
            /// day that any of them has reached.
            pub fn selection(self, brands: &[brand::Model], app: &App) -> Result<Selection, Faults> {
                let now = app.clock.now();
                let today = brands.iter().map(|brand| brand.day(now)).max().unwrap_or(now.date_naive());
                let filter = self.filter(brands.iter().map(|brand| brand.id).collect());
                let (period, filter) = both(period(self.from, self.to, today), filter)?;
                Ok(Selection {
                    metric: self.metric,
                    period,
                    filter,
                    rules: app.config.display,
                })
            }
        }
    };
}

score_query! {
    /// Which scores are wanted.
    ScoresQuery {
        /// What to set figures side by side by; without it there is the total alone.
        #[deserr(default)]
        group_by: Option<Grouping>,
    }
}

score_query! {
    /// Which scores are wanted, and in what steps.
    TrendQuery {
        /// What to set figures side by side by; without it there is the total alone.
        #[deserr(default)]
        group_by: Option<Grouping>,
        /// How long each point is; weeks run from Monday to Sunday.
        interval: Step,
    }
}

score_query! {
    /// Which agents' scores are wanted.
    AgentsQuery {}
}

score_query! {
    /// Which scores are watched; `from` and `to` are the watched days.
    SignalsQuery {}
}

score_query! {
    /// What is compared: two periods, or two groups in one period.
    CompareQuery {
        /// What `a` and `b` are; without it two periods are compared.
        #[deserr(default)]
        group_by: Option<Grouping>,
        /// The key of one group: external id, slug or name, as in the groups of `/scores`.
        #[deserr(default)]
        a: Option<Key>,
        /// The key of the other group.
        #[deserr(default)]
        b: Option<Key>,
        /// The first day of the period to compare with; when neither end is named, the equally long period before `from`.
        #[deserr(default)]
        compare_from: Option<Day>,
        /// The last day of the period to compare with; one end left out makes both periods equally long.
        #[deserr(default)]
        compare_to: Option<Day>,
    }
}

fn period(from: Option<Day>, to: Option<Day>, today: NaiveDate) -> Result<Period, Faults> {
    let (from, to) = (from.map(|day| day.0), to.map(|day| day.0));
    let to = to.unwrap_or_else(|| Ord::max(today, from.unwrap_or(today)));
    let from = from.unwrap_or_else(|| Period::last(USUAL_DAYS, to).from());
    Period::new(from, to).ok_or_else(|| Faults::one("/to", "must not be before from"))
}

/// Two things that were read, or the faults of both.
fn both<A, B>(one: Result<A, Faults>, other: Result<B, Faults>) -> Result<(A, B), Faults> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (one, other) => {
            let faults = [one.err(), other.err()].into_iter().flatten();
            Err(Faults(faults.flat_map(|faults| faults.0).collect()))
        }
    }
}

/// The step, unless it makes more points than one answer can hold.
pub fn drawable(step: Step, period: Period, grouped: bool) -> Result<Step, Faults> {
    let (points, most) = (
        period.step_count(step),
        if grouped {
            MOST_GROUPED_POINTS
        } else {
            MOST_POINTS
        },
    );
    if points <= most {
        return Ok(step);
    }
    let detail = format!("makes {points} points of these days; at most {most} fit in one answer");
    Err(Faults::one("/interval", detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::api::document::read_query;

    fn pointers<T: Deserr<Faults>>(query: &[(&str, &str)]) -> Vec<String> {
        let pairs = query
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()));
        match read_query::<T>(pairs.collect()) {
            Ok(_) => Vec::new(),
            Err(faults) => faults.0.into_iter().map(|fault| fault.pointer).collect(),
        }
    }

    fn day(text: &str) -> Option<Day> {
        Some(Day(text.parse().unwrap()))
    }

    #[test]
    fn every_parameter_that_cannot_be_read_is_named() {
        let good = [
            ("metric", "csat"),
            ("group_by", "agent"),
            ("from", "2026-10-01"),
            ("has_comment", "true"),
        ];
        assert_eq!(pointers::<ScoresQuery>(&good), [""; 0]);
        let bad = [
            ("metric", "joy"),
            ("group_by", "planet"),
            ("from", "2026-13-01"),
            ("to", "yesterday"),
            ("score_min", "eleven"),
            ("channel", "fax"),
            ("has_comment", "maybe"),
            ("colour", "red"),
        ];
        let mut named = pointers::<ScoresQuery>(&bad);
        named.sort();
        let mut expected: Vec<String> = bad.iter().map(|(name, _)| format!("/{name}")).collect();
        expected.sort();
        assert_eq!(named, expected);
        assert_eq!(pointers::<ScoresQuery>(&[]), ["/metric"]);
        assert_eq!(
            pointers::<ScoresQuery>(&[("metric", "nps"), ("interval", "day")]),
            ["/interval"]
        );
        assert_eq!(pointers::<TrendQuery>(&[("metric", "nps")]), ["/interval"]);
    }

    #[test]
    fn days_left_out_are_the_last_thirty() {
        let today = "2026-11-22".parse().unwrap();
        let read = |from, to| {
            period(from, to, today)
                .map(|period| (period.from().to_string(), period.to().to_string()))
        };
        let days = |from: &str, to: &str| Ok((from.to_owned(), to.to_owned()));
        assert_eq!(read(None, None), days("2026-10-24", "2026-11-22"));
        assert_eq!(
            read(None, day("2026-03-30")),
            days("2026-03-01", "2026-03-30")
        );
        assert_eq!(
            read(day("2026-11-01"), None),
            days("2026-11-01", "2026-11-22")
        );
        assert_eq!(
            read(day("2027-01-01"), None),
            days("2027-01-01", "2027-01-01")
        );
        let turned = read(day("2026-03-02"), day("2026-03-01")).unwrap_err();
        assert_eq!(turned, Faults::one("/to", "must not be before from"));
    }

    #[test]
    fn a_trend_has_no_endless_number_of_points() {
        let years =
            Period::new("0001-01-01".parse().unwrap(), "9999-12-31".parse().unwrap()).unwrap();
        assert!(drawable(Step::Month, years, false).is_err());
        let year = Period::last(365, "2026-11-22".parse().unwrap());
        assert_eq!(drawable(Step::Day, year, false), Ok(Step::Day));
        assert!(drawable(Step::Day, year, true).is_err());
        assert_eq!(drawable(Step::Week, year, true), Ok(Step::Week));
    }
}
