//! A response: the answer that counts for one invitation. The truth every score is computed from.

use chrono::{Days, NaiveDate, NaiveTime};
use sea_orm::{QuerySelect, entity::prelude::*};

use crate::{
    domain::interactions::interaction::Channel,
    ids::{
        AgentId, BrandId, CustomerId, InteractionId, InvitationId, ProductId, ResponseId, SurveyId,
        SurveyVersionId, TeamId, TouchpointId,
    },
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "responses")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ResponseId,
    pub brand_id: BrandId,
    pub invitation_id: InvitationId,
    pub interaction_id: InteractionId,
    pub customer_id: CustomerId,
    pub survey_id: SurveyId,
    pub survey_version_id: SurveyVersionId,
    pub agent_id: AgentId,
    pub team_id: Option<TeamId>,
    pub product_id: Option<ProductId>,
    pub touchpoint_id: TouchpointId,
    pub channel: Channel,
    pub locale: String,
    /// The first question's.
    pub metric: String,
    pub score: i16,
    pub comment: Option<String>,
    /// `input`, `dwell`, `submit` or `manual`.
    pub evidence: String,
    /// False once its clicks turned out to be a machine's: then it is in no score and on no list.
    pub counts: bool,
    /// The brand's day of `answered_at`: the day it counts on.
    pub day: NaiveDate,
    pub answered_at: DateTimeUtc,
    pub changed_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// No answer of this day or a later one was last changed before, wherever its brand's day begins. Said beside the
/// day, it lets an index in the order of changes find the answers.
pub fn earliest_change(day: NaiveDate) -> Option<DateTimeUtc> {
    let begun = day.checked_sub_days(Days::new(1))?.and_time(NaiveTime::MIN);
    Some(begun.and_utc())
}

/// Whether a customer has answered this survey with a score of that metric.
pub async fn is_any(
    db: &impl ConnectionTrait,
    survey: SurveyId,
    metric: &str,
) -> Result<bool, DbErr> {
    let found = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::SurveyId.eq(survey))
        .filter(Column::Metric.eq(metric))
        .limit(1);
    let one: Option<ResponseId> = found.into_tuple().one(db).await?;
    Ok(one.is_some())
}

/// The response to an invitation, locked until the transaction ends.
pub async fn of_invitation(
    tx: &impl ConnectionTrait,
    invitation: InvitationId,
) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::InvitationId.eq(invitation))
        .lock_exclusive()
        .one(tx)
        .await
}
