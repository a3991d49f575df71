//! A preference: a customer's wish to be asked less often. Kept under a keyed hash, so that it outlives the address.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Months, Utc};
use sea_orm::{IntoActiveModel, entity::prelude::*, sea_query::OnConflict};

use super::address_hash;
use crate::{ids::BrandId, token::Keys};

/// What a customer may choose: at most one survey in so many months.
pub const MONTHS: [i16; 4] = [1, 3, 6, 12];

/// So many months in the words of the ledger and the audit: `1 month`, `3 months`.
pub fn spoken(months: i16) -> String {
    match months {
        1 => "1 month".to_owned(),
        several => format!("{several} months"),
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "preferences")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub brand_id: BrandId,
    /// [`Keys::address_hash`] of the normalised address.
    #[sea_orm(primary_key, auto_increment = false)]
    pub address_hash: Vec<u8>,
    /// One of [`MONTHS`].
    pub months: i16,
    /// Where it came from: `link`.
    pub source: String,
    pub since: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The earliest instant at which a letter may leave after one that left at `last`. Calendar months, in UTC.
    pub fn rests_until(&self, last: DateTime<Utc>) -> DateTime<Utc> {
        let months = Months::new(u32::try_from(self.months).unwrap_or_default());
        last.checked_add_months(months)
            .unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

fn id(keys: &Keys, brand: BrandId, email: &str) -> (BrandId, Vec<u8>) {
    (brand, address_hash::of(keys, email))
}

/// Keeps the wish, in place of an earlier one.
pub async fn keep(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    brand: BrandId,
    email: &str,
    months: i16,
    source: &str,
    now: DateTime<Utc>,
) -> Result<Model, DbErr> {
    let (brand_id, address_hash) = id(keys, brand, email);
    let wish = Model {
        brand_id,
        address_hash,
        months,
        source: source.into(),
        since: now,
    };
    let known = OnConflict::columns([Column::BrandId, Column::AddressHash])
        .update_columns([Column::Months, Column::Source, Column::Since])
        .to_owned();
    Entity::insert(wish.clone().into_active_model().reset_all())
        .on_conflict(known)
        .exec_without_returning(tx)
        .await?;
    Ok(wish)
}

/// Forgets the wish; whether there was one.
pub async fn forget(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    brand: BrandId,
    email: &str,
) -> Result<bool, DbErr> {
    let gone = Entity::delete_by_id(id(keys, brand, email)).exec(tx);
    Ok(gone.await?.rows_affected > 0)
}

/// What the customer of that address wishes.
pub async fn of(
    db: &impl ConnectionTrait,
    keys: &Keys,
    brand: BrandId,
    email: &str,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id(keys, brand, email)).one(db).await
}

/// The wishes of those of these normalised addresses that have one.
pub async fn among(
    db: &impl ConnectionTrait,
    keys: &Keys,
    brand: BrandId,
    addresses: &HashSet<String>,
) -> Result<HashMap<String, Model>, DbErr> {
    let of_brand = || Entity::find().filter(Column::BrandId.eq(brand));
    if of_brand().one(db).await?.is_none() {
        return Ok(HashMap::new());
    }
    let rows = |hashes: Vec<Vec<u8>>| async move {
        let found = of_brand().filter(Column::AddressHash.is_in(hashes));
        let rows = found.all(db).await?;
        Ok(rows
            .into_iter()
            .map(|row| (row.address_hash.clone(), row))
            .collect())
    };
    address_hash::among(keys, addresses, rows).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::prelude::Uuid;

    #[test]
    fn one_month_is_not_months() {
        let spoken = MONTHS.map(spoken);
        assert_eq!(spoken, ["1 month", "3 months", "6 months", "12 months"]);
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        let wish = |months| Model {
            brand_id: BrandId(Uuid::nil()),
            address_hash: Vec::new(),
            months,
            source: "link".into(),
            since: DateTime::UNIX_EPOCH,
        };
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let last = at("2026-11-30T10:00:00Z");
        assert_eq!(wish(1).rests_until(last), at("2026-12-30T10:00:00Z"));
        assert_eq!(wish(3).rests_until(last), at("2027-02-28T10:00:00Z"));
        assert_eq!(wish(12).rests_until(last), at("2027-11-30T10:00:00Z"));
    }
}
