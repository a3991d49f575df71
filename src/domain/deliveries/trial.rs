//! A trial: the letter of a survey that is being edited, to the member who edits it, about an invented contact. It goes
//! through the outbox like any other, belongs to no invitation, and nothing it leads to counts.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{PaginatorTrait, entity::prelude::*};

use super::delivery::{Column, Entity, Facts, Kind, Model, State};
use crate::{
    domain::{
        interactions::interaction::Channel, organization::brand, surveys::definition::Definition,
    },
    ids::{DeliveryId, SurveyVersionId},
    token::{self, Keys},
};

/// So many trials may a member ask for within an hour.
pub const AN_HOUR: u64 = 10;

/// The letter to `recipient`, due at once.
pub fn letter(
    keys: &Keys,
    brand: &brand::Model,
    slug: &str,
    definition: &Definition,
    (recipient, locale): (&str, &str),
    now: DateTime<Utc>,
) -> Model {
    let id = DeliveryId::new(now);
    Model {
        id,
        brand_id: brand.id,
        kind: Kind::Trial,
        invitation_id: None,
        token_hash: token::hash(&keys.link_token(id.0)).to_vec(),
        recipient: recipient.into(),
        facts: Facts {
            survey_version_id: SurveyVersionId(Uuid::nil()),
            survey_slug: slug.into(),
            brand_slug: brand.slug.clone(),
            brand_name: brand.name.clone(),
            locale: locale.into(),
            customer_name: Some("Kim Lee".into()),
            agent_name: Some("Ana Reyes".into()),
            product: None,
            channel: Channel::Phone,
            contact_day: brand.day(now),
            trial: Some(definition.clone()),
            answer_until: None,
            look_id: brand.current_look_id,
        },
        state: State::Queued,
        due_at: now,
        enqueued_at: now,
        attempts: 0,
        claimed_by: None,
        claimed_until: None,
        first_attempt_at: None,
        settled_at: None,
        reply: None,
    }
}

/// How many trials of this brand went to that address within the last hour.
pub async fn lately(
    db: &impl ConnectionTrait,
    brand: &brand::Model,
    recipient: &str,
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    Entity::find()
        .filter(Column::BrandId.eq(brand.id))
        .filter(Column::EnqueuedAt.gt(now - TimeDelta::hours(1)))
        .filter(Column::Kind.eq(Kind::Trial))
        .filter(Column::Recipient.eq(recipient))
        .count(db)
        .await
}
