//! Reads the tallies: adds the counts up, grouped as asked. Called by `summary`, `breakdown`, `crossing` and `trend`.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{
    ConnectionTrait, DbErr, QueryResult,
    entity::prelude::*,
    sea_query::{Condition, ExprTrait, Query, SelectStatement},
};

use super::grouping::{GroupId, Grouping, Labels};
use super::metric::Metric;
use super::period::Period;
use super::tally::{self, Kind};
use crate::{db::Db, domain::responses::filter::Filter};

/// Which counts are wanted: a metric, a period of brand days, and a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    pub metric: Metric,
    pub period: Period,
    pub filter: Filter,
}

/// Counts of a selection in their groups.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// The combinations that occur: one id for each grouping, in the order asked.
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
    let mut counts = Counts::default();
    let mut known: HashMap<Vec<GroupId>, usize> = HashMap::new();
    let query = query(selection, groupings, by_day);
    for row in db.read().query_all(&query).await? {
        let ids = groupings.iter().map(|grouping| group(&row, *grouping));
        let ids = ids.collect::<Result<Vec<_>, _>>()?;
        let group = *known.entry(ids).or_insert_with_key(|ids| {
            counts.groups.push(ids.clone());
            counts.groups.len() - 1
        });
        counts.rows.push(read(&row, group, by_day)?);
    }
    Ok(counts)
}

fn query(selection: &Selection, groupings: &[Grouping], by_day: bool) -> SelectStatement {
    let mut query = Query::select();
    query
        .column(tally::Column::Kind)
        .column(tally::Column::Score)
        // PostgreSQL adds big integers up to a decimal number; counts fit in 64 bits.
        .expr_as(tally::Column::Count.sum().cast_as("bigint"), "total")
        .from(tally::Entity)
        .cond_where(condition(selection))
        .group_by_columns([tally::Column::Kind, tally::Column::Score]);
    let groups = groupings.iter().map(|grouping| grouping.column());
    for column in groups.chain(by_day.then_some(tally::Column::Day)) {
        query.column(column).group_by_col(column);
    }
    query
}

fn condition(selection: &Selection) -> Condition {
    let Selection {
        metric,
        period,
        filter,
    } = selection;
    // A letter has no score and no comment yet: those two narrow down the answers alone.
    let answered = Condition::any()
        .add(tally::Column::Kind.ne(Kind::Answered))
        .add(
            filter.score_range("tallies").add_option(
                filter
                    .has_comment
                    .map(|comment| tally::Column::Commented.eq(comment)),
            ),
        );
    filter
        .attribution("tallies")
        .add(tally::Column::Metric.eq(metric.code()))
        .add(tally::Column::Day.between(period.from(), period.to()))
        .add(answered)
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
