//! A brand: whose customers they are, and the wall nobody reads across.

use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock},
};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use sea_orm::{ActiveValue::Set, QueryOrder, entity::prelude::*, sea_query::OnConflict};

use crate::ids::{BrandId, LookId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "brands")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BrandId,
    /// The name systems use: lower case letters, digits, `-` and `_`.
    pub slug: String,
    pub name: String,
    /// IANA name; the brand's days begin at its midnight.
    pub time_zone: String,
    pub created_at: DateTimeUtc,
    /// How it looks to customers from now on; none: as Afterword looks by itself.
    pub current_look_id: Option<LookId>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The brand's time zone; UTC where the stored name is not one.
    pub fn tz(&self) -> Tz {
        self.time_zone.parse().unwrap_or(Tz::UTC)
    }

    /// The brand's calendar day at `instant`.
    pub fn day(&self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self.tz()).date_naive()
    }
}

/// Adds a brand; `None` when the slug is taken.
pub async fn add(
    tx: &impl ConnectionTrait,
    slug: &str,
    name: &str,
    time_zone: Tz,
    now: DateTime<Utc>,
) -> Result<Option<Model>, DbErr> {
    let brand = Model {
        id: BrandId::new(now),
        slug: slug.into(),
        name: name.into(),
        time_zone: time_zone.name().into(),
        created_at: now,
        current_look_id: None,
    };
    let row = ActiveModel {
        id: Set(brand.id),
        slug: Set(brand.slug.clone()),
        name: Set(brand.name.clone()),
        time_zone: Set(brand.time_zone.clone()),
        created_at: Set(brand.created_at),
        current_look_id: Set(None),
    };
    let free = OnConflict::column(Column::Slug).do_nothing().to_owned();
    let added = Entity::insert(row)
        .on_conflict(free)
        .exec_without_returning(tx)
        .await?;
    Ok((added > 0).then_some(brand))
}

/// Every brand, oldest first.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    Entity::find().order_by_asc(Column::Id).all(db).await
}

pub async fn by_slug(db: &impl ConnectionTrait, slug: &str) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::Slug.eq(slug)).one(db).await
}

/// Time zones read before: a brand keeps its own, else days already counted would be others, and every letter and
/// answer wants it.
static ZONES: RwLock<BTreeMap<BrandId, Tz>> = RwLock::new(BTreeMap::new());

/// The time zone of the brand of a row that has one.
pub async fn zone(db: &impl ConnectionTrait, id: BrandId) -> Result<Tz, DbErr> {
    let zones = || ZONES.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(zone) = zones().get(&id).copied() {
        return Ok(zone);
    }
    let brand = Entity::find_by_id(id).one(db).await?;
    let brand = brand.ok_or_else(|| DbErr::RecordNotFound(format!("brand {id}")))?;
    let mut zones = ZONES.write().unwrap_or_else(PoisonError::into_inner);
    zones.insert(id, brand.tz());
    Ok(brand.tz())
}
