//! What one request may cost: its size, its time, its form. Every route stands behind this; `routes` puts it there.

use std::time::Duration;

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;
use http_body_util::Limited;
use tower_http::{
    catch_panic::CatchPanicLayer,
    timeout::{RequestBodyDeadlineLayer, TimeoutLayer},
};

use super::{
    console,
    error::{PROBLEM_JSON, Problem},
};

/// Bytes of a request's body.
pub const BODY: usize = 1024 * 1024;
/// Bytes of a form with a file: a photograph as a camera makes it still lets the form be shown again.
pub const FORM_WITH_FILE: usize = 32 * BODY;
/// Bytes of a form with a list of addresses.
pub const FORM_WITH_LIST: usize = 21 * BODY;
/// Bytes of an address, its query included.
pub const ADDRESS: usize = 16 * 1024;
/// A body must have arrived by then.
const BODY_TIME: Duration = Duration::from_secs(30);
/// A request must have been answered by then.
const REQUEST_TIME: Duration = Duration::from_secs(60);
/// Bytes of a body too large that are still read, so that its sender gets to see the refusal.
const READ_AND_DROPPED: usize = 8 * BODY;

/// Puts the limits around every route.
pub fn limited<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    routes
        .layer(from_fn(refuse_heavy))
        .layer(RequestBodyDeadlineLayer::new(BODY_TIME))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            REQUEST_TIME,
        ))
        .layer(CatchPanicLayer::custom(|_| {
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }))
        .layer(from_fn(refuse_misshapen))
        .layer(from_fn(speak_the_callers_language))
}

/// A body may not grow beyond what its address takes, whatever it announced.
async fn refuse_heavy(request: Request, next: Next) -> Response {
    let most = most(&request);
    next.run(request.map(|body| Body::new(Limited::new(body, most))))
        .await
}

/// Bytes a request may have: a form with a file in it is read to its end even if the file is too heavy, so that its
/// sender gets all else back.
fn most(request: &Request) -> usize {
    let path = request.uri().path();
    if path.starts_with("/brands/") && path.ends_with("/look") {
        FORM_WITH_FILE
    } else if path == "/suppressions/import" {
        FORM_WITH_LIST
    } else {
        BODY
    }
}

async fn refuse_misshapen(request: Request, next: Next) -> Response {
    let encoded = request
        .headers()
        .get(header::CONTENT_ENCODING)
        .is_some_and(|e| e != "identity");
    if request
        .uri()
        .path_and_query()
        .is_some_and(|a| a.as_str().len() > ADDRESS)
    {
        StatusCode::URI_TOO_LONG.into_response()
    } else if encoded {
        // A compressed body may be a thousand times larger than it looks.
        StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response()
    } else if announced_length(request.headers()).is_some_and(|length| length > most(&request)) {
        let most = most(&request);
        read_and_drop(request.into_body(), READ_AND_DROPPED.max(2 * most)).await;
        if most > BODY {
            console::form_too_large(most / BODY)
        } else {
            StatusCode::PAYLOAD_TOO_LARGE.into_response()
        }
    } else {
        next.run(request).await
    }
}

fn announced_length(headers: &HeaderMap) -> Option<usize> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

async fn read_and_drop(body: Body, enough: usize) {
    let reading = async {
        let mut read = 0;
        let mut stream = body.into_data_stream();
        while let Some(Ok(chunk)) = stream.next().await {
            read += chunk.len();
            if read > enough {
                return;
            }
        }
    };
    // The refusal goes out either way.
    let _ = tokio::time::timeout(BODY_TIME, reading).await;
}

