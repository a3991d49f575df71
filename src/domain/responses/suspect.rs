//! Suspects: clicks the one-click rule does not trust, waiting for a manager's word. Called by the console.

use sea_orm::{
    Condition, FromQueryResult, JoinType, PaginatorTrait, QueryOrder, QuerySelect, RelationDef,
    Select, entity::prelude::*,
};

use super::click_event;
use crate::{
    domain::{customers::customer, invitations::invitation, organization::agent},
    ids::BrandId,
};

/// A suspect with the letter and the people it belongs to.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Row {
    #[sea_orm(nested)]
    pub click: click_event::Model,
    pub customer_email: String,
    pub customer_name: Option<String>,
    pub agent_external_id: String,
    pub agent_name: Option<String>,
    pub sent_at: Option<DateTimeUtc>,
    pub answered_at: Option<DateTimeUtc>,
}

fn open(brands: &[BrandId]) -> Condition {
    Condition::all()
        .add(click_event::Column::BrandId.is_in(brands.iter().copied()))
        .add(click_event::Column::Suspicion.is_not_null())
        .add(click_event::Column::Ruling.is_null())
}

fn belongs<E: EntityTrait, R: EntityTrait>(from: E::Column, to: R::Column) -> RelationDef {
    E::belongs_to(R::default()).from(from).to(to).into()
}

/// How many wait for a word.
pub async fn waiting(db: &impl ConnectionTrait, brands: &[BrandId]) -> Result<u64, DbErr> {
    click_event::Entity::find()
        .filter(open(brands))
        .count(db)
        .await
}

/// Those that wait, the newest first; those of one letter beside each other.
pub async fn list(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    limit: u64,
) -> Result<Vec<Row>, DbErr> {
    let found: Select<click_event::Entity> = click_event::Entity::find()
        .filter(open(brands))
        .join(
            JoinType::InnerJoin,
            belongs::<click_event::Entity, invitation::Entity>(
                click_event::Column::InvitationId,
                invitation::Column::Id,
            ),
        )
        .join(
            JoinType::InnerJoin,
            belongs::<invitation::Entity, customer::Entity>(
                invitation::Column::CustomerId,
                customer::Column::Id,
            ),
        )
        .join(
            JoinType::InnerJoin,
            belongs::<invitation::Entity, agent::Entity>(
                invitation::Column::AgentId,
                agent::Column::Id,
            ),
        )
        .column_as(customer::Column::Email, "customer_email")
        .column_as(customer::Column::Name, "customer_name")
        .column_as(agent::Column::ExternalId, "agent_external_id")
        .column_as(agent::Column::Name, "agent_name")
        .column_as(invitation::Column::SentAt, "sent_at")
        .column_as(invitation::Column::AnsweredAt, "answered_at")
        .order_by_desc(click_event::Column::At)
        .order_by_desc(click_event::Column::Id)
        .limit(limit);
    found.into_model::<Row>().all(db).await
}
