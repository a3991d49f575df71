//! What the API answers when it cannot do as asked: RFC 9457 problem documents, one type for
//! every refusal. Used by `api` and by the layers that stand before it.

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use sea_orm::DbErr;
use serde::Serialize;
use utoipa::ToSchema;

/// The media type of every refusal.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// How many faults one answer names; a body made to be wrong everywhere is only counted beyond.
const FAULTS_SHOWN: usize = 1_000;

/// One bad value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fault {
    /// JSON pointer (RFC 6901) into the body that was sent; for a query parameter, `/` and its name.
    #[schema(example = "/customer/email")]
    pub pointer: String,
    /// What is wrong with it, for a person.
    #[schema(example = "is required")]
    pub detail: String,
}

/// Every fault found in one request, in the order they were met.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// One fault alone.
    pub fn one(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        let mut faults = Faults::default();
        faults.add(pointer, detail);
        faults
    }

    /// Notes a fault, unless one is already known at the same place.
    pub fn add(&mut self, pointer: impl Into<String>, detail: impl Into<String>) {
        let pointer = pointer.into();
        if !self.0.iter().any(|f| f.pointer == pointer) {
            self.0.push(Fault {
                pointer,
                detail: detail.into(),
            });
        }
    }

    /// The same faults in a document that holds this one at `at`.
    pub fn under(mut self, at: &str) -> Self {
        for fault in &mut self.0 {
            fault.pointer.insert_str(0, at);
        }
        self
    }

    /// `Ok` when nothing is wrong.
    pub fn into_result(self) -> Result<(), ApiError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(ApiError::Invalid(self))
        }
    }
}

/// An RFC 9457 problem document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// Stable name of the kind of problem, for programs.
    #[serde(rename = "type")]
    #[schema(example = "urn:afterword:problem:invalid-values")]
    pub kind: String,
    /// The same for people; never changes within a kind.
    #[schema(example = "Some values are not right")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// What happened this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The same as the `X-Request-Id` header; say it when asking for help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Every bad field, when values were the problem.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<Fault>,
}

/// Why a request was not done.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// 400: the request could not be read at all.
    #[error("{0}")]
    Unreadable(String),
    /// 401.
    #[error("{0}")]
    Unauthorized(&'static str),
    /// 401 of a mail service: what it sent does not prove that it is the one it says.
    #[error("{0}")]
    Unsigned(&'static str),
    /// 403: the key lacks what this needs.
    #[error("this key lacks the scope {0}")]
    Forbidden(String),
    /// 404: there is no such thing, or it is not the caller's to see. Never says which.
    #[error("there is nothing here, or nothing this key may see")]
    NotFound,
    /// 404 of a value in the body or query, said where it stands.
    #[error("a value names something that does not exist, or that this key may not see")]
    NotVisible(Faults),
    /// 409.
    #[error("{0}")]
    Conflict(String),
    /// 413.
    #[error("the body is larger than {0} bytes")]
    TooLarge(usize),
    /// 415.
    #[error("{0}")]
    UnsupportedMediaType(String),
    /// 422: values are wrong; all of them are named.
    #[error("{} of the values sent cannot be used; `errors` names them", .0.0.len())]
    Invalid(Faults),
    /// 429.
    #[error("more requests than this key may make; try again in {retry_after} seconds")]
    TooMany { retry_after: u64 },
    /// 503: not now.
    #[error("{0}")]
    Unavailable(String),
    /// 507: the disk is full.
    #[error("{0}")]
    Full(String),
    /// 500: our fault.
    #[error("{0:#}")]
    Internal(anyhow::Error),
}

impl From<Faults> for ApiError {
    fn from(faults: Faults) -> Self {
        Self::Invalid(faults)
    }
}

impl From<DbErr> for ApiError {
    fn from(error: DbErr) -> Self {
        let said = error.to_string();
        if said.contains("disk is full") || said.contains("No space left") {
            Self::Full(said)
        } else if matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_))
            || said.contains("readonly")
        {
            Self::Unavailable(said)
        } else {
            Self::Internal(error.into())
        }
    }
}

impl ApiError {
    /// The HTTP status it is answered with.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::Unauthorized(_) | Self::Unsigned(_) => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::NotFound | Self::NotVisible(_) => StatusCode::NOT_FOUND,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Full(_) => StatusCode::INSUFFICIENT_STORAGE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The document for this refusal. What went wrong inside stays out of it.
    pub fn problem(&self) -> Problem {
        let mut problem = Problem::of(self.status());
        if !self.status().is_server_error() {
            problem.detail = Some(self.to_string());
        }
        if matches!(self, Self::Unsigned(_)) {
            problem.kind = "urn:afterword:problem:not-signed".into();
            problem.title = "This is not signed as it should be".into();
        }
        if let Self::Invalid(faults) | Self::NotVisible(faults) = self {
            problem.errors = faults.0.iter().take(FAULTS_SHOWN).cloned().collect();
            if faults.0.len() > FAULTS_SHOWN {
                problem.detail = Some(format!("{self}; only the first {FAULTS_SHOWN} are named"));
            }
        }
        problem
    }

