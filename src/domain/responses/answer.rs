//! An answer to one of a response's further questions. The first one's is the response's own score.

use sea_orm::{JoinType, QuerySelect, RelationDef, entity::prelude::*};

use super::response;
use crate::ids::{BrandId, ResponseId, SurveyId};

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

/// Whether a customer of this survey has answered so: to that question, with that value where one is named.
pub async fn is_any(
    db: &impl ConnectionTrait,
    survey: SurveyId,
    question: &str,
    value: Option<&str>,
) -> Result<bool, DbErr> {
    let given: RelationDef = Entity::belongs_to(response::Entity)
        .from(Column::ResponseId)
        .to(response::Column::Id)
        .into();
    let mut found = Entity::find()
        .select_only()
        .column(Column::Question)
        .join(JoinType::InnerJoin, given)
        .filter(response::Column::SurveyId.eq(survey))
        .filter(Column::Question.eq(question));
    if let Some(value) = value {
        found = found.filter(Column::Value.eq(value));
    }
    let one: Option<String> = found.limit(1).into_tuple().one(db).await?;
    Ok(one.is_some())
}

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
