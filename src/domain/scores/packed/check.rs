//! What the pieces of a day say, as the tallies would say it. Called by `verify`.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sea_orm::{ActiveEnum, ConnectionTrait, DbErr, QuerySelect, entity::prelude::*};

use super::{Column, Entity, cells};
use crate::{
    domain::scores::{
        recount::{Counts, DayCell},
        tally,
    },
    ids::BrandId,
};

/// The days of a brand that are packed, for any metric.
pub async fn days(
    view: &impl ConnectionTrait,
    brand: BrandId,
) -> Result<BTreeSet<NaiveDate>, DbErr> {
    let days: Vec<NaiveDate> = Entity::find()
        .select_only()
        .column(Column::Day)
        .distinct()
        .filter(Column::BrandId.eq(brand))
        .filter(Column::Cells.is_not_null())
        .into_tuple()
        .all(view)
        .await?;
    Ok(days.into_iter().collect())
}

/// The counts in each metric's piece of a day; a piece that cannot be read has none.
pub async fn of_day(
    view: &impl ConnectionTrait,
    brand: BrandId,
    day: NaiveDate,
) -> Result<Vec<(String, Option<Counts>)>, DbErr> {
    let pieces = Entity::find()
        .filter(Column::BrandId.eq(brand))
        .filter(Column::Metric.is_in(tally::metrics()))
        .filter(Column::Day.eq(day))
        .filter(Column::Cells.is_not_null())
        .all(view)
        .await?;
    let counts = |piece: super::Model| {
        let cells = cells::unpack(&piece.cells.unwrap_or_default());
        let counts = cells.map(|cells| counts_of(&piece.metric, &cells));
        (piece.metric, counts)
    };
    Ok(pieces.into_iter().map(counts).collect())
}

fn counts_of(metric: &str, cells: &cells::Cells) -> Counts {
    let mut counts = Counts::new();
    for (who, what, said, count) in cells.iter() {
        let cell = DayCell {
            metric: metric.to_owned(),
            kind: said.kind.to_value(),
            agent_id: who.agent,
            team_id: who.team,
            product_id: what.product,
            touchpoint_id: what.touchpoint,
            channel: what.channel.code().to_owned(),
            survey_id: what.survey,
            commented: said.commented,
            score: said.score,
        };
        *counts.entry(cell).or_default() += i64::try_from(count).unwrap_or(i64::MAX);
    }
    counts
}
