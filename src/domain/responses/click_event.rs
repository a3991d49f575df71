//! A click as it is stored: one thing that happened to a letter's link. Evidence, never an answer by itself.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, entity::prelude::*, sea_query::Query};

use super::click::{Click, ClickKind, Ruling, Verdict};
use crate::{
    domain::{deliveries::delivery, invitations::invitation},
    ids::{BrandId, ClickId, DeliveryId, InvitationId},
};

/// How long evidence is kept after it happened.
const KEPT: TimeDelta = TimeDelta::days(30);

/// More clicks than any letter gets honestly; they are all read each time one is weighed.
const PLENTY: u64 = 1_000;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "clicks")]
pub struct Model {
    /// Sorts by arrival.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ClickId,
    pub brand_id: BrandId,
    pub invitation_id: InvitationId,
    /// Whose links: the first letter's or a reminder's.
    pub delivery_id: DeliveryId,
    pub at: DateTimeUtc,
    /// [`ClickKind::as_str`].
    pub kind: String,
    pub score: Option<i16>,
    /// A hash of the coarse network, another every day.
    pub network_hash: Option<Vec<u8>>,
    /// `browser`, `bot` or `none`: what the request said of itself. Shown, never decisive.
    pub agent_class: String,
    /// [`Ruling::as_str`], once a manager has ruled.
    pub ruling: Option<String>,
    /// Why it is a suspect, in words; none: it is not.
    pub suspicion: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// What the rule needs of it. `None` for a kind a later version wrote.
    pub fn as_click(&self) -> Option<Click> {
        Some(Click {
            id: self.id.0,
            at: self.at,
            kind: ClickKind::parse(&self.kind)?,
            score: self.score,
            ruling: self.ruling.as_deref().and_then(Ruling::parse),
        })
    }
}

/// Every click of an invitation in order of arrival.
pub async fn of_invitation(
    db: &impl ConnectionTrait,
    invitation: InvitationId,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::InvitationId.eq(invitation))
        .order_by_asc(Column::Id)
        .all(db)
        .await
}

/// Whether an invitation has so many clicks that one more fetch would tell nothing new.
pub async fn are_plenty(
    db: &impl ConnectionTrait,
    invitation: InvitationId,
) -> Result<bool, DbErr> {
    let beyond = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::InvitationId.eq(invitation))
        .offset(PLENTY - 1)
        .limit(1);
    let found: Option<ClickId> = beyond.into_tuple().one(db).await?;
    Ok(found.is_some())
}

/// What a visitor did to a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    pub kind: ClickKind,
    pub score: Option<i16>,
    /// A keyed hash of the coarse network.
    pub network_hash: Option<[u8; 32]>,
    /// `browser`, `bot` or `none`.
    pub agent_class: &'static str,
}

/// Keeps a visit as evidence.
pub async fn keep(
    tx: &impl ConnectionTrait,
    letter: &delivery::Model,
    invitation: InvitationId,
    visit: &Visit,
    now: DateTime<Utc>,
) -> Result<ClickId, DbErr> {
    let id = ClickId::new(now);
    let row = ActiveModel {
        id: Set(id),
        brand_id: Set(letter.brand_id),
        invitation_id: Set(invitation),
        delivery_id: Set(letter.id),
        at: Set(now),
        kind: Set(visit.kind.as_str().into()),
        score: Set(visit.score),
        network_hash: Set(visit.network_hash.map(|hash| hash.to_vec())),
        agent_class: Set(visit.agent_class.into()),
        ruling: Set(None),
        suspicion: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

/// Forgets the clicks of long ago, once nothing can be answered any more that they could bear on.
pub async fn forget(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(), DbErr> {
    let closed = Query::select()
        .column(invitation::Column::Id)
        .from(invitation::Entity)
        .and_where(invitation::Column::ExpiresAt.lte(now))
        .take();
    let old = Entity::delete_many()
        .filter(Column::At.lte(now - KEPT))
        .filter(Column::InvitationId.in_subquery(closed));
    old.exec(tx).await.map(|_| ())
}

/// Writes beside each click why it is a suspect, or that it is none any more.
pub async fn mark(
    tx: &impl ConnectionTrait,
    events: &[Model],
    verdict: &Verdict,
) -> Result<(), DbErr> {
    for event in events {
        let suspect = verdict
            .suspects
            .iter()
            .find(|suspect| suspect.click == event.id.0);
        let suspicion = suspect.map(|suspect| suspect.reason.to_string());
        // A ruling leaves the reason standing: it says what was ruled on.
        if suspicion != event.suspicion && event.ruling.is_none() {
            let row = ActiveModel {
                id: Set(event.id),
                suspicion: Set(suspicion),
                ..Default::default()
            };
            Entity::update(row).exec_without_returning(tx).await?;
        }
    }
    Ok(())
}
