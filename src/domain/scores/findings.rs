//! What a manager should look at first: what left its usual level, whose scores differ from the others', and what
//! moved since the period before. Called by the overview.

use sea_orm::DbErr;

use super::agents::agents;
use super::breakdown::breakdown;
use super::exact_test::Flag;
use super::grouping::Grouping;
use super::movers::{Mover, movers};
use super::period::Period;
use super::reading::Selection;
use super::signals::{Signal, watch};
use crate::db::Db;

/// Whose past is looked through. Every agent's, day by day, would take most of the time of the page; agents are set
/// beside each other instead, and the page of signals watches them too.
const WATCHED: [Grouping; 3] = [Grouping::Product, Grouping::Touchpoint, Grouping::Team];

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

/// Looks through a selection. `compared` is the period it is set beside.
pub async fn findings(
    db: &Db,
    selection: &Selection,
    compared: Option<Period>,
) -> Result<Findings, DbErr> {
    let watched = watch(db, selection, &WATCHED).await?;
    let agents = agents(db, selection).await?;
    let marked = |flag| {
        agents
            .agents
            .iter()
            .filter(|agent| agent.flag == flag)
            .count() as u64
    };
    Ok(Findings {
        signals: watched.signals,
        watched: watched.series,
        tested: agents.tested,
        below: marked(Flag::Below),
        above: marked(Flag::Above),
        moved: moved(db, selection, compared).await?,
    })
}

async fn moved(
    db: &Db,
    selection: &Selection,
    compared: Option<Period>,
) -> Result<Vec<(Grouping, Mover)>, DbErr> {
    let Some(period) = compared else {
        return Ok(Vec::new());
    };
    let earlier = Selection {
        period,
        ..selection.clone()
    };
    let mut moved = Vec::new();
    for by in [Grouping::Product, Grouping::Touchpoint] {
        let now = breakdown(db, selection, by).await?;
        let before = breakdown(db, &earlier, by).await?;
        let movers = movers(&now, &before).into_iter();
        moved.extend(movers.map(|mover| (by, mover)));
    }
    moved.sort_by(|(_, a), (_, b)| b.size().total_cmp(&a.size()));
    Ok(moved)
}
