//! The audit: who did what to which thing, and when. Only ever appended to; holds no content.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, QueryOrder, entity::prelude::*};

use crate::ids::{AuditId, BrandId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditId,
    pub brand_id: Option<BrandId>,
    /// `member:…`, `key …`, `command` or what else acted; `actor` says who that is.
    pub actor: String,
    pub action: String,
    /// `click:…`, `survey:…` and so on.
    pub object: String,
    pub at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Appends one event.
pub async fn note(
    tx: &impl ConnectionTrait,
    brand: Option<BrandId>,
    actor: &str,
    action: &str,
    object: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(AuditId::new(now)),
        brand_id: Set(brand),
        actor: Set(actor.into()),
        action: Set(action.into()),
        object: Set(object.into()),
        at: Set(now),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// What was done to a thing of a brand, as far as these actions go, the oldest first.
pub async fn about(
    db: &impl ConnectionTrait,
    brand: BrandId,
    object: &str,
    actions: &[&str],
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::BrandId.eq(brand))
        .filter(Column::Object.eq(object))
        .filter(Column::Action.is_in(actions.iter().copied()))
        .order_by_asc(Column::At)
        .order_by_asc(Column::Id)
        .all(db)
        .await
}
