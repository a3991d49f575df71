//! Which metrics the surveys of some brands have ever asked for. The console says so where a metric has no answers.

use std::collections::BTreeSet;

use sea_orm::{DbErr, entity::prelude::*};

use super::{question::Kind, survey_version};
use crate::ids::BrandId;

/// Every metric that a published version asks for, retired surveys included, in the usual order.
pub async fn metrics(db: &impl ConnectionTrait, brands: &[BrandId]) -> Result<Vec<Kind>, DbErr> {
    let published = survey_version::Entity::find()
        .filter(survey_version::Column::BrandId.is_in(brands.iter().copied()))
        .all(db)
        .await?;
    let asked: BTreeSet<&str> = published
        .iter()
        .flat_map(|version| &version.definition.questions)
        .map(|question| question.kind.code())
        .collect();
    let known = Kind::ALL.into_iter().filter(|kind| kind.is_metric());
    Ok(known.filter(|kind| asked.contains(kind.code())).collect())
}
