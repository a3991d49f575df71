//! The suppressions of brands as they are looked through: newest first, by reason, or one by its exact address. And what
//! was lifted: by whom and why.

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{
    ActiveValue::Set, Condition, FromQueryResult, QueryOrder, QuerySelect, entity::prelude::*,
};

use super::{
    email_address::normalise,
    suppression::{Column, Entity, Model, Reason},
};
use crate::{
    db,
    ids::{BrandId, MemberId, SuppressionId, SuppressionLiftId},
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
        None => Some(keys.address_hash(&normalise(address)).to_vec()),
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

/// A suppression that was lifted: kept for good.
pub mod lift {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "suppression_lifts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SuppressionLiftId,
        pub brand_id: BrandId,
        pub address_hash: Vec<u8>,
        /// What it was suppressed for.
        pub reason: Reason,
        /// In the words of whoever lifted it.
        #[sea_orm(column_type = "Text")]
        pub why: String,
        /// None: the customer.
        pub lifted_by: Option<MemberId>,
        pub lifted_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    /// Writes down that this suppression is lifted.
    pub async fn note(
        tx: &impl ConnectionTrait,
        lifted: &super::Model,
        by: Option<MemberId>,
        why: &str,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let row = ActiveModel {
            id: Set(SuppressionLiftId::new(now)),
            brand_id: Set(lifted.brand_id),
            address_hash: Set(lifted.address_hash.clone()),
            reason: Set(lifted.reason),
            why: Set(why.into()),
            lifted_by: Set(by),
            lifted_at: Set(now),
        };
        Entity::insert(row).exec_without_returning(tx).await?;
        Ok(())
    }

    /// What was lifted for an address, the newest first.
    pub async fn of(
        db: &impl ConnectionTrait,
        brands: &[BrandId],
        address_hash: &[u8],
    ) -> Result<Vec<Model>, DbErr> {
        let lifts = Entity::find()
            .filter(Column::BrandId.is_in(brands.iter().copied()))
            .filter(Column::AddressHash.eq(address_hash))
            .order_by_desc(Column::LiftedAt)
            .order_by_desc(Column::Id);
        lifts.all(db).await
    }
}
