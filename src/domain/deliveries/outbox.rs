//! The outbox: deliveries as a queue. Claims are conditional updates, so that no two processes send one letter.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set,
    Condition, ExprTrait, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{IntoCondition, LockBehavior, LockType},
};

use super::{
    attempt,
    delivery::{ActiveModel, Column, Entity, Model, State},
};
use crate::ids::{AttemptId, DeliveryId};

/// A claim neither settled nor renewed for so long is given up: its process died.
pub const LEASE: TimeDelta = TimeDelta::minutes(10);

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// The server took it (2xx).
    Sent { reply: String },
    /// To be tried again; nobody knows for sure that it did not arrive.
    Deferred { until: DateTime<Utc>, reply: String },
    /// The server refused it for good.
    Failed { reply: String },
    /// Its time ran out.
    Expired { reply: String },
    /// Must not be sent any more.
    Cancelled { reply: String },
}

impl Settlement {
    pub fn state(&self) -> State {
        match self {
            Self::Sent { .. } => State::Sent,
            Self::Deferred { .. } => State::Deferred,
            Self::Failed { .. } => State::Failed,
            Self::Expired { .. } => State::Expired,
            Self::Cancelled { .. } => State::Cancelled,
        }
    }

    pub fn reply(&self) -> &str {
        let (Self::Sent { reply }
        | Self::Deferred { reply, .. }
        | Self::Failed { reply }
        | Self::Expired { reply }
        | Self::Cancelled { reply }) = self;
        reply
    }
}

/// Whether anything is due: most of the time nothing is, and then nothing need be written.
pub async fn is_any_due(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let first = due(now).select_only().column(Column::Id).limit(1);
    Ok(first.into_tuple::<DeliveryId>().one(db).await?.is_some())
}

fn due(now: DateTime<Utc>) -> Select<Entity> {
    let free = Condition::any()
        .add(Column::ClaimedUntil.is_null())
        .add(Column::ClaimedUntil.lte(now));
    Entity::find()
        .filter(Column::State.is_in([State::Queued, State::Deferred]))
        .filter(unsettled())
        .filter(Column::DueAt.lte(now))
        .filter(free)
}

/// What `ix_deliveries_due_at` is restricted to, in the words of its definition: SQLite looks at no value that is bound
/// when it chooses an index, and would go through every letter there ever was.
fn unsettled() -> Expr {
    Expr::cust("state IN ('queued', 'deferred', 'sending')")
}

/// Takes up to `most` deliveries that are due, the longest due first, for `worker`.
pub async fn claim(
    tx: &impl ConnectionTrait,
    worker: &str,
    most: u64,
    now: DateTime<Utc>,
) -> Result<Vec<Model>, DbErr> {
    let due = due(now)
        .select_only()
        .column(Column::Id)
        .order_by_asc(Column::DueAt)
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let due: Vec<DeliveryId> = due.into_tuple().all(tx).await?;
    if due.is_empty() {
        return Ok(vec![]);
    }
    let mut claimed = Entity::update_many()
        .col_expr(Column::ClaimedBy, Expr::value(worker))
        .col_expr(Column::ClaimedUntil, Expr::value(now + LEASE))
        .filter(Column::Id.is_in(due))
        .exec_with_returning(tx)
        .await?;
    claimed.sort_by_key(|delivery| delivery.due_at);
    Ok(claimed)
}

/// Says that `worker` lives and still has these letters in hand.
pub async fn renew(
    tx: &impl ConnectionTrait,
    worker: &str,
    letters: Vec<DeliveryId>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::ClaimedUntil, Expr::value(now + LEASE))
        .filter(Column::Id.is_in(letters))
        .filter(Column::ClaimedBy.eq(worker))
        .exec(tx)
        .await?;
    Ok(())
}

/// Writes that an attempt begins, before it is made. `None` when the delivery is no longer this worker's to send.
pub async fn begin_attempt(
    tx: &impl ConnectionTrait,
    delivery: DeliveryId,
    worker: &str,
    now: DateTime<Utc>,
) -> Result<Option<(Model, AttemptId)>, DbErr> {
    let begun = Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Sending))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::ClaimedUntil, Expr::value(now + LEASE))
        .col_expr(
            Column::FirstAttemptAt,
            Expr::col(Column::FirstAttemptAt).if_null(now),
        )
        .filter(Column::Id.eq(delivery))
        .filter(Column::ClaimedBy.eq(worker))
        .filter(Column::State.is_in([State::Queued, State::Deferred]))
        .exec_with_returning(tx)
        .await?;
    let Some(delivery) = begun.into_iter().next() else {
        return Ok(None);
    };
    let id = AttemptId::new(now);
    let row = attempt::ActiveModel {
        id: Set(id),
        delivery_id: Set(delivery.id),
        number: Set(delivery.attempts),
        worker: Set(worker.into()),
        started_at: Set(now),
        finished_at: Set(None),
        outcome: Set(None),
        reply: Set(None),
    };
    attempt::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(Some((delivery, id)))
}

