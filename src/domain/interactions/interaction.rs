//! An interaction as it was reported, with what was decided about it. Neither ever changes.

use sea_orm::{
    ActiveValue::Set, IntoActiveModel, QuerySelect, entity::prelude::*, sea_query::OnConflict,
};
use serde::{Deserialize, Serialize};

use crate::ids::{
    AgentId, BrandId, CustomerId, InteractionId, InvitationId, ProductId, SurveyId, TeamId,
    TouchpointId,
};

/// How customer and agent dealt with each other.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(16))",
    rename_all = "snake_case"
)]
pub enum Channel {
    Phone,
    Chat,
    Email,
    Social,
    InPerson,
    Other,
}

impl Channel {
    pub const ALL: [Self; 6] = [
        Self::Phone,
        Self::Chat,
        Self::Email,
        Self::Social,
        Self::InPerson,
        Self::Other,
    ];

    /// The name in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Chat => "chat",
            Self::Email => "email",
            Self::Social => "social",
            Self::InPerson => "in_person",
            Self::Other => "other",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }
}

/// Whether the customer is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(8))",
    rename_all = "snake_case"
)]
pub enum Outcome {
    Invited,
    Held,
}

impl Outcome {
    /// The name in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Held => "held",
        }
    }
}

/// Why a customer is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(16))",
    rename_all = "snake_case"
)]
pub enum HeldReason {
    /// No live survey asks about the touchpoint.
    NoSurvey,
    Suppressed,
    /// The customer was asked not long ago.
    Quarantine,
    /// Not in the survey's sample.
    SampledOut,
    /// Reported too long after it ended.
    TooOld,
    InvalidAddress,
    /// As many letters left this month as may.
    MonthlyLimit,
    /// As many letters about its like left as may.
    Limit,
    /// An attribute says that nobody is asked.
    Skipped,
}

impl HeldReason {
    pub const ALL: [Self; 9] = [
        Self::NoSurvey,
        Self::Suppressed,
        Self::Quarantine,
        Self::SampledOut,
        Self::TooOld,
        Self::InvalidAddress,
        Self::MonthlyLimit,
        Self::Limit,
        Self::Skipped,
    ];

    /// The name in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoSurvey => "no_survey",
            Self::Suppressed => "suppressed",
            Self::Quarantine => "quarantine",
            Self::SampledOut => "sampled_out",
            Self::TooOld => "too_old",
            Self::InvalidAddress => "invalid_address",
            Self::MonthlyLimit => "monthly_limit",
            Self::Limit => "limit",
            Self::Skipped => "skipped",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// What stands for the reason in tallies. Never given to another one.
    pub fn number(self) -> i16 {
        match self {
            Self::NoSurvey => 1,
            Self::Suppressed => 2,
            Self::Quarantine => 3,
            Self::SampledOut => 4,
            Self::TooOld => 5,
            Self::InvalidAddress => 6,
            Self::MonthlyLimit => 7,
            Self::Limit => 8,
            Self::Skipped => 9,
        }
    }

    pub fn numbered(number: i16) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|reason| reason.number() == number)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "interactions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InteractionId,
    pub brand_id: BrandId,
    /// The reporting system; with `external_id` it names the interaction.
    pub source: String,
    pub external_id: String,
    pub customer_id: CustomerId,
    pub agent_id: AgentId,
    /// The agent's team at the time.
    pub team_id: Option<TeamId>,
    pub product_id: Option<ProductId>,
    pub touchpoint_id: TouchpointId,
    pub channel: Channel,
    pub started_at: Option<DateTimeUtc>,
    pub ended_at: DateTimeUtc,
    pub handle_seconds: Option<i32>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub attributes: Option<Json>,
    pub reported_at: DateTimeUtc,
    pub outcome: Outcome,
    /// Set where `outcome` is held.
    pub reason: Option<HeldReason>,
    /// Set where `outcome` is invited.
    pub invitation_id: Option<InvitationId>,
    /// The survey that was to ask, where there was one at the touchpoint.
    pub survey_id: Option<SurveyId>,
    /// Held by the customer's own wish to be asked once in so many months.
    pub wish_months: Option<i16>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The interaction a system reported under its own id.
pub async fn by_external_id(
    db: &impl ConnectionTrait,
    brand: BrandId,
    source: &str,
    external_id: &str,
) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::BrandId.eq(brand))
        .filter(Column::Source.eq(source))
        .filter(Column::ExternalId.eq(external_id))
        .one(db)
        .await
}

/// Writes a new interaction. `false` when another report of it came first.
pub async fn keep(tx: &impl ConnectionTrait, interaction: &Model) -> Result<bool, DbErr> {
    let known = OnConflict::columns([Column::BrandId, Column::Source, Column::ExternalId])
        .do_nothing()
        .to_owned();
    let row = interaction.clone().into_active_model();
    Ok(Entity::insert(row)
        .on_conflict(known)
        .exec_without_returning(tx)
        .await?
        > 0)
}

/// Writes what was decided about an interaction.
pub async fn keep_decision(tx: &impl ConnectionTrait, interaction: &Model) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(interaction.id),
        outcome: Set(interaction.outcome),
        reason: Set(interaction.reason),
        invitation_id: Set(interaction.invitation_id),
        survey_id: Set(interaction.survey_id),
        wish_months: Set(interaction.wish_months),
        ..Default::default()
    };
    Entity::update(row)
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}

/// Whether anything was ever reported to these brands.
pub async fn any(db: &impl ConnectionTrait, brands: &[BrandId]) -> Result<bool, DbErr> {
    let one = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::BrandId.is_in(brands.iter().copied()));
    Ok(one.into_tuple::<InteractionId>().one(db).await?.is_some())
}
