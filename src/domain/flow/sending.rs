//! Letters leave: attempts are written first, then it is settled what became of them. Many at a time, because each
//! statement costs as much for one letter as for a hundred.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use sea_orm::{DbErr, QueryOrder, entity::prelude::*};

use super::{Tx, bouncing::mailbox_full, missing};
use crate::{
    domain::{
        customers::{
            customer, preference,
            suppression::{self, Reason},
        },
        deliveries::{
            backoff, delivery,
            outbox::{self, Settlement, Tried},
            untried,
        },
        invitations::invitation::{self, State},
        organization::brand,
        scores::tally,
        surveys::{definition::Definition, survey_version},
    },
    ids::{AttemptId, CustomerId, DeliveryId, InvitationId},
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
        /// From then on it is too late for another try.
        give_up_at: DateTime<Utc>,
    },
    /// It must not be sent any more, or not before its survey's window opens again, and that is settled.
    NotNow,
    /// Another process has it.
    NotMine,
}

/// Claimed letters are about to leave: each is checked once more, and its attempt is written before it is made.
/// One word for each of them, in their order.
pub async fn begin_attempts(
    tx: &Tx,
    keys: &Keys,
    letters: &[DeliveryId],
    worker: &str,
    give_up: TimeDelta,
    now: DateTime<Utc>,
) -> Result<Vec<Leave>, DbErr> {
    let begun = match letters {
        [] => Vec::new(),
        letters => outbox::begin_attempts(tx, letters, worker, now).await?,
    };
    if begun.is_empty() {
        return Ok(letters.iter().map(|_| Leave::NotMine).collect());
    }
    let ids = begun.iter().filter_map(|(letter, _)| letter.invitation_id);
    let invitations = invitations_of(tx, ids).await?;
    let addresses: Vec<_> = begun
        .iter()
        .map(|(letter, _)| (letter.brand_id, letter.recipient.as_str()))
        .collect();
    let suppressed = suppression::suppressed_among(tx, keys, &addresses).await?;
    let zones = zones(tx, &invitations).await?;
    let (mut leaving, mut leave, mut stopped) = (Vec::new(), HashMap::new(), Vec::new());
    for ((letter, attempt), suppressed) in begun.iter().zip(suppressed) {
        // Nothing else speaks against a trial: a member has asked for it a moment ago.
        if let Some(definition) = letter.facts.trial.clone() {
            let now = Leave::Now {
                delivery: Box::new(letter.clone()),
                attempt: *attempt,
                definition: Box::new(definition),
                give_up_at: letter.enqueued_at + give_up,
            };
            leave.insert(letter.id, now);
            continue;
        }
        let invitation = of(&invitations, letter.invitation_id)?;
        let reminds = invitation.reminder_id == Some(letter.id);
        let due_since = match reminds {
            true => letter.first_attempt_at.unwrap_or(now),
            false => invitation.send_at,
        };
        let definition = survey_version::definition(tx, invitation.survey_version_id).await?;
        let zone = zones.get(&invitation.customer_id).copied();
        let opening = |at| zone.map_or(at, |zone| definition.opening(at, zone));
        let (opens, give_up_at) = (opening(now), given_up(due_since + give_up, opening));
        let settlement = if reminds && invitation.state != State::Sent {
            Settlement::Cancelled {
                reply: "no reminder was needed any more when it was to leave".into(),
            }
        } else if !reminds && invitation.state == State::Cancelled {
            Settlement::Cancelled {
                reply: "it had been withdrawn before it was to leave".into(),
            }
        } else if suppressed {
            Settlement::Cancelled {
                reply: "the address was suppressed before the letter left".into(),
            }
        } else if !reminds
            && letter.attempts > 1
            && rests(tx, keys, letter, invitation, now).await?
        {
            Settlement::Cancelled {
                reply: "the customer had asked for fewer surveys before the letter left".into(),
            }
        } else if !invitation.is_open(now) {
            Settlement::Expired {
                reply: "the invitation expired before the letter left".into(),
            }
        } else if now >= give_up_at {
            let words = letter.reply.clone();
            Settlement::Expired {
                reply: words.unwrap_or_else(|| "its time passed before the letter left".into()),
            }
        } else if opens > now {
            // After an outage or a pause it is due at any hour.
            Settlement::NotTried { until: opens }
        } else {
            if !reminds {
                leaving.push(invitation.id);
            }
            let now = Leave::Now {
                delivery: Box::new(letter.clone()),
                attempt: *attempt,
                definition: Box::new(definition),
                give_up_at,
            };
            leave.insert(letter.id, now);
            continue;
        };
        leave.insert(letter.id, Leave::NotNow);
        stopped.push(Tried {
            delivery: letter.id,
            attempt: *attempt,
            settlement,
        });
    }
    settle_all(tx, &stopped, now).await?;
    if !leaving.is_empty() {
        invitation::move_on(tx, leaving, State::Sending).await?;
    }
    let word = |id| leave.remove(id).unwrap_or(Leave::NotMine);
    Ok(letters.iter().map(word).collect())
}

