//! A letter leaves: the attempt is written first, then it is settled what became of it.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{DbErr, EntityTrait};

use super::{Tx, missing};
use crate::{
    domain::{
        customers::suppression,
        deliveries::{
            backoff, delivery,
            outbox::{self, Settlement},
        },
        invitations::invitation::{self, State},
        organization::brand,
        scores::tally,
        surveys::{definition::Definition, survey_version},
    },
    ids::{AttemptId, DeliveryId},
    token::Keys,
};

/// Whether a claimed letter may leave.
#[derive(Clone, Debug, PartialEq)]
pub enum Leave {
    /// The attempt is on record: send it now, then [`settle`].
    Now {
        delivery: Box<delivery::Model>,
        attempt: AttemptId,
        definition: Box<Definition>,
    },
    /// It must not be sent any more, and that is settled.
    NotAnyMore,
    /// Another process has it.
    NotMine,
}

/// A claimed letter is about to leave: it is checked once more, and the attempt is written before it is made.
pub async fn begin_attempt(
    tx: &Tx,
    keys: &Keys,
    id: DeliveryId,
    worker: &str,
    now: DateTime<Utc>,
) -> Result<Leave, DbErr> {
    let Some((delivery, attempt)) = outbox::begin_attempt(tx, id, worker, now).await? else {
        return Ok(Leave::NotMine);
    };
    let invitation = invitation_of(tx, &delivery).await?;
    let reminds = invitation.reminder_id == Some(delivery.id);
    let stop = if reminds && invitation.state != State::Sent {
        Some(Settlement::Cancelled {
            reply: "no reminder was needed any more when it was to leave".into(),
        })
    } else if suppression::suppressed(tx, keys, delivery.brand_id, &delivery.recipient).await? {
        Some(Settlement::Cancelled {
            reply: "the address was suppressed before the letter left".into(),
        })
    } else if !invitation.is_open(now) {
        Some(Settlement::Expired {
            reply: "the invitation expired before the letter left".into(),
        })
    } else if delivery
        .first_attempt_at
        .is_some_and(|since| backoff::given_up(since, now))
    {
        Some(Settlement::Expired {
            reply: delivery.reply.clone().unwrap_or_default(),
        })
    } else {
        None
    };
    if let Some(settlement) = stop {
        settle(tx, delivery.id, attempt, settlement, now).await?;
        return Ok(Leave::NotAnyMore);
    }
    if !reminds {
        invitation::move_on(tx, invitation.id, State::Sending).await?;
    }
    let definition = Box::new(survey_version::definition(tx, invitation.survey_version_id).await?);
    Ok(Leave::Now {
        delivery: Box::new(delivery),
        attempt,
        definition,
    })
}

/// An attempt ended: the delivery is settled, its invitation follows, and a letter that left is counted.
pub async fn settle(
    tx: &Tx,
    id: DeliveryId,
    attempt: AttemptId,
    settlement: Settlement,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let Some(delivery) = outbox::settle(tx, id, Some(attempt), &settlement, now).await? else {
        return Ok(());
    };
    let invitation = invitation_of(tx, &delivery).await?;
    // A reminder is no other invitation: nothing is counted again, and what the first letter led to stays.
    if invitation.reminder_id == Some(delivery.id) {
        return match settlement {
            Settlement::Sent { .. } => invitation::reminded(tx, invitation.id, now).await,
            _ => Ok(()),
        };
    }
    let definition = survey_version::definition(tx, invitation.survey_version_id).await?;
    let counted: &[tally::Kind] = match settlement {
        Settlement::Sent { .. } => {
            let expires_at = now + TimeDelta::days(definition.expires_after_days.into());
            invitation::sent(tx, invitation.id, now, expires_at).await?;
            &[tally::Kind::Asked]
        }
        Settlement::Failed { .. } => {
            invitation::move_on(tx, invitation.id, State::Bounced).await?;
            &[tally::Kind::Asked, tally::Kind::Bounced]
        }
        Settlement::Deferred { .. } => {
            return invitation::move_on(tx, invitation.id, State::Scheduled).await;
        }
        Settlement::Expired { .. } => {
            return invitation::move_on(tx, invitation.id, State::Expired).await;
        }
        Settlement::Cancelled { .. } => {
            return invitation::move_on(tx, invitation.id, State::Cancelled).await;
        }
    };
    let zone = brand::zone(tx, invitation.brand_id).await?;
    let day = now.with_timezone(&zone).date_naive();
    let cells = counted
        .iter()
        .flat_map(|kind| tally::of_letter(&invitation, &definition, *kind, day));
    tally::add(tx, cells.map(|cell| (cell, 1)), invitation.id.0, now).await
}

async fn invitation_of(tx: &Tx, letter: &delivery::Model) -> Result<invitation::Model, DbErr> {
    let id = letter
        .invitation_id
        .ok_or_else(|| missing("the letter's invitation"))?;
    invitation::Entity::find_by_id(id)
        .one(tx)
        .await?
        .ok_or_else(|| missing("the letter's invitation"))
}
