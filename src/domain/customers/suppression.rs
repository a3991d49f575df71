//! A suppression: an address a brand must not write to. Kept as a keyed hash, so that it outlives the address.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ExprTrait, Iterable, QuerySelect, entity::prelude::*, sea_query::OnConflict,
};

use super::address_hash;
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

impl Reason {
    /// The name machines use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unsubscribed => "unsubscribed",
            Self::HardBounce => "hard_bounce",
            Self::SoftBounces => "soft_bounces",
            Self::Complaint => "complaint",
            Self::Legal => "legal",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::iter().find(|reason| reason.code() == code)
    }

    /// The weakest first. What a customer said outlives what became of a letter, lest it is lost when the address works
    /// again; nobody may lift a complaint.
    const LADDER: [Self; 5] = [
        Self::SoftBounces,
        Self::HardBounce,
        Self::Unsubscribed,
        Self::Legal,
        Self::Complaint,
    ];

    /// Reasons this one takes the place of.
    fn weaker(self) -> &'static [Self] {
        let ladder: &'static [Self] = &Self::LADDER;
        let step = ladder.iter().position(|reason| *reason == self);
        &ladder[..step.unwrap_or_default()]
    }

    /// Reasons that take the place of this one.
    fn stronger(self) -> &'static [Self] {
        &Self::LADDER[self.weaker().len() + 1..]
    }

    /// Whether this reason takes the place of `other`.
    pub fn outdoes(self, other: Self) -> bool {
        self.weaker().contains(&other)
    }

    /// Whether letters may be sent again once somebody decides so.
    pub fn may_be_lifted(self) -> bool {
        self != Self::Complaint
    }
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
    /// A weaker reason, known before or since, that stands when this one is lifted; and where it came from.
    pub beneath: Option<Reason>,
    pub beneath_source: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Suppresses an address; of several reasons the strongest stands, since the first of them, and the one before beneath
/// it. `false` when it was suppressed for that reason or a stronger one already: then nothing changes.
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
        address_hash: Set(address_hash::of(keys, email)),
        email: Set(Some(email.into())),
        reason: Set(reason),
        source: Set(source.into()),
        created_at: Set(now),
        ..Default::default()
    };
    Ok(keep(tx, [row], reason).await? > 0)
}

/// Keeps a reason beneath a stronger one that an address is suppressed for, unless there is a stronger one beneath too.
pub async fn keep_beneath(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    brand: BrandId,
    email: &str,
    reason: Reason,
    source: &str,
) -> Result<(), DbErr> {
    let weaker = Column::Beneath.is_in(reason.weaker().iter().copied());
    Entity::update_many()
        .col_expr(Column::Beneath, Expr::value(reason))
        .col_expr(Column::BeneathSource, Expr::value(source))
        .filter(Column::BrandId.eq(brand))
        .filter(Column::AddressHash.eq(address_hash::of(keys, email)))
        .filter(Column::Reason.is_in(reason.stronger().iter().copied()))
        .filter(Column::Beneath.is_null().or(weaker))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends the reason an address is suppressed for. Returns the one beneath it, which stands now; none: the brand may write
/// to the address again.
pub async fn end(tx: &impl ConnectionTrait, row: &Model) -> Result<Option<Reason>, DbErr> {
    let Some(beneath) = row.beneath else {
        Entity::delete_by_id(row.id).exec(tx).await?;
        return Ok(None);
    };
    let fresh = ActiveModel {
        id: Set(row.id),
        reason: Set(beneath),
        source: Set(row.beneath_source.clone().unwrap_or_default()),
        beneath: Set(None),
        beneath_source: Set(None),
        ..Default::default()
    };
    Entity::update(fresh).exec_without_returning(tx).await?;
    Ok(Some(beneath))
}

/// The same for addresses that are known as hashes, each once, for one reason; returns how many are news.
pub async fn keep(
    tx: &impl ConnectionTrait,
    rows: impl IntoIterator<Item = ActiveModel>,
    reason: Reason,
) -> Result<u64, DbErr> {
    let mut known = OnConflict::columns([Column::BrandId, Column::AddressHash]);
    match reason.weaker() {
        [] => known.do_nothing(),
        weaker => known
            .update_columns([Column::Reason, Column::Source])
            .value(Column::Beneath, Expr::col((Entity, Column::Reason)))
            .value(Column::BeneathSource, Expr::col((Entity, Column::Source)))
            .action_and_where(Expr::col((Entity, Column::Reason)).is_in(weaker.iter().copied())),
    };
    let insert = Entity::insert_many(rows).on_conflict(known);
    insert.exec_without_returning(tx).await
}

/// Why and since when the brand must not write to that address.
pub async fn of(
    db: &impl ConnectionTrait,
    keys: &Keys,
    brand: BrandId,
    email: &str,
) -> Result<Option<Model>, DbErr> {
    let hash = address_hash::of(keys, email);
    let found = Entity::find()
        .filter(Column::BrandId.eq(brand))
        .filter(Column::AddressHash.eq(hash));
    found.one(db).await
}

/// Whether the brand must not write to that address.
pub async fn suppressed(
    db: &impl ConnectionTrait,
    keys: &Keys,
    brand: BrandId,
    email: &str,
) -> Result<bool, DbErr> {
    Ok(of(db, keys, brand, email).await?.is_some())
}

/// Which of these addresses must not be written to, by brand and address as they were given.
pub async fn suppressed_among(
    db: &impl ConnectionTrait,
    keys: &Keys,
    letters: &[(BrandId, &str)],
) -> Result<Vec<bool>, DbErr> {
    let hashes: Vec<_> = letters
        .iter()
        .map(|(_, email)| address_hash::of(keys, email))
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

/// Since when the brand must not write to those of these normalised addresses.
pub async fn since(
    db: &impl ConnectionTrait,
    keys: &Keys,
    brand: BrandId,
    addresses: &HashSet<String>,
) -> Result<HashMap<String, DateTime<Utc>>, DbErr> {
    let of_brand = || Entity::find().filter(Column::BrandId.eq(brand));
    if of_brand().one(db).await?.is_none() {
        return Ok(HashMap::new());
    }
    let rows = |hashes: Vec<Vec<u8>>| async move {
        of_brand()
            .filter(Column::AddressHash.is_in(hashes))
            .select_only()
            .columns([Column::AddressHash, Column::CreatedAt])
            .into_tuple()
            .all(db)
            .await
    };
    address_hash::among(keys, addresses, rows).await
}
