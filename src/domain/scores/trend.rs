//! Figures over time: one point per day, week or month, the empty ones included. Called by the API and by charts.

use sea_orm::DbErr;

use super::grouping::{Grouping, Label, Labels};
use super::period::{Period, Step};
use super::reading::{self, Row, Selection};
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

/// The whole selection, step by step.
pub async fn trend(db: &Db, selection: &Selection, step: Step) -> Result<Vec<Point>, DbErr> {
    let counts = reading::counts(db, selection, &[], true).await?;
    Ok(points(selection, step, counts.rows.iter()))
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
