//! A customer: a person a brand may ask, known by email address.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sea_orm::{ActiveValue::Set, QuerySelect, entity::prelude::*, sea_query::OnConflict};

use super::email_address::normalise;
use crate::ids::{BrandId, CustomerId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CustomerId,
    pub brand_id: BrandId,
    /// As told; may be an address no letter can reach.
    pub email: String,
    /// [`normalise`]d.
    pub email_key: String,
    pub name: Option<String>,
    pub external_id: Option<String>,
    /// A language tag, as told.
    pub locale: Option<String>,
    /// An IANA name.
    pub time_zone: Option<String>,
    /// When the newest letter asking this customer leaves or left: the quarantine counts from here.
    pub last_invited_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The time zone the customer was told to live in.
    pub fn tz(&self) -> Option<Tz> {
        self.time_zone.as_deref()?.parse().ok()
    }
}

/// What a report tells of a customer; what it leaves out stays as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub email: String,
    pub name: Option<String>,
    pub external_id: Option<String>,
    pub locale: Option<String>,
    pub time_zone: Option<String>,
}

/// The brand's customer of that address, made at first sight and brought up to date by what is told.
pub async fn at_first_sight(
    tx: &impl ConnectionTrait,
    brand: BrandId,
    told: Told,
    now: DateTime<Utc>,
) -> Result<Model, DbErr> {
    let key = normalise(&told.email);
    let find = || {
        Entity::find()
            .filter(Column::BrandId.eq(brand))
            .filter(Column::EmailKey.eq(key.as_str()))
            .one(tx)
    };
    if let Some(known) = find().await? {
        return update(tx, known, told, now).await;
    }
    let row = ActiveModel {
        id: Set(CustomerId::new(now)),
        brand_id: Set(brand),
        email: Set(told.email.trim().to_owned()),
        email_key: Set(key.clone()),
        name: Set(told.name),
        external_id: Set(told.external_id),
        locale: Set(told.locale),
        time_zone: Set(told.time_zone),
        last_invited_at: Set(None),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let known = OnConflict::columns([Column::BrandId, Column::EmailKey])
        .do_nothing()
        .to_owned();
    Entity::insert(row)
        .on_conflict(known)
        .exec_without_returning(tx)
        .await?;
    find()
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("customer vanished while it was made".into()))
}

async fn update(
    tx: &impl ConnectionTrait,
    known: Model,
    told: Told,
    now: DateTime<Utc>,
) -> Result<Model, DbErr> {
    let fresh = Model {
        name: told.name.or_else(|| known.name.clone()),
        external_id: told.external_id.or_else(|| known.external_id.clone()),
        locale: told.locale.or_else(|| known.locale.clone()),
        time_zone: told.time_zone.or_else(|| known.time_zone.clone()),
        ..known.clone()
    };
    if fresh == known {
        return Ok(known);
    }
    let row = ActiveModel {
        id: Set(fresh.id),
        name: Set(fresh.name.clone()),
        external_id: Set(fresh.external_id.clone()),
        locale: Set(fresh.locale.clone()),
        time_zone: Set(fresh.time_zone.clone()),
        updated_at: Set(now),
        ..Default::default()
    };
    Entity::update(row).exec_without_returning(tx).await?;
    Ok(Model {
        updated_at: now,
        ..fresh
    })
}

/// The time zones of those of these customers that were told to have one.
pub async fn zones(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = CustomerId>,
) -> Result<Vec<(CustomerId, Tz)>, DbErr> {
    let told = Entity::find()
        .select_only()
        .columns([Column::Id, Column::TimeZone])
        .filter(Column::Id.is_in(ids))
        .filter(Column::TimeZone.is_not_null());
    let told: Vec<(CustomerId, String)> = told.into_tuple().all(db).await?;
    let known = |(id, name): (CustomerId, String)| Some((id, name.parse().ok()?));
    Ok(told.into_iter().filter_map(known).collect())
}

/// The customer, locked until the transaction ends: contacts of one customer are decided one after the other.
pub async fn locked(tx: &impl ConnectionTrait, id: CustomerId) -> Result<Model, DbErr> {
    let found = Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    found.ok_or_else(|| DbErr::RecordNotFound(format!("customer {id}")))
}

/// The brand's customers of these normalised addresses.
pub async fn of_addresses(
    db: &impl ConnectionTrait,
    brand: BrandId,
    addresses: &[String],
) -> Result<Vec<CustomerId>, DbErr> {
    let found = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::BrandId.eq(brand))
        .filter(Column::EmailKey.is_in(addresses));
    found.into_tuple().all(db).await
}

/// Notes when the customer's newest letter leaves or left: the quarantine counts from there.
pub async fn invited(
    tx: &impl ConnectionTrait,
    id: CustomerId,
    last_invited_at: Option<DateTime<Utc>>,
) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(id),
        last_invited_at: Set(last_invited_at),
        ..Default::default()
    };
    Entity::update(row).exec_without_returning(tx).await?;
    Ok(())
}
