//! Every URL of the product on one page.

use axum::Router;

use crate::app::App;

/// The whole product: the three doors, and what operators ask for.
pub fn router(app: App) -> Router {
    Router::new().with_state(app)
}
