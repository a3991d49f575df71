//! What a manager should look at first: what left its usual level, whose scores differ from the others', and what
//! moved since the period before. Called by the overview.

use sea_orm::DbErr;

use super::agents;
use super::breakdown::Breakdown;
use super::crossing::{STRATA, Strata};
use super::exact_test::Flag;
use super::grouping::{Grouping, Labels};
use super::movers::{Mover, movers};
use super::period::Period;
use super::reading::{self, Asked, Selection};
use super::signals::{Signal, Watched, follow, windows};
use crate::db::Db;

/// Whose past is looked through. Every agent's, day by day, would take most of the time of the page; agents are set
/// beside each other instead, and the page of signals watches them too.
const WATCHED: [Grouping; 3] = [Grouping::Product, Grouping::Touchpoint, Grouping::Team];

/// Whose scores are set beside those of another period.
const MOVING: [Grouping; 2] = [Grouping::Product, Grouping::Touchpoint];

/// What stands out in a selection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// What left its usual level, newest first, also where it has come back.
    pub signals: Vec<Signal>,
    /// How many products, touchpoints and teams were watched for that.
    pub watched: usize,
    /// Agents with answers enough for the exact test, and those of them that are marked.
    pub tested: usize,
    pub below: u64,
    pub above: u64,
    /// What moved since the period it is compared with, the largest move first; none without such a period.
    pub moved: Vec<(Grouping, Mover)>,
}

/// Looks through a selection, all of it at one moment but for changes that began long before. `compared` is the period
/// it is set beside.
pub async fn findings(
    db: &Db,
    selection: &Selection,
    compared: Option<Period>,
) -> Result<Findings, DbErr> {
    let (metric, filter) = (selection.metric, &selection.filter);
    let mut windows = windows(selection.period);
    let window = windows.next();
    let earlier = compared.iter();
    let earlier = earlier.flat_map(|earlier| MOVING.iter().map(|by| Asked::of(*earlier, by)));
    let past = window.iter();
    let past = past.flat_map(|window| WATCHED.iter().map(|by| Asked::daily(window.read, by)));
    let asked = [Asked::in_all(selection.period, &STRATA)].into_iter();
    let asked: Vec<Asked> = asked.chain(earlier).chain(past).collect();
    let counts = reading::several(db, metric.code(), filter, &asked).await?;
    let named = [STRATA.as_slice(), &[Grouping::Team]].concat();
    let labels = Labels::of_each(db, &filter.brands, &named).await?;
    let (Some((now, counts)), [agents, products, touchpoints, teams]) =
        (counts.split_first(), &labels[..])
    else {
        return Ok(Findings::default());
    };
    let (before, past) = counts.split_at(compared.map_or(0, |_| MOVING.len()));

    let watched = window.map(|window| {
        let mut watched = Watched::default();
        let labels = [products, touchpoints, teams];
        for ((by, days), labels) in WATCHED.into_iter().zip(past).zip(labels) {
            watched.groups(metric, &window, by, days, labels);
        }
        watched
    });
    let watched = follow(db, selection, &WATCHED, windows, watched).await?;
    let strata = Strata::of(selection, now, [agents, products, touchpoints]);
    let tested = agents::tested(metric, &strata, &selection.rules);
    let marked = |flag| {
        let agents = tested.agents.iter();
        agents.filter(|agent| agent.flag == flag).count() as u64
    };
    let mut moved = Vec::new();
    let of_strata = [(1, products), (2, touchpoints)];
    for ((by, before), (at, labels)) in MOVING.into_iter().zip(before).zip(of_strata) {
        let now = Breakdown::of(selection, now, at, labels);
        let before = Breakdown::of(selection, before, 0, labels);
        let movers = movers(&now, &before).into_iter();
        moved.extend(movers.map(|mover| (by, mover)));
    }
    moved.sort_by(|(_, a), (_, b)| b.size().total_cmp(&a.size()));
    Ok(Findings {
        signals: watched.signals,
        watched: watched.series,
        tested: tested.tested,
        below: marked(Flag::Below),
        above: marked(Flag::Above),
        moved,
    })
}
