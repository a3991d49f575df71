//! The outbox: deliveries as a queue. Claims are conditional updates, so that no two processes send one letter.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set,
    Condition, ExprTrait, QueryOrder, QuerySelect, UpdateMany,
    entity::prelude::*,
    sea_query::{CaseStatement, LockBehavior, LockType, Query},
};

use super::{
    attempt,
    delivery::{ActiveModel, Column, Entity, Model, State},
};
use crate::ids::{AttemptId, DeliveryId, InvitationId};

/// A letter begun and neither settled nor renewed for so long is given up: its process died, perhaps after sending it.
pub const LEASE: TimeDelta = TimeDelta::minutes(10);

/// A claim not begun runs out sooner: nothing of the letter left, so nobody need be careful.
pub const CLAIM_LEASE: TimeDelta = TimeDelta::minutes(1);

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// The server took it (2xx).
    Sent { reply: String },
    /// To be tried again; nobody knows for sure that it did not arrive.
    Deferred { until: DateTime<Utc>, reply: String },
    /// The server refused it for good.
    Failed { reply: String },
    /// The server says that there is no such address: refused, and the address is suppressed.
    NoSuchAddress { reply: String },
    /// The server refused it because the mailbox is full: counted with the letters that came back for that.
    MailboxFull { reply: String },
    /// Its time ran out.
    Expired { reply: String },
    /// Its time ran out, and the mailbox was still full: counted as [`Self::MailboxFull`] is.
    StillFull { reply: String },
    /// Must not be sent any more.
    Cancelled { reply: String },
    /// Trouble came between before it was made: the letter waits as if it had not been begun.
    NotTried { until: DateTime<Utc> },
}

impl Settlement {
    pub fn state(&self) -> State {
        match self {
            Self::Sent { .. } => State::Sent,
            Self::Deferred { .. } => State::Deferred,
            Self::Failed { .. } | Self::NoSuchAddress { .. } | Self::MailboxFull { .. } => {
                State::Failed
            }
            Self::Expired { .. } | Self::StillFull { .. } => State::Expired,
            Self::Cancelled { .. } => State::Cancelled,
            Self::NotTried { .. } => State::Queued,
        }
    }

    /// What was said of it; nothing where it was not tried.
    pub fn reply(&self) -> &str {
        match self {
            Self::Sent { reply }
            | Self::Deferred { reply, .. }
            | Self::Failed { reply }
            | Self::NoSuchAddress { reply }
            | Self::MailboxFull { reply }
            | Self::Expired { reply }
            | Self::StillFull { reply }
            | Self::Cancelled { reply } => reply,
            Self::NotTried { .. } => "",
        }
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
pub fn unsettled() -> Expr {
    Expr::cust("state IN ('queued', 'deferred', 'sending')")
}

/// What a claim takes: the longest due first, and nothing another process is just taking.
pub fn due_first(now: DateTime<Utc>, most: u64) -> Select<Entity> {
    due(now)
        .select_only()
        .column(Column::Id)
        .order_by_asc(Column::DueAt)
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
}

/// Takes up to `most` deliveries that are due, the longest due first, for `worker`.
pub async fn claim(
    tx: &impl ConnectionTrait,
    worker: &str,
    most: u64,
    now: DateTime<Utc>,
) -> Result<Vec<Model>, DbErr> {
    let due = due_first(now, most);
    let due: Vec<DeliveryId> = due.into_tuple().all(tx).await?;
    if due.is_empty() {
        return Ok(vec![]);
    }
    let mut claimed = Entity::update_many()
        .col_expr(Column::ClaimedBy, Expr::value(worker))
        .col_expr(Column::ClaimedUntil, Expr::value(now + CLAIM_LEASE))
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
    let begun = Column::State.eq(State::Sending);
    let until = Expr::case(begun, Expr::value(now + LEASE)).finally(Expr::value(now + CLAIM_LEASE));
    Entity::update_many()
        .col_expr(Column::ClaimedUntil, until.into())
        .filter(Column::Id.is_in(letters))
        .filter(Column::ClaimedBy.eq(worker))
        .exec(tx)
        .await?;
    Ok(())
}

/// Writes that attempts begin, before they are made. What is no longer this worker's to send is left out.
pub async fn begin_attempts(
    tx: &impl ConnectionTrait,
    letters: &[DeliveryId],
    worker: &str,
    now: DateTime<Utc>,
) -> Result<Vec<(Model, AttemptId)>, DbErr> {
    let begun = Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Sending))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::ClaimedUntil, Expr::value(now + LEASE))
        .col_expr(
            Column::FirstAttemptAt,
            Expr::col(Column::FirstAttemptAt).if_null(now),
        )
        .filter(Column::Id.is_in(letters.iter().copied()))
        .filter(Column::ClaimedBy.eq(worker))
        .filter(Column::State.is_in([State::Queued, State::Deferred]))
        .exec_with_returning(tx)
        .await?;
    let begun: Vec<_> = begun
        .into_iter()
        .map(|delivery| (delivery, AttemptId::new(now)))
        .collect();
    let attempts = begun.iter().map(|(delivery, id)| attempt::ActiveModel {
        id: Set(*id),
        delivery_id: Set(delivery.id),
        number: Set(delivery.attempts),
        worker: Set(worker.into()),
        started_at: Set(now),
        finished_at: Set(None),
        outcome: Set(None),
        reply: Set(None),
    });
    if !begun.is_empty() {
        attempt::Entity::insert_many(attempts)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(begun)
}

