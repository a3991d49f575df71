//! A survey as the API shows it: what it asks now, and all its versions. Used by the surveys handlers.

use std::borrow::Cow;

use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, schema::Schema},
};

use super::{survey_body::SurveyBody, values::Instant};
use crate::domain::surveys::{definition::Definition, survey, survey_version};

/// A survey with all its versions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Survey")]
pub struct SurveyView {
    pub slug: String,
    /// The brand's slug.
    pub brand: String,
    /// The number of the current version.
    pub version: i32,
    #[schema(inline)]
    pub published_at: Instant,
    /// Since then nobody new is asked.
    #[schema(inline)]
    pub retired_at: Option<Instant>,
    #[serde(flatten)]
    pub definition: DefinitionView,
    /// The newest first. A published version never changes.
    pub versions: Vec<VersionView>,
}

/// One published version.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "SurveyVersion")]
pub struct VersionView {
    pub version: i32,
    #[schema(inline)]
    pub published_at: Instant,
    #[serde(flatten)]
    pub definition: DefinitionView,
}

/// What a version asks, with nothing left out.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct DefinitionView(pub Definition);

impl PartialSchema for DefinitionView {
    fn schema() -> RefOr<Schema> {
        let mut schema = SurveyBody::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            object.title = None;
            object.example = None;
            object.description = Some("What a version asks, with nothing left out.".into());
            object.properties.remove("brand");
            object.required = object.properties.keys().cloned().collect();
        }
        schema
    }
}

impl ToSchema for DefinitionView {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("SurveyTerms")
    }
}

impl SurveyView {
    /// From the survey and its versions, the newest first; `None` when there is no version, which cannot be.
    pub fn new(
        brand: String,
        survey: survey::Model,
        versions: Vec<survey_version::Model>,
    ) -> Option<Self> {
        let current = versions
            .iter()
            .find(|version| version.id == survey.current_version_id)?;
        Some(SurveyView {
            slug: survey.slug,
            brand,
            version: current.number,
            published_at: Instant(current.published_at),
            retired_at: survey.retired_at.map(Instant),
            definition: DefinitionView(current.definition.clone()),
            versions: versions.into_iter().map(VersionView::from).collect(),
        })
    }
}

impl From<survey_version::Model> for VersionView {
    fn from(version: survey_version::Model) -> Self {
        VersionView {
            version: version.number,
            published_at: Instant(version.published_at),
            definition: DefinitionView(version.definition),
        }
    }
}
