//! The CRM's door: one file a resource, and the parts that read requests and name every fault.

pub mod agent_scores;
pub mod attributes;
pub mod compare;
pub mod document;
pub mod extract;
pub mod faults;
pub mod filter_query;
pub mod interaction_view;
pub mod interactions;
pub mod lists;
pub mod openapi;
pub mod paging;
pub mod report_body;
pub mod response_view;
pub mod responses;
pub mod rule_bodies;
pub mod score_query;
pub mod scores;
pub mod signals;
pub mod survey_body;
pub mod survey_terms;
pub mod survey_view;
pub mod surveys;
pub mod value_schemas;
pub mod values;

use std::{num::NonZeroU32, sync::Arc};

use axum::{Extension, Router, extract::DefaultBodyLimit, middleware::from_fn};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    app::App,
    web::{
        auth::KeyLimiter,
        error::{ApiError, as_problems},
    },
};

/// Everything under `/api`, with the document that describes it and the page to read it on.
pub fn router(app: &App) -> Router<App> {
    let requests = NonZeroU32::new(app.config.api_requests_per_minute).unwrap_or(NonZeroU32::MIN);
    let (handlers, document) = handlers().split_for_parts();
    let described = openapi::routes(openapi::complete(&document));
    handlers
        .merge(described)
        .route("/api", axum::routing::any(nothing_here))
        .route("/api/{*rest}", axum::routing::any(nothing_here))
        .layer(DefaultBodyLimit::max(document::BODY_LIMIT))
        .layer(Extension(Arc::new(KeyLimiter::per_minute(requests))))
        .layer(from_fn(as_problems))
}

/// The handlers and what they say of themselves.
pub fn handlers() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(openapi::Frame::openapi())
        .merge(interactions::routes())
        .merge(responses::routes())
        .merge(scores::routes())
        .merge(compare::routes())
        .merge(signals::routes())
        .merge(agent_scores::routes())
        .merge(surveys::routes())
        .merge(lists::routes())
}

async fn nothing_here() -> ApiError {
    ApiError::NotFound
}
