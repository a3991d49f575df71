//! `GET /api/v1/scores` and `/scores/trend`: what the answers say, in total, side by side, and over time.

use axum::{Json, extract::State};
use chrono::NaiveDate;
use serde::{Serialize, Serializer, ser::SerializeMap};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{AdditionalProperties, ObjectBuilder, Schema, Type},
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    extract::Params,
    score_query::{ScoresQuery, TrendQuery, drawable},
};
use crate::{
    app::App,
    domain::scores::{
        breakdown::{Breakdown, Grouping, Label, breakdown},
        distribution::Score,
        interval::Interval,
        metric::Metric,
        period::Step,
        reading::Selection,
        summary::{Summary, summary},
        trend::{Point, Series, trend, trends},
    },
    web::{
        auth::{ApiClient, ReadingScores},
        error::ApiError,
    },
};

/// How many decimals figures are told with.
const DECIMALS: u32 = 4;

/// Figures of a period, in total and side by side.
#[derive(Debug, Serialize, ToSchema)]
pub struct Scores {
    #[serde(flatten)]
    pub about: About,
    #[schema(value_type = Option<Grouping>, inline, required)]
    pub group_by: Option<&'static str>,
    pub total: Figures,
    /// By name; empty without `group_by`. Every answer is in exactly one group.
    pub groups: Vec<GroupShown>,
}

/// Figures over time, in total and side by side.
#[derive(Debug, Serialize, ToSchema)]
pub struct Trend {
    #[serde(flatten)]
    pub about: About,
    #[schema(value_type = Step, inline)]
    pub interval: &'static str,
    #[schema(value_type = Option<Grouping>, inline, required)]
    pub group_by: Option<&'static str>,
    /// In order and without gaps; the first and the last are cut short where `from` and `to` lie within a week or month.
    pub points: Vec<PointShown>,
    /// By name; empty without `group_by`.
    pub groups: Vec<SeriesShown>,
}

/// What the figures are about.
#[derive(Debug, Serialize, ToSchema)]
pub struct About {
    #[schema(value_type = Metric, inline)]
    pub metric: &'static str,
    /// Null for `fcr`, whose answers are words.
    #[schema(required)]
    pub scale: Option<ScaleShown>,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// The ends of a scale.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScaleShown {
    pub min: i32,
    pub max: i32,
}

/// The figures of some answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct Figures {
    /// How many answers there are.
    pub responses: u64,
    /// How many of each; for `fcr` by `yes`, `partly` and `no`.
    #[schema(value_type = DistributionShown, inline)]
    pub distribution: DistributionShown,
    /// Percent for `csat`, `ces` (5 to 7) and `fcr` (yes); points from -100 to 100 for `nps`. Null without answers.
    #[schema(required)]
    pub score: Option<f64>,
    #[schema(required)]
    pub interval: Option<IntervalShown>,
    /// The mean of the scale, for `csat` and `ces`.
    #[schema(required)]
    pub mean: Option<f64>,
    /// Letters by the day they left or failed to.
    pub asked: u64,
    /// Those of them that were not turned away.
    pub delivered: u64,
    /// Answers in percent of letters delivered; above 100 where answers belong to letters from before `from`.
    #[schema(required)]
    pub response_rate: Option<f64>,
}

/// How sure the score is.
#[derive(Debug, Serialize, ToSchema)]
pub struct IntervalShown {
    pub level: f64,
    pub low: f64,
    pub high: f64,
}

/// One of the groups set side by side.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupShown {
    /// External id, slug or name. Null for what has no team or no product, or belongs to no agent known.
    #[schema(required)]
    pub key: Option<String>,
    #[schema(required)]
    pub name: Option<String>,
    #[serde(flatten)]
    pub figures: Figures,
}

/// One step of a trend.
#[derive(Debug, Serialize, ToSchema)]
pub struct PointShown {
    pub from: NaiveDate,
    pub to: NaiveDate,
    #[serde(flatten)]
    pub figures: Figures,
}

/// The trend of one group.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeriesShown {
    /// External id, slug or name. Null for what has no team or no product.
    #[schema(required)]
    pub key: Option<String>,
    #[schema(required)]
    pub name: Option<String>,
    pub points: Vec<PointShown>,
}

/// Counts in the order of the scale, each value named although nobody chose it.
#[derive(Debug)]
pub struct DistributionShown(Vec<(String, u64)>);

impl Serialize for DistributionShown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, count) in &self.0 {
            map.serialize_entry(key, count)?;
        }
        map.end()
    }
}

impl PartialSchema for DistributionShown {
    fn schema() -> RefOr<Schema> {
        let count = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(0));
        let counts = AdditionalProperties::RefOr(RefOr::T(count.into()));
        ObjectBuilder::new()
            .additional_properties(Some(counts))
            .into()
    }
}

