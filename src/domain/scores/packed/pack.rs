//! Packs days that are over and have no piece. Called by the job `pack_days` and after a rebuild.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set,
    Condition, ConnectionTrait, DbErr, QuerySelect,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict, Query},
};

use super::cells::{self, Said, What, Who};
use super::{ActiveModel, Column, Entity};
use crate::{
    db::Db,
    domain::{
        organization::brand,
        scores::{
            period::{Period, Step},
            tally,
        },
    },
    ids::BrandId,
};

/// Days packed with one read and one write.
const AT_ONCE: usize = 16;
/// How long a day must be over: the clocks of two processes, and the length of a transaction, differ by less.
pub const SETTLED: TimeDelta = TimeDelta::hours(2);

/// The counts of one day with what they are of.
type Counted = Vec<(Who, What, Said, u64)>;
/// A day that wants packing, and the version its tallies had.
type Due = BTreeMap<NaiveDate, i64>;

/// Packs every day that is over and has no piece; returns how many it packed. Pieces of days that are not over go.
pub async fn pack(db: &Db, now: DateTime<Utc>) -> Result<usize, DbErr> {
    let mut packed = 0;
    for brand in brand::all(db.read()).await? {
        // Long enough for this to run once more after the day, and less than makes two clocks undo each other's work.
        take_back(db, brand.id, brand.day(now - SETTLED / 2)).await?;
        let Some(last) = brand.day(now - SETTLED).pred_opt() else {
            continue;
        };
        for metric in tally::metrics() {
            let due = due(db.read(), brand.id, metric, last).await?;
            for days in due.chunks(AT_ONCE) {
                packed += pack_days(db, brand.id, metric, days).await?;
            }
        }
    }
    Ok(packed)
}

/// Takes away the pieces of that day and later ones. A clock that ran ahead packed them, and whoever counts something on
/// the day of today does not look for a piece.
async fn take_back(db: &Db, brand: BrandId, first: NaiveDate) -> Result<(), DbErr> {
    let early = move || {
        Condition::all()
            .add(Column::BrandId.eq(brand))
            .add(Column::Metric.is_in(tally::metrics()))
            .add(Column::Day.gte(first))
            .add(Column::Cells.is_not_null())
    };
    let found = Entity::find().select_only().column(Column::Day);
    let found: Option<NaiveDate> = found
        .filter(early())
        .limit(1)
        .into_tuple()
        .one(db.read())
        .await?;
    if found.is_none() {
        return Ok(());
    }
    db.write(move |tx| {
        Box::pin(async move {
            Entity::update_many()
                .col_expr(Column::Version, Expr::col(Column::Version).add(1))
                .col_expr(Column::Cells, Expr::value(Option::<Vec<u8>>::None))
                .filter(early())
                .exec(tx)
                .await
                .map(|_| ())
        })
    })
    .await
}

/// The days from the first that has tallies up to `last`, without those that are packed. Quiet days are among them:
/// that nothing was counted is worth knowing too.
async fn due(
    db: &impl ConnectionTrait,
    brand: BrandId,
    metric: &'static str,
    last: NaiveDate,
) -> Result<Vec<NaiveDate>, DbErr> {
    let first: Option<Option<NaiveDate>> = tally::Entity::find()
        .select_only()
        .column_as(tally::Column::Day.min(), "first")
        .filter(tally::Column::BrandId.eq(brand))
        .filter(tally::Column::Metric.eq(metric))
        .into_tuple()
        .one(db)
        .await?;
    let Some(period) = first.flatten().and_then(|first| Period::new(first, last)) else {
        return Ok(Vec::new());
    };
    let packed: BTreeSet<NaiveDate> = super::versions(db, &[brand], metric, period)
        .await?
        .into_iter()
        .map(|(_, day, _)| day)
        .collect();
    let days = period.steps(Step::Day).map(Period::from);
    Ok(days.filter(|day| !packed.contains(day)).collect())
}

