//! Every URL of the product on one page.

use std::sync::Arc;

use axum::Router;
use tower_http::compression::CompressionLayer;

use super::{
    api, assets, console, dress, headers, health,
    hooks::{
        self,
        amazon::{Amazon, Https},
    },
    limits, observe, survey,
};
use crate::app::App;

/// The whole product: the three doors, and what operators ask for.
pub fn router(app: App) -> Router {
    router_asking(app, Arc::new(Https::default()))
}

/// The same with another way to Amazon, for tests.
pub fn router_asking(app: App, amazon: Arc<dyn Amazon>) -> Router {
    let people_come_by_tls = app.public_url.starts_with("https://");
    let routes = Router::new()
        .merge(assets::routes())
        .merge(dress::routes())
        .merge(survey::router())
        .merge(console::routes())
        .merge(api::router(&app))
        .merge(hooks::router(&app, amazon))
        .merge(health::routes());
    // From the inside out: what goes over the wire, what a request may cost, what browsers are told, what is known afterwards.
    let routes = routes.layer(CompressionLayer::new());
    let routes = limits::limited(routes);
    let routes = headers::guarded(routes, people_come_by_tls);
    observe::observed(routes).with_state(app)
}
