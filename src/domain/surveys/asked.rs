//! Which metrics the surveys of some brands have ever asked for. The console says so where a metric has no answers.

use std::collections::BTreeSet;

use sea_orm::{DbErr, QuerySelect, QueryTrait, entity::prelude::*};

use super::{question::Kind, survey, survey_version};
use crate::ids::BrandId;

/// Every metric that a published version asks for, retired surveys included, in the usual order; with a survey's slug,
/// what that survey asks for.
pub async fn metrics(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    survey: Option<&str>,
) -> Result<Vec<Kind>, DbErr> {
    let mut published = survey_version::Entity::find()
        .filter(survey_version::Column::BrandId.is_in(brands.iter().copied()));
    if let Some(slug) = survey {
        let ids = survey::Entity::find()
            .select_only()
            .column(survey::Column::Id)
            .filter(survey::Column::Slug.eq(slug))
            .into_query();
        published = published.filter(survey_version::Column::SurveyId.in_subquery(ids));
    }
    let published = published.all(db).await?;
    let asked: BTreeSet<&str> = published
        .iter()
        .flat_map(|version| &version.definition.questions)
        .map(|question| question.kind.code())
        .collect();
    let known = Kind::ALL.into_iter().filter(|kind| kind.is_metric());
    Ok(known.filter(|kind| asked.contains(kind.code())).collect())
}
