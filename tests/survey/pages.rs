//! What every answer of the customer's door carries, what a link may not do, and how often.

use super::letter::{Letter, Who};
use crate::{on_both, support::server::Server};
use afterword::words::LANGUAGES;
use reqwest::{Method, StatusCode};

on_both! {
    async fn opening_links_is_noted_and_counts_nothing(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        for score in 1..=5 {
            let url = server.url(&letter.path(score));
            let head = server.http.head(&url).send().await.expect("an answer");
            let get = server.http.get(&url).send().await.expect("a page");
            assert_eq!((head.status(), get.status()), (StatusCode::OK, StatusCode::OK));
            for name in ["content-type", "cache-control", "x-robots-tag", "referrer-policy", "content-security-policy"] {
                assert_eq!(head.headers().get(name), get.headers().get(name), "{name}");
            }
            assert!(head.bytes().await.expect("a body").is_empty());
        }
        let options = server.http.request(Method::OPTIONS, server.url(&letter.path(1))).send().await.expect("an answer");
        assert!(options.status() == 405 || options.status() == 204 || options.status() == 200);
        assert_eq!(letter.scores_of(&server, "head").await.len(), 5);
        assert_eq!(letter.scores_of(&server, "get").await, (1..=5).map(Some).collect::<Vec<_>>());
        assert_eq!(letter.counts(&server).await, None);
        // the link is not used up
        assert_eq!(letter.send(&server, &[("score", "4")]).await.status(), 200);
        assert_eq!(letter.counts(&server).await, Some((4, "submit".into())));
    }

    async fn a_value_outside_the_scale_chooses_nothing(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        for query in ["?score=6", "?score=", "?score=4.5", "?score=four", "?score=%ff", "?score=%zz", "?score=4&score=9", "", "?other=4"] {
            let url = server.url(&format!("/s/{}{query}", letter.token));
            let page = server.http.get(url).send().await.expect("a page").text().await.expect("text");
            assert!(!page.contains(" checked") && !page.contains("data-nonce"), "{query}");
        }
        assert!(letter.scores_of(&server, "get").await.iter().all(Option::is_none));
        let page = letter.open(&server, 4).await.text().await.expect("text");
        assert_eq!(page.matches(" checked").count(), 1);
        assert!(page.contains("value=\"4\" checked"), "{page}");
    }

    async fn the_page_is_private_small_and_needs_nothing_from_elsewhere(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        let page = letter.open(&server, 4).await;
        let header = |name: &str| page.headers().get(name).map(|value| value.to_str().expect("text").to_owned());
        assert_eq!(header("cache-control").as_deref(), Some("no-store"));
        assert_eq!(header("x-robots-tag").as_deref(), Some("noindex, nofollow"));
        assert_eq!(header("referrer-policy").as_deref(), Some("same-origin"));
        assert!(header("content-security-policy").expect("a policy").contains("default-src 'none'"));
        assert_eq!(header("set-cookie"), None);
        let html = page.text().await.expect("text");
        assert!(!html.contains("style=\"") && !html.contains("http://") && !html.contains("https://"), "{html}");

        for language in LANGUAGES.iter() {
            let path = format!("{}&lang={}", letter.path(4), language.tag);
            let html = server.http.get(server.url(&path)).send().await.expect("a page").text().await.expect("text");
            let parts = html.split('"').filter(|part| part.starts_with("/static/"));
            let mut bytes = 0;
            for path in parts.chain([path.as_str()]) {
                bytes += on_the_wire(&server.url(path)).await;
            }
            assert!(bytes <= 14 * 1024, "{bytes} bytes on the wire in {}", language.name);
        }
    }

    async fn fetching_ahead_is_put_off_and_leaves_no_trace(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        for (name, value) in [("sec-purpose", "prefetch;prerender"), ("purpose", "prefetch"), ("x-moz", "prefetch")] {
            let ahead = server.http.get(server.url(&letter.path(4))).header(name, value).send().await.expect("an answer");
            assert_eq!(ahead.status(), 503);
            assert_eq!(ahead.headers()["cache-control"], "no-store");
        }
        assert_eq!(letter.clicks(&server).await.len(), 0);
    }

    async fn a_flood_on_one_link_is_slowed_down_and_hurts_no_other(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        let flood = (0..70).map(|_| letter.open(&server, 4));
        let answers = futures_util::future::join_all(flood).await;
        let refused: Vec<_> = answers.iter().filter(|answer| answer.status() == 429).collect();
        assert!((5..=10).contains(&refused.len()), "{} of 70", refused.len());
        assert!(refused.iter().all(|answer| answer.headers().contains_key("retry-after")));
        let who = Who { email: "other@example.net".into(), ..Default::default() };
        let other = Letter::arrives_for(&server, who).await;
        assert_eq!(other.open(&server, 4).await.status(), 200);
        let away = server.http.post(server.url(&format!("/u/{}", letter.token))).send().await;
        assert_eq!(away.expect("an answer").status(), 200);
    }

    async fn a_beacon_must_prove_itself(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        let page = letter.open(&server, 4).await.text().await.expect("text");
        let data = |name: &str| {
            let start = page.split_once(&format!("data-{name}=\"")).expect("an attribute").1;
            start.split('"').next().expect("a value").to_owned()
        };
        let (issued, nonce) = (data("issued"), data("nonce"));
        let url = server.url(&data("beacon"));
        let beacon = |mark: &str, score: &str, nonce: &str| {
            server.http.post(&url).header("x-afterword-beacon", mark).form(&[
                ("kind", "input"), ("score", score), ("issued", issued.as_str()), ("nonce", nonce),
            ]).send()
        };
        assert_eq!(beacon("1", "4", &nonce).await.expect("an answer").status(), 403, "too young");
        server.advance(chrono::TimeDelta::milliseconds(1_000));
        assert_eq!(beacon("0", "4", &nonce).await.expect("an answer").status(), 403, "no mark");
        assert_eq!(beacon("1", "5", &nonce).await.expect("an answer").status(), 403, "another value");
        assert_eq!(beacon("1", "4", "nonsense").await.expect("an answer").status(), 403, "no proof");
        assert_eq!(letter.counts(&server).await, None);
        let said = beacon("1", "4", &nonce).await.expect("an answer");
        assert_eq!(said.status(), 200);
        assert!(said.text().await.expect("text").starts_with("Your rating 4, “Satisfied”, is saved."));
        assert_eq!(letter.counts(&server).await, Some((4, "input".into())));
        server.advance(chrono::TimeDelta::hours(24));
        assert_eq!(beacon("1", "4", &nonce).await.expect("an answer").status(), 403, "too old");
    }
}

/// What a browser receives for this address: status line, headers, and the body as it is sent.
async fn on_the_wire(url: &str) -> usize {
    let plain = reqwest::Client::builder()
        .no_gzip()
        .build()
        .expect("a client");
    let answer = plain
        .get(url)
        .header("accept-encoding", "gzip")
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 200, "{url}");
    let headers = answer.headers().iter();
    let head: usize = headers
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    "HTTP/1.1 200 OK\r\n\r\n".len() + head + answer.bytes().await.expect("a body").len()
}