    /// Writes what only the log may know. Called once, where the error is turned into an answer.
    pub fn log(&self) {
        if self.status().is_server_error() {
            tracing::error!(error = %self, status = self.status().as_u16(), "request failed");
        }
    }
}

impl Problem {
    /// The bare document of a status: kind and title.
    pub fn of(status: StatusCode) -> Self {
        let (kind, title) = match status.as_u16() {
            400 => ("unreadable", "The request could not be read"),
            401 => ("no-key", "An API key is needed"),
            403 => ("missing-scope", "This key may not do that"),
            404 => ("not-found", "Not found"),
            405 => (
                "method-not-allowed",
                "This address does not know that method",
            ),
            408 => ("too-slow", "The request took too long to arrive"),
            409 => ("conflict", "That cannot be done as things stand"),
            413 => ("too-large", "The body is too large"),
            414 => ("address-too-long", "The address is too long"),
            415 => ("unsupported-media-type", "The body must be plain JSON"),
            422 => ("invalid-values", "Some values are not right"),
            429 => ("too-many-requests", "Too many requests"),
            503 => ("unavailable", "Not available right now"),
            507 => ("storage-full", "There is no room left to store this"),
            500.. => ("internal", "Something went wrong on our side"),
            _ => ("refused", "The request was refused"),
        };
        Problem {
            kind: format!("urn:afterword:problem:{kind}"),
            title: title.into(),
            status: status.as_u16(),
            detail: Some(usual_detail(status).into()),
            request_id: None,
            errors: Vec::new(),
        }
    }
}

/// What can be said of a status alone, and what to do about it.
fn usual_detail(status: StatusCode) -> &'static str {
    match status.as_u16() {
        404 => "there is nothing at this address",
        405 => "the Allow header names the methods this address knows",
        408 => "the request was given up because it did not arrive in time",
        413 => "send less at a time; a batch can be split",
        414 => "send what is long in the body",
        415 => "send JSON as application/json, without a content encoding",
        429 => "the Retry-After header says when to come back",
        503 => "nothing was done; try again in a few seconds",
        507 => "nothing was stored; somebody has to make room first",
        500.. => "try again; if it stays so, tell whoever runs this server the request_id",
        _ => "the request was refused as it stands",
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, PROBLEM_JSON)], body).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        self.log();
        let mut response = self.problem().into_response();
        let headers = response.headers_mut();
        match self {
            Self::Unauthorized(_) => {
                let challenge = HeaderValue::from_static("Bearer realm=\"afterword\"");
                headers.insert(header::WWW_AUTHENTICATE, challenge);
            }
            Self::TooMany { retry_after } => {
                headers.insert(header::RETRY_AFTER, retry_after.into());
            }
            Self::Unavailable(_) => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            }
            _ => {}
        }
        response
    }
}

/// Gives every refusal under the API its final form: a problem document with the request's id,
/// also where a layer or the router refused in its own words. Headers such as `Allow` stay.
pub async fn as_problems(request: Request, next: Next) -> Response {
    let request_id = request
        .headers()
        .get("x-request-id")
        .and_then(|id| id.to_str().ok())
        .map(str::to_owned);
    let mut response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let mut problem = response
        .extensions_mut()
        .remove::<Problem>()
        .unwrap_or_else(|| Problem::of(status));
    problem.request_id = request_id;
    let (mut head, _) = response.into_parts();
    head.headers.remove(header::CONTENT_LENGTH);
    head.headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    Response::from_parts(
        head,
        Body::from(serde_json::to_vec(&problem).unwrap_or_default()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_errors_keep_their_reason_to_themselves() {
        let problem = ApiError::Internal(anyhow::anyhow!("password=secret")).problem();
        assert_eq!(problem.status, 500);
        assert!(!serde_json::to_string(&problem).unwrap().contains("secret"));
        assert!(problem.detail.is_some());
    }

    #[test]
    fn a_database_that_cannot_write_is_not_a_bug() {
        let refusal = |said: &str| ApiError::from(DbErr::Custom(said.into())).status().as_u16();
        assert_eq!(refusal("attempt to write a readonly database"), 503);
        assert_eq!(refusal("database or disk is full"), 507);
        assert_eq!(refusal("no such column: joy"), 500);
    }

    #[test]
    fn a_place_is_named_once() {
        let mut faults = Faults::one("/a", "is required");
        faults.add("/a", "again");
        faults.add("/b", "is required");
        assert_eq!(faults.0.len(), 2);
    }

    #[test]
    fn refusals_carry_the_headers_their_status_asks_for() {
        let response = ApiError::TooMany { retry_after: 7 }.into_response();
        assert_eq!(response.headers()[header::RETRY_AFTER], "7");
        let response = ApiError::Unauthorized("no key").into_response();
        assert!(response.headers().contains_key(header::WWW_AUTHENTICATE));
        assert_eq!(response.headers()[header::CONTENT_TYPE], PROBLEM_JSON);
    }
}