/// The tallies are read without holding anybody up. Whoever changes one of them in the meantime also changes the day's
/// version, and then what was read here is not kept.
async fn pack_days(
    db: &Db,
    brand: BrandId,
    metric: &'static str,
    days: &[NaiveDate],
) -> Result<usize, DbErr> {
    let rows: Vec<ActiveModel> = days
        .iter()
        .map(|day| ActiveModel {
            brand_id: Set(brand),
            metric: Set(metric.into()),
            day: Set(*day),
            version: Set(0),
            cells: Set(None),
        })
        .collect();
    db.write(move |tx| {
        Box::pin(async move {
            let key = [Column::BrandId, Column::Metric, Column::Day];
            let known = OnConflict::columns(key).do_nothing().to_owned();
            let insert = Entity::insert_many(rows).on_conflict(known);
            insert.exec_without_returning(tx).await
        })
    })
    .await?;
    let view = db.snapshot().await?;
    let due = unpacked(&view, brand, metric, days).await?;
    let counted = counted(&view, brand, metric, &due).await?;
    view.rollback().await?;
    db.write(move |tx| {
        Box::pin(async move {
            let mut packed = 0;
            for (day, version) in due {
                // A sum below zero is no count: such a day stays as it is until a rebuild.
                let Some(cells) = counted
                    .get(&day)
                    .map_or(Some(cells::pack([])), Clone::clone)
                else {
                    continue;
                };
                let kept = Entity::update_many()
                    .col_expr(Column::Cells, Expr::value(cells))
                    .filter(Column::BrandId.eq(brand))
                    .filter(Column::Metric.eq(metric))
                    .filter(Column::Day.eq(day))
                    .filter(Column::Version.eq(version))
                    .filter(Column::Cells.is_null())
                    .exec(tx)
                    .await?;
                packed += kept.rows_affected as usize;
            }
            Ok(packed)
        })
    })
    .await
}

async fn unpacked(
    view: &impl ConnectionTrait,
    brand: BrandId,
    metric: &str,
    days: &[NaiveDate],
) -> Result<Due, DbErr> {
    let due: Vec<(NaiveDate, i64)> = Entity::find()
        .select_only()
        .columns([Column::Day, Column::Version])
        .filter(Column::BrandId.eq(brand))
        .filter(Column::Metric.eq(metric))
        .filter(Column::Day.is_in(days.iter().copied()))
        .filter(Column::Cells.is_null())
        .into_tuple()
        .all(view)
        .await?;
    Ok(due.into_iter().collect())
}

/// The pieces that the tallies of these days make; none for a day with a sum below zero.
async fn counted(
    view: &impl ConnectionTrait,
    brand: BrandId,
    metric: &str,
    due: &Due,
) -> Result<BTreeMap<NaiveDate, Option<Vec<u8>>>, DbErr> {
    use tally::Column as Tally;
    let of = [
        Tally::Day,
        Tally::Kind,
        Tally::AgentId,
        Tally::TeamId,
        Tally::ProductId,
        Tally::TouchpointId,
        Tally::Channel,
        Tally::SurveyId,
        Tally::Commented,
        Tally::Score,
    ];
    let mut query = Query::select();
    query
        .columns(of)
        .group_by_columns(of)
        .expr_as(Tally::Count.sum().cast_as("bigint"), "total")
        .from(tally::Entity)
        .and_where(Tally::BrandId.eq(brand))
        .and_where(Tally::Metric.eq(metric))
        .and_where(Tally::Day.is_in(due.keys().copied()));
    let mut days: BTreeMap<NaiveDate, Option<Counted>> = BTreeMap::new();
    for row in view.query_all(&query).await? {
        let day = days
            .entry(row.try_get("", "day")?)
            .or_insert_with(|| Some(Vec::new()));
        let who = Who {
            agent: row.try_get("", "agent_id")?,
            team: row.try_get("", "team_id")?,
        };
        let what = What {
            product: row.try_get("", "product_id")?,
            touchpoint: row.try_get("", "touchpoint_id")?,
            survey: row.try_get("", "survey_id")?,
            channel: row.try_get("", "channel")?,
        };
        let said = Said {
            kind: row.try_get("", "kind")?,
            commented: row.try_get("", "commented")?,
            score: row.try_get("", "score")?,
        };
        match u64::try_from(row.try_get::<i64>("", "total")?) {
            Ok(0) => {}
            Ok(count) => {
                if let Some(day) = day {
                    day.push((who, what, said, count));
                }
            }
            Err(_) => *day = None,
        }
    }
    let packed = |(day, counts): (NaiveDate, Option<Vec<_>>)| (day, counts.map(cells::pack));
    Ok(days.into_iter().map(packed).collect())
}
