//! A revision: what was said at one time, by a form or by a click that came to count. Kept for ever.

use std::collections::BTreeMap;

use sea_orm::{FromJsonQueryResult, QueryOrder, entity::prelude::*};
use serde::{Deserialize, Serialize};

use crate::ids::{BrandId, ClickId, InvitationId, RevisionId};

/// The answers to the further questions by the question's slug, as given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Given(pub BTreeMap<String, String>);

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "revisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RevisionId,
    pub brand_id: BrandId,
    pub invitation_id: InvitationId,
    /// The click it came with, or the one that began to count.
    pub click_id: ClickId,
    pub at: DateTimeUtc,
    pub score: i16,
    pub comment: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub answers: Given,
    /// `input`, `dwell`, `submit` or `manual`.
    pub evidence: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What was said with a click, where anything was.
pub async fn of_click(db: &impl ConnectionTrait, click: ClickId) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::ClickId.eq(click))
        .one(db)
        .await
}

/// The history of an invitation's answer, the oldest first.
pub async fn of_invitation(
    db: &impl ConnectionTrait,
    invitation: InvitationId,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::InvitationId.eq(invitation))
        .order_by_asc(Column::Id)
        .all(db)
        .await
}
