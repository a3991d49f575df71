//! A touchpoint: the moment that is measured.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, QueryOrder, QuerySelect, entity::prelude::*, sea_query::OnConflict,
};

use crate::ids::{BrandId, TouchpointId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "touchpoints")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TouchpointId,
    pub brand_id: BrandId,
    /// The reporting system's own key for it.
    pub slug: String,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The brand's touchpoint of that slug, made at first sight.
pub async fn at_first_sight(
    tx: &impl ConnectionTrait,
    brand: BrandId,
    slug: &str,
    now: DateTime<Utc>,
) -> Result<TouchpointId, DbErr> {
    let find = || {
        let found = Entity::find().select_only().column(Column::Id);
        found
            .filter(Column::BrandId.eq(brand))
            .filter(Column::Slug.eq(slug))
            .into_tuple::<TouchpointId>()
            .one(tx)
    };
    if let Some(id) = find().await? {
        return Ok(id);
    }
    let row = ActiveModel {
        id: Set(TouchpointId::new(now)),
        brand_id: Set(brand),
        slug: Set(slug.into()),
        created_at: Set(now),
    };
    let known = OnConflict::columns([Column::BrandId, Column::Slug])
        .do_nothing()
        .to_owned();
    Entity::insert(row)
        .on_conflict(known)
        .exec_without_returning(tx)
        .await?;
    find()
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("touchpoint vanished while it was made".into()))
}

/// What they are called, over all these brands, in order.
pub async fn names(db: &impl ConnectionTrait, brands: &[BrandId]) -> Result<Vec<String>, DbErr> {
    let found = Entity::find().select_only().column(Column::Slug).distinct();
    let found = found
        .filter(Column::BrandId.is_in(brands.iter().copied()))
        .order_by_asc(Column::Slug);
    found.into_tuple().all(db).await
}
