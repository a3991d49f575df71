//! Keeps the tallies and the packed days honest: `verify` recounts every brand's every day and compares, `rebuild`
//! remakes what differs.
//! Both work while the product serves. Called by the administration commands `scores verify` and `scores rebuild`.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QuerySelect, entity::prelude::*,
    sea_query::Query,
};
use serde::Serialize;

use super::{
    packed,
    period::{Period, Step, day_of},
    recount::{Asked, Counts, DayCell, of_tallies, recounted, stored},
    tally,
};
use crate::{
    db::Db,
    domain::{
        deliveries::delivery, interactions::interaction, organization::brand, responses::response,
    },
    ids::BrandId,
};

/// How many differences a report names; beyond, they are only counted.
const NAMED: usize = 100;
/// Rows written with one statement.
const ROWS_AT_ONCE: usize = 100;

/// How far a walk over all days has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    pub brand: String,
    pub day: NaiveDate,
    pub done: u64,
    pub total: u64,
}

/// What a walk over all days found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Days looked at, of all brands together.
    pub days: u64,
    /// Answers, letters and contacts counted.
    pub counted: u64,
    /// Tallies that were not as a recount has them.
    pub differing: u64,
    /// The first of them.
    pub differences: Vec<Difference>,
}

/// A tally that is not as a recount has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    pub brand: String,
    pub day: NaiveDate,
    pub metric: String,
    pub kind: String,
    pub agent_id: Uuid,
    pub score: i16,
    pub stored: i64,
    pub recounted: i64,
    /// The tally is right, but the packed day, which scores are read from, says what `stored` has.
    pub packed: bool,
}

impl Report {
    /// Whether every tally was right.
    pub fn is_right(&self) -> bool {
        self.differing == 0
    }

    fn compare(&mut self, brand: &brand::Model, day: NaiveDate, found: &Found) {
        self.days += 1;
        self.counted += found
            .recounted
            .values()
            .map(|count| count.unsigned_abs())
            .sum::<u64>();
        self.name(brand, day, &found.stored, &found.recounted, false);
        for (metric, packed) in &found.packed {
            match packed {
                Some(packed) => self.name(brand, day, packed, &found.stored_under(metric), true),
                // What cannot be read is no count, and still is not as it should be.
                None => self.differing += 1,
            }
        }
    }

    fn name(
        &mut self,
        brand: &brand::Model,
        day: NaiveDate,
        stored: &Counts,
        right: &Counts,
        packed: bool,
    ) {
        let cells: BTreeSet<&DayCell> = stored.keys().chain(right.keys()).collect();
        for cell in cells {
            let count = |counts: &Counts| counts.get(cell).copied().unwrap_or(0);
            if count(stored) == count(right) {
                continue;
            }
            self.differing += 1;
            if self.differences.len() < NAMED {
                self.differences.push(Difference {
                    brand: brand.slug.clone(),
                    day,
                    metric: cell.metric.clone(),
                    kind: cell.kind.clone(),
                    agent_id: cell.agent_id,
                    score: cell.score,
                    stored: count(stored),
                    recounted: count(right),
                    packed,
                });
            }
        }
    }
}

/// What was found of one day.
struct Found {
    stored: Counts,
    recounted: Counts,
    packed: Vec<(String, Option<Counts>)>,
}

impl Found {
    async fn of(
        db: &impl ConnectionTrait,
        brand: &brand::Model,
        day: NaiveDate,
        asked: &mut Asked,
    ) -> Result<Self, DbErr> {
        Ok(Self {
            stored: stored(db, brand, day).await?,
            recounted: recounted(db, brand, day, asked).await?,
            packed: packed::check::of_day(db, brand.id, day).await?,
        })
    }

    fn is_right(&self) -> bool {
        let right = |(metric, packed): &(String, Option<Counts>)| {
            packed.as_ref() == Some(&self.stored_under(metric))
        };
        self.stored == self.recounted && self.packed.iter().all(right)
    }

    fn stored_under(&self, metric: &str) -> Counts {
        let stored = self.stored.iter();
        stored
            .filter(|(cell, _)| cell.metric == metric)
            .map(|(cell, count)| (cell.clone(), *count))
            .collect()
    }
}

/// Recounts every day and says what differs. Changes nothing and holds nobody up: each day is compared
/// within one consistent view of the database.
pub async fn verify(db: &Db, mut progress: impl FnMut(&Progress)) -> Result<Report, DbErr> {
    let mut report = Report::default();
    let mut asked = Asked::default();
    let days = days(db.read()).await?;
    for (done, (brand, day)) in days.iter().enumerate() {
        progress(&Progress::at(brand, *day, done, days.len()));
        let view = db.snapshot().await?;
        let found = Found::of(&view, brand, *day, &mut asked).await?;
        view.rollback().await?;
        report.compare(brand, *day, &found);
    }
    Ok(report)
}

/// Recounts every day and remakes the days that differ, each in one write. The report says what was mended.
pub async fn rebuild(db: &Db, mut progress: impl FnMut(&Progress)) -> Result<Report, DbErr> {
    let mut report = Report::default();
    let mut asked = Asked::default();
    let days = days(db.read()).await?;
    for (done, (brand, day)) in days.iter().enumerate() {
        progress(&Progress::at(brand, *day, done, days.len()));
        let view = db.snapshot().await?;
        let mut found = Found::of(&view, brand, *day, &mut asked).await?;
        view.rollback().await?;
        if !found.is_right() {
            let (of, day) = (brand.clone(), *day);
            let remade = db.write(move |tx| Box::pin(async move { remake(tx, &of, day).await }));
            found = remade.await?;
        }
        report.compare(brand, *day, &found);
    }
    Ok(report)
}

