//! `GET /api/v1/responses` and `/responses/{id}`: what customers answered, newest change first.

use axum::{Json, extract::State};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    extract::{NoParams, Params, PathId},
    filter_query::filter_query,
    paging::{Cursor, DEFAULT_LIMIT, Limit, Page},
    response_view::ResponseView,
    values::Instant,
};
use crate::{
    app::App,
    domain::{
        responses::{
            filter::Filter,
            listing::{self, Wanted},
        },
        scores::metric::Metric,
        surveys::question::Kind,
    },
    ids::{BrandId, ResponseId},
    web::{
        auth::{ApiClient, ReadingResponses},
        error::{ApiError, Faults},
    },
};

/// The addresses of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_responses))
        .routes(routes!(get_response))
}

filter_query! {
    /// Which responses are wanted.
    ResponsesQuery {
        /// Last changed at this instant or later.
        #[deserr(default)]
        #[param(inline)]
        since: Option<Instant>,
        /// Last changed before this instant.
        #[deserr(default)]
        #[param(inline)]
        until: Option<Instant>,
        /// Only responses with an answer for this metric, be it the first question or a further one; `score_min` and
        /// `score_max` then mean that answer.
        #[deserr(default)]
        #[param(inline)]
        metric: Option<Metric>,
        /// How many at once; 100 when left out.
        #[deserr(default = DEFAULT_LIMIT)]
        #[param(inline, required = false)]
        limit: Limit,
        /// The `next_cursor` of the answer before.
        #[deserr(default)]
        #[param(inline)]
        cursor: Option<Cursor>,
    }
}

impl ResponsesQuery {
    fn wanted(self, brands: Vec<BrandId>) -> Result<Wanted, Faults> {
        Ok(Wanted {
            filter: self.filter(brands)?,
            metric: self.metric.and_then(|metric| Kind::parse(metric.code())),
            since: self.since.map(|instant| instant.0),
            until: self.until.map(|instant| instant.0),
            after: self
                .cursor
                .map(|cursor| (cursor.instant, ResponseId(cursor.id))),
            days: None,
        })
    }
}

/// List responses
///
/// Newest change first. To follow what comes in, ask again with `since` set to the newest `changed_at` you have seen:
/// that instant is included, so leave out what you know by its id.
#[utoipa::path(
    get, path = "/api/v1/responses", tag = "responses", params(ResponsesQuery),
    responses((status = 200, description = "Some responses", body = Page<ResponseView>))
)]
async fn list_responses(
    State(app): State<App>,
    client: ApiClient<ReadingResponses>,
    Params(query): Params<ResponsesQuery>,
) -> Result<Json<Page<ResponseView>>, ApiError> {
    let limit = query.limit;
    let wanted = query.wanted(client.brand_ids(&app).await?)?;
    let found = listing::list(app.db.read(), &wanted, limit.one_more()).await?;
    let place = |shown: &listing::Shown| Cursor {
        instant: shown.row.response.changed_at,
        id: shown.row.response.id.0,
    };
    Ok(Json(Page::cut(found, limit, place, ResponseView::from)))
}

/// Read one response
#[utoipa::path(
    get, path = "/api/v1/responses/{id}", tag = "responses", params(("id" = Uuid, Path)),
    responses(
        (status = 200, description = "The response", body = ResponseView),
        (status = 404, description = "There is none of that id, or it is not this key's to see"),
    )
)]
async fn get_response(
    State(app): State<App>,
    client: ApiClient<ReadingResponses>,
    _: Params<NoParams>,
    PathId(id): PathId<ResponseId>,
) -> Result<Json<ResponseView>, ApiError> {
    let within = Filter::within(client.brand_ids(&app).await?);
    let found = listing::by_id(app.db.read(), &within, id).await?;
    found
        .map(|shown| Json(shown.into()))
        .ok_or(ApiError::NotFound)
}
