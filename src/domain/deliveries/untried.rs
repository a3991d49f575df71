//! Letters that were taken up and are not tried now after all: they wait again as if nobody had taken them. Called by the
//! sending job, and by `flow` where the attempt was on record already.

use chrono::{DateTime, Utc};
use sea_orm::{
    ExprTrait, UpdateMany,
    entity::prelude::*,
    sea_query::{CaseStatement, Query},
};

use super::{
    attempt,
    delivery::{Column, Entity, State},
    outbox::{Settlement, Tried, unclaimed},
};
use crate::ids::{DeliveryId, InvitationId};

/// Gives back letters that `worker` claimed and did not begin, each due at an instant of its own.
pub async fn put_off(
    tx: &impl ConnectionTrait,
    worker: &str,
    letters: &[(DeliveryId, DateTime<Utc>)],
) -> Result<(), DbErr> {
    if letters.is_empty() {
        return Ok(());
    }
    not_begun(worker)
        .col_expr(Column::DueAt, due(letters.iter().copied()))
        .filter(Column::Id.is_in(letters.iter().map(|(id, _)| *id)))
        .exec(tx)
        .await
        .map(|_| ())
}

/// Gives back what `worker` claimed and did not begin.
pub async fn hand_back(tx: &impl ConnectionTrait, worker: &str) -> Result<u64, DbErr> {
    Ok(not_begun(worker).exec(tx).await?.rows_affected)
}

fn not_begun(worker: &str) -> UpdateMany<Entity> {
    unclaimed()
        .filter(Column::ClaimedBy.eq(worker))
        // what the index of claims is restricted to
        .filter(Column::ClaimedUntil.is_not_null())
        .filter(Column::State.is_in([State::Queued, State::Deferred]))
}

fn due(letters: impl Iterator<Item = (DeliveryId, DateTime<Utc>)>) -> Expr {
    let mut due = CaseStatement::new();
    for (id, until) in letters {
        due = due.case(Column::Id.eq(id), Expr::value(until));
    }
    due.into()
}

/// Takes back attempts that were written and not made: nothing of these letters left, so that one nobody has tried before
/// may still be withdrawn. Returns those that were begun, with their invitations.
pub async fn take_back(
    tx: &impl ConnectionTrait,
    tried: &[Tried],
) -> Result<Vec<(DeliveryId, Option<InvitationId>)>, DbErr> {
    let untried = tried.iter().filter_map(|tried| match tried.settlement {
        Settlement::NotTried { until } => Some((tried.delivery, tried.attempt, until)),
        _ => None,
    });
    let untried: Vec<_> = untried.collect();
    if untried.is_empty() {
        return Ok(Vec::new());
    }
    let attempts = || untried.iter().map(|(_, attempt, _)| *attempt);
    // Whoever has begun the letter since may be sending it.
    let the_last_one = Query::select()
        .expr(Expr::val(1))
        .from(attempt::Entity)
        .and_where(attempt::Column::Id.is_in(attempts()))
        .and_where(
            attempt::Column::DeliveryId
                .into_expr()
                .equals(Column::Id.as_column_ref()),
        )
        .and_where(
            attempt::Column::Number
                .into_expr()
                .equals(Column::Attempts.as_column_ref()),
        )
        .take();
    let first = || Column::Attempts.eq(1);
    let state =
        Expr::case(first(), Expr::value(State::Queued)).finally(Expr::value(State::Deferred));
    let first_attempt_at = Expr::case(first(), Expr::value(Option::<DateTimeUtc>::None))
        .finally(Expr::col(Column::FirstAttemptAt));
    let letters = untried.iter().map(|(letter, _, until)| (*letter, *until));
    let given_back = unclaimed()
        .col_expr(Column::State, state.into())
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1))
        .col_expr(Column::FirstAttemptAt, first_attempt_at.into())
        .col_expr(Column::DueAt, due(letters))
        .filter(Column::Id.is_in(untried.iter().map(|(letter, ..)| *letter)))
        .filter(Column::State.eq(State::Sending))
        .filter(Expr::exists(the_last_one))
        .exec_with_returning(tx)
        .await?;
    attempt::Entity::delete_many()
        .filter(attempt::Column::Id.is_in(attempts()))
        .filter(attempt::Column::DeliveryId.is_in(given_back.iter().map(|letter| letter.id)))
        .exec(tx)
        .await?;
    let given_back = given_back.into_iter();
    Ok(given_back
        .map(|letter| (letter.id, letter.invitation_id))
        .collect())
}
