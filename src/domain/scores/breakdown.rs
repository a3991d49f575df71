//! Figures side by side: per agent, team, product, touchpoint, channel, survey or brand.
//! Called by the API and by the console's tables.

use sea_orm::DbErr;

pub use super::grouping::{Grouping, Label};

use super::grouping::Labels;
use super::reading::{self, Selection};
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
    let counts = reading::counts(db, selection, &[grouping], false).await?;
    let labels = Labels::load(db.read(), &selection.filter.brands, grouping).await?;
    let places = counts.places(&[&labels]);
    let empty = || Summary::empty(selection.metric, selection.rules.steps);
    let mut total = empty();
    let mut groups: Vec<Option<Summary>> = vec![None; labels.all().len()];
    for row in &counts.rows {
        total.count(row);
        let group = &mut groups[places[row.group][0]];
        let group = group.get_or_insert_with(empty);
        group.count(row);
    }
    let groups = labels
        .all()
        .iter()
        .zip(groups)
        .filter_map(|(label, summary)| {
            Some(Group {
                label: label.clone(),
                summary: summary?,
            })
        });
    Ok(Breakdown {
        total,
        groups: groups.collect(),
    })
}
