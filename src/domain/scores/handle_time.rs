//! How long contacts took, of satisfied customers and of the others: whether time is bought with satisfaction.
//! Called by an agent's page.

use sea_orm::{
    FromQueryResult,
    entity::prelude::*,
    sea_query::{ExprTrait, Query, SelectStatement},
};

use super::reading::Selection;
use crate::domain::{
    interactions::interaction,
    responses::{answer, response},
};

/// Contacts whose duration was reported, by what their customers answered.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HandleTimes {
    /// Answers that count for the score: 4 and 5 of CSAT, promoters, yes.
    pub above: Option<Times>,
    /// NPS's passives, which count neither way.
    pub between: Option<Times>,
    /// All others.
    pub below: Option<Times>,
}

/// Durations in seconds of so many contacts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Times {
    pub contacts: u64,
    pub median: f64,
    pub mean: f64,
}

impl Times {
    /// `None` without durations. The median of an even number lies midway between the two in the middle.
    pub fn of(mut seconds: Vec<i32>) -> Option<Self> {
        seconds.sort_unstable();
        let contacts = seconds.len();
        let upper = f64::from(*seconds.get(contacts / 2)?);
        let lower = f64::from(*seconds.get((contacts - 1) / 2)?);
        let sum: i64 = seconds.iter().map(|seconds| i64::from(*seconds)).sum();
        Some(Self {
            contacts: contacts as u64,
            median: f64::midpoint(lower, upper),
            mean: sum as f64 / contacts as f64,
        })
    }
}

#[derive(Debug, FromQueryResult)]
struct Rated {
    score: i16,
    seconds: i32,
}

/// The durations behind the selected answers.
pub async fn handle_times(
    db: &impl ConnectionTrait,
    selection: &Selection,
) -> Result<HandleTimes, DbErr> {
    let metric = selection.metric;
    let mut found = rated(db, &first_questions(selection)).await?;
    found.extend(rated(db, &further_questions(selection)).await?);
    let mut sides: [Vec<i32>; 3] = Default::default();
    for one in found {
        let score = i32::from(one.score);
        if !metric.values().contains(&score) {
            continue;
        }
        let said = metric.formula().per_response(score);
        let neutral = said == 0.0 && metric.formula().range().0 < 0.0;
        let side = match said {
            _ if neutral => 1,
            said if said > 0.0 => 0,
            _ => 2,
        };
        sides[side].push(one.seconds);
    }
    let [above, between, below] = sides.map(Times::of);
    Ok(HandleTimes {
        above,
        between,
        below,
    })
}

async fn rated(db: &impl ConnectionTrait, query: &SelectStatement) -> Result<Vec<Rated>, DbErr> {
    let rows = db.query_all(query).await?;
    rows.iter()
        .map(|row| Rated::from_query_result(row, ""))
        .collect()
}

/// Answers that stand in the response itself.
fn first_questions(selection: &Selection) -> SelectStatement {
    let mut query = durations(selection);
    query
        .expr_as(response::Column::Score.into_expr(), "score")
        .and_where(response::Column::Metric.eq(selection.metric.code()))
        .cond_where(selection.filter.score_range("responses"));
    query
}

/// Answers to further questions.
fn further_questions(selection: &Selection) -> SelectStatement {
    let mut query = durations(selection);
    query
        .expr_as(answer::Column::Score.into_expr(), "score")
        .inner_join(
            answer::Entity,
            answer::Column::ResponseId
                .into_expr()
                .equals(response::Column::Id.as_column_ref()),
        )
        .and_where(answer::Column::Metric.eq(selection.metric.code()))
        .and_where(answer::Column::Score.is_not_null())
        .cond_where(selection.filter.score_range("answers"));
    query
}

fn durations(selection: &Selection) -> SelectStatement {
    let (filter, period) = (&selection.filter, selection.period);
    let commented = filter.has_comment.map(|with| match with {
        true => response::Column::Comment.is_not_null(),
        false => response::Column::Comment.is_null(),
    });
    let attributed = filter.attribution("responses").add_option(commented);
    Query::select()
        .expr_as(interaction::Column::HandleSeconds.into_expr(), "seconds")
        .from(response::Entity)
        .inner_join(
            interaction::Entity,
            interaction::Column::Id
                .into_expr()
                .equals(response::Column::InteractionId.as_column_ref()),
        )
        .cond_where(attributed)
        .and_where(interaction::Column::HandleSeconds.is_not_null())
        .and_where(response::Column::Counts.eq(true))
        .and_where(response::Column::Day.between(period.from(), period.to()))
        .take()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle_and_one_long_call_does_not_move_it() {
        assert_eq!(Times::of(vec![]), None);
        let read = |seconds: &[i32]| Times::of(seconds.to_vec()).map(|t| (t.median, t.mean));
        assert_eq!(read(&[60]), Some((60.0, 60.0)));
        assert_eq!(read(&[300, 100]), Some((200.0, 200.0)));
        assert_eq!(read(&[300, 100, 5_000]), Some((300.0, 1_800.0)));
    }
}
