//! A CRM reports an interaction, and it is decided whether to ask about it.

use chrono::{DateTime, Utc};
use sea_orm::{DbErr, EntityTrait};

use super::{Tx, missing};
use crate::{
    domain::{
        customers::{customer, email_address::EmailAddress, preference, suppression},
        interactions::{
            interaction::{self, Outcome},
            report::{Attributed, Report},
        },
        invitations::{
            deciding::{Waits, decide_within},
            eligibility::{self, Decision, Used},
            invitation::{self, Withdrawal},
            issue::{Asking, issue},
            limit_count,
            limits::{Counts, Keys as LimitKeys},
            waiting::{self, Waiting},
        },
        organization::brand,
        scores::{period::day_of, tally},
        surveys::{survey, survey_version},
    },
    token::Keys,
};

/// What a report led to.
#[derive(Clone, Debug, PartialEq)]
pub struct Reported {
    pub interaction: interaction::Model,
    /// When the letter leaves, where the customer is asked.
    pub send_at: Option<DateTime<Utc>>,
    /// False when it had been reported before: the first report stands.
    pub first: bool,
}

/// A CRM reports an interaction: it is attributed, decided about, where the customer is asked the invitation is
/// issued and its letter enqueued, and it is counted.
pub async fn report(
    tx: &Tx,
    keys: &Keys,
    brand: &brand::Model,
    report: Report,
    now: DateTime<Utc>,
) -> Result<Reported, DbErr> {
    let reported = decide(tx, keys, brand, report, now).await?;
    count(tx, [(brand, &reported)], now).await?;
    Ok(reported)
}

/// The same for several at once; what they count is added up first.
pub async fn report_all(
    tx: &Tx,
    keys: &Keys,
    reports: Vec<(brand::Model, Report)>,
    now: DateTime<Utc>,
) -> Result<Vec<Reported>, DbErr> {
    let mut all = Vec::with_capacity(reports.len());
    let mut brands = Vec::with_capacity(reports.len());
    for (brand, report) in reports {
        all.push(decide(tx, keys, &brand, report, now).await?);
        brands.push(brand);
    }
    count(tx, brands.iter().zip(&all), now).await?;
    Ok(all)
}

/// Counts what was not told before, each on the brand's own day.
async fn count<'a>(
    tx: &Tx,
    reported: impl IntoIterator<Item = (&'a brand::Model, &'a Reported)>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let first: Vec<_> = reported
        .into_iter()
        .filter(|(_, told)| told.first)
        .collect();
    let Some(spread) = first.first().map(|(_, told)| told.interaction.id.0) else {
        return Ok(());
    };
    let cells = first.iter().flat_map(|(brand, told)| {
        let day = day_of(told.interaction.reported_at, brand.tz());
        tally::of_interaction(&told.interaction, day)
    });
    tally::add(tx, cells.map(|cell| (cell, 1)), spread, now).await
}

