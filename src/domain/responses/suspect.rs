//! Suspects: clicks the one-click rule does not trust, waiting for a manager's word. Called by the console.

use sea_orm::{
    Condition, FromQueryResult, JoinType, PaginatorTrait, QueryOrder, QuerySelect, RelationDef,
    Select, entity::prelude::*,
};

use super::click_event;
use crate::{
    domain::{customers::customer, invitations::invitation, organization::agent},
    ids::{BrandId, InvitationId},
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

/// How many letters wait for a word.
pub async fn waiting(db: &impl ConnectionTrait, brands: &[BrandId]) -> Result<u64, DbErr> {
    click_event::Entity::find()
        .select_only()
        .column(click_event::Column::InvitationId)
        .filter(open(brands))
        .distinct()
        .count(db)
        .await
}

/// The letters that wait, the newest click first, at most `limit` of them; each with all its suspects in order of
/// arrival.
pub async fn letters(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    limit: u64,
) -> Result<Vec<Vec<Row>>, DbErr> {
    let newest: Vec<InvitationId> = click_event::Entity::find()
        .select_only()
        .column(click_event::Column::InvitationId)
        .filter(open(brands))
        .group_by(click_event::Column::InvitationId)
        .order_by_desc(click_event::Column::At.max())
        .order_by_desc(click_event::Column::InvitationId)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let rows = rows(open(brands).add(click_event::Column::InvitationId.is_in(newest.clone())))
        .into_model::<Row>()
        .all(db)
        .await?;
    let mut letters: Vec<Vec<Row>> = newest.iter().map(|_| Vec::new()).collect();
    for row in rows {
        let place = newest.iter().position(|id| *id == row.click.invitation_id);
        if let Some(letter) = place.and_then(|place| letters.get_mut(place)) {
            letter.push(row);
        }
    }
    letters.retain(|letter| !letter.is_empty());
    Ok(letters)
}

/// The suspects of one letter, in order of arrival.
pub async fn of_letter(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    letter: InvitationId,
) -> Result<Vec<click_event::Model>, DbErr> {
    click_event::Entity::find()
        .filter(open(brands))
        .filter(click_event::Column::InvitationId.eq(letter))
        .order_by_asc(click_event::Column::Id)
        .all(db)
        .await
}

fn rows(wanted: Condition) -> Select<click_event::Entity> {
    click_event::Entity::find()
        .filter(wanted)
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
        .order_by_asc(click_event::Column::Id)
}