/// Writes what became of a delivery. `None` when it was settled already.
pub async fn settle(
    tx: &impl ConnectionTrait,
    delivery: DeliveryId,
    attempt: Option<AttemptId>,
    settlement: &Settlement,
    now: DateTime<Utc>,
) -> Result<Option<Model>, DbErr> {
    let mut update = Entity::update_many()
        .col_expr(Column::State, Expr::value(settlement.state()))
        .col_expr(Column::Reply, Expr::value(settlement.reply()))
        .col_expr(Column::ClaimedBy, Expr::value(Option::<String>::None))
        .col_expr(
            Column::ClaimedUntil,
            Expr::value(Option::<DateTimeUtc>::None),
        );
    update = match settlement {
        Settlement::Deferred { until, .. } => update.col_expr(Column::DueAt, Expr::value(*until)),
        _ => update.col_expr(Column::SettledAt, Expr::value(now)),
    };
    let open = [State::Queued, State::Sending, State::Deferred];
    let settled = update
        .filter(Column::Id.eq(delivery))
        .filter(Column::State.is_in(open))
        .exec_with_returning(tx)
        .await?;
    if let Some(id) = attempt {
        let row = attempt::ActiveModel {
            id: Set(id),
            finished_at: Set(Some(now)),
            outcome: Set(Some(settlement.state().code().into())),
            reply: Set(Some(settlement.reply().into())),
            ..Default::default()
        };
        attempt::Entity::update(row)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(settled.into_iter().next())
}

/// Withdraws a letter that nobody has tried to send; whoever claimed it finds it gone.
pub async fn withdraw(
    tx: &impl ConnectionTrait,
    delivery: DeliveryId,
    reply: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let withdrawn = Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Cancelled))
        .col_expr(Column::Reply, Expr::value(reply))
        .col_expr(Column::SettledAt, Expr::value(now))
        .filter(Column::Id.eq(delivery))
        .filter(Column::State.eq(State::Queued))
        .filter(Column::Attempts.eq(0))
        .exec(tx)
        .await?;
    match withdrawn.rows_affected {
        1 => Ok(()),
        _ => Err(DbErr::RecordNotUpdated),
    }
}

/// Gives back what `worker` claimed and did not begin.
pub async fn hand_back(tx: &impl ConnectionTrait, worker: &str) -> Result<u64, DbErr> {
    let back = Entity::update_many()
        .col_expr(Column::ClaimedBy, Expr::value(Option::<String>::None))
        .col_expr(
            Column::ClaimedUntil,
            Expr::value(Option::<DateTimeUtc>::None),
        )
        .filter(Column::ClaimedBy.eq(worker))
        .filter(Column::State.is_in([State::Queued, State::Deferred]))
        .exec(tx)
        .await?;
    Ok(back.rows_affected)
}

/// Puts letters back into the queue whose process died while it sent them. They may go out a second time, with the
/// same Message-ID: better twice than never.
pub async fn recover(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    take_back(tx, Column::ClaimedUntil.lte(now)).await
}

/// The same for whoever knows that no other process is alive: every claim is over, whatever its lease says.
pub async fn recover_all(tx: &impl ConnectionTrait) -> Result<u64, DbErr> {
    take_back(tx, Column::ClaimedBy.is_not_null()).await
}

async fn take_back(tx: &impl ConnectionTrait, which: impl IntoCondition) -> Result<u64, DbErr> {
    let open = [State::Queued, State::Deferred, State::Sending];
    let back = Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Queued))
        .col_expr(Column::ClaimedBy, Expr::value(Option::<String>::None))
        .col_expr(
            Column::ClaimedUntil,
            Expr::value(Option::<DateTimeUtc>::None),
        )
        .filter(which)
        .filter(Column::State.is_in(open))
        .exec(tx)
        .await?;
    Ok(back.rows_affected)
}

/// Adds a letter to the queue.
pub async fn enqueue(tx: &impl ConnectionTrait, delivery: ActiveModel) -> Result<(), DbErr> {
    Entity::insert(delivery)
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}
