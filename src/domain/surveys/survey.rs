//! A survey of a brand: which version is current, and which survey a touchpoint gets.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*};

use super::{definition::Definition, survey_version};
use crate::{
    domain::organization::{brand, listing::Part},
    ids::{BrandId, SurveyId, SurveyVersionId},
};

/// The survey every brand starts with.
pub const STARTING_SLUG: &str = "after-contact";

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "surveys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SurveyId,
    pub brand_id: BrandId,
    pub slug: String,
    pub name: String,
    pub current_version_id: SurveyVersionId,
    /// When the current version was published.
    pub published_at: DateTimeUtc,
    /// From then on nobody new is asked; who was asked can still answer.
    pub retired_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What publishing did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Published {
    /// There was no such survey, or it had been retired.
    First(Model),
    /// It got another version.
    Next(Model),
    /// It asks exactly this already.
    Same(Model),
}

impl Published {
    pub fn survey(&self) -> &Model {
        let (Self::First(survey) | Self::Next(survey) | Self::Same(survey)) = self;
        survey
    }
}

/// Publishes a definition that has no faults as the survey's next version.
pub async fn publish(
    tx: &impl ConnectionTrait,
    brand: BrandId,
    slug: &str,
    definition: Definition,
    now: DateTime<Utc>,
) -> Result<Published, DbErr> {
    // One publication of a brand after the other: two first versions of one slug would be one too many.
    brand::Entity::find_by_id(brand)
        .lock_exclusive()
        .one(tx)
        .await?;
    let known = by_slug(tx, brand, slug).await?;
    let (id, number) = match &known {
        Some(survey) => {
            let current = survey_version::Entity::find_by_id(survey.current_version_id)
                .one(tx)
                .await?;
            let current = current
                .ok_or_else(|| DbErr::RecordNotFound("a survey's current version".into()))?;
            if current.definition == definition && survey.retired_at.is_none() {
                return Ok(Published::Same(survey.clone()));
            }
            (survey.id, current.number + 1)
        }
        None => (SurveyId::new(now), 1),
    };
    let survey = Model {
        id,
        brand_id: brand,
        slug: slug.into(),
        name: definition.name.clone(),
        current_version_id: SurveyVersionId::new(now),
        published_at: now,
        retired_at: None,
        created_at: known.as_ref().map_or(now, |known| known.created_at),
    };
    let version = survey_version::ActiveModel {
        id: Set(survey.current_version_id),
        brand_id: Set(brand),
        survey_id: Set(id),
        number: Set(number),
        definition: Set(definition),
        published_at: Set(now),
    };
    survey_version::Entity::insert(version)
        .exec_without_returning(tx)
        .await?;
    let row = survey.clone().into_active_model().reset_all();
    match known {
        None => {
            Entity::insert(row).exec_without_returning(tx).await?;
            Ok(Published::First(survey))
        }
        Some(known) => {
            Entity::update(row).exec_without_returning(tx).await?;
            Ok(if known.retired_at.is_some() {
                Published::First(survey)
            } else {
                Published::Next(survey)
            })
        }
    }
}

/// Retires a survey: nobody new is asked. `None` when the brand has no such survey.
pub async fn retire(
    tx: &impl ConnectionTrait,
    brand: BrandId,
    slug: &str,
    now: DateTime<Utc>,
) -> Result<Option<Model>, DbErr> {
    let Some(survey) = by_slug(tx, brand, slug).await? else {
        return Ok(None);
    };
    let retired_at = survey.retired_at.unwrap_or(now);
    let row = ActiveModel {
        id: Set(survey.id),
        retired_at: Set(Some(retired_at)),
        ..Default::default()
    };
    Entity::update(row).exec_without_returning(tx).await?;
    Ok(Some(Model {
        retired_at: Some(retired_at),
        ..survey
    }))
}

pub async fn by_slug(
    db: &impl ConnectionTrait,
    brand: BrandId,
    slug: &str,
) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::BrandId.eq(brand))
        .filter(Column::Slug.eq(slug))
        .one(db)
        .await
}

/// The surveys of some brands, retired ones too, oldest first.
pub async fn list(db: &impl ConnectionTrait, part: &Part) -> Result<Vec<Model>, DbErr> {
    part.of::<Entity>(Column::BrandId, Column::Id).all(db).await
}

