//! `GET /api/v1/scores/signals`: what has changed, for whom and since when.

use axum::{Json, extract::State};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{extract::Params, score_query::SignalsQuery, scores::rounded};
use crate::{
    app::App,
    domain::scores::{
        grouping::Grouping,
        metric::Metric,
        signals::{Signal, WATCHED, watch},
    },
    web::{
        auth::{ApiClient, ReadingScores},
        error::{ApiError, Faults},
    },
};

/// More days than these are not watched in one answer.
const MOST_DAYS: u64 = 366;

/// What was watched and what was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct Signals {
    #[schema(value_type = Metric, inline)]
    pub metric: &'static str,
    /// The first watched day. Each month is held against up to 180 days of its own past, whatever days are asked for.
    pub from: NaiveDate,
    /// The last watched day.
    pub to: NaiveDate,
    /// How many products, touchpoints, teams and agents have a baseline and were watched.
    pub watched: usize,
    /// How many have answers in these days but no baseline yet: it takes 60 days (not for agents) and 200 answers.
    pub too_new: usize,
    /// Newest first; empty when nothing is out of the ordinary.
    pub signals: Vec<SignalShown>,
}

/// One run of days on which a chart was outside its limits.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignalShown {
    /// Whose scores changed: a `product`, `touchpoint`, `team` or `agent`.
    #[schema(value_type = Grouping, inline)]
    pub group_by: &'static str,
    /// External id, slug or name. Null for what has no team or no product.
    #[schema(required)]
    pub key: Option<String>,
    #[schema(required)]
    pub name: Option<String>,
    /// `ewma` (a weighted mean of the days, about one false alarm per series in two years) or, for agents, `cusum`
    /// (evidence added up, about one false alarm per 4,000 to 17,000 answers and direction).
    #[schema(pattern = "^(ewma|cusum)$")]
    pub chart: &'static str,
    /// `down` or `up`.
    #[schema(pattern = "^(down|up)$")]
    pub direction: &'static str,
    /// When the chart left its centre: about when the change began, which may be before `from`.
    pub began: NaiveDate,
    /// The first day outside the limits: when it was noticed, which may be before `from`.
    pub since: NaiveDate,
    /// The last day outside.
    pub last: NaiveDate,
    /// Whether it goes on at the end of the watched days.
    pub ongoing: bool,
    /// The usual score, in the unit of the metric; of an agent the own score, shrunken.
    pub baseline: f64,
    /// The score of the answers from `began` to `last`.
    pub now: f64,
    /// How many answers those are.
    pub responses: u64,
}

impl SignalShown {
    fn of(signal: Signal) -> Self {
        Self {
            group_by: signal.grouping.code(),
            key: signal.label.key,
            name: signal.label.name,
            chart: signal.chart.code(),
            direction: signal.direction.code(),
            began: signal.began,
            since: signal.since,
            last: signal.last,
            ongoing: signal.ongoing,
            baseline: rounded(signal.baseline),
            now: rounded(signal.now),
            responses: signal.responses,
        }
    }
}

/// The addresses of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_signals))
}

/// Read signals
///
/// What changed in the watched days (`from` to `to`, the last 30 when left out, at most 366) against the days before:
/// products, touchpoints and teams in every metric, agents where the score is a share (not `nps`). Made for looking
/// every day, which repeated comparisons of intervals are not.
#[utoipa::path(
    get, path = "/api/v1/scores/signals", tag = "scores", params(SignalsQuery),
    responses((status = 200, description = "What changed", body = Signals))
)]
async fn get_signals(
    State(app): State<App>,
    client: ApiClient<ReadingScores>,
    Params(query): Params<SignalsQuery>,
) -> Result<Json<Signals>, ApiError> {
    let selection = query
        .selection(&client.brands(&app).await?, &app)
        .map_err(ApiError::Invalid)?;
    let period = selection.period;
    if period.length() > MOST_DAYS {
        let detail = format!(
            "makes {} days; at most {MOST_DAYS} are watched",
            period.length()
        );
        return Err(ApiError::Invalid(Faults::one("/from", detail)));
    }
    let found = watch(&app.db, &selection, &WATCHED).await?;
    Ok(Json(Signals {
        metric: selection.metric.code(),
        from: period.from(),
        to: period.to(),
        watched: found.series,
        too_new: found.too_new,
        signals: found.signals.into_iter().map(SignalShown::of).collect(),
    }))
}
