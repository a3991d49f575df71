//! The suppressions of brands as they are looked through: newest first, by reason, or one by its exact address.

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{Condition, FromQueryResult, QueryOrder, QuerySelect, entity::prelude::*};

use super::{
    address_hash,
    suppression::{Column, Entity, Model, Reason},
};
use crate::{
    db,
    ids::{BrandId, SuppressionId},
    token::Keys,
};

/// What an erased address is written as where addresses stand: its keyed hash in hexadecimal follows.
pub const HASHED: &str = "hash:";

/// Which suppressions are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub brands: Vec<BrandId>,
    pub reason: Option<Reason>,
    /// Only this address, exactly; found by its hash, so that one that was erased is found too.
    pub address: Option<String>,
    /// Only what comes after this one in the list.
    pub after: Option<(DateTime<Utc>, SuppressionId)>,
}

/// The hash an address is kept under; `hash:…` is one already. `None`: a hash that is none.
pub fn hash_of(keys: &Keys, address: &str) -> Option<Vec<u8>> {
    match address.trim().strip_prefix(HASHED) {
        Some(hash) => hex::decode(hash).ok().filter(|hash| hash.len() == 32),
        None => Some(address_hash::of(keys, address)),
    }
}

/// How a suppression's address is written: `hash:…` where only the hash is left.
pub fn written(row: &Model) -> String {
    let hash = || format!("{HASHED}{}", hex::encode(&row.address_hash));
    row.email.clone().unwrap_or_else(hash)
}

/// What is wanted, the newest first, brand by brand where there are several: each brand's are at hand in that order.
pub async fn list(
    db: &impl ConnectionTrait,
    keys: &Keys,
    wanted: &Wanted,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let hash = match &wanted.address {
        Some(address) => match hash_of(keys, address) {
            Some(hash) => Some(hash),
            None => return Ok(Vec::new()),
        },
        None => None,
    };
    let older = wanted
        .after
        .map(|place| db::older(Column::CreatedAt, Column::Id, place));
    let mut found = Vec::new();
    for brand in &wanted.brands {
        let condition = Condition::all()
            .add(Column::BrandId.eq(*brand))
            .add_option(wanted.reason.map(|reason| Column::Reason.eq(reason)))
            .add_option(hash.clone().map(|hash| Column::AddressHash.eq(hash)))
            .add_option(older.clone());
        let rows = Entity::find()
            .filter(condition)
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::Id)
            .limit(limit);
        found.extend(rows.all(db).await?);
    }
    found.sort_unstable_by_key(|row| std::cmp::Reverse((row.created_at, row.id)));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// The columns of a file of suppressions, as an import takes it.
pub const COLUMNS: [&str; 4] = ["address", "reason", "since", "source"];

/// What stands in them.
pub fn cells(row: &Model) -> [String; 4] {
    let since = row.created_at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let reason = row.reason.code().to_owned();
    [written(row), reason, since, row.source.clone()]
}

/// Suppressions read at a time.
const TOGETHER: u64 = 5_000;

/// All that is wanted, in the order of [`list`], handed on some thousand at a time.
///
/// # Errors
/// When the database fails, or whoever takes them does.
pub async fn each<E: From<DbErr>>(
    db: &impl ConnectionTrait,
    keys: &Keys,
    mut wanted: Wanted,
    mut take: impl FnMut(&[Model]) -> Result<(), E>,
) -> Result<(), E> {
    wanted.after = None;
    loop {
        let some = list(db, keys, &wanted, TOGETHER).await?;
        take(&some)?;
        match some.last() {
            Some(last) if some.len() as u64 == TOGETHER => {
                wanted.after = Some((last.created_at, last.id));
            }
            _ => return Ok(()),
        }
    }
}

/// The suppression of that id, if it is of one of these brands.
pub async fn by_id(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    id: SuppressionId,
) -> Result<Option<Model>, DbErr> {
    let visible = Column::BrandId.is_in(brands.iter().copied());
    Entity::find_by_id(id).filter(visible).one(db).await
}

/// How many there are for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Count {
    pub reason: Reason,
    pub count: i64,
}

/// How many there are in these brands, reason by reason.
pub async fn counts(db: &impl ConnectionTrait, brands: &[BrandId]) -> Result<Vec<Count>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::Reason)
        .column_as(Column::Id.count(), "count")
        .filter(Column::BrandId.is_in(brands.iter().copied()))
        .group_by(Column::Reason)
        .into_model()
        .all(db)
        .await
}
