//! A session: a member signed in on one browser. Only a hash of its token is kept.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, Condition, entity::prelude::*};

use super::member;
use crate::{ids::MemberId, token};

/// Unused for so long, a session ends.
pub const IDLE: TimeDelta = TimeDelta::hours(8);
/// So long after signing in, a session ends in any case.
pub const LIFETIME: TimeDelta = TimeDelta::days(7);
/// `last_seen_at` is written at most so often.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    pub member_id: MemberId,
    pub created_at: DateTimeUtc,
    pub last_seen_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Begins a session and returns its token, which is stored nowhere.
pub async fn begin(
    tx: &impl ConnectionTrait,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<String, DbErr> {
    let token = token::random();
    let row = ActiveModel {
        token_hash: Set(token::hash(&token).to_vec()),
        member_id: Set(member),
        created_at: Set(now),
        last_seen_at: Set(now),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(token)
}

/// The member behind a token, and whether the session's last use should be noted with [`seen`].
pub async fn find(
    db: &impl ConnectionTrait,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Option<(member::Model, bool)>, DbErr> {
    let session = Entity::find_by_id(token::hash(token).to_vec())
        .filter(Column::CreatedAt.gt(now - LIFETIME))
        .filter(Column::LastSeenAt.gt(now - IDLE))
        .one(db)
        .await?;
    let Some(session) = session else {
        return Ok(None);
    };
    let member =
        member::Entity::find_by_id(session.member_id).filter(member::Column::DisabledAt.is_null());
    Ok(member
        .one(db)
        .await?
        .map(|member| (member, session.last_seen_at + SEEN_EVERY < now)))
}

/// Notes that a session was used.
pub async fn seen(tx: &impl ConnectionTrait, token: &str, now: DateTime<Utc>) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::LastSeenAt, Expr::value(now))
        .filter(Column::TokenHash.eq(token::hash(token).to_vec()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends one session.
pub async fn end(tx: &impl ConnectionTrait, token: &str) -> Result<(), DbErr> {
    Entity::delete_by_id(token::hash(token).to_vec())
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes sessions that have run out; returns how many.
pub async fn sweep(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let over = Condition::any()
        .add(Column::CreatedAt.lte(now - LIFETIME))
        .add(Column::LastSeenAt.lte(now - IDLE));
    Ok(Entity::delete_many()
        .filter(over)
        .exec(tx)
        .await?
        .rows_affected)
}
