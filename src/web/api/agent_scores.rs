//! `GET /api/v1/scores/agents`: every agent's score, what the mix of work would lead one to expect, the fair score, how
//! reliable it is, and who really differs.

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    extract::Params,
    score_query::AgentsQuery,
    scores::{About, GroupShown, IntervalShown, rounded},
};
use crate::{
    app::App,
    domain::scores::{
        agents::{AgentScore, agents},
        exact_test::Flag,
    },
    web::{
        auth::{ApiClient, ReadingScores},
        error::ApiError,
    },
};

/// All agents, compared with each other within the filter.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentScoresShown {
    #[serde(flatten)]
    pub about: About,
    /// The score of all answers together.
    #[schema(required)]
    pub mean: Option<f64>,
    /// How far apart agents truly are: the standard deviation of their scores without the chance of few answers, in
    /// points. Null with fewer than four agents.
    #[schema(required, minimum = 0)]
    pub between_sd: Option<f64>,
    /// How many answers it takes until an agent's own say as much as what is known of all; null where agents do not differ.
    #[schema(required, minimum = 0)]
    pub prior_strength: Option<f64>,
    /// Agents with at least 10 answers, or as many as the installation asks for: those the exact test looked at.
    pub tested: usize,
    /// Those of them it marks; at most 5 percent of the marks are expected to be wrong, unless the installation sets another share.
    pub flagged: usize,
    /// By name.
    pub agents: Vec<AgentShown>,
}

/// One agent's figures. Those compared with others are null where there are no answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentShown {
    #[serde(flatten)]
    pub agent: GroupShown,
    /// The score that all agents together reach with this agent's products and touchpoints.
    #[schema(required)]
    pub expected: Option<f64>,
    /// The score as it would be with everybody's mix: the mean of all plus what lies between the score and `expected`.
    /// Worth little where `comparable_share` is below 0.8.
    #[schema(required)]
    pub adjusted: Option<f64>,
    #[schema(required)]
    pub adjusted_interval: Option<IntervalShown>,
    /// Adjusted, and moved towards the mean as far as so few answers make it unsure: the figure to order agents by.
    #[schema(required)]
    pub fair: Option<f64>,
    #[schema(required)]
    pub fair_interval: Option<IntervalShown>,
    /// How much of the differences between agents with so many answers is not chance. For anything about one person 0.7
    /// at the very least, better 0.9.
    #[schema(required, minimum = 0, maximum = 1)]
    pub reliability: Option<f64>,
    /// The share of answers about products and touchpoints for which others have at least 10 answers too.
    #[schema(required, minimum = 0, maximum = 1)]
    pub comparable_share: Option<f64>,
    /// Of the exact test against what was expected, not rounded; null for agents that are not tested.
    #[schema(required, minimum = 0, maximum = 1)]
    pub p_value: Option<f64>,
    /// Whether the agent really differs: a reason to look, not a verdict.
    #[schema(value_type = FlagShown, inline)]
    pub flag: FlagShown,
    /// By the fair score, best first; null unless there are 30 answers and a reliability of 0.7, or what the installation
    /// asks for in their place, and enough to compare with.
    #[schema(required, minimum = 1)]
    pub rank: Option<u32>,
    /// Whether this agent's customers answer more or less often than those of others with the same products and
    /// touchpoints, by the same test. Scores of few who answered cannot be compared.
    #[schema(value_type = FlagShown, inline)]
    pub response_rate_flag: FlagShown,
}

/// What the exact test says.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlagShown {
    Above,
    Below,
    None,
}

impl From<Flag> for FlagShown {
    fn from(flag: Flag) -> Self {
        match flag {
            Flag::Above => Self::Above,
            Flag::Below => Self::Below,
            Flag::None => Self::None,
        }
    }
}

impl AgentShown {
    fn of(agent: AgentScore) -> Self {
        Self {
            agent: GroupShown::of(agent.label, &agent.summary),
            expected: agent.expected.map(rounded),
            adjusted: agent.adjusted.map(rounded),
            adjusted_interval: agent.adjusted_interval.map(IntervalShown::of),
            fair: agent.fair.map(rounded),
            fair_interval: agent.fair_interval.map(IntervalShown::of),
            reliability: agent.reliability.map(rounded),
            comparable_share: agent.comparable_share.map(rounded),
            p_value: agent.p_value,
            flag: agent.flag.into(),
            rank: agent.rank,
            response_rate_flag: agent.rate_flag.into(),
        }
    }
}

/// The addresses of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_agents))
}

/// Compare agents fairly
///
/// Every agent's raw, adjusted and fair score, how reliable it is, and whether the agent really differs. Agents are
/// compared with each other within the filter: one product's, one team's, or everybody's.
#[utoipa::path(
    get, path = "/api/v1/scores/agents", tag = "scores", params(AgentsQuery),
    responses((status = 200, description = "The agents", body = AgentScoresShown))
)]
async fn get_agents(
    State(app): State<App>,
    client: ApiClient<ReadingScores>,
    Params(query): Params<AgentsQuery>,
) -> Result<Json<AgentScoresShown>, ApiError> {
    let selection = query
        .selection(&client.brands(&app).await?, &app)
        .map_err(ApiError::Invalid)?;
    let found = agents(&app.db, &selection).await?;
    Ok(Json(AgentScoresShown {
        about: About::of(&selection),
        mean: found.total.score().map(|score| rounded(score.value())),
        between_sd: found.between_sd.map(rounded),
        prior_strength: found.prior_strength.map(rounded),
        tested: found.tested,
        flagged: found.flagged,
        agents: found.agents.into_iter().map(AgentShown::of).collect(),
    }))
}
