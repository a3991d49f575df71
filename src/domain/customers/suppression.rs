//! A suppression: an address a brand must not write to. Kept as a keyed hash, so that it outlives the address.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ExprTrait, PaginatorTrait, QuerySelect, entity::prelude::*,
    sea_query::OnConflict,
};

use super::email_address::normalise;
use crate::{
    ids::{BrandId, SuppressionId},
    token::Keys,
};

/// Why an address must not be written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(16))",
    rename_all = "snake_case"
)]
pub enum Reason {
    Unsubscribed,
    HardBounce,
    /// Several letters in a row of weeks could not be delivered.
    SoftBounces,
    Complaint,
    Legal,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "suppressions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SuppressionId,
    pub brand_id: BrandId,
    /// [`Keys::address_hash`] of the normalised address.
    pub address_hash: Vec<u8>,
    pub email: Option<String>,
    pub reason: Reason,
    /// Where it came from: `link`, `one-click`, `bounce` and so on.
    pub source: String,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Suppresses an address; the first reason stands, unless it is a complaint that comes later: nobody may lift that.
/// `false` when it was suppressed for that reason or a stronger one already.
pub async fn suppress(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    brand: BrandId,
    email: &str,
    reason: Reason,
    source: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let row = ActiveModel {
        id: Set(SuppressionId::new(now)),
        brand_id: Set(brand),
        address_hash: Set(keys.address_hash(&normalise(email)).to_vec()),
        email: Set(Some(email.into())),
        reason: Set(reason),
        source: Set(source.into()),
        created_at: Set(now),
    };
    let mut known = OnConflict::columns([Column::BrandId, Column::AddressHash]);
    match reason {
        Reason::Complaint => known
            .update_columns([Column::Reason, Column::Source])
            .action_and_where(Expr::col((Entity, Column::Reason)).ne(Reason::Complaint)),
        _ => known.do_nothing(),
    };
    Ok(Entity::insert(row)
        .on_conflict(known)
        .exec_without_returning(tx)
        .await?
        > 0)
}

/// Whether the brand must not write to that address.
pub async fn suppressed(
    db: &impl ConnectionTrait,
    keys: &Keys,
    brand: BrandId,
    email: &str,
) -> Result<bool, DbErr> {
    let hash = keys.address_hash(&normalise(email)).to_vec();
    let found = Entity::find()
        .filter(Column::BrandId.eq(brand))
        .filter(Column::AddressHash.eq(hash));
    Ok(found.count(db).await? > 0)
}

/// Which of these addresses must not be written to, by brand and address as they were given.
pub async fn suppressed_among(
    db: &impl ConnectionTrait,
    keys: &Keys,
    letters: &[(BrandId, &str)],
) -> Result<Vec<bool>, DbErr> {
    let hashes: Vec<_> = letters
        .iter()
        .map(|(_, email)| keys.address_hash(&normalise(email)).to_vec())
        .collect();
    let found: Vec<(BrandId, Vec<u8>)> = Entity::find()
        .select_only()
        .columns([Column::BrandId, Column::AddressHash])
        .filter(Column::BrandId.is_in(letters.iter().map(|(brand, _)| *brand)))
        .filter(Column::AddressHash.is_in(hashes.iter().cloned()))
        .into_tuple()
        .all(db)
        .await?;
    let is_there = |(letter, hash): (&(BrandId, &str), &Vec<u8>)| {
        found
            .iter()
            .any(|(brand, of)| *brand == letter.0 && of == hash)
    };
    Ok(letters.iter().zip(&hashes).map(is_there).collect())
}

/// Addresses asked for by one statement.
const TOGETHER: usize = 500;

/// Since when the brand must not write to those of these normalised addresses.
pub async fn since(
    db: &impl ConnectionTrait,
    keys: &Keys,
    brand: BrandId,
    addresses: &HashSet<String>,
) -> Result<HashMap<String, DateTime<Utc>>, DbErr> {
    let mut found = HashMap::new();
    let any = Entity::find().filter(Column::BrandId.eq(brand));
    if any.one(db).await?.is_none() {
        return Ok(found);
    }
    let hashed = addresses
        .iter()
        .map(|address| (keys.address_hash(address).to_vec(), address.as_str()));
    let hashed: Vec<_> = hashed.collect();
    for some in hashed.chunks(TOGETHER) {
        let by_hash: HashMap<_, _> = some.iter().cloned().collect();
        let rows: Vec<(Vec<u8>, DateTime<Utc>)> = Entity::find()
            .select_only()
            .columns([Column::AddressHash, Column::CreatedAt])
            .filter(Column::BrandId.eq(brand))
            .filter(Column::AddressHash.is_in(by_hash.keys().cloned()))
            .into_tuple()
            .all(db)
            .await?;
        let known = rows
            .into_iter()
            .filter_map(|(hash, at)| Some(((*by_hash.get(&hash)?).to_owned(), at)));
        found.extend(known);
    }
    Ok(found)
}
