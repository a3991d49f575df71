//! Reads the tallies: adds the counts up, grouped as asked, several readings of one moment at once where a page needs
//! them. Called by everything that shows a score, and by `asking` for contacts.

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

/// One of several readings of a metric and a filter.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub period: Period,
    pub groupings: &'a [Grouping],
    pub by_day: bool,
}

impl<'a> Asked<'a> {
    /// The whole of a period in the combinations of these.
    pub fn in_all(period: Period, groupings: &'a [Grouping]) -> Self {
        Self {
            period,
            groupings,
            by_day: false,
        }
    }

    /// The whole of a period in the groups of one kind.
    pub fn of(period: Period, by: &'a Grouping) -> Self {
        Self::in_all(period, std::slice::from_ref(by))
    }

    /// The same day by day.
    pub fn daily(period: Period, by: &'a Grouping) -> Self {
        Self {
            by_day: true,
            ..Self::of(period, by)
        }
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
    let asked = Asked {
        period,
        groupings,
        by_day,
    };
    let mut counts = several(db, metric, filter, &[asked]).await?;
    Ok(counts.pop().unwrap_or_default())
}

/// Several readings of the same moment, in the order asked. What is packed is looked up once for all of them, and the
/// database goes once through the tallies of the other days.
pub async fn several(
    db: &Db,
    metric: &str,
    filter: &Filter,
    asked: &[Asked<'_>],
) -> Result<Vec<Counts>, DbErr> {
    let kept = db.kept::<packed::Kept>();
    let mut all = vec![Counts::default(); asked.len()];
    // What is packed and what is not must be of the same moment.
    let view = db.snapshot().await?;
    let wanted = Wanted::of(&view, filter).await?;
    if !wanted.is_nothing() {
        for span in spans(asked) {
            let days = packed::days(&view, &kept, &wanted.brands, metric, span).await?;
            for (stretch, brands) in &days.others {
                let mut readings: Vec<_> = asked
                    .iter()
                    .zip(&mut all)
                    .filter(|(one, _)| overlap(one.period, *stretch))
                    .collect();
                let sums = Sums::over(*stretch, readings.iter().map(|(one, _)| *one));
                let query = query(metric, *stretch, brands, &wanted, &sums);
                from_tallies(&view, &query, &sums, &mut readings).await?;
            }
            let books = kept.books();
            for (one, counts) in asked.iter().zip(&mut all) {
                let own = days.packed.iter();
                let own: Vec<_> = own
                    .filter(|(_, day, _)| one.period.contains(*day))
                    .cloned()
                    .collect();
                packed::add(counts, &own, &books, &wanted, one.groupings, one.by_day);
            }
        }
    }
    view.rollback().await?;
    Ok(all)
}

fn overlap(a: Period, b: Period) -> bool {
    a.from() <= b.to() && b.from() <= a.to()
}

/// The days of all readings, without those that none of them asks for.
fn spans(asked: &[Asked]) -> Vec<Period> {
    let mut periods: Vec<Period> = asked.iter().map(|one| one.period).collect();
    periods.sort_unstable_by_key(|period| period.from());
    let mut spans: Vec<Period> = Vec::new();
    for period in periods {
        let reached = |last: &&mut Period| {
            let next = last.to().succ_opt();
            next.is_none_or(|next| period.from() <= next)
        };
        match spans.last_mut().filter(reached) {
            Some(last) => {
                let to = std::cmp::max(last.to(), period.to());
                *last = Period::new(last.from(), to).unwrap_or(*last);
            }
            None => spans.push(period),
        }
    }
    spans
}

/// How finely the database has to add up for all of some readings.
struct Sums {
    groupings: Vec<Grouping>,
    by_day: bool,
}

impl Sums {
    fn over<'a>(stretch: Period, asked: impl Iterator<Item = &'a Asked<'a>>) -> Self {
        let mut sums = Self {
            groupings: Vec::new(),
            by_day: false,
        };
        for one in asked {
            let whole = one.period.contains(stretch.from()) && one.period.contains(stretch.to());
            sums.by_day |= one.by_day || !whole;
            for by in one.groupings {
                if !sums.groupings.contains(by) {
                    sums.groupings.push(*by);
                }
            }
        }
        sums
    }

    /// Where the groupings of a reading stand among all of them.
    fn places(&self, one: &Asked) -> Vec<usize> {
        let place = |by: &Grouping| self.groupings.iter().position(|other| other == by);
        one.groupings.iter().filter_map(place).collect()
    }
}

async fn from_tallies(
    view: &impl ConnectionTrait,
    query: &SelectStatement,
    sums: &Sums,
    readings: &mut [(&Asked<'_>, &mut Counts)],
) -> Result<(), DbErr> {
    let mut known: Vec<(Vec<usize>, HashMap<_, usize>)> = readings
        .iter()
        .map(|(one, _)| (sums.places(one), HashMap::new()))
        .collect();
    for row in view.query_all(query).await? {
        let ids = sums.groupings.iter().map(|by| group(&row, *by));
        let ids = ids.collect::<Result<Vec<_>, _>>()?;
        let sum = read(&row, sums.by_day)?;
        for ((one, counts), (places, known)) in readings.iter_mut().zip(&mut known) {
            if sum.day.is_some_and(|day| !one.period.contains(day)) {
                continue;
            }
            let own: Vec<GroupId> = places.iter().map(|place| ids[*place]).collect();
            let group = *known.entry(own).or_insert_with_key(|own| {
                counts.groups.push(own.clone());
                counts.groups.len() - 1
            });
            let day = sum.day.filter(|_| one.by_day);
            counts.rows.push(Row { group, day, ..sum });
        }
    }
    Ok(())
}

fn query(
    metric: &str,
    period: Period,
    brands: &[BrandId],
    wanted: &Wanted,
    sums: &Sums,
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
    let groups = sums.groupings.iter().map(|grouping| grouping.column());
    for column in groups.chain(sums.by_day.then_some(tally::Column::Day)) {
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

/// A sum that is in no group yet.
fn read(row: &QueryResult, by_day: bool) -> Result<Row, DbErr> {
    let total: i64 = row.try_get("", "total")?;
    Ok(Row {
        group: 0,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_no_reading_asks_for_are_left_out() {
        let period = |from: &str, to: &str| {
            let day = |day: &str| format!("2026-{day}").parse().expect("a day");
            Period::new(day(from), day(to)).expect("a period")
        };
        let spans = |periods: &[Period]| {
            let asked = periods.iter().map(|period| Asked {
                period: *period,
                groupings: &[],
                by_day: false,
            });
            super::spans(&asked.collect::<Vec<_>>())
        };
        let (march, april) = (period("03-01", "03-31"), period("04-01", "04-30"));
        let (spring, june) = (period("03-01", "04-30"), period("06-01", "06-30"));
        assert_eq!(spans(&[june, april, march]), [spring, june]);
        assert_eq!(spans(&[spring, march, march]), [spring]);
        assert_eq!(spans(&[]), []);
    }
}
