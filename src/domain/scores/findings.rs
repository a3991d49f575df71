//! What a manager should look at first: the products and touchpoints that really moved. Called by the overview.

use sea_orm::DbErr;

use super::breakdown::breakdown;
use super::grouping::Grouping;
use super::movers::{Mover, movers};
use super::period::Period;
use super::reading::Selection;
use crate::db::Db;

/// What stands out in a selection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// What moved since the period it is compared with, the largest move first; none without such a period.
    pub moved: Vec<(Grouping, Mover)>,
}

/// Looks through a selection. `compared` is the period it is set beside.
pub async fn findings(
    db: &Db,
    selection: &Selection,
    compared: Option<Period>,
) -> Result<Findings, DbErr> {
    let mut found = Findings::default();
    if let Some(period) = compared {
        let earlier = Selection {
            period,
            ..selection.clone()
        };
        for by in [Grouping::Product, Grouping::Touchpoint] {
            let now = breakdown(db, selection, by).await?;
            let before = breakdown(db, &earlier, by).await?;
            let moved = movers(&now, &before);
            found
                .moved
                .extend(moved.into_iter().map(|mover| (by, mover)));
        }
        found
            .moved
            .sort_by(|(_, a), (_, b)| b.size().total_cmp(&a.size()));
    }
    Ok(found)
}