async fn decide(
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
    let sampling_point = report.sampling_point(keys, brand.id);
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
    // One contact of a customer after the other, from here to the end.
    about.customer = customer::locked(tx, about.customer.id).await?;
    let waiting = match about.customer.last_invited_at {
        Some(_) => {
            let ended_at = about.interaction.ended_at;
            waiting::of_customer(tx, brand, about.customer.id, ended_at).await?
        }
        None => Vec::new(),
    };
    let email = &about.customer.email;
    let wish = preference::of(tx, keys, brand.id, email).await?;
    let facts = eligibility::Facts {
        survey: found.as_ref().map(|(_, version)| &version.definition),
        address_valid: address.is_some(),
        suppressed: suppression::suppressed(tx, keys, brand.id, email).await?,
        wish: wish.as_ref(),
        attributes: about.interaction.attributes.as_ref(),
        ended_at: about.interaction.ended_at,
        last_invited_at: last_that_counts(tx, &about.customer, &waiting).await?,
        sampling_point,
        used: &Used::default(),
        tz: about.customer.tz().unwrap_or(brand.tz()),
    };
    let (decision, mut counts, places) =
        within_limits(tx, brand, &found, &about, &facts, &waiting, now).await?;
    let wish_months = eligibility::held_by_wish(&facts, decision);
    let withdrawn = withdraw(tx, &about, &waiting, decision, &mut counts, now).await?;
    let mut newest = facts.last_invited_at;
    if withdrawn {
        newest = invitation::newest_letter(tx, about.customer.id, &[]).await?;
    }
    let mut invitation_id = None;
    if let (Decision::Invited(send_at), Some((survey, version)), Some(address)) =
        (decision, &found, address)
    {
        counts.take(&places, brand.day(send_at));
        newest = newest.max(Some(send_at));
        customer::invited(tx, about.customer.id, newest).await?;
        let asking = Asking {
            brand,
            about: &about,
            survey,
            version,
            address,
            send_at,
        };
        invitation_id = Some(issue(tx, keys, asking, now).await?);
    } else if withdrawn {
        customer::invited(tx, about.customer.id, newest).await?;
    }
    limit_count::keep(tx, brand, &counts, now).await?;
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
    interaction.survey_id = found.map(|(survey, _)| survey.id);
    interaction.wish_months = wish_months;
    interaction::keep_decision(tx, interaction).await?;
    Ok(Reported {
        interaction: about.interaction,
        send_at,
        first: true,
    })
}

/// When the customer's newest letter leaves or left, as far as it counts against another one.
async fn last_that_counts(
    tx: &Tx,
    customer: &customer::Model,
    waiting: &[Waiting],
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let replaced = waiting
        .iter()
        .filter(|letter| !eligibility::still_counts(letter.on));
    let replaced: Vec<_> = replaced.map(|letter| letter.invitation.id).collect();
    match replaced[..] {
        [] => Ok(customer.last_invited_at),
        _ => invitation::newest_letter(tx, customer.id, &replaced).await,
    }
}

/// Decides with the survey's limits; the counts stay locked, so that no other report takes the same place.
async fn within_limits(
    tx: &Tx,
    brand: &brand::Model,
    found: &Option<(survey::Model, survey_version::Model)>,
    about: &Attributed,
    facts: &eligibility::Facts<'_>,
    waiting: &[Waiting],
    now: DateTime<Utc>,
) -> Result<(Decision, Counts, LimitKeys), DbErr> {
    let keys = match (found, eligibility::decide(facts, now)) {
        (Some((survey, version)), Decision::Invited(_)) => {
            LimitKeys::of(survey.id, &version.definition, (&about.interaction).into())
        }
        _ => LimitKeys::default(),
    };
    let theirs = waiting.iter().flat_map(|letter| letter.keys.each());
    let wanted = keys.each().into_iter().chain(theirs);
    let mut counts = limit_count::locked(tx, brand.id, wanted).await?;
    let waits: Vec<_> = waiting
        .iter()
        .map(|letter| Waits {
            on: letter.on,
            keys: &letter.keys,
            day: letter.day,
        })
        .collect();
    let day_of = |at| brand.day(at);
    let decision = decide_within(facts, &keys, &waits, &mut counts, day_of, now);
    Ok((decision, counts, keys))
}

/// Withdraws the customer's letters that are not to leave after this contact; whether there were any.
async fn withdraw(
    tx: &Tx,
    about: &Attributed,
    waiting: &[Waiting],
    decision: Decision,
    counts: &mut Counts,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let interaction = &about.interaction;
    let mut any = false;
    for letter in waiting {
        if !eligibility::withdraws(letter.on, decision) {
            continue;
        }
        let why = Withdrawal {
            by: None,
            reason: format!(
                "The customer contacted us again before the letter left ({} {}).",
                interaction.source, interaction.external_id
            ),
        };
        waiting::withdraw(tx, letter, why, now).await?;
        counts.give_back(&letter.keys, letter.day);
        any = true;
    }
    Ok(any)
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
