//! What is known about every request afterwards: its id, one line in the log, counts and times. No people: paths lose
//! their tokens and queries are never written. `routes` puts it around everything.

use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue},
    middleware::{Next, from_fn},
    response::Response,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tower_http::{
    request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    trace::{DefaultOnRequest, TraceLayer},
};
use tracing::Span;
use uuid::Uuid;

/// Carries a request's id in both directions.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Characters of a secret that may be seen in a log.
const SHOWN: usize = 6;
/// A path segment as long as this may be a secret, unless it is an id.
const MAY_BE_SECRET: usize = 20;
/// Seconds; the survey page's budget is 10 ms, a dashboard's 100.
const BUCKETS: [f64; 11] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

/// Puts id, log line and measurement around every route.
pub fn observed<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    recorder();
    let trace = TraceLayer::new_for_http()
        .make_span_with(span)
        .on_request(DefaultOnRequest::new().level(tracing::Level::TRACE))
        .on_response(|response: &Response, took: Duration, _: &Span| {
            let status = response.status().as_u16();
            tracing::info!(
                status,
                micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
                "answered"
            );
        })
        .on_failure(());
    routes
        .layer(from_fn(measure))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(trace)
        .layer(SetRequestIdLayer::new(REQUEST_ID, FreshId))
        .layer(from_fn(distrust_ids))
}

/// The metrics of this process, as Prometheus reads them.
pub fn recorder() -> &'static PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER.get_or_init(|| {
        let builder = PrometheusBuilder::new();
        let builder = builder.set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &BUCKETS);
        let recorder = builder
            .unwrap_or_else(|_| PrometheusBuilder::new())
            .build_recorder();
        let handle = recorder.handle();
        // Somebody else's recorder, in a test for instance, is theirs to read.
        let _ = metrics::set_global_recorder(recorder);
        handle
    })
}

#[derive(Clone, Copy)]
struct FreshId;

impl MakeRequestId for FreshId {
    #[expect(
        clippy::disallowed_methods,
        reason = "names a request in the log and decides nothing"
    )]
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        let id = Uuid::now_v7().to_string();
        HeaderValue::from_str(&id).ok().map(RequestId::new)
    }
}

/// A caller's own id is kept when it is a plain short word, so that one request can be followed through a proxy.
async fn distrust_ids(mut request: Request, next: Next) -> Response {
    let plain = |id: &HeaderValue| {
        let allowed = |b: &u8| b.is_ascii_alphanumeric() || b"-_.".contains(b);
        (1..=64).contains(&id.len()) && id.as_bytes().iter().all(allowed)
    };
    if !request.headers().get(REQUEST_ID).is_some_and(plain) {
        request.headers_mut().remove(REQUEST_ID);
    }
    next.run(request).await
}

fn span(request: &Request) -> Span {
    let id = request
        .headers()
        .get(REQUEST_ID)
        .and_then(|id| id.to_str().ok())
        .unwrap_or_default();
    let path = without_secrets(request.uri().path());
    tracing::info_span!("request", request_id = id, method = %request.method(), path)
}

/// A path fit for the log: tokens cut short, addresses gone.
fn without_secrets(path: &str) -> String {
    if path.starts_with("/static/") {
        return path.to_owned();
    }
    let mut door = "";
    let shown = path.split('/').map(|segment| {
        let is_token = matches!(door, "s" | "u") && segment.len() > SHOWN;
        let may_be_secret = segment.len() >= MAY_BE_SECRET && Uuid::parse_str(segment).is_err();
        door = segment;
        if segment.contains('@') || segment.contains("%40") {
            "…".to_owned()
        } else if is_token || may_be_secret {
            segment.chars().take(SHOWN).chain(['…']).collect()
        } else {
            segment.to_owned()
        }
    });
    shown.collect::<Vec<_>>().join("/")
}

async fn measure(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |p| p.as_str().to_owned());
    let method = request.method().as_str().to_owned();
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::histogram!("afterword_request_seconds", "route" => route.clone())
        .record(started.elapsed());
    metrics::counter!("afterword_requests_total", "route" => route, "method" => method, "status" => status).increment(1);
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{body::Body, routing::get};
    use tower::ServiceExt;

    #[test]
    fn paths_lose_what_is_secret() {
        for (path, logged) in [
            ("/s/aBcDeFgHiJkLmNoPqRsTuVw", "/s/aBcDeF…"),
            ("/s/aBcDeFgHiJkLmNoPqRsTuVw/beacon", "/s/aBcDeF…/beacon"),
            ("/u/abcdefgh", "/u/abcdef…"),
            (
                "/first-run/abcdefghijklmnopqrstuvwxyz",
                "/first-run/abcdef…",
            ),
            ("/api/v1/customers/kim@example.net", "/api/v1/customers/…"),
            (
                "/api/v1/responses/01930000-0000-7000-8000-000000000000",
                "/api/v1/responses/01930000-0000-7000-8000-000000000000",
            ),
            (
                "/static/app.3f2a9c41d0aaaaaaa.css",
                "/static/app.3f2a9c41d0aaaaaaa.css",
            ),
            ("/", "/"),
        ] {
            assert_eq!(without_secrets(path), logged);
        }
    }

    #[tokio::test]
    async fn every_answer_carries_an_id_and_only_plain_ids_are_taken() {
        let routes = || observed(Router::new().route("/", get(|| async { "hello" })));
        let ask = |id: Option<&str>| {
            let mut request = Request::get("/").body(Body::empty()).expect("a request");
            if let Some(id) = id {
                request
                    .headers_mut()
                    .insert(REQUEST_ID, HeaderValue::from_str(id).expect("a value"));
            }
            async move {
                let response = routes().oneshot(request).await.expect("an answer");
                response.headers()[REQUEST_ID]
                    .to_str()
                    .expect("text")
                    .to_owned()
            }
        };
        assert_eq!(ask(None).await.len(), 36);
        assert_eq!(ask(Some("from-the-proxy.7")).await, "from-the-proxy.7");
        assert_eq!(ask(Some("a b\tc")).await.len(), 36);
        assert_eq!(ask(Some(&"x".repeat(65))).await.len(), 36);
        assert!(
            recorder().render().contains("afterword_requests_total{"),
            "{}",
            recorder().render()
        );
    }
}
