//! Reads the tallies: adds the counts up, grouped as asked. Called by `summary`, `breakdown`, `crossing` and `trend`.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{
    ConnectionTrait, DbErr, QueryResult,
    entity::prelude::*,
    sea_query::{ExprTrait, Query, SelectStatement},
};

use super::grouping::{GroupId, Grouping, Labels};
use super::metric::Metric;
use super::packed;
use super::period::Period;
use super::showing::DisplayRules;
use super::tally::{self, Kind};
use super::wanted::Wanted;
use crate::{db::Db, domain::responses::filter::Filter, ids::BrandId};

/// Which counts are wanted: a metric, a period of brand days, and a filter.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    pub metric: Metric,
    pub period: Period,
    pub filter: Filter,
    /// How much of what comes out may be shown.
    pub rules: DisplayRules,
}

/// Counts of a selection in their groups.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// The combinations that occur: one id for each grouping, in the order asked. One may stand here twice.
    pub groups: Vec<Vec<GroupId>>,
    pub rows: Vec<Row>,
}

/// Some counts of one kind and score, in their group and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The place of the combination in [`Counts::groups`].
    pub group: usize,
    /// Where days were asked for.
    pub day: Option<NaiveDate>,
    pub kind: Kind,
    pub score: i32,
    pub count: u64,
}

impl Row {
    /// Whether these are answers on the metric's scale. "Not applicable" is kept in the tallies and is none.
    pub fn is_answer_to(&self, metric: Metric) -> bool {
        self.kind == Kind::Answered && metric.values().contains(&self.score)
    }
}

impl Counts {
    /// For each combination, where each of its ids stands in the labels of its grouping.
    pub fn places(&self, labels: &[&Labels]) -> Vec<Vec<usize>> {
        let place = |group: &Vec<GroupId>| {
            let ids = group.iter().zip(labels);
            ids.map(|(id, labels)| labels.place(*id)).collect()
        };
        self.groups.iter().map(place).collect()
    }
}

/// Adds up what is selected: for each combination of the groupings, and for each day where `by_day`.
pub async fn counts(
    db: &Db,
    selection: &Selection,
    groupings: &[Grouping],
    by_day: bool,
) -> Result<Counts, DbErr> {
    let Selection {
        metric,
        period,
        filter,
        ..
    } = selection;
    counts_under(db, metric.code(), *period, filter, groupings, by_day).await
}

/// The same for what stands under `metric` in the tallies, be it a metric's code or not.
pub async fn counts_under(
    db: &Db,
    metric: &str,
    period: Period,
    filter: &Filter,
    groupings: &[Grouping],
    by_day: bool,
) -> Result<Counts, DbErr> {
    let kept = db.kept::<packed::Kept>();
    let mut counts = Counts::default();
    // What is packed and what is not must be of the same moment.
    let view = db.snapshot().await?;
    let wanted = Wanted::of(&view, filter).await?;
    if !wanted.is_nothing() {
        let days = packed::days(&view, &kept, &wanted.brands, metric, period).await?;
        for (period, brands) in days.others {
            let query = query(metric, period, &brands, &wanted, groupings, by_day);
            from_tallies(&view, &query, groupings, by_day, &mut counts).await?;
        }
        let books = kept.books();
        packed::add(
            &mut counts,
            &days.packed,
            &books,
            &wanted,
            groupings,
            by_day,
        );
    }
    view.rollback().await?;
    Ok(counts)
}

async fn from_tallies(
    view: &impl ConnectionTrait,
    query: &SelectStatement,
    groupings: &[Grouping],
    by_day: bool,
    counts: &mut Counts,
) -> Result<(), DbErr> {
    let mut known: HashMap<Vec<GroupId>, usize> = HashMap::new();
    for row in view.query_all(query).await? {
        let ids = groupings.iter().map(|grouping| group(&row, *grouping));
        let ids = ids.collect::<Result<Vec<_>, _>>()?;
        let group = *known.entry(ids).or_insert_with_key(|ids| {
            counts.groups.push(ids.clone());
            counts.groups.len() - 1
        });
        counts.rows.push(read(&row, group, by_day)?);
    }
    Ok(())
}

fn query(
    metric: &str,
    period: Period,
    brands: &[BrandId],
    wanted: &Wanted,
    groupings: &[Grouping],
    by_day: bool,
) -> SelectStatement {
    let mut query = Query::select();
    query
        .column(tally::Column::Kind)
        .column(tally::Column::Score)
        // PostgreSQL adds big integers up to a decimal number; counts fit in 64 bits.
        .expr_as(tally::Column::Count.sum().cast_as("bigint"), "total")
        .from(tally::Entity)
        .and_where(tally::Column::BrandId.is_in(brands.iter().copied()))
        .and_where(tally::Column::Metric.eq(metric))
        .and_where(tally::Column::Day.between(period.from(), period.to()))
        .cond_where(wanted.condition())
        .group_by_columns([tally::Column::Kind, tally::Column::Score]);
    let groups = groupings.iter().map(|grouping| grouping.column());
    for column in groups.chain(by_day.then_some(tally::Column::Day)) {
        query.column(column).group_by_col(column);
    }
    query
}

fn group(row: &QueryResult, grouping: Grouping) -> Result<GroupId, DbErr> {
    Ok(match grouping.column() {
        tally::Column::Channel => GroupId::Channel(row.try_get("", "channel")?),
        column => GroupId::Id(row.try_get("", column.as_str())?),
    })
}

fn read(row: &QueryResult, group: usize, by_day: bool) -> Result<Row, DbErr> {
    let total: i64 = row.try_get("", "total")?;
    Ok(Row {
        group,
        day: if by_day {
            Some(row.try_get("", "day")?)
        } else {
            None
        },
        kind: row.try_get("", "kind")?,
        score: i32::from(row.try_get::<i16>("", "score")?),
        // A shard can be below zero where answers were withdrawn; the sum over all of them cannot.
        count: u64::try_from(total).unwrap_or(0),
    })
}
