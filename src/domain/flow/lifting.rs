//! A manager suppresses an address, lifts a suppression, or has an address forgotten; each is on record.

use chrono::{DateTime, Utc};
use sea_orm::{DbErr, entity::prelude::*};

use super::{Tx, suppressing::stop_letters};
use crate::{
    domain::{
        accounts::audit,
        customers::{
            email_address::normalise,
            suppression::{self, Reason},
            suppression_lift, suppression_list,
        },
        invitations::invitation::Withdrawal,
    },
    ids::{BrandId, MemberId, SuppressionId},
    token::Keys,
};

/// A manager suppresses an address; the letters this withdraws are on record as withdrawn by that manager. `None`: it is
/// done; else what stands already.
pub async fn suppress_by_hand(
    tx: &Tx,
    keys: &Keys,
    brand: BrandId,
    email: &str,
    reason: Reason,
    by: MemberId,
    now: DateTime<Utc>,
) -> Result<Option<suppression::Model>, DbErr> {
    let news = suppression::suppress(tx, keys, brand, email, reason, "console", now).await?;
    if news {
        let why = Withdrawal {
            by: Some(by),
            reason: end_by_hand(reason).to_owned(),
        };
        stop_letters(tx, brand, &[normalise(email)], &why, now).await?;
    }
    let row = suppression::of(tx, keys, brand, email).await?;
    if let Some(row) = row.as_ref().filter(|_| news) {
        note(tx, row, by, "suppress", now).await?;
    }
    Ok(row.filter(|_| !news))
}

/// What the ledger says of a letter that was withdrawn so: what the manager said of the address, which nobody else did.
fn end_by_hand(reason: Reason) -> &'static str {
    match reason {
        Reason::Unsubscribed => "The address was suppressed by hand, as one that unsubscribed.",
        Reason::HardBounce | Reason::SoftBounces => {
            "The address was suppressed by hand, as one that bounces."
        }
        Reason::Complaint => "The address was suppressed by hand, as one that complained.",
        Reason::Legal => "The address was suppressed by hand, as one that must not be written to.",
    }
}

/// What came of lifting a suppression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifted {
    /// None: the address may be written to again; else a reason beneath stands now.
    Done(Option<Reason>),
    /// Nobody may lift a complaint.
    Never,
}

/// A manager lifts a suppression and says why. `None` when there is no such suppression in these brands.
pub async fn lift_suppression(
    tx: &Tx,
    brands: &[BrandId],
    id: SuppressionId,
    by: MemberId,
    why: &str,
    now: DateTime<Utc>,
) -> Result<Option<Lifted>, DbErr> {
    let Some(row) = suppression_list::by_id(tx, brands, id).await? else {
        return Ok(None);
    };
    if !row.reason.may_be_lifted() {
        return Ok(Some(Lifted::Never));
    }
    let stands = suppression_lift::lift(tx, &row, Some(by), why, now).await?;
    note(tx, &row, by, "lift suppression", now).await?;
    Ok(Some(Lifted::Done(stands)))
}

/// The address of a suppression is forgotten; its keyed hash stays, and with it the suppression. `None` when there is no
/// such suppression in these brands.
pub async fn forget_address(
    tx: &Tx,
    brands: &[BrandId],
    id: SuppressionId,
    by: MemberId,
    now: DateTime<Utc>,
) -> Result<Option<()>, DbErr> {
    let Some(row) = suppression_list::by_id(tx, brands, id).await? else {
        return Ok(None);
    };
    suppression::Entity::update_many()
        .col_expr(suppression::Column::Email, Expr::value(None::<String>))
        .filter(suppression::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    note(tx, &row, by, "forget suppressed address", now).await?;
    Ok(Some(()))
}

async fn note(
    tx: &Tx,
    row: &suppression::Model,
    by: MemberId,
    action: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let (actor, object) = (format!("member:{by}"), format!("suppression:{}", row.id));
    audit::note(tx, Some(row.brand_id), &actor, action, &object, now).await
}
