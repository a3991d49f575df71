//! A customer wants fewer letters or none, or changes their mind; a manager or a report ends all letters to an address.
//! Letters that have not left are withdrawn with it.

use chrono::{DateTime, Utc};
use sea_orm::{DbErr, entity::prelude::*};

use super::{Tx, ending::withdraw_letters, missing};
use crate::{
    domain::{
        accounts::audit,
        customers::{
            customer,
            email_address::normalise,
            preference,
            suppression::{self, Reason},
            suppression_lift,
        },
        deliveries::{delivery, outbox},
        invitations::{
            invitation::{self, Withdrawal},
            waiting,
        },
        organization::brand,
    },
    ids::{BrandId, CustomerId},
    token::Keys,
};

/// No letter of the brand leaves for that address any more. `false` when it was so already for that reason or a
/// stronger one, beneath which it is kept.
pub async fn suppress(
    tx: &Tx,
    keys: &Keys,
    brand: BrandId,
    email: &str,
    reason: Reason,
    source: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let news = suppression::suppress(tx, keys, brand, email, reason, source, now).await?;
    if news {
        let why = Withdrawal {
            by: None,
            reason: end_of_letters(reason).to_owned(),
        };
        stop_letters(tx, brand, &[normalise(email)], &why, now).await?;
    } else {
        suppression::keep_beneath(tx, keys, brand, email, reason, source).await?;
    }
    Ok(news)
}

/// What the ledger says of a letter that an end of all letters withdrew.
fn end_of_letters(reason: Reason) -> &'static str {
    match reason {
        Reason::Unsubscribed => "The customer asked for no more surveys before the letter left.",
        Reason::HardBounce | Reason::SoftBounces => {
            "Another letter to this address came back before this one left."
        }
        Reason::Complaint => "The customer reported another letter as spam before this one left.",
        Reason::Legal => "The address must not be written to any more.",
    }
}

/// Withdraws every letter to these normalised addresses that has not left, reminders too.
pub(super) async fn stop_letters(
    tx: &Tx,
    brand: BrandId,
    addresses: &[String],
    why: &Withdrawal,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let customers = customer::of_addresses(tx, brand, addresses).await?;
    let mut customers = invitation::expecting_letters(tx, customers).await?;
    customers.sort_unstable();
    let Some(brand) = brand::Entity::find_by_id(brand).one(tx).await? else {
        return Ok(());
    };
    for customer in customers {
        withdraw_those(tx, &brand, customer, why, |_| true, now).await?;
        stop_reminders(tx, customer, &why.reason, now).await?;
    }
    Ok(())
}

/// Withdraws the customer's letters that have not left and `goes` takes, by when they are to leave.
async fn withdraw_those(
    tx: &Tx,
    brand: &brand::Model,
    customer: CustomerId,
    why: &Withdrawal,
    goes: impl Fn(DateTime<Utc>) -> bool,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    // As a report does: first the customer, then letters and invitations, then what they are counted in.
    let customer = customer::locked(tx, customer).await?;
    let scheduled = invitation::scheduled_of(tx, customer.id).await?;
    let mut waiting = Vec::new();
    for invitation in scheduled.into_iter().filter(|it| goes(it.send_at)) {
        waiting.extend(waiting::of_invitation(tx, brand, invitation).await?);
    }
    if waiting.is_empty() {
        return Ok(());
    }
    withdraw_letters(tx, brand, customer.id, &waiting, why, now).await
}

/// The customer is not reminded of what they have not answered.
async fn stop_reminders(
    tx: &Tx,
    customer: CustomerId,
    why: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    for reminder in invitation::remind_no_more(tx, customer).await? {
        let untried = delivery::Entity::find_by_id(reminder)
            .filter(delivery::Column::State.eq(delivery::State::Queued))
            .filter(delivery::Column::Attempts.eq(0))
            .one(tx)
            .await?;
        if let Some(letter) = untried {
            outbox::withdraw(tx, letter.id, why, now).await?;
        }
    }
    Ok(())
}

/// Whom a letter is to: its brand, its address, and who the audit says acted.
struct Customer<'a> {
    brand: BrandId,
    email: &'a str,
    id: CustomerId,
}

async fn behind<'a>(tx: &Tx, letter: &'a delivery::Model) -> Result<Customer<'a>, DbErr> {
    let id = letter
        .invitation_id
        .ok_or_else(|| missing("the letter's invitation"))?;
    let invitation = invitation::Entity::find_by_id(id).one(tx).await?;
    Ok(Customer {
        brand: letter.brand_id,
        email: &letter.recipient,
        id: invitation
            .ok_or_else(|| missing("the letter's invitation"))?
            .customer_id,
    })
}

