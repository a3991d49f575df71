//! A survey is drafted: its draft is saved, tried, published or thrown away. Only a published one asks anybody.

use chrono::{DateTime, Utc};
use sea_orm::{DbErr, EntityTrait, IntoActiveModel, QuerySelect};

use super::{Tx, opening::publish_survey};
use crate::{
    domain::{
        deliveries::{outbox, trial},
        organization::brand,
        surveys::{
            definition::Definition,
            draft::{self, Change, Saved},
            faults::Fault,
            sketch::{self, Sketch},
            survey, survey_version,
        },
    },
    ids::{BrandId, MemberId},
    token::Keys,
};

/// What became of the wish to publish a draft.
#[derive(Clone, Debug, PartialEq)]
pub enum Published {
    /// It is live; the draft is gone.
    Now(survey::Published),
    /// These speak against it.
    Faulty(Vec<Fault>),
    /// Another version was published since the draft was begun: that one.
    Overtaken(Box<survey_version::Model>),
    /// There is no such draft.
    NoDraft,
}

/// What became of the wish for a trial letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trial {
    Sent,
    /// No more within this hour.
    TooMany,
    /// Without a rated first question there is no letter.
    NoLetter,
}

/// A draft is kept as it was typed, unless somebody else has changed it meanwhile.
pub async fn save_draft(tx: &Tx, change: Change, now: DateTime<Utc>) -> Result<Saved, DbErr> {
    draft::save(tx, change, now).await
}

/// A draft is thrown away; what is published stays.
pub async fn discard_draft(tx: &Tx, brand: BrandId, slug: &str) -> Result<bool, DbErr> {
    draft::discard(tx, brand, slug).await
}

/// A draft becomes the survey's next version, where nothing speaks against it and nobody was quicker.
pub async fn publish_draft(
    tx: &Tx,
    brand: BrandId,
    slug: &str,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<Published, DbErr> {
    // Publishing takes the same lock: what is seen here still holds then.
    brand::Entity::find_by_id(brand)
        .lock_exclusive()
        .one(tx)
        .await?;
    let Some(draft) = draft::by_slug(tx, brand, slug).await? else {
        return Ok(Published::NoDraft);
    };
    if let Some(survey) = survey::by_slug(tx, brand, slug).await?
        && draft.base_version_id != Some(survey.current_version_id)
    {
        let current = survey_version::Entity::find_by_id(survey.current_version_id);
        let current = current
            .one(tx)
            .await?
            .ok_or_else(|| super::missing("the survey's version"))?;
        return Ok(Published::Overtaken(Box::new(current)));
    }
    let reading = draft.sketch.read();
    if !reading.faults.is_empty() {
        return Ok(Published::Faulty(reading.faults));
    }
    let published = publish_survey(tx, brand, slug, reading.definition, actor, now).await?;
    draft::discard(tx, brand, slug).await?;
    Ok(Published::Now(published))
}

/// A new draft asks what another survey asks, under a name of its own. Its slug; `None` when there is nothing to copy.
pub async fn duplicate_survey(
    tx: &Tx,
    brand: BrandId,
    slug: &str,
    by: MemberId,
    now: DateTime<Utc>,
) -> Result<Option<String>, DbErr> {
    let Some(opened) = draft::open(tx, brand, slug).await? else {
        return Ok(None);
    };
    let name = format!("Copy of {}", opened.sketch.name);
    let wanted = sketch::slugs::slug_of(&name);
    let slug = draft::free_slug(tx, brand, &wanted).await?;
    let change = Change {
        brand,
        slug: slug.clone(),
        sketch: Sketch {
            name,
            ..opened.sketch
        },
        base: None,
        seen: 0,
        by,
    };
    draft::save(tx, change, now).await?;
    Ok(Some(slug))
}

/// The letter of a draft goes to the member who edits it.
pub async fn send_trial(
    tx: &Tx,
    keys: &Keys,
    brand: &brand::Model,
    (slug, definition): (&str, &Definition),
    (recipient, locale): (&str, &str),
    now: DateTime<Utc>,
) -> Result<Trial, DbErr> {
    let first = definition.questions.first();
    if first.is_none_or(|first| first.kind.scale().is_none()) {
        return Ok(Trial::NoLetter);
    }
    if trial::lately(tx, brand, recipient, now).await? >= trial::AN_HOUR {
        return Ok(Trial::TooMany);
    }
    let letter = trial::letter(keys, brand, slug, definition, (recipient, locale), now);
    outbox::enqueue(tx, letter.into_active_model()).await?;
    Ok(Trial::Sent)
}
