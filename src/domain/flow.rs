//! The product in one file: every event, one function each, one transaction each, every consequence in order.
//! Called by the doors (`web`, `jobs`, the commands) inside `db.write`.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, entity::prelude::*};

use super::{
    accounts::audit,
    customers::{customer, email_address, email_address::EmailAddress, suppression},
    deliveries::{
        delivery,
        outbox::{self, Settlement},
    },
    interactions::{
        interaction::{self, HeldReason, Outcome},
        report::Report,
    },
    invitations::{
        eligibility::{self, Decision},
        invitation::{self, State},
        issue::{Asking, issue},
    },
    organization::brand,
    responses::{
        click::{self, Circumstances, ClickKind, Evidence, Ruling, Windows},
        click_event::{self, Visit},
        domain_sweep,
        record::{self, Content, Recorded, Standing},
        submission::Submission,
    },
    scores::tally,
    surveys::{
        definition::{Definition, OneClick},
        survey::{self, Published},
        survey_version,
    },
};
use crate::{
    ids::{AttemptId, BrandId, ClickId, DeliveryId, InvitationId},
    token::Keys,
};

type Tx = DatabaseTransaction;

/// A brand opens: it has its starting survey, so that the very first interaction can be asked about.
/// `None` when the slug is taken.
pub async fn add_brand(
    tx: &Tx,
    slug: &str,
    name: &str,
    time_zone: Tz,
    now: DateTime<Utc>,
) -> Result<Option<brand::Model>, DbErr> {
    let Some(brand) = brand::add(tx, slug, name, time_zone, now).await? else {
        return Ok(None);
    };
    survey::publish(
        tx,
        brand.id,
        survey::STARTING_SLUG,
        Definition::starting(),
        now,
    )
    .await?;
    Ok(Some(brand))
}

