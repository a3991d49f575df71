//! Every way a request can be wrong, and that the answer names all of it.

use reqwest::Method;
use serde_json::json;

use super::{Api, report, with};
use crate::on_both;

fn sorted(mut pointers: Vec<String>) -> Vec<String> {
    pointers.sort();
    pointers
}

on_both! {
    async fn who_comes_without_a_good_key_is_told_to_bring_one(db: Database) {
        let api = Api::start(db).await;
        for key in [None, Some("awk_nonsense"), Some("Basic abc"), Some(&api.key[..api.key.len() - 1]), Some("")] {
            let answer = api.as_key(key).get("/api/v1/surveys").await;
            assert_eq!(answer.status, 401, "{key:?}");
            assert_eq!(answer.header("content-type"), "application/problem+json");
            assert!(answer.header("www-authenticate").starts_with("Bearer"));
            assert_eq!(answer.body["status"], 401);
        }
    }

    async fn a_key_may_do_what_its_scopes_say(db: Database) {
        let api = Api::start(db).await;
        let writer = api.new_key(&["interactions:write"], None).await;
        let reader = api.new_key(&["responses:read"], None).await;
        let survey = json!({ "name": "x", "questions": [{ "slug": "s", "kind": "csat" }] });
        assert_eq!(api.as_key(Some(&writer)).put("/api/v1/surveys/x", &survey).await.status, 403);
        assert_eq!(api.as_key(Some(&writer)).get("/api/v1/responses").await.status, 403);
        assert_eq!(api.as_key(Some(&reader)).post("/api/v1/interactions", &report("1")).await.status, 403);
        assert_eq!(api.as_key(Some(&reader)).get("/api/v1/responses").await.status, 200);
        let made = api.as_key(Some(&writer)).post("/api/v1/interactions", &report("1")).await;
        assert_eq!(made.status, 201);
        let path = format!("/api/v1/interactions/{}", made.body["id"].as_str().unwrap());
        for key in [&writer, &reader] {
            assert_eq!(api.as_key(Some(key)).get(&path).await.status, 200);
            for list in ["brands", "teams", "agents", "products", "touchpoints", "surveys"] {
                assert_eq!(api.as_key(Some(key)).get(&format!("/api/v1/{list}")).await.status, 200, "{list}");
            }
        }
        let scores = api.new_key(&["scores:read"], None).await;
        let refused = api.as_key(Some(&scores)).get(&path).await;
        assert_eq!(refused.status, 403);
        assert!(refused.body["detail"].as_str().unwrap().contains("responses:read"));
    }

    async fn addresses_and_methods_that_do_not_exist_are_problems_too(db: Database) {
        let api = Api::start(db).await;
        for path in ["/api/v1/nothing", "/api/v2/surveys", "/api/v1/interactions/0193", "/api/v1/surveys/never-was"] {
            let answer = api.get(path).await;
            assert_eq!(answer.status, 404, "{path}");
            assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
        }
        let answer = api.send(Method::DELETE, "/api/v1/interactions", None, &[]).await;
        assert_eq!(answer.status, 405);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert!(answer.header("allow").contains("POST"), "{}", answer.header("allow"));
    }

    async fn bodies_that_cannot_be_read_say_why(db: Database) {
        let api = Api::start(db).await;
        let json_type = ("content-type", "application/json");
        let good = report("1").to_string();
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let nested = format!("{{\"attributes\":{}1{}}}", "[".repeat(40), "]".repeat(40));
        let large = format!("{{\"external_id\":\"{}\"}}", "x".repeat(2_000_000));
        for (status, body, headers) in [
            (400, "{\"external_id\": ", &[json_type][..]),
            (400, "", &[json_type][..]),
            (400, "not json", &[json_type][..]),
            (413, large.as_str(), &[json_type][..]),
            (415, good.as_str(), &[("content-type", "text/plain")][..]),
            (415, good.as_str(), &[][..]),
            (415, good.as_str(), &[json_type, ("content-encoding", "gzip")][..]),
            (422, deep.as_str(), &[json_type][..]),
            (422, nested.as_str(), &[json_type][..]),
            (422, "[]", &[json_type][..]),
        ] {
            let answer = api.send(Method::POST, "/api/v1/interactions", Some(body.to_owned()), headers).await;
            let shown = &body[..body.len().min(40)];
            assert_eq!(answer.status, status, "{shown} {}", answer.body);
            assert_eq!(answer.header("content-type"), "application/problem+json", "{shown}");
            assert_eq!(answer.body["request_id"], answer.header("x-request-id"), "{shown}");
        }
    }

    async fn every_bad_field_is_named_in_one_answer(db: Database) {
        let api = Api::start(db).await;
        let answer = api.post("/api/v1/interactions", &json!({
            "external_id": "", "agent": { "name": "Ana\r\nBcc: all@example.net", "nickname": "A" },
            "customer": { "email": 7, "name": "x".repeat(300), "locale": "klingon", "time_zone": "Mars/Base" },
            "channel": "pigeon", "started_at": "2126-11-24T00:00:00Z", "ended_at": "2126-11-23T09:30:00Z",
            "handle_seconds": -1, "attributes": { "nested": {}, "fine": 1 }, "colour": "red"
        })).await;
        assert_eq!(answer.status, 422);
        let expected = [
            "/agent/external_id", "/agent/name", "/agent/nickname", "/attributes/nested", "/channel", "/colour",
            "/customer/email", "/customer/locale", "/customer/name", "/customer/time_zone", "/ended_at",
            "/external_id", "/handle_seconds", "/started_at", "/touchpoint",
        ];
        assert_eq!(sorted(answer.pointers()), expected);
    }

    async fn query_parameters_are_named_like_fields(db: Database) {
        let api = Api::start(db).await;
        for (query, expected) in [
            ("limit=0", vec!["/limit"]),
            ("limit=501&cursor=abc&colour=red", vec!["/colour", "/cursor", "/limit"]),
            ("since=yesterday&score_min=x&has_comment=perhaps", vec!["/has_comment", "/score_min", "/since"]),
            ("score_min=5&score_max=4", vec!["/score_max"]),
            ("limit=1&limit=2", vec!["/limit"]),
            ("metric=happiness&channel=pigeon", vec!["/channel", "/metric"]),
        ] {
            let answer = api.get(&format!("/api/v1/responses?{query}")).await;
            assert_eq!(answer.status, 422, "{query}");
            assert_eq!(sorted(answer.pointers()), expected, "{query}");
        }
        for path in ["scores", "scores/trend", "scores/agents", "scores/signals", "scores/compare"] {
            let interval = if path == "scores/trend" { "&interval=day" } else { "" };
            let answer = api.get(&format!("/api/v1/{path}?metric=csat&score_min=5&score_max=4{interval}")).await;
            assert_eq!((answer.status, answer.pointers()), (422, vec!["/score_max".to_owned()]), "{path}");
        }
        let answer = api.get("/api/v1/scores?metric=csat&from=2026-03-02&to=2026-03-01&score_min=5&score_max=4").await;
        assert_eq!((answer.status, sorted(answer.pointers())), (422, vec!["/score_max".to_owned(), "/to".to_owned()]));
        let nobody = uuid::Uuid::nil();
        for path in [format!("/api/v1/interactions/{nobody}?x=1"), format!("/api/v1/responses/{nobody}?x=1")] {
            let answer = api.get(&path).await;
            assert_eq!((answer.status, answer.pointers()), (422, vec!["/x".to_owned()]), "{path}");
        }
        let answer = api.put("/api/v1/surveys/s?x=1", &json!({})).await;
        assert_eq!((answer.status, answer.pointers()), (422, vec!["/x".to_owned()]));
        let answer = api.get("/api/v1/interactions?source=api").await;
        assert_eq!((answer.status, answer.pointers()), (422, vec!["/external_id".to_owned()]));
        assert_eq!(api.get("/api/v1/teams?order=name").await.pointers(), ["/order"]);
    }

    async fn every_answer_has_a_request_id(db: Database) {
        let api = Api::start(db).await;
        for path in ["/api/v1/surveys", "/api/v1/nothing", "/api/v1/openapi.json", "/api/docs/"] {
            let answer = api.get(path).await;
            assert!(!answer.header("x-request-id").is_empty(), "{path}");
            if answer.status >= 400 {
                assert_eq!(answer.body["request_id"], answer.header("x-request-id"));
            }
        }
    }

    async fn who_asks_too_often_is_told_when_to_come_back(db: Database) {
        let api = Api::start_with(db, &[("AFTERWORD_API_REQUESTS_PER_MINUTE", "3")]).await;
        let mut statuses = Vec::new();
        for _ in 0..4 {
            statuses.push(api.get("/api/v1/brands").await.status);
        }
        assert_eq!(statuses, [200, 200, 200, 429]);
        let answer = api.get("/api/v1/brands").await;
        let seconds: u64 = answer.header("retry-after").parse().unwrap();
        assert!((1..=60).contains(&seconds), "{seconds}");
        let other = api.new_key(&["admin"], None).await;
        assert_eq!(api.as_key(Some(&other)).get("/api/v1/brands").await.status, 200);
    }

    async fn no_value_is_too_odd_to_be_answered_properly(db: Database) {
        let api = Api::start(db).await;
        let small_letters_are_longer = "\u{130}".repeat(320);
        for (field, value) in [
            ("/customer/email", json!(small_letters_are_longer)), ("/customer/email", json!("\u{FFFF}@\u{1F980}")),
            ("/customer/locale", json!("en-Latn-US-abcde-fghij-klmno-pqrst-uvwxy")), ("/ended_at", json!("0001-01-01T00:00:00Z")),
            ("/ended_at", json!("0000-01-01T00:00:00+23:59")), ("/ended_at", json!("2026-11-25T09:30:60Z")),
            ("/handle_seconds", json!(1e300)), ("/handle_seconds", json!(u64::MAX)), ("/handle_seconds", json!(412.0)),
            ("/attributes", json!({ "a": "\u{0}" })), ("/attributes", json!({ "": 1 })), ("/attributes", json!({ "a": 1e308 })),
            ("/attributes", json!({ "a": u64::MAX })), ("/agent/email", json!("\u{130}".repeat(320))),
            ("/customer/external_id", json!("'; DROP TABLE customers; --")), ("/product", json!("<script>alert(1)</script>")),
            ("/started_at", json!("-9999-01-01T00:00:00Z")), ("/attributes", json!([])), ("/agent", json!("Ana")),
        ] {
            let external_id = format!("{field} {value}").chars().filter(|c| c.is_ascii_alphanumeric()).take(100).collect::<String>();
            let answer = api.post("/api/v1/interactions", &with(report(&external_id), field, value.clone())).await;
            assert!([201, 422].contains(&answer.status), "{field} {value} {} {}", answer.status, answer.body);
        }
        let forged = "gAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        for query in [
            format!("cursor={forged}"), "agent=%00".into(), "agent=%FF".into(), "agent=%25%27".into(), "since=0000-01-01T00:00:00Z".into(),
            "until=9999-12-31T23:59:59-23:59".into(), "team=%F0%9F%A6%80".into(), "score_min=-1".into(), "=".into(), "&&&".into(),
        ] {
            let answer = api.get(&format!("/api/v1/responses?{query}")).await;
            assert!([200, 400, 422].contains(&answer.status), "{query} {} {}", answer.status, answer.body);
        }
        for path in ["/api/v1/interactions/%00", "/api/v1/surveys/%2e%2e", "/api/v1/responses/%FF", "/api/v1//interactions", "/api/v1/interactions/"] {
            assert_eq!(api.get(path).await.status, 404, "{path}");
        }
    }
}
