//! A CRM reports an interaction, and it is decided whether to ask about it.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{DbErr, EntityTrait};

use super::{Tx, missing};
use crate::{
    domain::{
        customers::{customer, email_address::EmailAddress, suppression},
        interactions::{
            interaction::{self, HeldReason, Outcome},
            report::Report,
        },
        invitations::{
            eligibility::{self, Decision},
            invitation,
            issue::{Asking, issue},
        },
        organization::brand,
        scores::{period::day_of, tally},
        surveys::survey,
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
    interaction.survey_id = found.map(|(survey, _)| survey.id);
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
