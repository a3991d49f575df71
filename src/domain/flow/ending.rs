//! What ends the asking: a customer unsubscribes, an invitation expires.

use chrono::{DateTime, Utc};
use sea_orm::{DbErr, entity::prelude::*};

use super::Tx;
use crate::{
    domain::{
        customers::suppression,
        deliveries::delivery,
        invitations::invitation::{self, State},
    },
    token::Keys,
};

/// A customer unsubscribes: no letter of the brand leaves for that address any more. `false` when it was so already.
pub async fn unsubscribe(
    tx: &Tx,
    keys: &Keys,
    letter: &delivery::Model,
    source: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let reason = suppression::Reason::Unsubscribed;
    suppression::suppress(
        tx,
        keys,
        letter.brand_id,
        &letter.recipient,
        reason,
        source,
        now,
    )
    .await
}

/// Invitations whose time ran out unanswered expire; returns how many.
pub async fn expire(tx: &Tx, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let over = invitation::Entity::update_many()
        .col_expr(invitation::Column::State, Expr::value(State::Expired))
        .filter(invitation::Column::ExpiresAt.lte(now))
        .filter(invitation::Column::State.is_in([State::Scheduled, State::Sent]))
        .exec(tx)
        .await?;
    Ok(over.rows_affected)
}
