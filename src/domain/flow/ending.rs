//! What ends the asking of one invitation: a manager cancels it, or it expires.

use chrono::{DateTime, Utc};
use sea_orm::{DbErr, entity::prelude::*};

use super::{Tx, missing};
use crate::{
    domain::{
        accounts::audit,
        customers::customer,
        invitations::{
            invitation::{self, State, Withdrawal},
            limit_count,
            waiting::{self, Waiting},
        },
        organization::brand,
    },
    ids::{BrandId, CustomerId, InvitationId, MemberId},
};

/// What came of cancelling an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancelled {
    Done,
    /// Its letter left, or may have: what was sent is never taken back.
    TooLate,
}

/// A manager cancels an invitation before its letter leaves, and that is on record. `None` when there is no such
/// invitation in these brands.
pub async fn cancel_invitation(
    tx: &Tx,
    brands: &[BrandId],
    id: InvitationId,
    by: MemberId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Option<Cancelled>, DbErr> {
    let visible = invitation::Column::BrandId.is_in(brands.iter().copied());
    let found = invitation::Entity::find_by_id(id).filter(visible);
    let Some(found) = found.one(tx).await? else {
        return Ok(None);
    };
    let brand = brand::Entity::find_by_id(found.brand_id).one(tx).await?;
    let brand = brand.ok_or_else(|| missing("the invitation's brand"))?;
    // As a report does: first the customer, then letter and invitation, then what they are counted in.
    let customer = customer::locked(tx, found.customer_id).await?;
    let Some(letter) = waiting::of_invitation(tx, &brand, found).await? else {
        return Ok(Some(Cancelled::TooLate));
    };
    let why = Withdrawal {
        by: Some(by),
        reason: reason.to_owned(),
    };
    withdraw_letters(tx, &brand, customer.id, &[letter], &why, now).await?;
    let (actor, object) = (format!("member:{by}"), format!("invitation:{id}"));
    audit::note(
        tx,
        Some(brand.id),
        &actor,
        "cancel invitation",
        &object,
        now,
    )
    .await?;
    Ok(Some(Cancelled::Done))
}

/// Withdraws letters of a customer who is locked: they count as never asked.
pub(super) async fn withdraw_letters(
    tx: &Tx,
    brand: &brand::Model,
    customer: CustomerId,
    letters: &[Waiting],
    why: &Withdrawal,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let counted = letters.iter().flat_map(|letter| letter.keys.each());
    let mut counts = limit_count::locked(tx, brand.id, counted).await?;
    for letter in letters {
        waiting::withdraw(tx, letter, why.clone(), now).await?;
        counts.give_back(&letter.keys, letter.day);
    }
    limit_count::keep(tx, brand, &counts, now).await?;
    let newest = invitation::newest_letter(tx, customer, &[]).await?;
    customer::invited(tx, customer, newest).await
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
