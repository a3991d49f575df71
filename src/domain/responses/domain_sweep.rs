//! The memory of mail domains whose scanners go through our links: a hash and dates, no address.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, PaginatorTrait, entity::prelude::*, sea_query::OnConflict};

use crate::ids::InvitationId;

/// How long a sweep is remembered.
const MEMORY: TimeDelta = TimeDelta::days(30);
/// From so many swept invitations on, a mere look from that domain tells nothing.
const TELLING: u64 = 3;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "domain_sweeps")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub invitation_id: InvitationId,
    pub domain_hash: Vec<u8>,
    pub at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Remembers that this invitation's letter was swept.
pub async fn note(
    tx: &impl ConnectionTrait,
    invitation: InvitationId,
    domain_hash: [u8; 32],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = ActiveModel {
        invitation_id: Set(invitation),
        domain_hash: Set(domain_hash.to_vec()),
        at: Set(now),
    };
    let known = OnConflict::column(Column::InvitationId)
        .do_nothing()
        .to_owned();
    Entity::insert(row)
        .on_conflict(known)
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}

/// Forgets sweeps of long ago.
pub async fn forget(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(), DbErr> {
    let old = Entity::delete_many().filter(Column::At.lte(now - MEMORY));
    old.exec(tx).await.map(|_| ())
}

/// Whether letters to that domain are swept as a rule.
pub async fn is_swept(
    db: &impl ConnectionTrait,
    domain_hash: [u8; 32],
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let recent = Entity::find()
        .filter(Column::DomainHash.eq(domain_hash.to_vec()))
        .filter(Column::At.gt(now - MEMORY));
    Ok(recent.count(db).await? >= TELLING)
}
