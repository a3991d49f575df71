//! Deliveries as they are read: newest first, within the brands one may see. Called by the console.

use chrono::{DateTime, Utc};
use sea_orm::{
    Condition, ExprTrait, FromQueryResult, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Func, LikeExpr},
};

use super::delivery::{Column, Entity, Model, State};
use crate::{
    db::older,
    ids::{BrandId, DeliveryId},
};

/// Which deliveries are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub brands: Vec<BrandId>,
    pub state: Option<State>,
    /// Only letters to this domain.
    pub domain: Option<String>,
    /// Only what comes after this one in the list: when it was enqueued, and its id.
    pub after: Option<(DateTime<Utc>, DeliveryId)>,
}

/// What `ix_deliveries_stuck` is restricted to, in the words of its definition: SQLite looks at no bound value when it
/// chooses an index.
pub fn stuck() -> Expr {
    Expr::cust("state IN ('deferred', 'failed', 'expired')")
}

/// What is wanted, the newest first.
pub async fn list(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    of(wanted)
        .order_by_desc(Column::EnqueuedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(db)
        .await
}

/// The ids of what is wanted, up to so many, the oldest first.
pub async fn ids(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    limit: u64,
) -> Result<Vec<DeliveryId>, DbErr> {
    of(wanted)
        .select_only()
        .column(Column::Id)
        .order_by_asc(Column::EnqueuedAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await
}

fn of(wanted: &Wanted) -> Select<Entity> {
    let after = wanted
        .after
        .map(|place| older(Column::EnqueuedAt, Column::Id, place));
    let few = wanted
        .state
        .filter(|state| matches!(state, State::Deferred | State::Failed | State::Expired));
    let to_domain = wanted.domain.as_ref().map(|domain| {
        let end = LikeExpr::new(format!("%@{}", escaped(&domain.to_lowercase()))).escape('\\');
        Func::lower(Expr::col(Column::Recipient)).like(end)
    });
    let which = Condition::all()
        .add(Column::BrandId.is_in(wanted.brands.iter().copied()))
        .add_option(few.map(|_| stuck()))
        .add_option(wanted.state.map(|state| Column::State.eq(state)))
        .add_option(to_domain)
        .add_option(after);
    Entity::find().filter(which)
}

/// A text in which no character stands for others in a pattern.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

/// The delivery of that id, within these brands.
pub async fn by_id(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    id: DeliveryId,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(Column::BrandId.is_in(brands.iter().copied()))
        .one(db)
        .await
}

#[derive(FromQueryResult)]
struct Count {
    state: State,
    count: i64,
}

/// How many there are in each state, of those enqueued since then.
pub async fn states(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    since: DateTime<Utc>,
) -> Result<Vec<(State, u64)>, DbErr> {
    let found = Entity::find()
        .select_only()
        .column(Column::State)
        .column_as(Column::Id.count(), "count")
        .filter(Column::BrandId.is_in(brands.iter().copied()))
        .filter(Column::EnqueuedAt.gte(since))
        .group_by(Column::State)
        .into_model::<Count>()
        .all(db)
        .await?;
    Ok(found
        .into_iter()
        .map(|row| (row.state, u64::try_from(row.count).unwrap_or_default()))
        .collect())
}
