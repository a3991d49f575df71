//! Something is heard of a letter after it left: it did not arrive, or its reader complains. The report is written
//! down, and what follows from it follows in the same transaction.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{DbErr, QuerySelect, entity::prelude::*};

use super::Tx;
use crate::{
    domain::{
        customers::{
            address_hash, customer,
            email_address::normalise,
            suppression::{self, Reason},
        },
        deliveries::{
            bounce::{Inlet, Kind, Outcome, Proof, Told},
            bounce_report::{self, About, Effect},
            delivery, outbox,
        },
        invitations::invitation::{self, State},
        organization::brand,
        scores::tally,
        surveys::survey_version,
    },
    ids::{AttemptId, DeliveryId, InvitationId},
    token::{self, Keys},
};

/// Soft failures are added up over so long.
const SOFT_PERIOD: TimeDelta = TimeDelta::days(30);

/// What a report led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    pub kind: Kind,
    /// None: the same report came before.
    pub effect: Option<Effect>,
    pub letter: Option<DeliveryId>,
}

/// A report is taken: it is tied to a letter by what only a report about that letter can hold, written down once, and
/// the letter, its invitation, the tallies and the address follow. `soft_limit` letters that fail softly within 30 days
/// suppress an address; a complaint and an address that does not exist do so at once.
pub async fn bounced(
    tx: &Tx,
    keys: &Keys,
    told: Told,
    soft_limit: u64,
    now: DateTime<Utc>,
) -> Result<Done, DbErr> {
    let source = told.inlet.code();
    let wished_by = match told.inlet {
        Inlet::Pipe | Inlet::Mailbox => "mail",
        _ => source,
    };
    let unsubscribes = told
        .outcomes
        .iter()
        .any(|said| said.kind == Kind::Unsubscribe);
    let letter = proven(tx, keys, &told.proofs, unsubscribes).await?;
    let meant = letter
        .as_ref()
        .map(|letter| told.outcomes.iter().position(|said| is_for(said, letter)));
    let at = meant.flatten().unwrap_or_default();
    let outcome = told.outcomes[at].clone();
    let again = match &letter {
        Some(letter) if outcome.kind.did_not_arrive() => {
            bounce_report::known(tx, letter.id, outcome.kind).await?
        }
        _ => false,
    };
    let effect = match (outcome.kind, meant) {
        (Kind::Malformed | Kind::TooLarge, _) => Effect::KeptAside,
        (Kind::AutoReply | Kind::NoReport, _) => Effect::Noted,
        (_, None) => Effect::Unproven,
        (_, Some(None)) => Effect::OtherRecipient,
        // A trial's address is a member's own, and nothing follows from it.
        _ if letter
            .as_ref()
            .is_some_and(|letter| letter.invitation_id.is_none()) =>
        {
            Effect::Noted
        }
        (Kind::Soft | Kind::Ours, _) if again => Effect::NothingNew,
        (Kind::Soft, _) => Effect::Counted,
        (Kind::Ours, _) => Effect::Alarmed,
        (Kind::Hard | Kind::Complaint | Kind::Unsubscribe, _) => Effect::Suppressed,
        (Kind::Noted | Kind::NotSpam, _) => Effect::Noted,
    };
    // Somebody else's words about a letter are no part of its story.
    let letter = letter.filter(|_| {
        outcome.kind.is_about_a_letter()
            && !matches!(effect, Effect::Unproven | Effect::OtherRecipient)
    });
    let about = letter.as_ref().map(|letter| About {
        brand: letter.brand_id,
        delivery: letter.id,
        address_hash: address_hash::of(keys, &letter.recipient),
    });
    let kept = bounce_report::keep(tx, told, at, about.clone(), effect, now).await?;
    let mut done = Done {
        kind: outcome.kind,
        effect: kept.map(|_| effect),
        letter: letter.as_ref().map(|letter| letter.id),
    };
    let (Some(id), Some(letter), Some(about)) = (kept, letter, about) else {
        return Ok(done);
    };
    let Some(invitation) = letter.invitation_id else {
        return Ok(done);
    };
    if outcome.kind.did_not_arrive() {
        did_not_arrive(tx, &letter, invitation, &outcome, now).await?;
    }
    let mut followed = effect;
    if outcome.kind == Kind::Unsubscribe
        && !super::unsubscribe(tx, keys, &letter, wished_by, now).await?
    {
        followed = Effect::NothingNew;
    }
    let (brand, email) = (letter.brand_id, &letter.recipient);
    let reason = match outcome.kind {
        Kind::Hard => Some(Reason::HardBounce),
        Kind::Complaint => Some(Reason::Complaint),
        Kind::Soft if soft_enough(tx, &letter, &about, soft_limit, now).await? => {
            Some(Reason::SoftBounces)
        }
        _ => None,
    };
    if let Some(reason) = reason {
        followed = suppress(tx, keys, &letter, reason, source, now).await?;
    } else if effect == Effect::Counted && suppression::suppressed(tx, keys, brand, email).await? {
        followed = Effect::NothingNew;
    }
    if followed != effect {
        bounce_report::led_to(tx, id, followed).await?;
        done.effect = Some(followed);
    }
    Ok(done)
}

