//! `GET /api/v1/scores/compare`: two periods or two groups side by side, and whether their difference is more than chance.

use axum::{Json, extract::State};
use chrono::{Days, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    extract::Params,
    score_query::CompareQuery,
    scores::{Figures, IntervalShown, ScaleShown, rounded},
    values::Day,
};
use crate::{
    app::App,
    domain::{
        organization::brand,
        scores::{
            breakdown::breakdown,
            compare::difference,
            grouping::{Grouping, Label, Labels},
            interval::LEVEL,
            metric::Metric,
            period::Period,
            reading::Selection,
            summary::{Summary, summary},
        },
    },
    web::{
        auth::{ApiClient, ReadingScores},
        error::{ApiError, Faults},
    },
};

/// Two sides and their difference.
#[derive(Debug, Serialize, ToSchema)]
pub struct Comparison {
    #[schema(value_type = Metric, inline)]
    pub metric: &'static str,
    /// Null for `fcr`, whose answers are words.
    #[schema(required)]
    pub scale: Option<ScaleShown>,
    /// Null where two periods are compared.
    #[schema(value_type = Option<Grouping>, inline, required)]
    pub group_by: Option<&'static str>,
    pub a: SideShown,
    pub b: SideShown,
    /// The score of `a` minus that of `b`, in points from -200 to 200; null when one of them has no answers.
    #[schema(required)]
    pub difference: Option<f64>,
    /// How sure the difference is. Not to be judged by whether the two intervals of the sides overlap.
    #[schema(required)]
    pub interval: Option<IntervalShown>,
    /// The interval of the difference excludes 0.
    pub significant: bool,
}

/// One of the two sides.
#[derive(Debug, Serialize, ToSchema)]
pub struct SideShown {
    /// The group's key; null where periods are compared.
    #[schema(required)]
    pub key: Option<String>,
    #[schema(required)]
    pub name: Option<String>,
    pub from: NaiveDate,
    pub to: NaiveDate,
    #[serde(flatten)]
    pub figures: Figures,
}

impl SideShown {
    fn of(label: Label, period: Period, summary: &Summary) -> Self {
        Self {
            key: label.key,
            name: label.name,
            from: period.from(),
            to: period.to(),
            figures: Figures::of(summary),
        }
    }
}

/// What is to be compared with what.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Compared {
    /// The period asked for with this one.
    Periods(Period),
    /// Two groups of a kind, by their keys, in the period asked for.
    Groups { by: Grouping, a: String, b: String },
}

impl CompareQuery {
    fn comparison(
        self,
        brands: &[brand::Model],
        app: &App,
    ) -> Result<(Selection, Compared), Faults> {
        let mut faults = Faults::default();
        let (from, to) = (self.compare_from, self.compare_to);
        let groups = match (self.group_by, self.a.clone(), self.b.clone()) {
            (None, None, None) => None,
            (Some(by), Some(a), Some(b)) => {
                for (day, pointer) in [(from, "/compare_from"), (to, "/compare_to")] {
                    if day.is_some() {
                        faults.add(pointer, "is for periods; leave it out to compare groups");
                    }
                }
                Some(Compared::Groups { by, a: a.0, b: b.0 })
            }
            (by, a, b) => {
                let given = [
                    (by.is_some(), "/group_by"),
                    (a.is_some(), "/a"),
                    (b.is_some(), "/b"),
                ];
                for (_, pointer) in given.into_iter().filter(|(given, _)| !given) {
                    faults.add(
                        pointer,
                        "is needed: groups are compared by group_by, a and b",
                    );
                }
                None
            }
        };
        let selection = match self.selection(brands, app) {
            Ok(selection) => selection,
            Err(found) => {
                for fault in found.0 {
                    faults.add(fault.pointer, fault.detail);
                }
                return Err(faults);
            }
        };
        if !faults.0.is_empty() {
            return Err(faults);
        }
        let compared = match groups {
            Some(groups) => groups,
            None => Compared::Periods(beside(selection.period, from, to)?),
        };
        Ok((selection, compared))
    }
}

/// The period that another is compared with: where one end is not named, as long as that one.
fn beside(period: Period, from: Option<Day>, to: Option<Day>) -> Result<Period, Faults> {
    let further = Days::new(period.length() - 1);
    let (from, to) = match (from.map(|day| day.0), to.map(|day| day.0)) {
        (None, None) => return Ok(period.previous()),
        (Some(from), Some(to)) => (from, to),
        (Some(from), None) => {
            let to = from.checked_add_days(further);
            (from, to.unwrap_or(NaiveDate::MAX))
        }
        (None, Some(to)) => {
            let from = to.checked_sub_days(further);
            (from.unwrap_or(NaiveDate::MIN), to)
        }
    };
    let found = Period::new(from, to);
    found.ok_or_else(|| Faults::one("/compare_to", "must not be before compare_from"))
}

