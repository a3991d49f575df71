//! Figures side by side: per agent, team, product, touchpoint, channel, survey or brand.
//! Called by the API and by the console's tables.

use sea_orm::DbErr;

pub use super::grouping::{Grouping, Label};

use super::grouping::Labels;
use super::period::Period;
use super::reading::{self, Asked, Counts, Selection};
use super::summary::Summary;
use crate::db::Db;

/// The figures of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub label: Label,
    pub summary: Summary,
}

/// Groups by name, the one without a key last, and the figures of all of them together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakdown {
    pub total: Summary,
    pub groups: Vec<Group>,
}

/// Everything selected, side by side. Every answer is in exactly one group.
pub async fn breakdown(
    db: &Db,
    selection: &Selection,
    grouping: Grouping,
) -> Result<Breakdown, DbErr> {
    Ok(beside(db, selection, None, grouping).await?.0)
}

/// The same beside the groups of the period it is compared with.
pub async fn beside(
    db: &Db,
    selection: &Selection,
    compared: Option<Period>,
    grouping: Grouping,
) -> Result<(Breakdown, Option<Breakdown>), DbErr> {
    let both = breakdowns(db, selection, compared, &[grouping]).await?;
    let none = || (Breakdown::none(selection), None);
    Ok(both.into_iter().next().unwrap_or_else(none))
}

/// Everything selected, side by side in several ways, each with the same of the period it is compared with.
pub async fn breakdowns(
    db: &Db,
    selection: &Selection,
    compared: Option<Period>,
    groupings: &[Grouping],
) -> Result<Vec<(Breakdown, Option<Breakdown>)>, DbErr> {
    let (metric, filter) = (selection.metric, &selection.filter);
    let periods = [selection.period].into_iter().chain(compared);
    let asked: Vec<Asked> = periods
        .flat_map(|period| groupings.iter().map(move |by| Asked::of(period, by)))
        .collect();
    let counts = reading::several(db, metric.code(), filter, &asked).await?;
    let (now, before) = counts.split_at(groupings.len());
    let labels = Labels::of_each(db, &filter.brands, groupings).await?;
    let both = labels.iter().enumerate().map(|(at, labels)| {
        let of = |counts| Breakdown::of(selection, counts, 0, labels);
        (of(&now[at]), before.get(at).map(of))
    });
    Ok(both.collect())
}

impl Breakdown {
    fn none(selection: &Selection) -> Self {
        Self {
            total: Summary::empty(selection.metric, selection.rules.steps),
            groups: Vec::new(),
        }
    }

    /// Of counts in groups that have one of these labels at the place `at`.
    pub(super) fn of(selection: &Selection, counts: &Counts, at: usize, labels: &Labels) -> Self {
        let places: Vec<usize> = counts
            .groups
            .iter()
            .filter_map(|ids| Some(labels.place(*ids.get(at)?)))
            .collect();
        let empty = || Summary::empty(selection.metric, selection.rules.steps);
        let mut total = empty();
        let mut groups: Vec<Option<Summary>> = vec![None; labels.all().len()];
        for row in &counts.rows {
            total.count(row);
            let group = &mut groups[places[row.group]];
            group.get_or_insert_with(empty).count(row);
        }
        let groups = labels.all().iter().zip(groups);
        let groups = groups.filter_map(|(label, summary)| {
            Some(Group {
                label: label.clone(),
                summary: summary?,
            })
        });
        Self {
            total,
            groups: groups.collect(),
        }
    }
}
