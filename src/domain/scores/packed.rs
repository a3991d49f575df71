//! Packed days: the tallies of a day that is over, in one dense piece for each brand and metric. A piece is there only
//! while it equals the tallies. Who changes a tally of such a day takes the piece away in the same transaction (`void`,
//! called by `tally::add` and by `verify`); the job `pack_days` makes it anew (`pack`). `reading` reads pieces where
//! there are any, and the tallies of all other days.

mod adding;
mod bytes;
pub mod cells;
pub(super) mod check;
mod column;
mod kept;
pub mod pack;
mod reading;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sea_orm::{
    ActiveValue::Set, ExprTrait, QuerySelect, entity::prelude::*, sea_query::OnConflict,
};

pub(super) use adding::add;
pub(super) use kept::Kept;
pub(super) use reading::days;

use super::period::Period;
use crate::ids::BrandId;

/// The piece of one day, or that it was taken away.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "packed_days")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub brand_id: BrandId,
    /// A metric's code, or what stands in its place in the tallies.
    #[sea_orm(primary_key, auto_increment = false)]
    pub metric: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: NaiveDate,
    /// Grows with every change of the day's tallies.
    pub version: i64,
    /// As [`cells::pack`] makes them.
    pub cells: Option<Vec<u8>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Takes the pieces of these days away, before their tallies change. Two transactions that change the same day follow
/// each other from here on.
pub async fn void(
    tx: &impl ConnectionTrait,
    days: BTreeSet<(BrandId, &str, NaiveDate)>,
) -> Result<(), DbErr> {
    if days.is_empty() {
        return Ok(());
    }
    // In one order everywhere, as in the tallies.
    let rows = days.into_iter().map(|(brand, metric, day)| ActiveModel {
        brand_id: Set(brand),
        metric: Set(metric.into()),
        day: Set(day),
        version: Set(1),
        cells: Set(None),
    });
    let changed = Expr::col((Entity, Column::Version)).add(1);
    let taken_away = OnConflict::columns([Column::BrandId, Column::Metric, Column::Day])
        .value(Column::Version, changed)
        .value(Column::Cells, Option::<Vec<u8>>::None)
        .to_owned();
    Entity::insert_many(rows)
        .on_conflict(taken_away)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The days of a period that have a piece, with its version.
async fn versions(
    view: &impl ConnectionTrait,
    brands: &[BrandId],
    metric: &str,
    period: Period,
) -> Result<Vec<(BrandId, NaiveDate, i64)>, DbErr> {
    Entity::find()
        .select_only()
        .columns([Column::BrandId, Column::Day, Column::Version])
        .filter(Column::BrandId.is_in(brands.iter().copied()))
        .filter(Column::Metric.eq(metric))
        .filter(Column::Day.between(period.from(), period.to()))
        .filter(Column::Cells.is_not_null())
        .into_tuple()
        .all(view)
        .await
}

/// The pieces of some days of one brand.
async fn pieces(
    view: &impl ConnectionTrait,
    brand: BrandId,
    metric: &str,
    days: &[NaiveDate],
) -> Result<Vec<(NaiveDate, Vec<u8>)>, DbErr> {
    Entity::find()
        .select_only()
        .columns([Column::Day, Column::Cells])
        .filter(Column::BrandId.eq(brand))
        .filter(Column::Metric.eq(metric))
        .filter(Column::Day.is_in(days.iter().copied()))
        .filter(Column::Cells.is_not_null())
        .into_tuple()
        .all(view)
        .await
}
