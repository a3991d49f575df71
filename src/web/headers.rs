//! The headers every answer carries to keep browsers from being used against people. `routes` puts them on.

use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::{Next, from_fn},
};

/// Everything from here, nothing inline, no frames.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Not `no-referrer`: a form would then post `Origin: null`.
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (header::CACHE_CONTROL, "no-store"),
];
const ONE_YEAR_OF_TLS: HeaderValue =
    HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// Puts the headers on every answer; one that a handler has set itself stays. `tls`: people come by https.
pub fn guarded<S: Clone + Send + Sync + 'static>(routes: Router<S>, tls: bool) -> Router<S> {
    routes.layer(from_fn(move |request: Request, next: Next| async move {
        let mut response = next.run(request).await;
        add(response.headers_mut(), tls);
        response
    }))
}

fn add(headers: &mut HeaderMap, tls: bool) {
    for (name, value) in ALWAYS {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    if tls {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(ONE_YEAR_OF_TLS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handlers_own_word_stays() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("max-age=60"),
        );
        add(&mut headers, true);
        assert_eq!(headers[header::CACHE_CONTROL], "max-age=60");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert!(headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn without_tls_nobody_is_bound_to_it() {
        let mut headers = HeaderMap::new();
        add(&mut headers, false);
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
        assert_eq!(headers.len(), ALWAYS.len());
    }
}