/// The addresses of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_comparison))
}

/// Compare scores
///
/// Two periods, or with `group_by`, `a` and `b` two groups in one period.
#[utoipa::path(
    get, path = "/api/v1/scores/compare", tag = "scores", params(CompareQuery),
    responses((status = 200, description = "Both sides and their difference", body = Comparison))
)]
async fn get_comparison(
    State(app): State<App>,
    client: ApiClient<ReadingScores>,
    Params(query): Params<CompareQuery>,
) -> Result<Json<Comparison>, ApiError> {
    let (selection, compared) = query
        .comparison(&client.brands(&app).await?, &app)
        .map_err(ApiError::Invalid)?;
    let (metric, period) = (selection.metric, selection.period);
    let (group_by, a, b) = match compared {
        Compared::Periods(other) => {
            let now = summary(&app.db, &selection).await?;
            let earlier = Selection {
                period: other,
                ..selection
            };
            let then = summary(&app.db, &earlier).await?;
            let none = Label::default;
            (None, (none(), period, now), (none(), other, then))
        }
        Compared::Groups { by, a, b } => {
            let (a, b) = groups(&app, &selection, by, [a, b]).await?;
            (Some(by.code()), (a.0, period, a.1), (b.0, period, b.1))
        }
    };
    let found = difference(metric.formula(), &a.2.answers, &b.2.answers, LEVEL);
    Ok(Json(Comparison {
        metric: metric.code(),
        scale: ScaleShown::of(metric),
        group_by,
        a: SideShown::of(a.0, a.1, &a.2),
        b: SideShown::of(b.0, b.1, &b.2),
        difference: found.difference.map(rounded),
        interval: found.interval.map(IntervalShown::of),
        significant: found.significant,
    }))
}

/// The figures of two groups. A key of another brand is answered like one that nobody knows.
async fn groups(
    app: &App,
    selection: &Selection,
    by: Grouping,
    keys: [String; 2],
) -> Result<((Label, Summary), (Label, Summary)), ApiError> {
    let known = Labels::load(app.db.read(), &selection.filter.brands, by).await?;
    let found = breakdown(&app.db, selection, by).await?;
    let mut faults = Faults::default();
    let [a, b] = keys;
    let mut side = |pointer: &str, key: String| {
        let label = known
            .all()
            .iter()
            .find(|label| label.key.as_ref() == Some(&key));
        let Some(label) = label else {
            faults.add(pointer, format!("names no {} this key may see", by.code()));
            return (
                Label::default(),
                Summary::empty(selection.metric, selection.rules.steps),
            );
        };
        let group = found.groups.iter().find(|group| group.label == *label);
        let summary = group.map_or_else(
            || Summary::empty(selection.metric, selection.rules.steps),
            |group| group.summary.clone(),
        );
        (label.clone(), summary)
    };
    let sides = (side("/a", a), side("/b", b));
    if faults.0.is_empty() {
        Ok(sides)
    } else {
        Err(ApiError::Invalid(faults))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<Day> {
        Some(Day(text.parse().unwrap()))
    }

    #[test]
    fn an_end_left_out_makes_both_periods_equally_long() {
        let november =
            Period::new("2026-11-01".parse().unwrap(), "2026-11-10".parse().unwrap()).unwrap();
        let read = |from, to| {
            beside(november, from, to).map(|other| format!("{} {}", other.from(), other.to()))
        };
        assert_eq!(read(None, None).unwrap(), "2026-10-22 2026-10-31");
        assert_eq!(
            read(day("2025-11-01"), None).unwrap(),
            "2025-11-01 2025-11-10"
        );
        assert_eq!(
            read(None, day("2025-11-10")).unwrap(),
            "2025-11-01 2025-11-10"
        );
        assert_eq!(
            read(day("2026-11-05"), day("2026-11-05")).unwrap(),
            "2026-11-05 2026-11-05",
            "periods may overlap"
        );
        let turned = read(day("2026-11-02"), day("2026-11-01")).unwrap_err();
        assert_eq!(turned.0[0].pointer, "/compare_to");
    }
}
