//! Two dimensions crossed, for heat tables; and every agent's answers by product and touchpoint, for comparing agents
//! fairly. Called by the console and by the agents' scores.

use std::collections::BTreeMap;

use sea_orm::DbErr;

use super::breakdown::Breakdown;
use super::distribution::Distribution;
use super::grouping::{Grouping, Label, Labels};
use super::period::Period;
use super::reading::{self, Asked, Counts, Selection};
use super::summary::Summary;
use crate::db::Db;

/// A table of figures. Rows and columns in which nothing was counted are left out; an empty cell has an empty summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crossing {
    pub rows: Vec<Label>,
    pub columns: Vec<Label>,
    /// The first row from left to right, then the next.
    pub cells: Vec<Summary>,
    pub total: Summary,
}

/// Everything selected, one dimension down and one across.
pub async fn crossing(
    db: &Db,
    selection: &Selection,
    rows: Grouping,
    columns: Grouping,
) -> Result<Crossing, DbErr> {
    let counts = reading::counts(db, selection, &[rows, columns], false).await?;
    let brands = &selection.filter.brands;
    let down = Labels::load(db.read(), brands, rows).await?;
    let across = Labels::load(db.read(), brands, columns).await?;
    let places = counts.places(&[&down, &across]);
    let (rows, row_of) = used(&down, places.iter().map(|place| place[0]));
    let (columns, column_of) = used(&across, places.iter().map(|place| place[1]));
    let empty = Summary::empty(selection.metric, selection.rules.steps);
    let mut cells = vec![empty.clone(); rows.len() * columns.len()];
    let mut total = empty;
    for row in &counts.rows {
        let place = &places[row.group];
        cells[row_of[place[0]] * columns.len() + column_of[place[1]]].count(row);
        total.count(row);
    }
    Ok(Crossing {
        rows,
        columns,
        cells,
        total,
    })
}

/// The labels that occur, and where each label stands among them.
fn used(labels: &Labels, places: impl Iterator<Item = usize>) -> (Vec<Label>, Vec<usize>) {
    let mut occurs = vec![false; labels.all().len()];
    places.for_each(|place| occurs[place] = true);
    let (mut kept, mut stands) = (Vec::new(), Vec::new());
    for (label, occurs) in labels.all().iter().zip(occurs) {
        stands.push(kept.len());
        if occurs {
            kept.push(label.clone());
        }
    }
    (kept, stands)
}

/// What answers are about that are compared with each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stratum {
    pub product: Label,
    pub touchpoint: Label,
}

/// One agent: all figures, and the answers by stratum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentStrata {
    pub label: Label,
    pub summary: Summary,
    /// By the stratum's place in [`Strata::strata`], lowest first; none is empty.
    pub cells: Vec<(u32, Distribution)>,
    /// Letters delivered, as answers to "did the customer answer?", likewise.
    pub letters: Vec<(u32, Distribution)>,
}

/// Every agent who was rated or whose customers were asked, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strata {
    pub strata: Vec<Stratum>,
    pub agents: Vec<AgentStrata>,
}

/// What [`Strata::of`] is made of.
pub(super) const STRATA: [Grouping; 3] = [Grouping::Agent, Grouping::Product, Grouping::Touchpoint];

/// The answers of every agent by product and touchpoint.
pub async fn strata(db: &Db, selection: &Selection) -> Result<Strata, DbErr> {
    Ok(strata_beside(db, selection, None).await?.0)
}

/// The same beside what each agent reached in the period it is compared with.
pub async fn strata_beside(
    db: &Db,
    selection: &Selection,
    compared: Option<Period>,
) -> Result<(Strata, Option<Breakdown>), DbErr> {
    let earlier = compared.map(|earlier| Asked::of(earlier, &Grouping::Agent));
    let asked = [Asked::in_all(selection.period, &STRATA)];
    let asked: Vec<Asked> = asked.into_iter().chain(earlier).collect();
    let (metric, filter) = (selection.metric, &selection.filter);
    let counts = reading::several(db, metric.code(), filter, &asked).await?;
    let labels = Labels::of_each(db, &filter.brands, &STRATA).await?;
    let (Some((now, before)), [agents, products, touchpoints]) =
        (counts.split_first(), &labels[..])
    else {
        return Ok((Strata::default(), None));
    };
    let before = before.first();
    let before = before.map(|before| Breakdown::of(selection, before, 0, agents));
    let found = Strata::of(selection, now, [agents, products, touchpoints]);
    Ok((found, before))
}

impl Strata {
    /// Of counts in groups of [`STRATA`], with the labels of each of them.
    pub(super) fn of(selection: &Selection, counts: &Counts, labels: [&Labels; 3]) -> Self {
        let [agents, products, touchpoints] = labels;
        let places = counts.places(&labels);
        let mut strata: BTreeMap<(usize, usize), u32> = BTreeMap::new();
        for row in counts
            .rows
            .iter()
            .filter(|row| row.is_answer_to(selection.metric))
        {
            let place = &places[row.group];
            strata.insert((place[1], place[2]), 0);
        }
        for (number, at) in strata.values_mut().zip(0..) {
            *number = at;
        }
        let empty = Summary::empty(selection.metric, selection.rules.steps);
        let mut found: Vec<Option<(Summary, BTreeMap<u32, Summary>)>> =
            vec![None; agents.all().len()];
        for row in &counts.rows {
            let place = &places[row.group];
            let (summary, cells) =
                found[place[0]].get_or_insert_with(|| (empty.clone(), BTreeMap::new()));
            summary.count(row);
            // Where nobody answered there is nothing to compare, neither answers nor how often they came.
            if let Some(stratum) = strata.get(&(place[1], place[2])) {
                let cell = cells.entry(*stratum);
                cell.or_insert_with(|| empty.clone()).count(row);
            }
        }
        let agents = agents.all().iter().zip(found).filter_map(|(label, found)| {
            let (summary, cells) = found?;
            let filled = |of: fn(&Summary) -> Distribution| {
                let cells = cells.iter().map(|(stratum, cell)| (*stratum, of(cell)));
                cells.filter(|(_, counts)| counts.total() > 0).collect()
            };
            Some(AgentStrata {
                label: label.clone(),
                cells: filled(|cell| cell.answers.clone()),
                letters: filled(Summary::answering),
                summary,
            })
        });
        let agents = agents.collect();
        let strata = strata.keys().map(|(product, touchpoint)| Stratum {
            product: products.all()[*product].clone(),
            touchpoint: touchpoints.all()[*touchpoint].clone(),
        });
        Self {
            strata: strata.collect(),
            agents,
        }
    }
}
