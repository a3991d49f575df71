//! A letter that failed or came too late is given another chance by a person: it goes back into the queue as the same
//! letter, and what was counted of its failure is taken back.

use chrono::{DateTime, Utc};
use sea_orm::DbErr;

use super::Tx;
use crate::{
    domain::{
        accounts::audit,
        customers::suppression,
        deliveries::{
            delivery::{self, State},
            listing, outbox,
        },
        invitations::invitation,
        organization::brand,
        scores::tally,
        surveys::survey_version,
    },
    ids::{BrandId, DeliveryId},
    token::Keys,
};

/// What a wish to try a letter again led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retried {
    /// It is due now.
    Queued,
    /// The address must not be written to.
    Suppressed,
    /// The customer has answered.
    Answered,
    /// It can no longer be answered.
    Closed,
    /// It has neither failed nor expired; somebody else may have been quicker.
    NotDead,
    /// There is no such letter in these brands.
    NotThere,
}

/// A letter that failed or expired is tried again, with the same Message-ID and the same links.
pub async fn retry_letter(
    tx: &Tx,
    keys: &Keys,
    brands: &[BrandId],
    id: DeliveryId,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<Retried, DbErr> {
    let Some(letter) = listing::by_id(tx, brands, id).await? else {
        return Ok(Retried::NotThere);
    };
    if !matches!(letter.state, State::Failed | State::Expired) {
        return Ok(Retried::NotDead);
    }
    if suppression::suppressed(tx, keys, letter.brand_id, &letter.recipient).await? {
        return Ok(Retried::Suppressed);
    }
    // A trial has none: whoever wants it asks for another.
    let Some(invitation) = letter.invitation_id else {
        return Ok(Retried::Closed);
    };
    let invitation = invitation::locked(tx, invitation).await?;
    if invitation.answered_at.is_some() {
        return Ok(Retried::Answered);
    }
    if !invitation.is_open(now) {
        return Ok(Retried::Closed);
    }
    if !outbox::requeue(tx, &letter, now).await? {
        return Ok(Retried::NotDead);
    }
    // A reminder's failure was not counted, and left its invitation as it was.
    if invitation.reminder_id != Some(letter.id) {
        invitation::scheduled_again(tx, invitation.id, now).await?;
        uncount(tx, &letter, &invitation, now).await?;
    }
    let (brand, object) = (Some(letter.brand_id), format!("delivery:{id}"));
    audit::note(tx, brand, actor, "retry letter", &object, now).await?;
    Ok(Retried::Queued)
}

/// A failure was counted on its day; it did not end so.
async fn uncount(
    tx: &Tx,
    letter: &delivery::Model,
    invitation: &invitation::Model,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let Some(failed_at) = letter.settled_at.filter(|_| letter.state == State::Failed) else {
        return Ok(());
    };
    let definition = survey_version::definition(tx, invitation.survey_version_id).await?;
    let zone = brand::zone(tx, letter.brand_id).await?;
    let day = failed_at.with_timezone(&zone).date_naive();
    let cells = [tally::Kind::Asked, tally::Kind::Bounced]
        .into_iter()
        .flat_map(|kind| tally::of_letter(invitation, &definition, kind, day));
    tally::add(tx, cells.map(|cell| (cell, -1)), invitation.id.0, now).await
}
