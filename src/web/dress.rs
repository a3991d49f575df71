//! What letters and pages fetch of a brand's look: its logo and its colours. For everybody, without a cookie, under
//! addresses whose content never changes. `routes` mounts it; the survey's frame and the console name its addresses.

use axum::{
    Router,
    extract::{Path, Query, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::scheme::Scheme;
use crate::{
    app::App,
    domain::organization::{
        colour::{Colour, Shade, Shades},
        logo::{self, Logo},
    },
};

const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");
/// Mail programs in a browser show letters on pages of their own.
const FOR_ALL: (HeaderName, HeaderValue) = (
    HeaderName::from_static("cross-origin-resource-policy"),
    HeaderValue::from_static("cross-origin"),
);

/// Every address of a look's files.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/logo/{file}", get(picture))
        .route("/accent/{file}", get(colours))
}

/// Where a logo is; the letter says the same with the server's name before it.
pub fn logo_path(logo: &Logo) -> String {
    format!("/logo/{}", logo.file())
}

/// Where the style sheet with a brand's colour is. Its name changes with what we make of the colour.
pub fn accent_path(accent: Colour, scheme: Option<Scheme>) -> String {
    let (digits, mark) = (digits(accent), fingerprint(&sheet(accent)));
    match scheme {
        Some(scheme) => format!("/accent/{digits}.{mark}.css?scheme={}", scheme.code()),
        None => format!("/accent/{digits}.{mark}.css"),
    }
}

async fn picture(State(app): State<App>, Path(file): Path<String>) -> Response {
    let found = match file
        .rsplit_once('.')
        .map(|(id, ending)| (id.parse(), ending))
    {
        Some((Ok(id), ending)) => match logo::by_id(app.db.read(), id).await {
            Ok(found) => found.filter(|logo| logo.format.ending() == ending),
            Err(error) => {
                tracing::error!(%error, "a logo could not be read");
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
        },
        _ => None,
    };
    let Some(logo) = found else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = HeaderValue::from_static(logo.format.media_type());
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, FOREVER),
        FOR_ALL,
    ];
    (headers, logo.picture).into_response()
}

#[derive(Deserialize)]
struct Wanted {
    scheme: Option<Scheme>,
}

async fn colours(Path(file): Path<String>, Query(wanted): Query<Wanted>) -> Response {
    let name = file
        .strip_suffix(".css")
        .and_then(|name| name.split_once('.'));
    let Some((Ok(accent), mark)) = name.map(|(digits, mark)| (digits.parse::<Colour>(), mark))
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let sheet = sheet(accent);
    // A page of an older or newer server asks for what this one does not make.
    let cache = if fingerprint(&sheet) == mark {
        FOREVER
    } else {
        ASK_AGAIN
    };
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    let sheet = wanted
        .scheme
        .map_or(sheet.clone(), |scheme| scheme.only(&sheet));
    (
        [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, cache)],
        sheet,
    )
        .into_response()
}

fn digits(colour: Colour) -> String {
    colour.to_string().trim_start_matches('#').to_owned()
}

fn sheet(accent: Colour) -> String {
    let variables = |shade: Shade| {
        format!(
            ":root{{--accent:{0};--accent-ink:{0};--wash:{1};--on-accent:{2}}}",
            shade.accent, shade.wash, shade.on_accent
        )
    };
    let Shades { light, dark } = Shades::of(accent);
    let (light, dark) = (variables(light), variables(dark));
    format!("{light}@media (prefers-color-scheme:dark){{{dark}}}")
}

fn fingerprint(sheet: &str) -> String {
    hex::encode(&Sha256::digest(sheet.as_bytes())[..6])
}
