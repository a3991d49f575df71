//! Reads the tallies: one query adds the counts up, grouped as asked. Called by `summary`, `breakdown` and `trend`.

use chrono::NaiveDate;
use sea_orm::{
    ConnectionTrait, DbErr, QueryResult,
    entity::prelude::*,
    sea_query::{Condition, ExprTrait, Query, SelectStatement},
};

use super::metric::Metric;
use super::period::Period;
use super::tally::{self, Kind};
use crate::domain::responses::filter::Filter;

/// Which counts are wanted: a metric, a period of brand days, and a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    pub metric: Metric,
    pub period: Period,
    pub filter: Filter,
}

/// What the rows of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum GroupId {
    /// The id of a row of the dimension's table; nil where there is none.
    Id(Uuid),
    Text(String),
}

/// Some counts of one kind and score, in their group and day where those were asked for.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub group: Option<GroupId>,
    pub day: Option<NaiveDate>,
    pub kind: Kind,
    pub score: i32,
    pub count: u64,
}

/// The counts of a selection, by group and by day as asked.
pub(super) async fn rows(
    db: &impl ConnectionTrait,
    selection: &Selection,
    group: Option<tally::Column>,
    by_day: bool,
) -> Result<Vec<Row>, DbErr> {
    let found = db.query_all(&query(selection, group, by_day)).await?;
    found.iter().map(|row| read(row, group, by_day)).collect()
}

fn query(selection: &Selection, group: Option<tally::Column>, by_day: bool) -> SelectStatement {
    let mut query = Query::select();
    query
        .column(tally::Column::Kind)
        .column(tally::Column::Score)
        // PostgreSQL adds big integers up to a decimal number; counts fit in 64 bits.
        .expr_as(tally::Column::Count.sum().cast_as("bigint"), "total")
        .from(tally::Entity)
        .cond_where(condition(selection))
        .group_by_columns([tally::Column::Kind, tally::Column::Score]);
    for column in group
        .into_iter()
        .chain(by_day.then_some(tally::Column::Day))
    {
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

fn read(row: &QueryResult, group: Option<tally::Column>, by_day: bool) -> Result<Row, DbErr> {
    let group = match group {
        None => None,
        Some(tally::Column::Channel) => Some(GroupId::Text(row.try_get("", "channel")?)),
        Some(column) => Some(GroupId::Id(row.try_get("", column.as_str())?)),
    };
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
