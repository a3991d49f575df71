//! The files under `static/`, embedded in the binary and served under names that carry their hash.
//! Pages link to them through `href`; `routes` answers `/static/…`.

use axum::{
    Router,
    extract::{Path, Query},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use rust_embed::{EmbeddedFile, RustEmbed};
use serde::Deserialize;

use super::scheme::Scheme;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

/// A browser keeps a hashed name for ever; a plain or outdated name asks again each time.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// The address of a static file: `app.css` becomes `/static/app.3f2a9c41d0.css`.
pub fn href(name: &str) -> String {
    match (Files::get(name), name.rsplit_once('.')) {
        (Some(file), Some((stem, extension))) => {
            format!("/static/{stem}.{}.{extension}", fingerprint(&file))
        }
        _ => format!("/static/{name}"),
    }
}

/// Serves every file under `/static/`.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/static/{*name}", get(serve))
}

/// For a preview: the same file as if the browser preferred one scheme.
#[derive(Deserialize)]
struct Wanted {
    scheme: Option<Scheme>,
}

async fn serve(
    Path(name): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let Some((file, current)) = find(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let etag = format!("\"{}\"", fingerprint(&file));
    let cache = if current { FOREVER } else { ASK_AGAIN };
    let unchanged = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|seen| {
            seen.split(',')
                .any(|tag| tag.trim().trim_start_matches("W/") == etag)
        });
    let common: [(HeaderName, HeaderValue); 3] = [
        (header::CACHE_CONTROL, cache),
        (
            header::ETAG,
            HeaderValue::from_str(&etag).unwrap_or(HeaderValue::from_static("\"\"")),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
    ];
    if unchanged {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let kind = file.metadata.mimetype().to_owned();
    let kind = if kind.starts_with("text/") {
        format!("{kind}; charset=utf-8")
    } else {
        kind
    };
    let data = match wanted
        .scheme
        .map(|scheme| (scheme, std::str::from_utf8(&file.data)))
    {
        Some((scheme, Ok(css))) => scheme.only(css).into_bytes().into(),
        _ => file.data,
    };
    (common, [(header::CONTENT_TYPE, kind)], data).into_response()
}

/// The file a request means, and whether the name carries the hash of its present content.
fn find(name: &str) -> Option<(EmbeddedFile, bool)> {
    if let Some(file) = Files::get(name) {
        return Some((file, false));
    }
    let (rest, extension) = name.rsplit_once('.')?;
    let (stem, hash) = rest.rsplit_once('.')?;
    let file = Files::get(&format!("{stem}.{extension}"))?;
    let current = fingerprint(&file) == hash;
    Some((file, current))
}

fn fingerprint(file: &EmbeddedFile) -> String {
    hex::encode(&file.metadata.sha256_hash()[..6])
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn fetch(name: &str, seen: Option<&str>) -> Response {
        let mut headers = HeaderMap::new();
        if let Some(seen) = seen {
            headers.insert(header::IF_NONE_MATCH, seen.parse().unwrap());
        }
        let wanted = Query(Wanted { scheme: None });
        serve(Path(name.to_owned()), wanted, headers).await
    }

    #[tokio::test]
    async fn a_hashed_name_is_kept_for_ever_and_an_old_one_is_not() {
        let current = href("app.css").trim_start_matches("/static/").to_owned();
        let answer = fetch(&current, None).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(
            answer.headers()[header::CONTENT_TYPE],
            "text/css; charset=utf-8"
        );
        assert_eq!(answer.headers()[header::CACHE_CONTROL], FOREVER);

        let outdated = fetch("app.000000000000.css", None).await;
        assert_eq!(outdated.status(), StatusCode::OK);
        assert_eq!(outdated.headers()[header::CACHE_CONTROL], ASK_AGAIN);
    }

    #[tokio::test]
    async fn a_known_etag_gets_no_body_again() {
        let first = fetch("app.css", None).await;
        let etag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        let again = fetch("app.css", Some(&format!("\"other\", W/{etag}"))).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    }

    #[tokio::test]
    async fn nothing_outside_the_folder_is_served() {
        for name in ["../Cargo.toml", "nothing.css", "app", ""] {
            assert_eq!(fetch(name, None).await.status(), StatusCode::NOT_FOUND);
        }
    }
}