/// [`begin_attempts`] for one letter, given up when letters usually are.
pub async fn begin_attempt(
    tx: &Tx,
    keys: &Keys,
    id: DeliveryId,
    worker: &str,
    now: DateTime<Utc>,
) -> Result<Leave, DbErr> {
    let begun = begin_attempts(tx, keys, &[id], worker, backoff::GIVE_UP_AFTER, now).await?;
    Ok(begun.into_iter().next().unwrap_or(Leave::NotMine))
}

/// Attempts ended: deliveries are settled, or wait again where they were not tried; their invitations follow, and letters
/// that left are counted.
pub async fn settle_all(tx: &Tx, tried: &[Tried], now: DateTime<Utc>) -> Result<(), DbErr> {
    let mut settled: HashMap<_, _> = outbox::settle(tx, tried, now).await?.into_iter().collect();
    settled.extend(untried::take_back(tx, tried).await?);
    let invitations = invitations_of(tx, settled.values().copied().flatten()).await?;
    let (mut moved, mut sent) = (BTreeMap::new(), BTreeMap::<_, Vec<_>>::new());
    let (mut counts, mut spread) = (Vec::new(), None);
    for Tried {
        delivery,
        settlement,
        ..
    } in tried
    {
        // What had been settled before is left as it was, and nothing follows from a trial.
        let Some(Some(invitation)) = settled.get(delivery) else {
            continue;
        };
        let invitation = of(&invitations, Some(*invitation))?;
        // A reminder is no other invitation: nothing is counted again, and what the first letter led to stays.
        if invitation.reminder_id == Some(*delivery) {
            if matches!(settlement, Settlement::Sent { .. }) {
                invitation::reminded(tx, invitation.id, now).await?;
            }
            continue;
        }
        let counted: &[tally::Kind] = match settlement {
            Settlement::Sent { .. } => &[tally::Kind::Asked],
            Settlement::Failed { .. }
            | Settlement::NoSuchAddress { .. }
            | Settlement::MailboxFull { .. } => &[tally::Kind::Asked, tally::Kind::Bounced],
            _ => &[],
        };
        let follows = match settlement {
            Settlement::Sent { .. } => State::Sent,
            Settlement::Failed { .. }
            | Settlement::NoSuchAddress { .. }
            | Settlement::MailboxFull { .. } => State::Bounced,
            Settlement::Deferred { .. } | Settlement::NotTried { .. } => State::Scheduled,
            Settlement::Expired { .. } | Settlement::StillFull { .. } => State::Expired,
            Settlement::Cancelled { .. } => State::Cancelled,
        };
        let definition = survey_version::definition(tx, invitation.survey_version_id).await?;
        if follows == State::Sent {
            let days = definition.expires_after_days;
            sent.entry(days).or_default().push(invitation.id);
        } else {
            let alike = moved.entry(follows.code()).or_insert((follows, Vec::new()));
            alike.1.push(invitation.id);
        }
        let zone = brand::zone(tx, invitation.brand_id).await?;
        let day = now.with_timezone(&zone).date_naive();
        for kind in counted {
            let cells = tally::of_letter(invitation, &definition, *kind, day);
            counts.extend(cells.map(|cell| (cell, 1)));
        }
        spread.get_or_insert(invitation.id.0);
    }
    for (days, ids) in sent {
        invitation::sent(tx, ids, now, now + TimeDelta::days(days.into())).await?;
    }
    for (state, ids) in moved.into_values() {
        invitation::move_on(tx, ids, state).await?;
    }
    match spread {
        Some(spread) => tally::add(tx, counts, spread, now).await,
        None => Ok(()),
    }
}

