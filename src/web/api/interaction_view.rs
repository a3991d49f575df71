//! An interaction as the API shows it: the report, the decision, what became of the invitation, and the response.
//! Used by the interactions handlers.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::{ToSchema, openapi::schema::Object};
use uuid::Uuid;

use super::{
    report_body::ChannelName,
    response_view::{AgentView, CustomerView, ResponseView},
    value_schemas::words,
    values::Instant,
};
use crate::{
    domain::{
        flow::Reported,
        interactions::{
            interaction::{self, HeldReason},
            listing::Row,
        },
        invitations,
    },
    web::error::Problem,
};

/// What the report of an interaction is answered with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01930000-0000-7000-8000-000000000000", "external_id": "10231",
    "decision": { "outcome": "invited", "reason": null,
                  "invitation_id": "01930000-0000-7000-8000-000000000001", "send_at": "2026-11-22T10:30:00Z" }
}))]
pub struct ReportedInteraction {
    pub id: Uuid,
    pub external_id: String,
    pub decision: DecisionView,
}

/// Whether the customer is asked, and why not.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Decision")]
pub struct DecisionView {
    #[schema(schema_with = outcomes)]
    pub outcome: &'static str,
    /// Set when held.
    #[schema(schema_with = reasons)]
    pub reason: Option<&'static str>,
    /// Set when invited.
    pub invitation_id: Option<Uuid>,
    /// When the letter leaves or left. Set when invited.
    #[schema(inline)]
    pub send_at: Option<Instant>,
}

/// What became of one entry of a batch.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchResult {
    /// What the entry would have been answered with on its own.
    #[schema(example = 201)]
    pub status: u16,
    /// Set when it was taken: 201, or 200 when it had been told before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub interaction: Option<ReportedInteraction>,
    /// Set when it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub problem: Option<Problem>,
}

/// What became of a batch.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchResults {
    /// One for each entry, in order.
    pub results: Vec<BatchResult>,
}

/// An interaction and everything that came of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Interaction")]
pub struct InteractionView {
    pub id: Uuid,
    /// The brand's slug.
    pub brand: String,
    pub source: String,
    pub external_id: String,
    pub touchpoint: String,
    pub product: Option<String>,
    #[schema(value_type = ChannelName)]
    pub channel: &'static str,
    pub agent: AgentView,
    /// The agent's team when the interaction was reported.
    pub team: Option<String>,
    pub customer: CustomerView,
    #[schema(inline)]
    pub started_at: Option<Instant>,
    #[schema(inline)]
    pub ended_at: Instant,
    pub handle_seconds: Option<i32>,
    #[schema(value_type = Object)]
    pub attributes: Value,
    #[schema(inline)]
    pub reported_at: Instant,
    pub decision: DecisionView,
    /// Null when nobody was asked.
    pub invitation: Option<InvitationView>,
    /// Null until there is an answer that counts.
    pub response: Option<ResponseView>,
}

/// Where an invitation stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Invitation")]
pub struct InvitationView {
    pub id: Uuid,
    #[schema(schema_with = states)]
    pub state: &'static str,
    /// The survey's slug.
    pub survey: String,
    /// The language it asks in.
    pub locale: String,
    /// When the letter leaves or left at the earliest.
    #[schema(inline)]
    pub send_at: Instant,
    /// When the mail server took it.
    #[schema(inline)]
    pub sent_at: Option<Instant>,
    /// When the answer that counts was first given.
    #[schema(inline)]
    pub answered_at: Option<Instant>,
    /// Until then it can be answered.
    #[schema(inline)]
    pub expires_at: Instant,
    /// When the mail server took the one reminder.
    #[schema(inline)]
    pub reminded_at: Option<Instant>,
    /// When its letter was withdrawn before it left.
    #[schema(inline)]
    pub cancelled_at: Option<Instant>,
    /// Why it was withdrawn.
    pub cancel_reason: Option<String>,
}

impl From<Reported> for ReportedInteraction {
    fn from(reported: Reported) -> Self {
        let send_at = reported.send_at.map(Instant);
        ReportedInteraction {
            id: reported.interaction.id.0,
            decision: DecisionView::new(&reported.interaction, send_at),
            external_id: reported.interaction.external_id,
        }
    }
}

impl DecisionView {
    fn new(interaction: &interaction::Model, send_at: Option<Instant>) -> Self {
        DecisionView {
            outcome: interaction.outcome.code(),
            reason: interaction.reason.map(HeldReason::code),
            invitation_id: interaction.invitation_id.map(|id| id.0),
            send_at,
        }
    }
}

impl InteractionView {
    /// From its three parts.
    pub fn new(
        row: Row,
        asked: Option<invitations::listing::Row>,
        response: Option<ResponseView>,
    ) -> Self {
        let interaction = row.interaction;
        let send_at = asked
            .as_ref()
            .map(|asked| Instant(asked.invitation.send_at));
        InteractionView {
            id: interaction.id.0,
            brand: row.brand_slug,
            decision: DecisionView::new(&interaction, send_at),
            source: interaction.source,
            external_id: interaction.external_id,
            touchpoint: row.touchpoint_slug,
            product: row.product_slug,
            channel: interaction.channel.code(),
            agent: AgentView::new(row.agent_external_id, row.agent_name),
            team: row.team_name,
            customer: CustomerView {
                email: row.customer_email,
                name: row.customer_name,
                external_id: row.customer_external_id,
            },
            started_at: interaction.started_at.map(Instant),
            ended_at: Instant(interaction.ended_at),
            handle_seconds: interaction.handle_seconds,
            attributes: interaction
                .attributes
                .unwrap_or_else(|| Value::Object(Map::new())),
            reported_at: Instant(interaction.reported_at),
            invitation: asked.map(InvitationView::from),
            response,
        }
    }
}

impl From<invitations::listing::Row> for InvitationView {
    fn from(asked: invitations::listing::Row) -> Self {
        let invitation = asked.invitation;
        InvitationView {
            id: invitation.id.0,
            state: invitation.state.code(),
            survey: asked.survey_slug,
            locale: invitation.locale,
            send_at: Instant(invitation.send_at),
            sent_at: invitation.sent_at.map(Instant),
            answered_at: invitation.answered_at.map(Instant),
            expires_at: Instant(invitation.expires_at),
            reminded_at: invitation.reminded_at.map(Instant),
            cancelled_at: invitation.cancelled_at.map(Instant),
            cancel_reason: invitation.cancel_reason,
        }
    }
}

fn outcomes() -> Object {
    words(&["invited", "held"], false)
}

fn reasons() -> Object {
    words(&HeldReason::ALL.map(HeldReason::code), true)
}

fn states() -> Object {
    words(
        &[
            "scheduled",
            "sending",
            "sent",
            "bounced",
            "answered",
            "expired",
            "cancelled",
        ],
        false,
    )
}