/// A letter that was tried, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    pub delivery: DeliveryId,
    pub attempt: AttemptId,
    pub settlement: Settlement,
}

/// Writes what became of letters that were tried; the others are `untried`'s. Returns those that were not settled before,
/// with their invitations.
pub async fn settle(
    tx: &impl ConnectionTrait,
    tried: &[Tried],
    now: DateTime<Utc>,
) -> Result<Vec<(DeliveryId, Option<InvitationId>)>, DbErr> {
    let mut settled = Vec::new();
    let states = State::ALL.into_iter();
    for state in states.filter(|state| *state != State::Queued) {
        let alike: Vec<_> = tried
            .iter()
            .filter(|tried| tried.settlement.state() == state)
            .collect();
        if !alike.is_empty() {
            settled.extend(settle_alike(tx, state, &alike, now).await?);
        }
    }
    Ok(settled)
}

async fn settle_alike(
    tx: &impl ConnectionTrait,
    state: State,
    alike: &[&Tried],
    now: DateTime<Utc>,
) -> Result<Vec<(DeliveryId, Option<InvitationId>)>, DbErr> {
    let reply = |tried: &Tried| tried.settlement.reply().to_owned();
    let mut letters = Query::update();
    letters
        .table(Entity)
        .value(Column::State, Expr::value(state))
        .value(
            Column::Reply,
            each(alike, Column::Id, |tried| tried.delivery.0, reply),
        )
        .value(Column::ClaimedBy, Expr::value(Option::<String>::None))
        .value(
            Column::ClaimedUntil,
            Expr::value(Option::<DateTimeUtc>::None),
        )
        .and_where(Column::Id.is_in(alike.iter().map(|tried| tried.delivery)))
        .and_where(Column::State.is_in([State::Queued, State::Sending, State::Deferred]))
        .returning(Query::returning().columns([Column::Id, Column::InvitationId]));
    if state == State::Deferred {
        let until = |tried: &Tried| match tried.settlement {
            Settlement::Deferred { until, .. } => until,
            _ => now,
        };
        letters.value(
            Column::DueAt,
            each(alike, Column::Id, |tried| tried.delivery.0, until),
        );
    } else {
        letters.value(Column::SettledAt, Expr::value(now));
    }
    let mut settled = Vec::new();
    for row in tx.query_all(&letters).await? {
        settled.push((row.try_get("", "id")?, row.try_get("", "invitation_id")?));
    }
    let said = each(alike, attempt::Column::Id, |tried| tried.attempt.0, reply);
    attempt::Entity::update_many()
        .col_expr(attempt::Column::FinishedAt, Expr::value(now))
        .col_expr(attempt::Column::Outcome, Expr::value(state.code()))
        .col_expr(attempt::Column::Reply, said)
        .filter(attempt::Column::Id.is_in(alike.iter().map(|tried| tried.attempt)))
        .exec(tx)
        .await?;
    Ok(settled)
}

