//! What API handlers take from a request: a JSON body, query parameters, ids in the path. Each refuses with everything
//! that is wrong with it.

use std::str::FromStr;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
    http::{StatusCode, request::Parts},
};
use deserr::Deserr;

use super::document::{BODY_LIMIT, Document, check_headers, parse, read, read_query};
use crate::{
    app::App,
    web::error::{ApiError, Faults},
};

/// A JSON body.
pub struct Body<T>(pub T);

impl<T: Document> FromRequest<App> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        check_headers(request.headers())?;
        let body = Bytes::from_request(request, app)
            .await
            .map_err(|rejection| match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge(BODY_LIMIT),
                _ => ApiError::Unreadable("the body did not arrive as announced".into()),
            })?;
        Ok(Body(read(parse(&body)?, app.clock.now())?))
    }
}

/// Query parameters.
pub struct Params<T>(pub T);

impl<T: Deserr<Faults>> FromRequestParts<App> for Params<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, ApiError> {
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map_err(|_| ApiError::Unreadable("the query is not text".into()))?;
        Ok(Params(read_query(pairs.0)?))
    }
}

/// For addresses that take no query parameters: every one is refused by name.
#[derive(Debug, Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct NoParams {}

/// The id at the end of a path. What is no id names nothing.
pub struct PathId<T>(pub T);

impl<T: FromStr> FromRequestParts<App> for PathId<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Path(text) = Path::<String>::from_request_parts(parts, app)
            .await
            .map_err(|_| ApiError::NotFound)?;
        text.parse().map(PathId).map_err(|_| ApiError::NotFound)
    }
}
