//! An answer to one of a response's further questions. The first one's is the response's own score.

use sea_orm::entity::prelude::*;

use crate::ids::{BrandId, ResponseId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "answers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub response_id: ResponseId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub question: String,
    pub brand_id: BrandId,
    /// The metric it counts for, if any.
    pub metric: Option<String>,
    /// On the metric's scale.
    pub score: Option<i16>,
    /// As it was given: a number, an option, `yes`, or the text.
    pub value: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The answers to a response's further questions.
pub async fn of_responses(
    db: &impl ConnectionTrait,
    responses: impl IntoIterator<Item = ResponseId>,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::ResponseId.is_in(responses))
        .all(db)
        .await
}
