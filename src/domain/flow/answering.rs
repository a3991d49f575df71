//! A link is opened, a form is sent, a manager rules: the clicks are weighed, and what counts is recorded.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, DbErr, entity::prelude::*};

use super::{Tx, missing};
use crate::{
    domain::{
        accounts::audit,
        customers::{customer, email_address},
        deliveries::delivery,
        invitations::invitation,
        responses::{
            click::{self, Circumstances, ClickKind, Evidence, Ruling, Windows},
            click_event::{self, Visit},
            domain_sweep,
            record::{self, Content, Fresh, Recorded, Standing},
            submission::Submission,
        },
        scores::tally,
        surveys::{definition::OneClick, survey_version},
    },
    ids::{BrandId, ClickId, InvitationId},
    token::Keys,
};

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
    if visit.kind.tier() == 0 && click_event::are_plenty(tx, invitation.id).await? {
        let standing = record::standing(tx, invitation.id).await?;
        let counting = standing.filter(|standing| standing.response.counts);
        return Ok(Recorded::Unchanged(counting));
    }
    let click = click_event::keep(tx, letter, invitation.id, &visit, now).await?;
    let fresh = Some(Fresh { click, form: None });
    weigh(tx, keys, invitation, &letter.recipient, fresh, windows, now).await
}

/// The form was sent: what it says is kept whatever it counts for, and counts unless a machine sent it. From now on the
/// customer is spoken to in the language it was sent in.
pub async fn submit(
    tx: &Tx,
    keys: &Keys,
    letter: &delivery::Model,
    visit: Visit,
    submission: Submission,
    windows: Windows,
    now: DateTime<Utc>,
) -> Result<Recorded, DbErr> {
    let mut invitation = locked_invitation_of(tx, letter).await?;
    let Submission {
        score,
        comment,
        answers,
        locale,
    } = submission;
    if let Some(locale) = locale {
        invitation::speak(tx, &mut invitation, locale).await?;
    }
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
    let form = Some(content.clone());
    record::keep_revision(tx, &invitation, click, content, Evidence::Submit, now).await?;
    let fresh = Some(Fresh { click, form });
    weigh(tx, keys, invitation, &letter.recipient, fresh, windows, now).await
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
    weigh(tx, keys, invitation, &recipient, None, windows, now).await
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
    weigh(tx, keys, invitation, &recipient, None, windows, now)
        .await
        .map(Some)
}

/// Weighs all clicks of an invitation and brings response, tallies and invitation into line with the verdict.
async fn weigh(
    tx: &Tx,
    keys: &Keys,
    invitation: invitation::Model,
    recipient: &str,
    fresh: Option<Fresh>,
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
        reminded_at: invitation.reminded_at,
        strict: definition.one_click == OneClick::Strict,
        // Only a mere look is doubted for its domain.
        swept_domain: clicks.iter().any(|click| click.kind == ClickKind::Dwell)
            && domain_sweep::is_swept(tx, domain, now).await?,
        closes_at: Some(invitation.expires_at),
    };
    let verdict = click::judge(&clicks, &circumstances, &windows, now);
    click_event::mark(tx, &events, &verdict).await?;
    if verdict.swept && invitation.swept_at.is_none() {
        domain_sweep::note(tx, invitation.id, domain, now).await?;
    }

    // Before its first click an invitation has no response, so there is none to look for.
    let first = fresh
        .as_ref()
        .is_some_and(|fresh| matches!(events.as_slice(), [only] if only.id == fresh.click));
    let before = if first && invitation.answered_at.is_none() {
        None
    } else {
        record::standing(tx, invitation.id).await?
    };
    let counted = verdict.counted.as_ref();
    let recorded =
        record::bring_into_line(tx, &invitation, &definition, before, counted, fresh, now).await?;
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
        tally::add(tx, changes, invitation.id.0, now).await?;
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
