//! What a request says of who sent it, as far as it is kept: a class of program and a hash of the coarse network.
//! Shown to managers beside a suspect; it decides nothing.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::ConnectInfo,
    http::{Extensions, HeaderMap, header},
};

/// Marks of programs that fetch without a person; a scanner that wants to hide shows none.
const PROGRAMS: [&str; 12] = [
    "bot", "spider", "crawl", "scan", "headless", "curl", "wget", "python", "java/", "go-http",
    "okhttp", "preview",
];

/// `browser`, `bot` or `none`.
pub fn agent_class(headers: &HeaderMap) -> &'static str {
    let Some(agent) = headers.get(header::USER_AGENT) else {
        return "none";
    };
    let agent = String::from_utf8_lossy(agent.as_bytes()).to_lowercase();
    if agent.is_empty() {
        "none"
    } else if PROGRAMS.iter().any(|mark| agent.contains(mark)) {
        "bot"
    } else {
        "browser"
    }
}

/// The network a request came from, as coarse as a provider: /24 or /48.
pub fn network(extensions: &Extensions) -> Option<String> {
    let ConnectInfo(address) = extensions.get::<ConnectInfo<SocketAddr>>()?;
    Some(coarse(address.ip()))
}

fn coarse(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

/// A browser fetches ahead of a visit that may never come; it asks again when the person does come.
pub fn is_prefetch(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-moz", "x-purpose"]
        .iter()
        .filter_map(|name| headers.get(*name)?.to_str().ok())
        .any(|value| value.to_lowercase().contains("prefetch"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &'static str, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().expect("a value"));
        headers
    }

    #[test]
    fn programs_are_told_from_browsers_by_what_they_say() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(agent_class(&with("user-agent", firefox)), "browser");
        assert_eq!(agent_class(&with("user-agent", "curl/8.5.0")), "bot");
        assert_eq!(agent_class(&HeaderMap::new()), "none");
    }

    #[test]
    fn addresses_are_kept_coarse() {
        assert_eq!(
            coarse("203.0.113.77".parse().expect("an address")),
            "203.0.113.0/24"
        );
        assert_eq!(
            coarse("::ffff:203.0.113.77".parse().expect("an address")),
            "203.0.113.0/24"
        );
        assert_eq!(
            coarse("2001:db8:7:8::9".parse().expect("an address")),
            "2001:db8:7::/48"
        );
    }

    #[test]
    fn every_dialect_of_fetching_ahead_is_known() {
        assert!(is_prefetch(&with("sec-purpose", "prefetch;prerender")));
        assert!(is_prefetch(&with("purpose", "prefetch")));
        assert!(is_prefetch(&with("x-moz", "Prefetch")));
        assert!(!is_prefetch(&with("sec-fetch-mode", "navigate")));
    }
}
