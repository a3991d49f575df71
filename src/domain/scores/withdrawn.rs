//! Invitations whose letter was withdrawn before it left: whoever was invited on paper alone was not asked. Called by
//! `coverage`, and by the page of contacts that were held.

use sea_orm::{FromQueryResult, QuerySelect, entity::prelude::*};

use super::{asking::About, ledger::within, period::Period};
use crate::{
    db::Db,
    domain::{invitations::invitation, responses::filter::Filter},
    ids::{AgentId, SurveyId, TouchpointId},
};

/// Letters withdrawn of one agent, one survey and one touchpoint.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Withdrawn {
    pub survey_id: SurveyId,
    pub touchpoint_id: TouchpointId,
    pub agent_id: AgentId,
    /// A member did it; otherwise a further contact, or the end of all letters to the address.
    pub by_member: bool,
    pub letters: i64,
}

/// How many were withdrawn of the contacts reported in the period.
pub async fn count(db: &Db, period: Period, filter: &Filter, about: &About) -> Result<u64, DbErr> {
    let all = withdrawn(db, period, filter, about).await?;
    let letters: i64 = all.iter().map(|row| row.letters).sum();
    Ok(u64::try_from(letters).unwrap_or_default())
}

/// What was withdrawn of the contacts reported in the period.
pub(super) async fn withdrawn(
    db: &Db,
    period: Period,
    filter: &Filter,
    about: &About,
) -> Result<Vec<Withdrawn>, DbErr> {
    use invitation::Column;
    let by_member = Column::CancelledBy.is_not_null();
    let surveys = about.0.as_ref();
    let of_surveys = surveys.map(|ids| Column::SurveyId.is_in(ids.iter().copied()));
    // In the words of `ix_invitations_withdrawn`, which SQLite would not choose for a value that is bound.
    let cancelled = Expr::cust("invitations.state = 'cancelled'");
    // An invitation is written with the report it follows from: their instants are one.
    let days = within(
        db,
        &filter.brands,
        period,
        Column::BrandId,
        Column::CreatedAt,
    )
    .await?;
    invitation::Entity::find()
        .select_only()
        .columns([Column::SurveyId, Column::TouchpointId, Column::AgentId])
        .column_as(by_member.clone(), "by_member")
        .column_as(Column::Id.count(), "letters")
        .filter(cancelled)
        .filter(days)
        .filter(filter.attribution("invitations").add_option(of_surveys))
        .group_by(Column::SurveyId)
        .group_by(Column::TouchpointId)
        .group_by(Column::AgentId)
        .group_by(by_member)
        .into_model()
        .all(db.read())
        .await
}
