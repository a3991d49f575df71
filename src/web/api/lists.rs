//! `/api/v1/{brands,teams,agents,products,touchpoints,surveys}`: what exists, as far as the key may see, oldest first.

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use deserr::Deserr;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    extract::Params,
    paging::{Cursor, DEFAULT_LIMIT, Limit, Page},
    values::{Instant, Key},
};
use crate::{
    app::App,
    domain::{
        organization::{
            brand,
            listing::{self, Part},
        },
        surveys::survey,
    },
    ids::BrandId,
    web::{
        auth::{AnyScope, ApiClient},
        error::{ApiError, Faults},
    },
};

/// The addresses of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_brands))
        .routes(routes!(list_teams))
        .routes(routes!(list_agents))
        .routes(routes!(list_products))
        .routes(routes!(list_touchpoints))
        .routes(routes!(list_surveys))
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// The slug of one brand, for a key that sees several.
    #[deserr(default)]
    #[param(inline)]
    pub brand: Option<Key>,
    /// How many at once; 100 when left out.
    #[deserr(default = DEFAULT_LIMIT)]
    #[param(inline, required = false)]
    pub limit: Limit,
    /// The `next_cursor` of the answer before.
    #[deserr(default)]
    #[param(inline)]
    pub cursor: Option<Cursor>,
}

/// A list as it is asked for: its brands, and the part that is wanted.
struct Asked {
    brands: Vec<brand::Model>,
    limit: Limit,
    part: Part,
}

impl Asked {
    async fn new(app: &App, client: &ApiClient, query: ListQuery) -> Result<Self, ApiError> {
        let mut brands = client.brands(app).await?;
        if let Some(named) = query.brand {
            brands.retain(|brand| brand.slug == named.0);
        }
        let part = Part {
            brands: brands.iter().map(|brand| brand.id).collect(),
            after: query.cursor.map(|cursor| cursor.id),
            limit: query.limit.one_more(),
        };
        Ok(Asked {
            brands,
            limit: query.limit,
            part,
        })
    }

    fn slug(&self, id: BrandId) -> String {
        self.brands
            .iter()
            .find(|brand| brand.id == id)
            .map(|brand| brand.slug.clone())
            .unwrap_or_default()
    }

    fn page<R, T>(
        &self,
        rows: Vec<R>,
        place: impl Fn(&R) -> (DateTime<Utc>, Uuid),
        show: impl Fn(R) -> T,
    ) -> Json<Page<T>> {
        let cursor = |row: &R| {
            let (instant, id) = place(row);
            Cursor { instant, id }
        };
        Json(Page::cut(rows, self.limit, cursor, show))
    }
}

/// A brand.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Brand")]
pub struct BrandRow {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    /// Where its days begin at midnight.
    pub time_zone: String,
}

/// A team.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Team")]
pub struct TeamRow {
    pub id: Uuid,
    pub brand: String,
    pub name: String,
}

/// An agent, once for each brand served.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "AgentOfBrand")]
pub struct AgentRow {
    pub id: Uuid,
    pub brand: String,
    pub external_id: String,
    /// The external id where no name was ever told.
    pub name: String,
    pub email: Option<String>,
    /// The team now.
    pub team: Option<String>,
}

/// A product or a touchpoint.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Thing")]
pub struct ThingRow {
    pub id: Uuid,
    pub brand: String,
    pub slug: String,
}

/// A survey, as far as a list needs it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "SurveyOfBrand")]
pub struct SurveyRow {
    pub id: Uuid,
    pub brand: String,
    pub slug: String,
    pub name: String,
    /// When the current version was published.
    #[schema(inline)]
    pub published_at: Instant,
    /// Since then nobody new is asked.
    #[schema(inline)]
    pub retired_at: Option<Instant>,
}

/// List brands
#[utoipa::path(get, path = "/api/v1/brands", tag = "organization", params(ListQuery),
    responses((status = 200, description = "Some brands", body = Page<BrandRow>)))]
async fn list_brands(
    State(app): State<App>,
    client: ApiClient,
    Params(query): Params<ListQuery>,
) -> Result<Json<Page<BrandRow>>, ApiError> {
    let asked = Asked::new(&app, &client, query).await?;
    let mut brands = asked.brands.clone();
    brands.retain(|brand| asked.part.after.is_none_or(|after| brand.id.0 > after));
    Ok(asked.page(
        brands,
        |brand| (brand.created_at, brand.id.0),
        |brand| BrandRow {
            id: brand.id.0,
            slug: brand.slug,
            name: brand.name,
            time_zone: brand.time_zone,
        },
    ))
}

