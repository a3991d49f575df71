//! A brand's logo: a picture that never changes, so that whoever has seen it may keep it for ever.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, entity::prelude::*};
use serde::{Deserialize, Serialize};

use super::picture::{Format, Picture};
use crate::ids::{BrandId, LogoId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "logos")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LogoId,
    pub brand_id: BrandId,
    pub format: Format,
    /// How large it is shown.
    pub width: i32,
    pub height: i32,
    pub picture: Vec<u8>,
    pub made_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All that a letter or a page needs to know of a logo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    pub id: LogoId,
    pub format: Format,
    pub width: i32,
    pub height: i32,
}

impl Logo {
    /// What its file is called, wherever it is served.
    pub fn file(&self) -> String {
        format!("{}.{}", self.id, self.format.ending())
    }
}

/// Keeps a picture as a logo of the brand.
pub async fn keep(
    tx: &impl ConnectionTrait,
    brand: BrandId,
    picture: Picture,
    now: DateTime<Utc>,
) -> Result<Logo, DbErr> {
    let side = |side: u32| i32::try_from(side).unwrap_or(i32::MAX);
    let logo = Logo {
        id: LogoId::new(now),
        format: picture.format,
        width: side(picture.width),
        height: side(picture.height),
    };
    let row = ActiveModel {
        id: Set(logo.id),
        brand_id: Set(brand),
        format: Set(logo.format),
        width: Set(logo.width),
        height: Set(logo.height),
        picture: Set(picture.bytes),
        made_at: Set(now),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(logo)
}

/// A logo by its id: its picture is for everybody to see.
pub async fn by_id(db: &impl ConnectionTrait, id: LogoId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(db).await
}

/// A logo of this brand.
pub async fn of_brand(
    db: &impl ConnectionTrait,
    brand: BrandId,
    id: LogoId,
) -> Result<Option<Logo>, DbErr> {
    let found = Entity::find_by_id(id)
        .filter(Column::BrandId.eq(brand))
        .one(db)
        .await?;
    Ok(found.map(|logo| Logo {
        id: logo.id,
        format: logo.format,
        width: logo.width,
        height: logo.height,
    }))
}

/// Forgets the brand's logos of before `before` that are not among `used`.
pub async fn forget_others(
    tx: &impl ConnectionTrait,
    brand: BrandId,
    used: Vec<LogoId>,
    before: DateTime<Utc>,
) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::BrandId.eq(brand))
        .filter(Column::MadeAt.lt(before))
        .filter(Column::Id.is_not_in(used))
        .exec(tx)
        .await?;
    Ok(())
}
