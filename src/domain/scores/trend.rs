//! Figures over time: one point per day, week or month, the empty ones included. Called by the API and by charts.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbErr};

use super::breakdown::{Grouping, Label, Labels};
use super::metric::Metric;
use super::period::{Period, Step};
use super::reading::{self, Row, Selection};
use super::summary::Summary;

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
pub async fn trend(
    db: &impl ConnectionTrait,
    selection: &Selection,
    step: Step,
) -> Result<Vec<Point>, DbErr> {
    let rows = reading::rows(db, selection, None, true).await?;
    Ok(points(
        selection.metric,
        selection.period,
        step,
        rows.iter(),
    ))
}

/// Each group's own points beside those of all together.
pub async fn trends(
    db: &impl ConnectionTrait,
    selection: &Selection,
    step: Step,
    grouping: Grouping,
) -> Result<(Vec<Point>, Vec<Series>), DbErr> {
    let rows = reading::rows(db, selection, Some(grouping.column()), true).await?;
    let labels = Labels::load(db, selection, grouping).await?;
    let mut groups: BTreeMap<Label, Vec<&Row>> = BTreeMap::new();
    for row in &rows {
        groups.entry(labels.of(row)).or_default().push(row);
    }
    let drawn =
        |rows: Vec<&Row>| points(selection.metric, selection.period, step, rows.into_iter());
    let mut series: Vec<Series> = groups
        .into_iter()
        .map(|(label, rows)| Series {
            label,
            points: drawn(rows),
        })
        .collect();
    series.sort_by_cached_key(|series| series.label.order());
    Ok((drawn(rows.iter().collect()), series))
}

/// Sorts days into the steps they lie in.
fn points<'a>(
    metric: Metric,
    period: Period,
    step: Step,
    rows: impl Iterator<Item = &'a Row>,
) -> Vec<Point> {
    let mut points: Vec<Point> = period
        .steps(step)
        .map(|period| Point {
            period,
            summary: Summary::empty(metric),
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