/// A server refused a letter because the mailbox is full: written down and counted as a report of it would be.
pub(super) async fn mailbox_full(
    tx: &Tx,
    keys: &Keys,
    letter: &delivery::Model,
    (attempt, words): (AttemptId, &str),
    soft_limit: u64,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let about = About {
        brand: letter.brand_id,
        delivery: letter.id,
        address_hash: address_hash::of(keys, &letter.recipient),
    };
    let inlet = Inlet::Session;
    let told = Told {
        key: format!("{} {attempt}", inlet.code()),
        once: None,
        inlet,
        proofs: Vec::new(),
        outcomes: vec![Outcome {
            kind: Kind::Soft,
            status: None,
            recipients: Vec::new(),
            diagnostic: words.replace(&letter.recipient, "…"),
        }],
        kept: None,
    };
    let kept = bounce_report::keep(tx, told, 0, Some(about.clone()), Effect::Counted, now).await?;
    if let Some(id) = kept
        && soft_enough(tx, letter, &about, soft_limit, now).await?
    {
        let followed = suppress(tx, keys, letter, Reason::SoftBounces, "smtp", now).await?;
        bounce_report::led_to(tx, id, followed).await?;
    }
    Ok(())
}

/// No letter leaves for that letter's address any more; whether that is news.
async fn suppress(
    tx: &Tx,
    keys: &Keys,
    letter: &delivery::Model,
    reason: Reason,
    source: &str,
    now: DateTime<Utc>,
) -> Result<Effect, DbErr> {
    let (brand, email) = (letter.brand_id, &letter.recipient);
    let news = super::suppress(tx, keys, brand, email, reason, source, now).await?;
    Ok(if news {
        Effect::Suppressed
    } else {
        Effect::NothingNew
    })
}

/// The letter is settled as bounced, its invitation follows, and it is counted with the letters of the day it left. An
/// answer shows that a letter arrived, whatever a report says later.
async fn did_not_arrive(
    tx: &Tx,
    letter: &delivery::Model,
    id: InvitationId,
    outcome: &Outcome,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let invitation = invitation::locked(tx, id).await?;
    if invitation.state == State::Answered {
        return Ok(());
    }
    let status = outcome.status.as_deref().unwrap_or_default();
    let words = if outcome.diagnostic.contains(status) {
        outcome.diagnostic.clone()
    } else {
        format!("{status} {}", outcome.diagnostic)
    };
    let Some(bounced) = outbox::bounced(tx, letter.id, &words).await? else {
        return Ok(());
    };
    // A reminder is no other invitation: the first letter had arrived, and was counted.
    if invitation.reminder_id == Some(letter.id) {
        return Ok(());
    }
    invitation::move_on(tx, [id], State::Bounced).await?;
    let definition = survey_version::definition(tx, invitation.survey_version_id).await?;
    let zone = brand::zone(tx, invitation.brand_id).await?;
    let left = bounced.settled_at.unwrap_or(now);
    let day = left.with_timezone(&zone).date_naive();
    let cells = tally::of_letter(&invitation, &definition, tally::Kind::Bounced, day);
    tally::add(tx, cells.map(|cell| (cell, 1)), invitation.id.0, now).await
}

/// Whether the address has failed often enough to be given up.
async fn soft_enough(
    tx: &Tx,
    letter: &delivery::Model,
    about: &About,
    limit: u64,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    // Two reports at once must not each count without the other.
    if let Some(id) = letter.invitation_id
        && let Some(invitation) = invitation::Entity::find_by_id(id).one(tx).await?
    {
        customer::Entity::find_by_id(invitation.customer_id)
            .lock_exclusive()
            .one(tx)
            .await?;
    }
    Ok(bounce_report::soft_since(tx, about, now - SOFT_PERIOD).await? >= limit)
}

/// The letter that one of these proofs belongs to. The wish to be written to no more has a proof of its own: what a report
/// can hold passes through too many hands.
async fn proven(
    tx: &Tx,
    keys: &Keys,
    proofs: &[Proof],
    unsubscribes: bool,
) -> Result<Option<delivery::Model>, DbErr> {
    for proof in proofs {
        if matches!(proof, Proof::Unsubscribe(_)) != unsubscribes {
            continue;
        }
        let found = match proof {
            Proof::Unsubscribe(text) => keys
                .letter_of_unsubscribe_token(text)
                .map(|id| delivery::Entity::find_by_id(DeliveryId(id))),
            Proof::Sender(text) => keys
                .letter_of_bounce_token(text)
                .map(|id| delivery::Entity::find_by_id(DeliveryId(id))),
            Proof::Link(text) => token::is_link_token(text).then(|| {
                let hash = token::hash(text).to_vec();
                delivery::Entity::find().filter(delivery::Column::TokenHash.eq(hash))
            }),
            Proof::Letter(id) => Some(delivery::Entity::find_by_id(DeliveryId(*id))),
        };
        if let Some(found) = found
            && let Some(letter) = found.one(tx).await?
        {
            return Ok(Some(letter));
        }
    }
    Ok(None)
}

/// Whether these words may be about that letter: they name its recipient, or nobody. Complaints often hide the address.
fn is_for(said: &Outcome, letter: &delivery::Model) -> bool {
    let recipient = normalise(&letter.recipient);
    matches!(said.kind, Kind::Complaint | Kind::NotSpam)
        || said.recipients.is_empty()
        || said
            .recipients
            .iter()
            .any(|address| normalise(address) == recipient)
}
