//! What operators' machines ask: is it alive, is it ready, how is it doing. Nothing in the answers is about people.

use std::time::Duration;

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::app::App;

/// A database that takes longer is not ready.
const PATIENCE: Duration = Duration::from_secs(3);

/// `/healthz`, `/readyz` and `/metrics`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

/// Ready when the database answers and its schema is this program's.
async fn ready(State(app): State<App>) -> Response {
    let reason = match tokio::time::timeout(PATIENCE, app.db.pending_migrations()).await {
        Ok(Ok(0)) => return "ready\n".into_response(),
        Ok(Ok(_)) => {
            "the schema of the database is not current; `afterword migrate` brings it up to date"
        }
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready");
            "the database does not answer, or is newer than this program"
        }
        Err(_) => "the database does not answer in time",
    };
    (
        StatusCode::SERVICE_UNAVAILABLE,
        format!("not ready: {reason}\n"),
    )
        .into_response()
}

async fn metrics(State(app): State<App>) -> Response {
    match &app.metrics {
        Some(metrics) => (
            [(header::CONTENT_TYPE, "text/plain; version=0.0.4")],
            metrics.render(),
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
