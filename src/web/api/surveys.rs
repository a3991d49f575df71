//! `/api/v1/surveys/{slug}`: publishing, showing and retiring a survey.

use axum::{
    Json,
    extract::{FromRequestParts, Path, State},
    http::{StatusCode, request::Parts},
};
use deserr::Deserr;
use sea_orm::DbErr;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    extract::{Body, NoParams, Params},
    survey_body::{SurveyBody, slug_fault},
    survey_view::SurveyView,
    values::Key,
};
use crate::{
    app::App,
    domain::{
        flow,
        organization::brand,
        surveys::{
            definition::Definition,
            survey::{self, Published},
            survey_version,
        },
    },
    web::{
        auth::{Administering, AnyScope, ApiClient, Needs, brand_meant},
        error::{ApiError, Faults},
    },
};

/// The addresses of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(put_survey, get_survey, delete_survey))
}

/// The survey's name in the path.
pub struct Slug(String);

impl FromRequestParts<App> for Slug {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Path(text) = Path::<String>::from_request_parts(parts, app)
            .await
            .map_err(|_| ApiError::NotFound)?;
        match slug_fault(&text) {
            None => Ok(Slug(text)),
            Some(detail) => Err(Faults::one("/slug", detail).into()),
        }
    }
}

/// Whose survey is meant.
#[derive(Debug, Clone, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SurveyQuery {
    /// The brand's slug, for a key that is for several brands.
    #[deserr(default)]
    #[param(inline)]
    pub brand: Option<Key>,
}

/// Publish a survey
///
/// Creates it, or publishes its next version; who was asked with an older version still answers that one. The same
/// content again publishes nothing.
#[utoipa::path(
    put, path = "/api/v1/surveys/{slug}", tag = "surveys", params(("slug" = String, Path)), request_body = SurveyBody,
    responses(
        (status = 201, description = "It is new, or was retired until now", body = SurveyView),
        (status = 200, description = "It has a new version, or asks exactly this already", body = SurveyView),
        (status = 404, description = "`brand` names none, or none this key may see"),
    )
)]
async fn put_survey(
    State(app): State<App>,
    client: ApiClient<Administering>,
    _: Params<NoParams>,
    Slug(slug): Slug,
    Body(sent): Body<SurveyBody>,
) -> Result<(StatusCode, Json<SurveyView>), ApiError> {
    let brands = client.brands(&app).await?;
    let brand = brand_meant(
        &brands,
        sent.brand.as_ref().map(|brand| brand.0.as_str()),
        "/brand",
    )?;
    let (id, definition, actor, now) = (
        brand.id,
        Definition::from(sent),
        client.actor(),
        app.clock.now(),
    );
    let published = app.db.write(move |tx| {
        Box::pin(async move { flow::publish_survey(tx, id, &slug, definition, &actor, now).await })
    });
    let published: Published = published
        .await
        .map_err(|error: DbErr| ApiError::from(error))?;
    let status = if matches!(published, Published::First(_)) {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((
        status,
        Json(shown(&app, brand, published.survey().clone()).await?),
    ))
}

/// Show a survey with all its versions
#[utoipa::path(
    get, path = "/api/v1/surveys/{slug}", tag = "surveys", params(("slug" = String, Path), SurveyQuery),
    responses(
        (status = 200, description = "The survey", body = SurveyView),
        (status = 404, description = "There is none of that name, or it is not this key's to see"),
    )
)]
async fn get_survey(
    State(app): State<App>,
    client: ApiClient<AnyScope>,
    path: Result<Slug, ApiError>,
    Params(query): Params<SurveyQuery>,
) -> Result<Json<SurveyView>, ApiError> {
    let Slug(slug) = path.map_err(|_| ApiError::NotFound)?;
    let brand = brand_of(&app, &client, &query).await?;
    let survey = survey::by_slug(app.db.read(), brand.id, &slug)
        .await?
        .ok_or(ApiError::NotFound)?;
    Ok(Json(shown(&app, &brand, survey).await?))
}

/// Retire a survey
///
/// Nobody new is asked; who was asked may still answer.
#[utoipa::path(
    delete, path = "/api/v1/surveys/{slug}", tag = "surveys", params(("slug" = String, Path), SurveyQuery),
    responses(
        (status = 200, description = "It is retired", body = SurveyView),
        (status = 404, description = "There is none of that name, or it is not this key's to see"),
    )
)]
async fn delete_survey(
    State(app): State<App>,
    client: ApiClient<Administering>,
    path: Result<Slug, ApiError>,
    Params(query): Params<SurveyQuery>,
) -> Result<Json<SurveyView>, ApiError> {
    let Slug(slug) = path.map_err(|_| ApiError::NotFound)?;
    let brand = brand_of(&app, &client, &query).await?;
    let (id, actor, now) = (brand.id, client.actor(), app.clock.now());
    let retired = app.db.write(move |tx| {
        Box::pin(async move { flow::retire_survey(tx, id, &slug, &actor, now).await })
    });
    let survey = retired
        .await
        .map_err(|error: DbErr| ApiError::from(error))?
        .ok_or(ApiError::NotFound)?;
    Ok(Json(shown(&app, &brand, survey).await?))
}

async fn brand_of<N: Needs>(
    app: &App,
    client: &ApiClient<N>,
    query: &SurveyQuery,
) -> Result<brand::Model, ApiError> {
    let brands = client.brands(app).await?;
    brand_meant(
        &brands,
        query.brand.as_ref().map(|brand| brand.0.as_str()),
        "/brand",
    )
    .cloned()
}

async fn shown(
    app: &App,
    brand: &brand::Model,
    survey: survey::Model,
) -> Result<SurveyView, ApiError> {
    let versions = survey_version::of_survey(app.db.read(), survey.id).await?;
    SurveyView::new(brand.slug.clone(), survey, versions)
        .ok_or_else(|| ApiError::Internal(anyhow::anyhow!("a survey without its version")))
}
