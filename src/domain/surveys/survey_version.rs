//! A published version of a survey. It never changes: what was sent stays what was asked.

use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock},
};

use sea_orm::{QueryOrder, QuerySelect, entity::prelude::*};

use super::{definition::Definition, question::Kind};
use crate::ids::{BrandId, SurveyId, SurveyVersionId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SurveyVersionId,
    pub brand_id: BrandId,
    pub survey_id: SurveyId,
    /// From 1.
    pub number: i32,
    #[sea_orm(column_type = "JsonBinary")]
    pub definition: Definition,
    pub published_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Every version of a survey, the newest first.
pub async fn of_survey(db: &impl ConnectionTrait, survey: SurveyId) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::SurveyId.eq(survey))
        .order_by_desc(Column::Number)
        .all(db)
        .await
}

/// The surveys of these brands that ask, or once asked, a question of that kind.
pub async fn surveys_asking(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    kind: Kind,
) -> Result<Vec<SurveyId>, DbErr> {
    let versions: Vec<(SurveyVersionId, SurveyId)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::SurveyId])
        .filter(Column::BrandId.is_in(brands.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let mut asking = Vec::new();
    for (version, survey) in versions {
        let asks = definition(db, version)
            .await?
            .metrics()
            .any(|asked| asked == kind);
        if asks && !asking.contains(&survey) {
            asking.push(survey);
        }
    }
    Ok(asking)
}

/// Definitions read before: a version never changes, and every letter and answer wants its own.
static KNOWN: RwLock<BTreeMap<SurveyVersionId, Definition>> = RwLock::new(BTreeMap::new());

/// Definitions remembered at most.
const MEMORY: usize = 1000;

/// What a version asks.
pub async fn definition(
    db: &impl ConnectionTrait,
    id: SurveyVersionId,
) -> Result<Definition, DbErr> {
    let known = KNOWN
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .get(&id)
        .cloned();
    if let Some(definition) = known {
        return Ok(definition);
    }
    let version = Entity::find_by_id(id).one(db).await?;
    let version = version.ok_or_else(|| DbErr::RecordNotFound(format!("survey version {id}")))?;
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    if known.len() >= MEMORY {
        known.clear();
    }
    known.insert(id, version.definition.clone());
    Ok(version.definition)
}