/// Puts one day right and returns what was found.
async fn remake(
    tx: &DatabaseTransaction,
    brand: &brand::Model,
    day: NaiveDate,
) -> Result<Found, DbErr> {
    let packed = packed::check::of_day(tx, brand.id, day).await?;
    // In the order of everybody who counts: first the packed day, then the tallies.
    let metrics = tally::metrics().map(|metric| (brand.id, metric, day));
    packed::void(tx, metrics.collect()).await?;
    keep_others_from_counting(tx).await?;
    let found = Found {
        packed,
        ..Found::of(tx, brand, day, &mut Asked::default()).await?
    };
    if found.stored != found.recounted {
        tally::Entity::delete_many()
            .filter(of_tallies(brand, day))
            .exec(tx)
            .await?;
        insert(tx, brand.id, day, &found.recounted).await?;
    }
    Ok(found)
}

/// On PostgreSQL a recount could miss an answer whose transaction is just ending. With this lock every such
/// transaction has either ended, and is seen, or will add to the tallies only after this one. Readers go on.
/// SQLite has one writer, and this is it.
async fn keep_others_from_counting(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared("LOCK TABLE tallies IN SHARE ROW EXCLUSIVE MODE")
            .await?;
    }
    Ok(())
}

async fn insert(
    tx: &DatabaseTransaction,
    brand: BrandId,
    day: NaiveDate,
    counts: &Counts,
) -> Result<(), DbErr> {
    let rows: Vec<(&DayCell, &i64)> = counts.iter().collect();
    for rows in rows.chunks(ROWS_AT_ONCE) {
        let mut insert = Query::insert();
        insert.into_table(tally::Entity).columns([
            "brand_id",
            "day",
            "metric",
            "kind",
            "agent_id",
            "team_id",
            "product_id",
            "touchpoint_id",
            "channel",
            "survey_id",
            "commented",
            "score",
            "shard",
            "count",
        ]);
        for (cell, count) in rows {
            insert.values_panic([
                brand.0.into(),
                day.into(),
                cell.metric.as_str().into(),
                cell.kind.as_str().into(),
                cell.agent_id.into(),
                cell.team_id.into(),
                cell.product_id.into(),
                cell.touchpoint_id.into(),
                cell.channel.as_str().into(),
                cell.survey_id.into(),
                cell.commented.into(),
                cell.score.into(),
                0_i16.into(),
                (**count).into(),
            ]);
        }
        tx.execute(&insert).await?;
    }
    Ok(())
}

/// Every day of every brand on which anything was counted or should have been.
async fn days(db: &impl ConnectionTrait) -> Result<Vec<(brand::Model, NaiveDate)>, DbErr> {
    let mut days = Vec::new();
    for brand in brand::all(db).await? {
        let of = |day: NaiveDate| (brand.clone(), day);
        days.extend(days_of(db, &brand).await?.into_iter().map(of));
    }
    Ok(days)
}

async fn days_of(
    db: &impl ConnectionTrait,
    brand: &brand::Model,
) -> Result<BTreeSet<NaiveDate>, DbErr> {
    let answers = response::Entity::find()
        .select_only()
        .column(response::Column::Day)
        .distinct();
    let answers = answers
        .filter(response::Column::BrandId.eq(brand.id))
        .into_tuple::<NaiveDate>();
    let tallies = tally::Entity::find()
        .select_only()
        .column(tally::Column::Day)
        .distinct();
    let tallies = tallies
        .filter(tally::Column::BrandId.eq(brand.id))
        .into_tuple::<NaiveDate>();
    let settled = delivery::Column::SettledAt;
    let letters: Option<(Option<DateTimeUtc>, Option<DateTimeUtc>)> = delivery::Entity::find()
        .select_only()
        .column_as(settled.min(), "first")
        .column_as(settled.max(), "last")
        .filter(delivery::Column::BrandId.eq(brand.id))
        .into_tuple()
        .one(db)
        .await?;
    let reported = interaction::Column::ReportedAt;
    let contacts: Option<(Option<DateTimeUtc>, Option<DateTimeUtc>)> = interaction::Entity::find()
        .select_only()
        .column_as(reported.min(), "first")
        .column_as(reported.max(), "last")
        .filter(interaction::Column::BrandId.eq(brand.id))
        .into_tuple()
        .one(db)
        .await?;
    let mut days: BTreeSet<NaiveDate> = answers.all(db).await?.into_iter().collect();
    days.extend(tallies.all(db).await?);
    days.extend(packed::check::days(db, brand.id).await?);
    // Letters and contacts have an instant and no day of their own, so every day they reach over is looked at.
    for (first, last) in [letters, contacts].into_iter().flatten() {
        let reached = first.zip(last).and_then(|(first, last)| {
            Period::new(day_of(first, brand.tz()), day_of(last, brand.tz()))
        });
        let steps = reached
            .into_iter()
            .flat_map(|period| period.steps(Step::Day));
        days.extend(steps.map(Period::from));
    }
    Ok(days)
}

impl Progress {
    fn at(brand: &brand::Model, day: NaiveDate, done: usize, total: usize) -> Self {
        Self {
            brand: brand.slug.clone(),
            day,
            done: done as u64,
            total: total as u64,
        }
    }
}