/// A survey is published; who was asked before still answers the version they were sent.
pub async fn publish_survey(
    tx: &Tx,
    brand: BrandId,
    slug: &str,
    definition: Definition,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<Published, DbErr> {
    let published = survey::publish(tx, brand, slug, definition, now).await?;
    if !matches!(published, Published::Same(_)) {
        audit::note(tx, Some(brand), actor, "publish survey", slug, now).await?;
    }
    Ok(published)
}

/// A survey is retired: nobody new is asked. `None` when there is no such survey.
pub async fn retire_survey(
    tx: &Tx,
    brand: BrandId,
    slug: &str,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<Option<survey::Model>, DbErr> {
    let retired = survey::retire(tx, brand, slug, now).await?;
    if retired.is_some() {
        audit::note(tx, Some(brand), actor, "retire survey", slug, now).await?;
    }
    Ok(retired)
}

/// What a report led to.
#[derive(Clone, Debug, PartialEq)]
pub struct Reported {
    pub interaction: interaction::Model,
    /// When the letter leaves, where the customer is asked.
    pub send_at: Option<DateTime<Utc>>,
    /// False when it had been reported before: the first report stands.
    pub first: bool,
}

/// A CRM reports an interaction: it is attributed, decided about, and where the customer is asked the invitation is
/// issued and its letter enqueued.
pub async fn report(
    tx: &Tx,
    keys: &Keys,
    brand: &brand::Model,
    report: Report,
    now: DateTime<Utc>,
) -> Result<Reported, DbErr> {
    let (source, external_id) = (report.source.clone(), report.external_id.clone());
    let known = || interaction::by_external_id(tx, brand.id, &source, &external_id);
    if let Some(interaction) = known().await? {
        return told_again(tx, interaction).await;
    }
    let sampling_point = report.sampling_point(brand.id);
    let mut about = report.attribute(tx, brand, now).await?;
    // Written before anything is decided: of two reports at once, the second finds the first here.
    if !interaction::keep(tx, &about.interaction).await? {
        let interaction = known()
            .await?
            .ok_or_else(|| missing("the interaction told first"))?;
        return told_again(tx, interaction).await;
    }

    let found = survey::for_touchpoint(tx, brand.id, &about.touchpoint).await?;
    let address = EmailAddress::parse(&about.customer.email);
    let facts = eligibility::Facts {
        survey: found.as_ref().map(|(_, version)| &version.definition),
        address_valid: address.is_some(),
        suppressed: suppression::suppressed(tx, keys, brand.id, &about.customer.email).await?,
        ended_at: about.interaction.ended_at,
        last_invited_at: about.customer.last_invited_at,
        sampling_point,
        tz: about.customer.tz().unwrap_or(brand.tz()),
    };
    let mut decision = eligibility::decide(&facts, now);
    let mut invitation_id = None;
    if let (Decision::Invited(send_at), Some((survey, version)), Some(address)) =
        (decision, &found, address)
    {
        let quarantine = TimeDelta::days(version.definition.quarantine_days.into());
        if customer::begin_quarantine(tx, about.customer.id, send_at, quarantine).await? {
            let asking = Asking {
                brand,
                about: &about,
                survey,
                version,
                address,
                send_at,
            };
            invitation_id = Some(issue(tx, keys, asking, now).await?);
        } else {
            decision = Decision::Held(HeldReason::Quarantine);
        }
    }
    let (outcome, reason, send_at) = match decision {
        Decision::Invited(send_at) => (Outcome::Invited, None, Some(send_at)),
        Decision::Held(reason) => (Outcome::Held, Some(reason), None),
    };
    let interaction = &mut about.interaction;
    (
        interaction.outcome,
        interaction.reason,
        interaction.invitation_id,
    ) = (outcome, reason, invitation_id);
    interaction::keep_decision(tx, interaction).await?;
    Ok(Reported {
        interaction: about.interaction,
        send_at,
        first: true,
    })
}

async fn told_again(tx: &Tx, interaction: interaction::Model) -> Result<Reported, DbErr> {
    let send_at = match interaction.invitation_id {
        Some(id) => invitation::Entity::find_by_id(id)
            .one(tx)
            .await?
            .map(|invitation| invitation.send_at),
        None => None,
    };
    Ok(Reported {
        interaction,
        send_at,
        first: false,
    })
}

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
    let stop = if suppression::suppressed(tx, keys, delivery.brand_id, &delivery.recipient).await? {
        Some(Settlement::Cancelled {
            reply: "the address was suppressed before the letter left".into(),
        })
    } else if !invitation.is_open(now) {
        Some(Settlement::Expired {
            reply: "the invitation expired before the letter left".into(),
        })
    } else {
        None
    };
    if let Some(settlement) = stop {
        settle(tx, delivery.id, attempt, settlement, now).await?;
        return Ok(Leave::NotAnyMore);
    }
    invitation::move_on(tx, invitation.id, State::Sending).await?;
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
    if !outbox::settle(tx, id, Some(attempt), &settlement, now).await? {
        return Ok(());
    }
    let delivery = delivery::Entity::find_by_id(id)
        .one(tx)
        .await?
        .ok_or_else(|| missing("the settled delivery"))?;
    let invitation = invitation_of(tx, &delivery).await?;
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
    let day = brand::of(tx, invitation.brand_id).await?.day(now);
    let cells = counted
        .iter()
        .flat_map(|kind| tally::of_letter(&invitation, &definition, *kind, day));
    tally::add(tx, cells.map(|cell| (cell, 1)), invitation.id.0).await
}

/// A link was opened, looked at or touched: that is evidence, and may make an answer count.
pub async fn visit(
    tx: &Tx,
    keys: &Keys,
    letter: &delivery::Model,
    visit: Visit,
    windows: Windows,
    now: DateTime<Utc>,
) -> Result<Recorded, DbErr> {
    let invitation = locked_invitation_of(tx, letter).await?;
    click_event::keep(tx, letter, invitation.id, &visit, now).await?;
    weigh(tx, keys, invitation, &letter.recipient, windows, now).await
}

/// The form was sent: what it says is kept whatever it counts for, and counts unless a machine sent it.
pub async fn submit(
    tx: &Tx,
    keys: &Keys,
    letter: &delivery::Model,
    visit: Visit,
    submission: Submission,
    windows: Windows,
    now: DateTime<Utc>,
) -> Result<Recorded, DbErr> {
    let invitation = locked_invitation_of(tx, letter).await?;
    let Submission {
        score,
        comment,
        answers,
    } = submission;
    let visit = Visit {
        kind: ClickKind::Submit,
        score: Some(score),
        ..visit
    };
    let click = click_event::keep(tx, letter, invitation.id, &visit, now).await?;
    let content = Content {
        score,
        comment,
        answers,
    };
    record::keep_revision(tx, &invitation, click, content, Evidence::Submit, now).await?;
    weigh(tx, keys, invitation, &letter.recipient, windows, now).await
}

/// A held click has waited long enough: it is weighed again.
pub async fn look_again(
    tx: &Tx,
    keys: &Keys,
    id: InvitationId,
    windows: Windows,
    now: DateTime<Utc>,
) -> Result<Recorded, DbErr> {
    let invitation = invitation::locked(tx, id).await?;
    let recipient = recipient_of(tx, &invitation).await?;
    weigh(tx, keys, invitation, &recipient, windows, now).await
}

/// A manager's word on a suspect.
#[derive(Clone, Debug)]
pub struct Word {
    pub click: ClickId,
    pub ruling: Ruling,
    /// For the audit: `member:…`.
    pub actor: String,
    /// The brands the manager may see.
    pub brands: Vec<BrandId>,
}

/// A manager accepts or dismisses a suspect, and that is on record. `None` when there is no such click in the brands.
pub async fn rule(
    tx: &Tx,
    keys: &Keys,
    word: Word,
    windows: Windows,
    now: DateTime<Utc>,
) -> Result<Option<Recorded>, DbErr> {
    let visible = click_event::Column::BrandId.is_in(word.brands);
    let event = click_event::Entity::find_by_id(word.click)
        .filter(visible)
        .one(tx)
        .await?;
    let Some(event) = event else { return Ok(None) };
    let invitation = invitation::locked(tx, event.invitation_id).await?;
    let ruling = Set(Some(word.ruling.as_str().into()));
    let row = click_event::ActiveModel {
        id: Set(event.id),
        ruling,
        ..Default::default()
    };
    click_event::Entity::update(row)
        .exec_without_returning(tx)
        .await?;
    let (action, object) = (
        format!("{} click", word.ruling.as_str()),
        event.id.to_string(),
    );
    audit::note(tx, Some(event.brand_id), &word.actor, &action, &object, now).await?;
    let recipient = recipient_of(tx, &invitation).await?;
    weigh(tx, keys, invitation, &recipient, windows, now)
        .await
        .map(Some)
}

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

/// Weighs all clicks of an invitation and brings response, tallies and invitation into line with the verdict.
async fn weigh(
    tx: &Tx,
    keys: &Keys,
    invitation: invitation::Model,
    recipient: &str,
    windows: Windows,
    now: DateTime<Utc>,
) -> Result<Recorded, DbErr> {
    let definition = survey_version::definition(tx, invitation.survey_version_id).await?;
    let events = click_event::of_invitation(tx, invitation.id).await?;
    let clicks: Vec<_> = events
        .iter()
        .filter_map(click_event::Model::as_click)
        .collect();
    let domain = keys.domain_hash(&email_address::domain(recipient));
    let circumstances = Circumstances {
        accepted_at: invitation.sent_at,
        strict: definition.one_click == OneClick::Strict,
        swept_domain: domain_sweep::is_swept(tx, domain, now).await?,
        closes_at: Some(invitation.expires_at),
    };
    let verdict = click::judge(&clicks, &circumstances, &windows, now);
    click_event::mark(tx, &events, &verdict).await?;
    if verdict.swept && invitation.swept_at.is_none() {
        domain_sweep::note(tx, invitation.id, domain, now).await?;
    }

    let brand = brand::of(tx, invitation.brand_id).await?;
    let counted = verdict.counted.as_ref();
    let recorded =
        record::bring_into_line(tx, &brand, &invitation, &definition, counted, now).await?;
    if !matches!(recorded, Recorded::Unchanged(_)) {
        let cells = |standing: Option<&Standing>, change: i64| {
            let standing = standing.into_iter();
            let cells = standing.flat_map(|Standing { response, content }| {
                tally::of_response(
                    response,
                    record::scores(&definition, content.score, &content.answers),
                )
            });
            cells.map(move |cell| (cell, change)).collect::<Vec<_>>()
        };
        let changes = cells(recorded.before(), -1)
            .into_iter()
            .chain(cells(recorded.now(), 1));
        tally::add(tx, changes, invitation.id.0).await?;
        if let (Some(counted), Some(now_says)) = (counted, recorded.now())
            && counted.evidence != Evidence::Submit
        {
            let click = ClickId(counted.click);
            let content = now_says.content.clone();
            record::keep_revision(tx, &invitation, click, content, counted.evidence, now).await?;
        }
    }
    let after = invitation::Weighed {
        answered_at: recorded.now().map(|says| says.response.answered_at),
        swept_at: invitation.swept_at.or(verdict.swept.then_some(now)),
        look_again_at: verdict.look_again_at,
    };
    invitation::weighed(tx, &invitation, after).await?;
    Ok(recorded)
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

async fn locked_invitation_of(
    tx: &Tx,
    letter: &delivery::Model,
) -> Result<invitation::Model, DbErr> {
    invitation::locked(
        tx,
        letter
            .invitation_id
            .ok_or_else(|| missing("the letter's invitation"))?,
    )
    .await
}

async fn recipient_of(tx: &Tx, invitation: &invitation::Model) -> Result<String, DbErr> {
    let customer = customer::Entity::find_by_id(invitation.customer_id)
        .one(tx)
        .await?;
    Ok(customer
        .ok_or_else(|| missing("the invited customer"))?
        .email)
}

fn missing(what: &str) -> DbErr {
    DbErr::RecordNotFound(format!("{what} is not there"))
}