/// The layers refuse with bare statuses: programs get a problem document, people a sentence.
async fn speak_the_callers_language(request: Request, next: Next) -> Response {
    let for_a_program = ["/api/", "/hooks/"]
        .iter()
        .any(|door| request.uri().path().starts_with(door));
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|id| id.to_str().ok())
        .map(str::to_owned);
    let response = next.run(request).await;
    let status = response.status();
    let in_words = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind != "text/plain; charset=utf-8");
    if in_words || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let mut problem = Problem::of(status);
    let mut spoken = if for_a_program {
        problem.request_id = id;
        (
            [(header::CONTENT_TYPE, PROBLEM_JSON)],
            serde_json::to_vec(&problem).unwrap_or_default(),
        )
            .into_response()
    } else if response.headers().contains_key(header::CONTENT_TYPE) {
        return response;
    } else {
        format!("{}.\n", problem.title).into_response()
    };
    *spoken.status_mut() = status;
    for (name, value) in response.headers() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            spoken.headers_mut().insert(name, value.clone());
        }
    }
    spoken
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{body::to_bytes, routing::post};
    use tower::ServiceExt;

    async fn answer(request: Request) -> (StatusCode, String, String) {
        let routes = Router::new()
            .route("/api/v1/echo", post(|body: String| async move { body }))
            .route("/s/echo", post(|body: String| async move { body }))
            .route("/s/panic", post(|| async { unlucky() }));
        let response = limited(routes).oneshot(request).await.expect("an answer");
        let kind = response
            .headers()
            .get(header::CONTENT_TYPE)
            .map(|k| k.to_str().unwrap_or("").to_owned());
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX)
            .await
            .expect("a body");
        (
            status,
            kind.unwrap_or_default(),
            String::from_utf8(body.to_vec()).expect("text"),
        )
    }

    fn unlucky() -> &'static str {
        panic!("as the test wants")
    }

    fn post_to(address: &str) -> axum::http::request::Builder {
        Request::post(address)
    }

    #[tokio::test]
    async fn a_body_of_two_megabytes_is_refused_in_the_callers_language() {
        for announced in [true, false] {
            let body = "x".repeat(2 * BODY);
            let mut request = post_to("/api/v1/echo")
                .body(Body::from(body.clone()))
                .expect("a request");
            if announced {
                request
                    .headers_mut()
                    .insert(header::CONTENT_LENGTH, body.len().into());
            }
            let (status, kind, body) = answer(request).await;
            assert_eq!(
                (status, kind.as_str()),
                (StatusCode::PAYLOAD_TOO_LARGE, PROBLEM_JSON),
                "{body}"
            );
            assert!(body.contains("urn:afterword:problem:too-large"), "{body}");
        }
        let request = post_to("/s/echo")
            .header(header::CONTENT_LENGTH, 2 * BODY)
            .body(Body::empty())
            .expect("a request");
        let (status, _, body) = answer(request).await;
        assert_eq!(
            (status, body.as_str()),
            (StatusCode::PAYLOAD_TOO_LARGE, "The body is too large.\n")
        );
        let request = post_to("/brands/acme/look")
            .header(header::CONTENT_LENGTH, FORM_WITH_FILE + 1)
            .body(Body::empty())
            .expect("a request");
        let (status, kind, body) = answer(request).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(
            kind.starts_with("text/html") && body.contains("larger than 32 MB"),
            "{kind}: {body}"
        );
    }

    #[tokio::test]
    async fn compressed_bodies_and_endless_addresses_are_refused() {
        let request = post_to("/api/v1/echo")
            .header("content-encoding", "gzip")
            .body(Body::empty())
            .expect("a request");
        assert_eq!(answer(request).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        let request = post_to(&format!("/api/v1/echo?a={}", "x".repeat(ADDRESS)))
            .body(Body::empty())
            .expect("a request");
        assert_eq!(answer(request).await.0, StatusCode::URI_TOO_LONG);
    }

    #[tokio::test]
    async fn a_panic_is_one_requests_misfortune() {
        let request = post_to("/s/panic").body(Body::empty()).expect("a request");
        let (status, _, body) = answer(request).await;
        assert_eq!(
            (status, body.as_str()),
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong on our side.\n"
            )
        );
    }

    #[tokio::test]
    async fn an_ordinary_request_passes() {
        let (status, _, body) = answer(
            post_to("/s/echo")
                .body(Body::from("hello"))
                .expect("a request"),
        )
        .await;
        assert_eq!((status, body.as_str()), (StatusCode::OK, "hello"));
    }
}
