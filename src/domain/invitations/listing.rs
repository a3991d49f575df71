//! An invitation as it is read, with the name of what it asks. Called by the API's doors.

use sea_orm::{FromQueryResult, JoinType, QuerySelect, RelationDef, entity::prelude::*};

use super::invitation::{self, Column, Entity};
use crate::{
    domain::surveys::survey,
    ids::{BrandId, InteractionId, InvitationId},
};

/// An invitation with its survey's slug.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Row {
    #[sea_orm(nested)]
    pub invitation: invitation::Model,
    pub survey_slug: String,
}

/// The invitation of that id, if it is of one of these brands.
pub async fn by_id(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    id: InvitationId,
) -> Result<Option<invitation::Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(Column::BrandId.is_in(brands.iter().copied()))
        .one(db)
        .await
}

/// The invitation an interaction of that brand led to, if it did.
pub async fn of_interaction(
    db: &impl ConnectionTrait,
    brand: BrandId,
    interaction: InteractionId,
) -> Result<Option<Row>, DbErr> {
    let asked: RelationDef = Entity::belongs_to(survey::Entity)
        .from(Column::SurveyId)
        .to(survey::Column::Id)
        .into();
    Entity::find()
        .filter(Column::BrandId.eq(brand))
        .filter(Column::InteractionId.eq(interaction))
        .join(JoinType::InnerJoin, asked)
        .column_as(survey::Column::Slug, "survey_slug")
        .into_model::<Row>()
        .one(db)
        .await
}
