//! A suppression that was lifted: the address may be written to again, and who decided so, and why, is kept for good.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, QueryOrder, entity::prelude::*};

use super::suppression::{self, Reason};
use crate::ids::{BrandId, MemberId, SuppressionLiftId};

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

/// Ends the reason an address is suppressed for, and writes down why. Returns the one beneath it, which stands now; none:
/// the brand may write to the address again.
pub async fn lift(
    tx: &impl ConnectionTrait,
    suppression: &suppression::Model,
    by: Option<MemberId>,
    why: &str,
    now: DateTime<Utc>,
) -> Result<Option<Reason>, DbErr> {
    let stands = suppression::end(tx, suppression).await?;
    let row = ActiveModel {
        id: Set(SuppressionLiftId::new(now)),
        brand_id: Set(suppression.brand_id),
        address_hash: Set(suppression.address_hash.clone()),
        reason: Set(suppression.reason),
        why: Set(why.into()),
        lifted_by: Set(by),
        lifted_at: Set(now),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(stands)
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
