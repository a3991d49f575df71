//! A brand opens; surveys are published and retired.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sea_orm::{DbErr, EntityTrait};

use super::{Tx, missing};
use crate::{
    domain::{
        accounts::audit,
        invitations::limit_count,
        organization::brand,
        surveys::{
            definition::Definition,
            hands,
            survey::{self, Published},
        },
    },
    ids::BrandId,
};

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
    let rules = definition.clone();
    let published = survey::publish(tx, brand, slug, definition, now).await?;
    if !matches!(published, Published::Same(_)) {
        let of = brand::Entity::find_by_id(brand).one(tx).await?;
        let of = of.ok_or_else(|| missing("the survey's brand"))?;
        limit_count::published(tx, &of, published.survey().id, &rules, now).await?;
        audit::note(tx, Some(brand), actor, hands::PUBLISH, slug, now).await?;
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
        audit::note(tx, Some(brand), actor, hands::RETIRE, slug, now).await?;
    }
    Ok(retired)
}
