//! Issuing an invitation: the row, and its letter in the outbox. Called by `flow::report`.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};

use super::{
    invitation::{self, State},
    reminder,
};
use crate::{
    domain::{
        customers::email_address::EmailAddress,
        deliveries::{delivery, outbox},
        interactions::report::Attributed,
        organization::brand,
        surveys::{survey, survey_version},
    },
    ids::{DeliveryId, InvitationId},
    token::{self, Keys},
};

/// What an invitation asks, of whom, and when.
#[derive(Debug)]
pub struct Asking<'a> {
    pub brand: &'a brand::Model,
    pub about: &'a Attributed,
    pub survey: &'a survey::Model,
    pub version: &'a survey_version::Model,
    pub address: EmailAddress,
    pub send_at: DateTime<Utc>,
}

/// Issues the invitation and enqueues its letter.
pub async fn issue(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    asking: Asking<'_>,
    now: DateTime<Utc>,
) -> Result<InvitationId, DbErr> {
    let (invitation, letter) = written(keys, asking, now);
    let id = invitation.id;
    invitation::Entity::insert(invitation.into_active_model())
        .exec_without_returning(tx)
        .await?;
    outbox::enqueue(tx, letter.into_active_model()).await?;
    Ok(id)
}

/// The invitation and its letter, as they are when they are issued.
pub fn written(
    keys: &Keys,
    asking: Asking<'_>,
    now: DateTime<Utc>,
) -> (invitation::Model, delivery::Model) {
    let Asking {
        brand,
        about,
        survey,
        version,
        address,
        send_at,
    } = asking;
    let interaction = &about.interaction;
    let definition = &version.definition;
    let tz = about.customer.tz().unwrap_or(brand.tz());
    let locale = about
        .customer
        .locale
        .clone()
        .unwrap_or_else(|| definition.default_locale.clone());
    let invitation = invitation::Model {
        id: InvitationId::new(now),
        brand_id: brand.id,
        interaction_id: interaction.id,
        customer_id: interaction.customer_id,
        survey_id: survey.id,
        survey_version_id: version.id,
        agent_id: interaction.agent_id,
        team_id: interaction.team_id,
        product_id: interaction.product_id,
        touchpoint_id: interaction.touchpoint_id,
        channel: interaction.channel,
        locale: locale.clone(),
        state: State::Scheduled,
        send_at,
        sent_at: None,
        answered_at: None,
        expires_at: send_at + TimeDelta::days(definition.expires_after_days.into()),
        swept_at: None,
        look_again_at: None,
        created_at: now,
        remind_at: reminder::first_look(definition, send_at, tz),
        reminder_id: None,
        reminded_at: None,
        cancelled_at: None,
        cancelled_by: None,
        cancel_reason: None,
    };
    let delivery_id = DeliveryId::new(now);
    let letter = delivery::Model {
        id: delivery_id,
        brand_id: brand.id,
        kind: delivery::Kind::Invitation,
        invitation_id: Some(invitation.id),
        token_hash: token::hash(&keys.link_token(delivery_id.0)).to_vec(),
        recipient: address.to_string(),
        facts: delivery::Facts {
            survey_version_id: version.id,
            survey_slug: survey.slug.clone(),
            brand_slug: brand.slug.clone(),
            brand_name: brand.name.clone(),
            locale,
            customer_name: about.customer.name.clone(),
            agent_name: about.agent.name.clone(),
            product: about.product.clone(),
            channel: interaction.channel,
            contact_day: interaction.ended_at.with_timezone(&tz).date_naive(),
            trial: None,
            answer_until: None,
            look_id: brand.current_look_id,
        },
        state: delivery::State::Queued,
        due_at: send_at,
        enqueued_at: now,
        attempts: 0,
        claimed_by: None,
        claimed_until: None,
        first_attempt_at: None,
        settled_at: None,
        reply: None,
    };
    (invitation, letter)
}
