//! The audit: who did what to which thing, and when. Only ever appended to; holds no content.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

use crate::ids::{AuditId, BrandId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditId,
    pub brand_id: Option<BrandId>,
    /// `member:…`, `key:…` or `command`.
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