/// [`settle_all`], and addresses that a server says do not exist are suppressed; so are those whose mailbox was full for
/// `soft_limit` letters.
pub async fn settle_tried(
    tx: &Tx,
    keys: &Keys,
    tried: &[Tried],
    soft_limit: u64,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let about_addresses: HashMap<_, _> = tried
        .iter()
        .filter(|tried| {
            matches!(
                tried.settlement,
                Settlement::NoSuchAddress { .. }
                    | Settlement::MailboxFull { .. }
                    | Settlement::StillFull { .. }
            )
        })
        .map(|tried| (tried.delivery, tried))
        .collect();
    if about_addresses.is_empty() {
        return settle_all(tx, tried, now).await;
    }
    // A trial's address is a member's own, and nothing follows from it.
    let letters = delivery::Entity::find()
        .filter(delivery::Column::Id.is_in(about_addresses.keys().copied()))
        .filter(delivery::Column::InvitationId.is_not_null())
        .order_by_asc(delivery::Column::Id);
    for letter in letters.all(tx).await? {
        let Tried {
            attempt,
            settlement,
            ..
        } = about_addresses[&letter.id];
        if let Settlement::MailboxFull { reply } | Settlement::StillFull { reply } = settlement {
            mailbox_full(tx, keys, &letter, (*attempt, reply), soft_limit, now).await?;
        } else {
            let (brand, email) = (letter.brand_id, &letter.recipient);
            super::suppress(tx, keys, brand, email, Reason::HardBounce, "smtp", now).await?;
        }
    }
    settle_all(tx, tried, now).await
}

/// [`settle_all`] for one letter.
pub async fn settle(
    tx: &Tx,
    delivery: DeliveryId,
    attempt: AttemptId,
    settlement: Settlement,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let tried = Tried {
        delivery,
        attempt,
        settlement,
    };
    settle_all(tx, &[tried], now).await
}

/// Whether the customer has wished since for a rest that is not over. What nobody has tried yet was withdrawn with the wish.
async fn rests(
    tx: &Tx,
    keys: &Keys,
    letter: &delivery::Model,
    invitation: &invitation::Model,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let wish = preference::of(tx, keys, letter.brand_id, &letter.recipient).await?;
    let Some(wish) = wish else {
        return Ok(false);
    };
    let left = invitation::newest_left(tx, invitation.customer_id).await?;
    Ok(left.is_some_and(|left| now < wish.rests_until(left)))
}

/// Until when a letter is tried that is otherwise given up at `at`: where its survey's window is closed then, for a day
/// from its next opening, lest a weekend costs a letter its tries.
fn given_up(at: DateTime<Utc>, opening: impl Fn(DateTime<Utc>) -> DateTime<Utc>) -> DateTime<Utc> {
    match opening(at) {
        opens if opens > at => opens + TimeDelta::days(1),
        _ => at,
    }
}

/// Where the customers live whose surveys have a window.
async fn zones(tx: &Tx, invitations: &Invitations) -> Result<HashMap<CustomerId, Tz>, DbErr> {
    let mut zones = HashMap::new();
    for invitation in invitations.values() {
        let definition = survey_version::definition(tx, invitation.survey_version_id).await?;
        if definition.send_window.is_some() {
            let zone = brand::zone(tx, invitation.brand_id).await?;
            zones.insert(invitation.customer_id, zone);
        }
    }
    if !zones.is_empty() {
        let own = customer::zones(tx, zones.keys().copied()).await?;
        zones.extend(own);
    }
    Ok(zones)
}

type Invitations = HashMap<InvitationId, invitation::Model>;

async fn invitations_of(
    tx: &Tx,
    ids: impl Iterator<Item = InvitationId>,
) -> Result<Invitations, DbErr> {
    let ids: Vec<_> = ids.collect();
    if ids.is_empty() {
        return Ok(Invitations::new());
    }
    let found = invitation::all_of(tx, ids).await?;
    Ok(found.into_iter().map(|found| (found.id, found)).collect())
}

fn of(invitations: &Invitations, id: Option<InvitationId>) -> Result<&invitation::Model, DbErr> {
    id.and_then(|id| invitations.get(&id))
        .ok_or_else(|| missing("the letter's invitation"))
}
