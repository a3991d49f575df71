//! A customer who has not answered is reminded, once.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, DbErr, IntoActiveModel, entity::prelude::*};

use super::{Tx, missing};
use crate::{
    domain::{
        customers::{customer, suppression},
        deliveries::{delivery, outbox},
        invitations::{
            invitation,
            reminder::{self, Plan},
        },
        organization::brand,
        surveys::survey_version,
    },
    ids::InvitationId,
    token::Keys,
};

/// A reminder may be due: its letter is enqueued where it is, while the customer has not answered and may be written to.
/// True when it was. The invitation stays the one it is.
pub async fn remind(
    tx: &Tx,
    keys: &Keys,
    id: InvitationId,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let invitation = invitation::locked(tx, id).await?;
    let definition = survey_version::definition(tx, invitation.survey_version_id).await?;
    let customer = customer::Entity::find_by_id(invitation.customer_id)
        .one(tx)
        .await?;
    let tz = match customer.and_then(|customer| customer.tz()) {
        Some(tz) => tz,
        None => brand::zone(tx, invitation.brand_id).await?,
    };
    let mut row = invitation::ActiveModel {
        id: Set(id),
        remind_at: Set(None),
        ..Default::default()
    };
    let mut reminded = false;
    match reminder::plan(&invitation, &definition, tz, now) {
        Plan::At(later) => row.remind_at = Set(Some(later)),
        Plan::Never => {}
        Plan::Now => {
            let first = delivery::Entity::find()
                .filter(delivery::Column::InvitationId.eq(id))
                .filter(delivery::Column::Kind.eq(delivery::Kind::Invitation))
                .one(tx)
                .await?
                .ok_or_else(|| missing("the letter to remind of"))?;
            if !suppression::suppressed(tx, keys, first.brand_id, &first.recipient).await? {
                let letter = reminder::letter(keys, &invitation, &first, tz, now);
                row.reminder_id = Set(Some(letter.id));
                outbox::enqueue(tx, letter.into_active_model()).await?;
                reminded = true;
            }
        }
    }
    invitation::Entity::update(row)
        .exec_without_returning(tx)
        .await?;
    Ok(reminded)
}