impl ToSchema for DistributionShown {}

impl About {
    pub(super) fn of(selection: &Selection) -> Self {
        Self {
            metric: selection.metric.code(),
            scale: ScaleShown::of(selection.metric),
            from: selection.period.from(),
            to: selection.period.to(),
        }
    }
}

impl ScaleShown {
    pub(super) fn of(metric: Metric) -> Option<Self> {
        metric.scale().map(|(min, max)| Self { min, max })
    }
}

impl Figures {
    pub(super) fn of(summary: &Summary) -> Self {
        let metric = summary.metric;
        let key = |value: &i32| {
            (
                metric.key(*value).into_owned(),
                summary.answers.count(*value),
            )
        };
        Self {
            responses: summary.responses(),
            distribution: DistributionShown(metric.values().iter().map(key).collect()),
            score: summary.score().map(told),
            interval: summary.interval().map(IntervalShown::of),
            mean: summary.mean().map(told),
            asked: summary.asked,
            delivered: summary.delivered(),
            response_rate: summary.response_rate().map(told),
        }
    }
}

impl IntervalShown {
    pub(super) fn of(interval: Interval) -> Self {
        Self {
            level: interval.level,
            low: rounded(interval.low),
            high: rounded(interval.high),
        }
    }
}

/// A figure that is no fraction of counts, to as many decimals as all others.
pub(super) fn rounded(figure: f64) -> f64 {
    let unit = 10_f64.powi(DECIMALS as i32);
    (figure * unit).round() / unit
}

impl GroupShown {
    pub(super) fn of(label: Label, summary: &Summary) -> Self {
        Self {
            key: label.key,
            name: label.name,
            figures: Figures::of(summary),
        }
    }
}

impl PointShown {
    fn of(point: Point) -> Self {
        Self {
            from: point.period.from(),
            to: point.period.to(),
            figures: Figures::of(&point.summary),
        }
    }
}

impl SeriesShown {
    fn of(series: Series) -> Self {
        let points = series.points.into_iter().map(PointShown::of).collect();
        Self {
            key: series.label.key,
            name: series.label.name,
            points,
        }
    }
}

/// The figure to so many decimals, rounded as the exact fraction it is.
fn told(score: Score) -> f64 {
    score
        .to_decimals(DECIMALS)
        .parse()
        .unwrap_or_else(|_| score.value())
}

/// The addresses of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_scores))
        .routes(routes!(get_trend))
}

/// Read scores
///
/// In total, and with `group_by` side by side. A filter that names nothing this key may see matches nothing.
#[utoipa::path(
    get, path = "/api/v1/scores", tag = "scores", params(ScoresQuery),
    responses((status = 200, description = "The figures", body = Scores))
)]
async fn get_scores(
    State(app): State<App>,
    client: ApiClient<ReadingScores>,
    Params(query): Params<ScoresQuery>,
) -> Result<Json<Scores>, ApiError> {
    let grouping = query.group_by;
    let selection = query
        .selection(&client.brands(&app).await?, &app)
        .map_err(ApiError::Invalid)?;
    let found = match grouping {
        Some(grouping) => breakdown(&app.db, &selection, grouping).await?,
        None => Breakdown {
            total: summary(&app.db, &selection).await?,
            groups: Vec::new(),
        },
    };
    let groups = found.groups.into_iter();
    let groups = groups
        .map(|group| GroupShown::of(group.label, &group.summary))
        .collect();
    Ok(Json(Scores {
        about: About::of(&selection),
        group_by: grouping.map(Grouping::code),
        total: Figures::of(&found.total),
        groups,
    }))
}

/// Read scores over time
///
/// The same figures for every day, week or month, those without answers included.
#[utoipa::path(
    get, path = "/api/v1/scores/trend", tag = "scores", params(TrendQuery),
    responses((status = 200, description = "The figures, step by step", body = Trend))
)]
async fn get_trend(
    State(app): State<App>,
    client: ApiClient<ReadingScores>,
    Params(query): Params<TrendQuery>,
) -> Result<Json<Trend>, ApiError> {
    let (grouping, step) = (query.group_by, query.interval);
    let selection = query
        .selection(&client.brands(&app).await?, &app)
        .map_err(ApiError::Invalid)?;
    let step = drawable(step, selection.period, grouping.is_some()).map_err(ApiError::Invalid)?;
    let (points, groups) = match grouping {
        Some(grouping) => trends(&app.db, &selection, step, grouping).await?,
        None => (trend(&app.db, &selection, step).await?, Vec::new()),
    };
    Ok(Json(Trend {
        about: About::of(&selection),
        interval: step.code(),
        group_by: grouping.map(Grouping::code),
        points: points.into_iter().map(PointShown::of).collect(),
        groups: groups.into_iter().map(SeriesShown::of).collect(),
    }))
}
