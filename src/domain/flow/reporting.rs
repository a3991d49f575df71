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
