//! A response as the API shows it (API.md section 3). Used by the responses and the interactions handlers.

use serde::Serialize;
use serde_json::Value;
use utoipa::{
    ToSchema,
    openapi::schema::{Object, ObjectBuilder, SchemaType, Type},
};
use uuid::Uuid;

use super::{report_body::ChannelName, value_schemas::words, values::Instant};
use crate::domain::{
    responses::{answer, listing::Shown},
    surveys::question::Kind,
};

/// What a customer answered, and to whose credit it goes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Response")]
pub struct ResponseView {
    pub id: Uuid,
    /// The brand's slug.
    pub brand: String,
    /// The survey's slug.
    pub survey: String,
    /// The metric of the first question.
    #[schema(schema_with = first_metrics)]
    pub metric: String,
    /// The answer to the first question, on its metric's scale.
    pub score: i16,
    /// The answers to further questions.
    pub answers: Vec<AnswerView>,
    pub comment: Option<String>,
    /// The language it was asked in.
    pub locale: String,
    pub agent: AgentView,
    /// The agent's team when the interaction was reported.
    pub team: Option<String>,
    pub product: Option<String>,
    pub touchpoint: String,
    #[schema(value_type = ChannelName)]
    pub channel: &'static str,
    pub customer: CustomerView,
    pub interaction: InteractionRef,
    #[schema(inline)]
    pub answered_at: Instant,
    #[schema(inline)]
    pub changed_at: Instant,
}

/// The answer to one further question.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerView {
    /// The question's slug.
    pub question: String,
    /// The metric it counts for, if any.
    #[schema(schema_with = metrics)]
    pub metric: Option<String>,
    /// A number for `csat`, `nps` and `ces`; else the option, the word or the text.
    #[schema(schema_with = number_or_text)]
    pub value: Value,
}

/// Who served the customer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Agent")]
pub struct AgentView {
    pub external_id: String,
    /// The external id where no name was ever told.
    pub name: String,
}

/// Who answered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Customer")]
pub struct CustomerView {
    pub email: String,
    pub name: Option<String>,
    pub external_id: Option<String>,
}

/// Which interaction it was about.
#[derive(Debug, Serialize, ToSchema)]
pub struct InteractionRef {
    pub id: Uuid,
    pub source: String,
    pub external_id: String,
}

impl From<Shown> for ResponseView {
    fn from(Shown { row, answers }: Shown) -> Self {
        let response = row.response;
        ResponseView {
            id: response.id.0,
            brand: row.brand_slug,
            survey: row.survey_slug,
            metric: response.metric,
            score: response.score,
            answers: answers.into_iter().map(AnswerView::from).collect(),
            comment: response.comment,
            locale: response.locale,
            agent: AgentView::new(row.agent_external_id, row.agent_name),
            team: row.team_name,
            product: row.product_slug,
            touchpoint: row.touchpoint_slug,
            channel: response.channel.code(),
            customer: CustomerView {
                email: row.customer_email,
                name: row.customer_name,
                external_id: row.customer_external_id,
            },
            interaction: InteractionRef {
                id: response.interaction_id.0,
                source: row.interaction_source,
                external_id: row.interaction_external_id,
            },
            answered_at: Instant(response.answered_at),
            changed_at: Instant(response.changed_at),
        }
    }
}

impl AgentView {
    /// With the name to show.
    pub fn new(external_id: String, name: Option<String>) -> Self {
        AgentView {
            name: name.unwrap_or_else(|| external_id.clone()),
            external_id,
        }
    }
}

impl From<answer::Model> for AnswerView {
    fn from(answer: answer::Model) -> Self {
        let scale = answer
            .metric
            .as_deref()
            .and_then(Kind::parse)
            .and_then(Kind::scale);
        let number = scale.and(answer.score);
        let value = number.map_or_else(|| Value::from(answer.value), Value::from);
        AnswerView {
            question: answer.question,
            metric: answer.metric,
            value,
        }
    }
}

fn first_metrics() -> Object {
    words(&["csat", "nps", "ces"], false)
}

fn metrics() -> Object {
    words(&["csat", "nps", "ces", "fcr"], true)
}

fn number_or_text() -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Integer, Type::String]))
        .build()
}
