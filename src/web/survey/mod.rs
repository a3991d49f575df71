//! The customer's door: the survey behind a letter's links, thanks, and unsubscribing. No sign-in, no
//! cookie; the link's token is all a visitor needs.

mod about;
mod answer;
mod beacon;
mod frame;
mod guise;
mod invitee;
mod languages;
mod messages;
mod nonce;
mod offers;
mod pace;
mod page;
pub mod preview;
mod question;
mod unsubscribe;
mod view;
mod visitor;

use std::num::NonZeroU32;

use axum::{
    Router,
    http::{HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::app::App;

/// Pages of one link a minute: more than any person or honest scanner opens.
const PAGES: NonZeroU32 = NonZeroU32::new(60).unwrap();
const BEACONS: NonZeroU32 = NonZeroU32::new(20).unwrap();

/// Every address of this door.
pub fn router() -> Router<App> {
    let pages = Router::new()
        .route("/s/{token}", get(answer::show).post(answer::send))
        // a phone may open this address again by itself, and then sends no form
        .route("/s/{token}/language", get(answer::show).post(answer::speak));
    // on its own: whoever floods the survey's links keeps nobody from unsubscribing
    let unsubscribing =
        Router::new().route("/u/{token}", get(unsubscribe::ask).post(unsubscribe::act));
    let beacons = Router::new().route("/s/{token}/beacon", post(beacon::notice));
    pace::paced(pages, PAGES, invitee::busy)
        .merge(pace::paced(unsubscribing, PAGES, invitee::busy))
        .merge(pace::paced(beacons, BEACONS, |_| -> Response {
            StatusCode::TOO_MANY_REQUESTS.into_response()
        }))
        .layer(SetResponseHeaderLayer::overriding(
            HeaderName::from_static("x-robots-tag"),
            HeaderValue::from_static("noindex, nofollow"),
        ))
}
