//! Which comments of days that are over changed since: the version of a day, raised in the transaction that changes one.
//! `record` raises it, and whoever else writes answers of past days must; `scores::remembered` asks for it.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ActiveValue::Set, ExprTrait, entity::prelude::*, sea_query::OnConflict};

use super::response;
use crate::{domain::organization::brand, ids::BrandId};

/// A day whose comments changed after it was over. A day that is not here has version 0.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "commented_days")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub brand_id: BrandId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: NaiveDate,
    /// Grows with every change.
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Notes that an answer says something else than `before`. Today's comments are always read anew and nearly every answer
/// is of today, so that today pays nothing.
pub async fn changed(
    tx: &impl ConnectionTrait,
    before: Option<&response::Model>,
    now_says: &response::Model,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let zone = brand::zone(tx, now_says.brand_id).await?;
    let today = now.with_timezone(&zone).date_naive();
    let over: BTreeSet<_> = before
        .into_iter()
        .chain([now_says])
        .filter(|answer| answer.comment.is_some() && answer.day < today)
        .map(|answer| (answer.brand_id, answer.day))
        .collect();
    if over.is_empty() {
        return Ok(());
    }
    let rows = over.into_iter().map(|(brand, day)| ActiveModel {
        brand_id: Set(brand),
        day: Set(day),
        version: Set(1),
    });
    let raised = OnConflict::columns([Column::BrandId, Column::Day])
        .value(Column::Version, Expr::col((Entity, Column::Version)).add(1))
        .to_owned();
    Entity::insert_many(rows)
        .on_conflict(raised)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The versions of the days of a period that have one.
pub async fn versions(
    view: &impl ConnectionTrait,
    brands: &[BrandId],
    from: NaiveDate,
    to: NaiveDate,
) -> Result<HashMap<(BrandId, NaiveDate), i64>, DbErr> {
    let rows = Entity::find()
        .filter(Column::BrandId.is_in(brands.iter().copied()))
        .filter(Column::Day.between(from, to))
        .all(view)
        .await?;
    let version = |row: Model| ((row.brand_id, row.day), row.version);
    Ok(rows.into_iter().map(version).collect())
}
