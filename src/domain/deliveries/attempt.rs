//! An attempt: one try to hand a letter to the mail server, written before it is made, and taken back where it is not.

use sea_orm::{QueryOrder, entity::prelude::*};

use crate::ids::{AttemptId, DeliveryId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AttemptId,
    pub delivery_id: DeliveryId,
    /// From 1.
    pub number: i32,
    pub worker: String,
    pub started_at: DateTimeUtc,
    /// None: under way, or cut off by the end of the process.
    pub finished_at: Option<DateTimeUtc>,
    /// `sent`, `deferred`, `failed` or `unknown`.
    pub outcome: Option<String>,
    /// The server's own words.
    pub reply: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Every attempt of a delivery, the first one first.
pub async fn of_delivery(
    db: &impl ConnectionTrait,
    delivery: DeliveryId,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::DeliveryId.eq(delivery))
        .order_by_asc(Column::Number)
        .all(db)
        .await
}