/// A value for each row of one update: the one they share, or one picked by the row's id.
fn each<V: Into<Value> + PartialEq>(
    alike: &[&Tried],
    id: impl ColumnTrait,
    key: impl Fn(&Tried) -> Uuid,
    value: impl Fn(&Tried) -> V,
) -> Expr {
    let shared = alike.first().map(|tried| value(tried));
    if let Some(shared) = shared
        && alike.iter().all(|tried| value(tried) == shared)
    {
        return Expr::value(shared);
    }
    let mut by_id = CaseStatement::new();
    for tried in alike {
        by_id = by_id.case(id.eq(key(tried)), Expr::value(value(tried)));
    }
    by_id.into()
}

/// A letter that was sent did not arrive after all. `None` when it is not, or no longer, one that was sent.
pub async fn bounced(
    tx: &impl ConnectionTrait,
    delivery: DeliveryId,
    reply: &str,
) -> Result<Option<Model>, DbErr> {
    let bounced = Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Bounced))
        .col_expr(Column::Reply, Expr::value(reply))
        .filter(Column::Id.eq(delivery))
        .filter(Column::State.eq(State::Sent))
        .exec_with_returning(tx)
        .await?;
    Ok(bounced.into_iter().next())
}

/// Withdraws a letter that nobody has tried to send; whoever claimed it finds it gone.
pub async fn withdraw(
    tx: &impl ConnectionTrait,
    delivery: DeliveryId,
    reply: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let withdrawn = unclaimed()
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

/// Puts letters back into the queue whose process died while it sent them. They may go out a second time, with the
/// same Message-ID: better twice than never.
pub async fn recover(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    Ok(lapsed(now).exec(tx).await?.rows_affected)
}

/// The same for whoever knows that no other process is alive: every claim is over, whatever its lease says.
pub async fn recover_all(tx: &impl ConnectionTrait) -> Result<u64, DbErr> {
    let all = taken_back().filter(Column::ClaimedUntil.is_not_null());
    Ok(all.exec(tx).await?.rows_affected)
}

/// Takes back what is claimed no longer.
pub fn lapsed(now: DateTime<Utc>) -> UpdateMany<Entity> {
    taken_back().filter(Column::ClaimedUntil.lte(now))
}

/// Only what is not settled is claimed, so that the claim alone says which: by its small index. One that was withdrawn
/// while it was claimed stays withdrawn, also where an earlier version left the claim.
fn taken_back() -> UpdateMany<Entity> {
    unclaimed()
        .filter(Column::State.ne(State::Cancelled))
        .col_expr(Column::State, Expr::value(State::Queued))
}

/// Letters that are nobody's any more.
pub(super) fn unclaimed() -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::ClaimedBy, Expr::value(Option::<String>::None))
        .col_expr(
            Column::ClaimedUntil,
            Expr::value(Option::<DateTimeUtc>::None),
        )
}

/// Puts a letter that failed or expired back into the queue. `false` when it is neither any more.
pub async fn requeue(
    tx: &impl ConnectionTrait,
    letter: &Model,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let back = Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Queued))
        .col_expr(Column::DueAt, Expr::value(now))
        .col_expr(Column::SettledAt, Expr::value(Option::<DateTimeUtc>::None))
        .filter(Column::Id.eq(letter.id))
        .filter(Column::State.eq(letter.state))
        .exec(tx)
        .await?;
    Ok(back.rows_affected > 0)
}

/// Adds a letter to the queue.
pub async fn enqueue(tx: &impl ConnectionTrait, delivery: ActiveModel) -> Result<(), DbErr> {
    Entity::insert(delivery).exec_without_returning(tx).await?;
    Ok(())
}
