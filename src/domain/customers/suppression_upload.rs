//! A file of suppressions between its trial and its import: what is imported is what was looked at.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

use crate::ids::{BrandId, SuppressionUploadId};

/// A file that is not imported goes after so long.
const KEPT: TimeDelta = TimeDelta::days(1);

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "suppression_uploads")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SuppressionUploadId,
    pub brand_id: BrandId,
    /// As the uploader's machine calls it.
    pub file_name: String,
    pub content: Vec<u8>,
    pub uploaded_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Keeps a file until it is imported or a day is over.
pub async fn keep(
    tx: &impl ConnectionTrait,
    brand: BrandId,
    file_name: &str,
    content: Vec<u8>,
    now: DateTime<Utc>,
) -> Result<SuppressionUploadId, DbErr> {
    let id = SuppressionUploadId::new(now);
    let row = ActiveModel {
        id: Set(id),
        brand_id: Set(brand),
        file_name: Set(file_name.chars().take(120).collect()),
        content: Set(content),
        uploaded_at: Set(now),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

/// The file of that id, if it is for one of these brands.
pub async fn by_id(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    id: SuppressionUploadId,
) -> Result<Option<Model>, DbErr> {
    let visible = Column::BrandId.is_in(brands.iter().copied());
    Entity::find_by_id(id).filter(visible).one(db).await
}

/// The file is not needed any more.
pub async fn drop(tx: &impl ConnectionTrait, id: SuppressionUploadId) -> Result<(), DbErr> {
    Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Files that nobody came back to go.
pub async fn forget(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(), DbErr> {
    let old = Column::UploadedAt.lt(now - KEPT);
    Entity::delete_many().filter(old).exec(tx).await?;
    Ok(())
}
