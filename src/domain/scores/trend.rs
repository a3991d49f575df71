//! Figures over time: one point per day, week or month, the empty ones included. Called by the API and by charts.

use sea_orm::DbErr;

use super::grouping::{Grouping, Label, Labels};
use super::period::{Period, Step};
use super::reading::{self, Asked, Row, Selection};
use super::summary::Summary;
use crate::db::Db;

/// The figures of one step of the period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    pub period: Period,
    pub summary: Summary,
}

/// The points of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    pub label: Label,
    pub points: Vec<Point>,
}

/// A selection day by day, beside all of another period.
#[derive(Clone, Debug)]
pub struct Course<'a> {
    selection: &'a Selection,
    days: Vec<Row>,
    /// The whole of the period it is compared with.
    pub before: Option<Summary>,
}

impl Course<'_> {
    /// One point for each step.
    pub fn points(&self, step: Step) -> Vec<Point> {
        points(self.selection, step, self.days.iter())
    }

    /// All days together.
    pub fn total(&self) -> Summary {
        summed(self.selection, &self.days)
    }
}

/// Both from one reading.
pub async fn course<'a>(
    db: &Db,
    selection: &'a Selection,
    compared: Option<Period>,
) -> Result<Course<'a>, DbErr> {
    let days = Asked {
        by_day: true,
        ..Asked::in_all(selection.period, &[])
    };
    let before = compared.map(|with| Asked::in_all(with, &[]));
    let asked: Vec<Asked> = [days].into_iter().chain(before).collect();
    let (metric, filter) = (selection.metric, &selection.filter);
    let counts = reading::several(db, metric.code(), filter, &asked).await?;
    let mut counts = counts.into_iter().map(|counts| counts.rows);
    Ok(Course {
        selection,
        days: counts.next().unwrap_or_default(),
        before: counts.next().map(|rows| summed(selection, &rows)),
    })
}

fn summed(selection: &Selection, rows: &[Row]) -> Summary {
    let mut total = Summary::empty(selection.metric, selection.rules.steps);
    rows.iter().for_each(|row| total.count(row));
    total
}

/// The whole selection, step by step.
pub async fn trend(db: &Db, selection: &Selection, step: Step) -> Result<Vec<Point>, DbErr> {
    Ok(course(db, selection, None).await?.points(step))
}

/// Each group's own points beside those of all together.
pub async fn trends(
    db: &Db,
    selection: &Selection,
    step: Step,
    grouping: Grouping,
) -> Result<(Vec<Point>, Vec<Series>), DbErr> {
    let counts = reading::counts(db, selection, &[grouping], true).await?;
    let labels = Labels::load(db.read(), &selection.filter.brands, grouping).await?;
    let places = counts.places(&[&labels]);
    let mut groups: Vec<Vec<&Row>> = vec![Vec::new(); labels.all().len()];
    for row in &counts.rows {
        groups[places[row.group][0]].push(row);
    }
    let drawn = |rows: Vec<&Row>| points(selection, step, rows.into_iter());
    let series = labels
        .all()
        .iter()
        .zip(groups)
        .filter(|(_, rows)| !rows.is_empty())
        .map(|(label, rows)| Series {
            label: label.clone(),
            points: drawn(rows),
        });
    let series = series.collect();
    Ok((drawn(counts.rows.iter().collect()), series))
}

/// Sorts days into the steps they lie in.
fn points<'a>(
    selection: &Selection,
    step: Step,
    rows: impl Iterator<Item = &'a Row>,
) -> Vec<Point> {
    let mut points: Vec<Point> = selection
        .period
        .steps(step)
        .map(|period| Point {
            period,
            summary: Summary::empty(selection.metric, selection.rules.steps),
        })
        .collect();
    for row in rows {
        let Some(day) = row.day else { continue };
        let after = points.partition_point(|point| point.period.from() <= day);
        if let Some(point) = after.checked_sub(1).and_then(|at| points.get_mut(at)) {
            point.summary.count(row);
        }
    }
    points
}