impl Customer<'_> {
    async fn note(
        &self,
        tx: &Tx,
        action: &str,
        source: &str,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let (actor, object) = (
            format!("customer by {source}"),
            format!("customer:{}", self.id),
        );
        audit::note(tx, Some(self.brand), &actor, action, &object, now).await
    }
}

/// A customer unsubscribes: no letter of the brand leaves for that address any more. `false` when it was so already.
pub async fn unsubscribe(
    tx: &Tx,
    keys: &Keys,
    letter: &delivery::Model,
    source: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let who = behind(tx, letter).await?;
    let reason = Reason::Unsubscribed;
    let news = suppress(tx, keys, who.brand, who.email, reason, source, now).await?;
    if news {
        preference::forget(tx, keys, who.brand, who.email).await?;
        who.note(tx, "unsubscribe", source, now).await?;
    }
    Ok(news)
}

/// What came of a customer's wish for letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wished {
    Done,
    /// Letters stay suppressed for a reason that is not the customer's to lift.
    Suppressed(Reason),
}

/// A customer wants at most one survey in so many `months`: later letters wait for it, and those that would leave too
/// early do not leave. Takes an earlier "none" back.
pub async fn ask_less_often(
    tx: &Tx,
    keys: &Keys,
    letter: &delivery::Model,
    months: i16,
    source: &str,
    now: DateTime<Utc>,
) -> Result<Wished, DbErr> {
    let who = behind(tx, letter).await?;
    let span = preference::spoken(months);
    let instead = format!("Asked for at most one survey in {span} instead.");
    if let Own::Stays(reason) = lift_own(tx, keys, &who, &instead, now).await? {
        return Ok(Wished::Suppressed(reason));
    }
    let known = preference::of(tx, keys, who.brand, who.email).await?;
    if known.is_some_and(|known| known.months == months) {
        return Ok(Wished::Done);
    }
    let wish = preference::keep(tx, keys, who.brand, who.email, months, source, now).await?;
    let brand = brand::Entity::find_by_id(who.brand).one(tx).await?;
    let brand = brand.ok_or_else(|| missing("the letter's brand"))?;
    let why = Withdrawal {
        by: None,
        reason: format!(
            "The customer asked for at most one survey in {span} before the letter left."
        ),
    };
    // What is still to leave waits for what left last: for this letter, if for no other.
    let left = invitation::newest_left(tx, who.id).await?;
    let until = left.map(|left| wish.rests_until(left));
    let too_early = |send_at| until.is_some_and(|until| send_at < until);
    withdraw_those(tx, &brand, who.id, &why, too_early, now).await?;
    stop_reminders(tx, who.id, &why.reason, now).await?;
    let action = format!("ask for one survey in {span}");
    who.note(tx, &action, source, now).await?;
    Ok(Wished::Done)
}

/// A customer takes back what they said: "none" and "less often".
pub async fn ask_again(
    tx: &Tx,
    keys: &Keys,
    letter: &delivery::Model,
    source: &str,
    now: DateTime<Utc>,
) -> Result<Wished, DbErr> {
    let who = behind(tx, letter).await?;
    let fewer = preference::forget(tx, keys, who.brand, who.email).await?;
    let lifted = match lift_own(tx, keys, &who, "Asked to be asked again.", now).await? {
        Own::Stays(reason) => return Ok(Wished::Suppressed(reason)),
        Own::Nothing => false,
        Own::Lifted => true,
    };
    if lifted || fewer {
        who.note(tx, "ask again", source, now).await?;
    }
    Ok(Wished::Done)
}

/// What became of a suppression that the customer may have caused.
enum Own {
    Nothing,
    Lifted,
    /// It has another reason.
    Stays(Reason),
}

/// Lifts what the customer alone has caused.
async fn lift_own(
    tx: &Tx,
    keys: &Keys,
    who: &Customer<'_>,
    why: &str,
    now: DateTime<Utc>,
) -> Result<Own, DbErr> {
    Ok(
        match suppression::of(tx, keys, who.brand, who.email).await? {
            None => Own::Nothing,
            Some(row) if row.reason == Reason::Unsubscribed => {
                match suppression_lift::lift(tx, &row, None, why, now).await? {
                    None => Own::Lifted,
                    Some(beneath) => Own::Stays(beneath),
                }
            }
            Some(row) => Own::Stays(row.reason),
        },
    )
}