/// List teams
#[utoipa::path(get, path = "/api/v1/teams", tag = "organization", params(ListQuery),
    responses((status = 200, description = "Some teams", body = Page<TeamRow>)))]
async fn list_teams(
    State(app): State<App>,
    client: ApiClient,
    Params(query): Params<ListQuery>,
) -> Result<Json<Page<TeamRow>>, ApiError> {
    let asked = Asked::new(&app, &client, query).await?;
    let rows = listing::teams(app.db.read(), &asked.part).await?;
    Ok(asked.page(
        rows,
        |team| (team.created_at, team.id.0),
        |team| TeamRow {
            id: team.id.0,
            brand: asked.slug(team.brand_id),
            name: team.name,
        },
    ))
}

/// List agents
#[utoipa::path(get, path = "/api/v1/agents", tag = "organization", params(ListQuery),
    responses((status = 200, description = "Some agents", body = Page<AgentRow>)))]
async fn list_agents(
    State(app): State<App>,
    client: ApiClient,
    Params(query): Params<ListQuery>,
) -> Result<Json<Page<AgentRow>>, ApiError> {
    let asked = Asked::new(&app, &client, query).await?;
    let rows = listing::agents(app.db.read(), &asked.part).await?;
    Ok(asked.page(
        rows,
        |(agent, _)| (agent.created_at, agent.id.0),
        |(agent, team)| AgentRow {
            id: agent.id.0,
            brand: asked.slug(agent.brand_id),
            name: agent.shown_name().to_owned(),
            external_id: agent.external_id,
            email: agent.email,
            team,
        },
    ))
}

/// List products
#[utoipa::path(get, path = "/api/v1/products", tag = "organization", params(ListQuery),
    responses((status = 200, description = "Some products", body = Page<ThingRow>)))]
async fn list_products(
    State(app): State<App>,
    client: ApiClient,
    Params(query): Params<ListQuery>,
) -> Result<Json<Page<ThingRow>>, ApiError> {
    let asked = Asked::new(&app, &client, query).await?;
    let rows = listing::products(app.db.read(), &asked.part).await?;
    Ok(asked.page(
        rows,
        |product| (product.created_at, product.id.0),
        |product| ThingRow {
            id: product.id.0,
            brand: asked.slug(product.brand_id),
            slug: product.slug,
        },
    ))
}

/// List touchpoints
#[utoipa::path(get, path = "/api/v1/touchpoints", tag = "organization", params(ListQuery),
    responses((status = 200, description = "Some touchpoints", body = Page<ThingRow>)))]
async fn list_touchpoints(
    State(app): State<App>,
    client: ApiClient,
    Params(query): Params<ListQuery>,
) -> Result<Json<Page<ThingRow>>, ApiError> {
    let asked = Asked::new(&app, &client, query).await?;
    let rows = listing::touchpoints(app.db.read(), &asked.part).await?;
    Ok(asked.page(
        rows,
        |touchpoint| (touchpoint.created_at, touchpoint.id.0),
        |touchpoint| ThingRow {
            id: touchpoint.id.0,
            brand: asked.slug(touchpoint.brand_id),
            slug: touchpoint.slug,
        },
    ))
}

/// List surveys
///
/// Retired ones too. One alone, with what it asks, is `/api/v1/surveys/{slug}`.
#[utoipa::path(get, path = "/api/v1/surveys", tag = "surveys", params(ListQuery),
    responses((status = 200, description = "Some surveys", body = Page<SurveyRow>)))]
async fn list_surveys(
    State(app): State<App>,
    client: ApiClient<AnyScope>,
    Params(query): Params<ListQuery>,
) -> Result<Json<Page<SurveyRow>>, ApiError> {
    let asked = Asked::new(&app, &client, query).await?;
    let rows = survey::list(app.db.read(), &asked.part).await?;
    Ok(asked.page(
        rows,
        |survey| (survey.created_at, survey.id.0),
        |survey| SurveyRow {
            id: survey.id.0,
            brand: asked.slug(survey.brand_id),
            slug: survey.slug,
            name: survey.name,
            published_at: Instant(survey.published_at),
            retired_at: survey.retired_at.map(Instant),
        },
    ))
}