/// The survey and version to ask with at a touchpoint; see [`asking_at`].
pub async fn for_touchpoint(
    db: &impl ConnectionTrait,
    brand: BrandId,
    touchpoint: &str,
) -> Result<Option<(Model, survey_version::Model)>, DbErr> {
    let mut live = live(db, brand).await?;
    let definitions = live.iter().map(|(_, version)| &version.definition);
    let chosen = asking_at(definitions, touchpoint);
    Ok(chosen.map(|at| live.swap_remove(at)))
}

/// Which of a brand's live surveys, the one published last first, asks at a touchpoint: one that names it, else one for
/// every touchpoint; of several the first.
pub fn asking_at<'a>(
    live: impl Iterator<Item = &'a Definition> + Clone,
    touchpoint: &str,
) -> Option<usize> {
    let named = |of: &Definition| of.touchpoints.iter().any(|name| name == touchpoint);
    let mut all = live.clone();
    let named = all.position(named);
    let mut all = live;
    named.or_else(|| all.position(|of| of.touchpoints.is_empty()))
}

/// The other surveys of a brand that ask, the one published last first, with what they say now.
pub async fn others(
    db: &impl ConnectionTrait,
    brand: BrandId,
    slug: &str,
) -> Result<Vec<(Model, Definition)>, DbErr> {
    let live = live(db, brand).await?.into_iter();
    let others = live.filter(|(survey, _)| survey.slug != slug);
    Ok(others
        .map(|(survey, version)| (survey, version.definition))
        .collect())
}

/// The surveys that ask, the one published last first, with their current versions.
pub async fn live(
    db: &impl ConnectionTrait,
    brand: BrandId,
) -> Result<Vec<(Model, survey_version::Model)>, DbErr> {
    let live = Entity::find()
        .filter(Column::BrandId.eq(brand))
        .filter(Column::RetiredAt.is_null())
        .order_by_desc(Column::PublishedAt)
        .order_by_desc(Column::Id)
        .all(db)
        .await?;
    let current = live.iter().map(|survey| survey.current_version_id);
    let versions = survey_version::Entity::find()
        .filter(survey_version::Column::Id.is_in(current))
        .all(db)
        .await?;
    let mut versions: std::collections::HashMap<_, _> = versions
        .into_iter()
        .map(|version| (version.id, version))
        .collect();
    let both = live.into_iter().filter_map(|survey| {
        let version = versions.remove(&survey.current_version_id)?;
        Some((survey, version))
    });
    Ok(both.collect())
}

/// What a brand's surveys would ask if the one of that slug were published with this definition now; and its place.
pub async fn with_rehearsed(
    db: &impl ConnectionTrait,
    brand: BrandId,
    slug: &str,
    definition: Definition,
) -> Result<(Vec<(SurveyId, Definition)>, usize), DbErr> {
    let known = by_slug(db, brand, slug).await?;
    let id = known.map_or(SurveyId(Uuid::nil()), |survey| survey.id);
    let live = live(db, brand).await?;
    let place = live.iter().position(|(survey, _)| survey.id == id);
    let mut surveys: Vec<_> = live
        .into_iter()
        .map(|(survey, version)| (survey.id, version.definition))
        .collect();
    // Where it stays as it is, it keeps its place among those that ask at the same touchpoints.
    match place {
        Some(at) if surveys[at].1.touchpoints == definition.touchpoints => {
            surveys[at].1 = definition;
            return Ok((surveys, at));
        }
        Some(at) => drop(surveys.remove(at)),
        None => {}
    }
    surveys.insert(0, (id, definition));
    Ok((surveys, 0))
}

/// Slug and name of every survey of these brands, by name; of one slug in several brands, the first name.
pub async fn names(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
) -> Result<Vec<(String, String)>, DbErr> {
    let found = Entity::find()
        .select_only()
        .columns([Column::Slug, Column::Name]);
    let found = found
        .filter(Column::BrandId.is_in(brands.iter().copied()))
        .order_by_asc(Column::Name);
    let mut names: Vec<(String, String)> = found.into_tuple().all(db).await?;
    let mut seen = std::collections::HashSet::new();
    names.retain(|(slug, _)| seen.insert(slug.clone()));
    Ok(names)
}
