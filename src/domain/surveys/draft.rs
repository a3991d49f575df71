//! A survey's draft: what is being edited, faulty or not; at most one a survey. Publishing it makes a version of it.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, QueryOrder, QuerySelect, entity::prelude::*, sea_query::OnConflict,
};

use super::{sketch::Sketch, survey, survey_version};
use crate::ids::{BrandId, MemberId, SurveyVersionId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_drafts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub brand_id: BrandId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub slug: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub sketch: Sketch,
    /// The version it began from; none for a survey that was never published.
    pub base_version_id: Option<SurveyVersionId>,
    /// From 1, one more with every save: who saves says which one they saw.
    pub revision: i32,
    pub changed_by: MemberId,
    pub changed_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The survey's name as it is typed; a draft without one is called by its slug.
    pub fn shown_name(&self) -> String {
        self.sketch.shown_name(&self.slug)
    }
}

/// What to keep, and what its author had before their eyes.
#[derive(Clone, Debug)]
pub struct Change {
    pub brand: BrandId,
    pub slug: String,
    pub sketch: Sketch,
    pub base: Option<SurveyVersionId>,
    /// The revision that was seen; 0 where there was no draft.
    pub seen: i32,
    pub by: MemberId,
}

/// What saving did.
#[derive(Clone, Debug, PartialEq)]
pub enum Saved {
    /// It is kept, as this revision.
    Kept(i32),
    /// Somebody else saved in between, or discarded or published it: nothing was written. The draft as it is now.
    Overtaken(Option<Box<Model>>),
}

/// Keeps a draft, unless somebody else has changed it since it was seen.
pub async fn save(
    tx: &impl ConnectionTrait,
    change: Change,
    now: DateTime<Utc>,
) -> Result<Saved, DbErr> {
    let revision = change.seen + 1;
    let row = ActiveModel {
        brand_id: Set(change.brand),
        slug: Set(change.slug.clone()),
        sketch: Set(change.sketch),
        base_version_id: Set(change.base),
        revision: Set(revision),
        changed_by: Set(change.by),
        changed_at: Set(now),
    };
    let written = if change.seen == 0 {
        let once = OnConflict::columns([Column::BrandId, Column::Slug])
            .do_nothing()
            .to_owned();
        let adding = Entity::insert(row).on_conflict(once);
        adding.exec_without_returning(tx).await?
    } else {
        let update = Entity::update_many()
            .set(row)
            .filter(Column::BrandId.eq(change.brand))
            .filter(Column::Slug.eq(&change.slug))
            .filter(Column::Revision.eq(change.seen));
        update.exec(tx).await?.rows_affected
    };
    if written == 1 {
        return Ok(Saved::Kept(revision));
    }
    let now_there = by_slug(tx, change.brand, &change.slug).await?;
    Ok(Saved::Overtaken(now_there.map(Box::new)))
}

/// Throws a draft away; false when there is none.
pub async fn discard(tx: &impl ConnectionTrait, brand: BrandId, slug: &str) -> Result<bool, DbErr> {
    let gone = Entity::delete_many()
        .filter(Column::BrandId.eq(brand))
        .filter(Column::Slug.eq(slug))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected == 1)
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

/// Every draft of these brands, the newest change first.
pub async fn list(db: &impl ConnectionTrait, brands: &[BrandId]) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::BrandId.is_in(brands.iter().copied()))
        .order_by_desc(Column::ChangedAt)
        .all(db)
        .await
}

/// A name for a new survey: `wanted`, or with the first free number, so that no survey and no draft has it.
pub async fn free_slug(
    db: &impl ConnectionTrait,
    brand: BrandId,
    wanted: &str,
) -> Result<String, DbErr> {
    let mut taken: Vec<String> = survey::Entity::find()
        .select_only()
        .column(survey::Column::Slug)
        .filter(survey::Column::BrandId.eq(brand))
        .into_tuple()
        .all(db)
        .await?;
    let drafts: Vec<String> = Entity::find()
        .select_only()
        .column(Column::Slug)
        .filter(Column::BrandId.eq(brand))
        .into_tuple()
        .all(db)
        .await?;
    taken.extend(drafts);
    let wanted = if wanted.is_empty() { "survey" } else { wanted };
    Ok(super::sketch::slugs::unused(wanted, &taken))
}

/// What an editor opens: the draft, else the current version as a draft would begin from it.
#[derive(Clone, Debug)]
pub struct Opened {
    pub sketch: Sketch,
    pub base: Option<SurveyVersionId>,
    /// 0 where there is no draft yet.
    pub revision: i32,
    pub draft: Option<Model>,
    pub survey: Option<survey::Model>,
}

impl Opened {
    /// What its author still has before their eyes where neither the draft nor a survey is left.
    pub fn gone(typed: Sketch) -> Self {
        Self {
            sketch: typed,
            base: None,
            revision: 0,
            draft: None,
            survey: None,
        }
    }
}

/// What to edit under that name; `None` when there is neither a survey nor a draft.
pub async fn open(
    db: &impl ConnectionTrait,
    brand: BrandId,
    slug: &str,
) -> Result<Option<Opened>, DbErr> {
    let survey = survey::by_slug(db, brand, slug).await?;
    if let Some(draft) = by_slug(db, brand, slug).await? {
        return Ok(Some(Opened {
            sketch: draft.sketch.clone(),
            base: draft.base_version_id,
            revision: draft.revision,
            draft: Some(draft),
            survey,
        }));
    }
    let Some(survey) = survey else {
        return Ok(None);
    };
    let definition = survey_version::definition(db, survey.current_version_id).await?;
    Ok(Some(Opened {
        sketch: Sketch::of(&definition),
        base: Some(survey.current_version_id),
        revision: 0,
        draft: None,
        survey: Some(survey),
    }))
}
