//! Letters that have not left and may be withdrawn: found when their customer contacts us again, taken back by `flow`.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{PaginatorTrait, QuerySelect, entity::prelude::*};

use super::{
    eligibility::comes_again,
    invitation::{self, State, Withdrawal},
    limits::Keys,
};
use crate::{
    domain::{
        deliveries::{delivery, outbox},
        interactions::interaction,
        organization::brand,
        surveys::{rules::SecondContact, survey_version},
    },
    ids::{CustomerId, DeliveryId, InvitationId},
};

/// An invitation whose letter has not left, locked until the transaction ends.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub invitation: invitation::Model,
    pub letter: DeliveryId,
    /// When the contact it asks about ended.
    pub ended_at: DateTime<Utc>,
    /// What its survey says of a further contact.
    pub on: SecondContact,
    /// What it is counted in, on the day it is to leave.
    pub keys: Keys,
    pub day: NaiveDate,
}

/// The customer's letters that a further contact may withdraw, one that ended at `ended_at`: about what came before it.
pub async fn of_customer(
    tx: &impl ConnectionTrait,
    brand: &brand::Model,
    customer: CustomerId,
    ended_at: DateTime<Utc>,
) -> Result<Vec<Waiting>, DbErr> {
    let asking = invitation::Entity::find()
        .filter(invitation::Column::CustomerId.eq(customer))
        .filter(invitation::Column::State.eq(State::Scheduled));
    let mut waiting = Vec::new();
    for invitation in asking.all(tx).await? {
        let definition = survey_version::definition(tx, invitation.survey_version_id).await?;
        if definition.on_second_contact != SecondContact::Send {
            let letter = of_invitation(tx, brand, invitation).await?;
            waiting.extend(letter.filter(|letter| comes_again(letter.ended_at, ended_at)));
        }
    }
    Ok(waiting)
}

/// The invitation, if its letter has not left: not even an attempt was made, since nobody knows for sure what became of
/// one that failed.
pub async fn of_invitation(
    tx: &impl ConnectionTrait,
    brand: &brand::Model,
    invitation: invitation::Model,
) -> Result<Option<Waiting>, DbErr> {
    // Whoever begins to send it waits for this transaction, and then finds it withdrawn.
    let letter = delivery::Entity::find()
        .filter(delivery::Column::InvitationId.eq(invitation.id))
        .filter(delivery::Column::Kind.eq(delivery::Kind::Invitation))
        .filter(delivery::Column::State.eq(delivery::State::Queued))
        .filter(delivery::Column::Attempts.eq(0))
        .lock_exclusive()
        .one(tx)
        .await?;
    let Some(letter) = letter else {
        return Ok(None);
    };
    let definition = survey_version::definition(tx, invitation.survey_version_id).await?;
    let about = interaction::Entity::find_by_id(invitation.interaction_id)
        .one(tx)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("the interaction of an invitation".into()))?;
    let keys = Keys::of(invitation.survey_id, &definition, (&about).into());
    Ok(Some(Waiting {
        letter: letter.id,
        ended_at: about.ended_at,
        on: definition.on_second_contact,
        keys,
        day: brand.day(invitation.send_at),
        invitation,
    }))
}

/// Withdraws a letter that is locked: it never leaves, and who withdrew it and why is on record.
pub async fn withdraw(
    tx: &impl ConnectionTrait,
    waiting: &Waiting,
    why: Withdrawal,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    outbox::withdraw(tx, waiting.letter, &why.reason, now).await?;
    invitation::withdraw(tx, waiting.invitation.id, why, now).await
}

/// Whether the invitation's letter can still be withdrawn, for whoever shows that.
pub async fn can_be(db: &impl ConnectionTrait, id: InvitationId) -> Result<bool, DbErr> {
    let untried = delivery::Entity::find()
        .filter(delivery::Column::InvitationId.eq(id))
        .filter(delivery::Column::Kind.eq(delivery::Kind::Invitation))
        .filter(delivery::Column::State.eq(delivery::State::Queued))
        .filter(delivery::Column::Attempts.eq(0));
    Ok(untried.count(db).await? > 0)
}
