//! A delivery: one letter that must leave. The row exists before the letter does, and outlives it.

use chrono::NaiveDate;
use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{interactions::interaction::Channel, surveys::definition::Definition},
    ids::{BrandId, DeliveryId, InvitationId, LookId, SurveyVersionId},
};

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(12))",
    rename_all = "snake_case"
)]
pub enum State {
    /// Waits for `due_at`.
    Queued,
    /// An attempt is under way, or was when its process died.
    Sending,
    /// The server took it.
    Sent,
    /// The server could not take it now; tried again at `due_at`.
    Deferred,
    /// The server will never take it.
    Failed,
    /// The server took it, and a later report said that it did not arrive.
    Bounced,
    /// Must not be sent any more.
    Cancelled,
    /// Its time passed before it could be sent.
    Expired,
}

impl State {
    pub const ALL: [Self; 8] = [
        Self::Queued,
        Self::Sending,
        Self::Sent,
        Self::Deferred,
        Self::Failed,
        Self::Bounced,
        Self::Cancelled,
        Self::Expired,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Deferred => "deferred",
            Self::Failed => "failed",
            Self::Bounced => "bounced",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What sort of letter it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(32))",
    rename_all = "snake_case"
)]
pub enum Kind {
    Invitation,
    /// The letter of a survey that is being edited, to its editor.
    Trial,
    /// Asks a second and last time.
    Reminder,
}

/// What the letter says, fixed when it is enqueued: a second try is the same letter to the byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Facts {
    pub survey_version_id: SurveyVersionId,
    pub survey_slug: String,
    pub brand_slug: String,
    pub brand_name: String,
    pub locale: String,
    pub customer_name: Option<String>,
    pub agent_name: Option<String>,
    pub product: Option<String>,
    pub channel: Channel,
    /// The day of the contact where the customer is.
    pub contact_day: NaiveDate,
    /// What a trial asks by: its survey need not have been published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial: Option<Definition>,
    /// The last day an answer is taken, where the letter's own date does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_until: Option<NaiveDate>,
    /// The brand's look when the letter was enqueued; none: as Afterword looks by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_id: Option<LookId>,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deliveries")]
pub struct Model {
    /// Also the letter's message id, and what its link token is derived from.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DeliveryId,
    pub brand_id: BrandId,
    pub kind: Kind,
    pub invitation_id: Option<InvitationId>,
    /// SHA-256 of the token in its links.
    pub token_hash: Vec<u8>,
    pub recipient: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub facts: Facts,
    pub state: State,
    /// Not to be sent before.
    pub due_at: DateTimeUtc,
    pub enqueued_at: DateTimeUtc,
    /// Attempts begun; one that was not made is taken back.
    pub attempts: i32,
    /// The process that took it up, until `claimed_until`.
    pub claimed_by: Option<String>,
    pub claimed_until: Option<DateTimeUtc>,
    /// The letter's `Date`.
    pub first_attempt_at: Option<DateTimeUtc>,
    /// When it was sent, failed, cancelled or expired; a letter that bounced keeps when it was sent.
    pub settled_at: Option<DateTimeUtc>,
    /// The server's last words.
    pub reply: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
