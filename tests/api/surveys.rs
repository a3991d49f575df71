//! Surveys by API: published in versions that never change, with everything wrong named at once.

use serde_json::{Value, json};

use super::{Api, report, with};
use crate::on_both;

fn survey() -> Value {
    json!({ "name": "After a call", "touchpoints": ["phone-support"],
            "questions": [{ "slug": "satisfaction", "kind": "csat" }, { "slug": "comment", "kind": "comment" }] })
}

on_both! {
    async fn what_is_left_out_takes_the_documented_value(db: Database) {
        let api = Api::start(db).await;
        let made = api.put("/api/v1/surveys/after-call", &survey()).await;
        assert_eq!(made.status, 201, "{}", made.body);
        for (field, value) in [
            ("default_locale", json!("en")), ("wording", json!({})), ("send_after_minutes", json!(60)),
            ("send_window", json!({ "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "08:00", "to": "20:00" })),
            ("remind_after_days", Value::Null), ("expires_after_days", json!(28)), ("quarantine_days", json!(30)),
            ("sample_percent", json!(100)), ("max_age_hours", json!(72)), ("slug", json!("after-call")),
            ("brand", json!("default")), ("version", json!(1)), ("retired_at", Value::Null),
        ] {
            assert_eq!(made.body[field], value, "{field}");
        }
        assert_eq!(api.get("/api/v1/surveys/after-call").await.body, made.body);
    }

    async fn of_many_first_publications_at_once_none_fails(db: Database) {
        let api = Api::start(db).await;
        let body = |n: usize| {
            let mut body = survey();
            body["name"] = json!(format!("Wave {n}"));
            body
        };
        let bodies: Vec<_> = (0..12).map(body).collect();
        let publishing = bodies.iter().map(|body| api.put("/api/v1/surveys/wave", body));
        let mut statuses: Vec<_> = futures_util::future::join_all(publishing).await.into_iter().map(|a| a.status).collect();
        statuses.sort_unstable();
        assert_eq!((statuses[10], statuses[11]), (200, 201), "{statuses:?}");
        let shown = api.get("/api/v1/surveys/wave").await;
        assert_eq!(shown.body["versions"].as_array().map(Vec::len), Some(12));
    }

    async fn versions_never_change(db: Database) {
        let api = Api::start(db).await;
        assert_eq!(api.put("/api/v1/surveys/after-call", &survey()).await.status, 201);
        api.set_clock("2026-11-25T11:00:00Z");
        let same = api.put("/api/v1/surveys/after-call", &survey()).await;
        assert_eq!((same.status, &same.body["version"]), (200, &json!(1)), "the same again publishes nothing");
        let next = api.put("/api/v1/surveys/after-call", &with(survey(), "/quarantine_days", 7)).await;
        assert_eq!((next.status, &next.body["version"]), (200, &json!(2)));
        let shown = api.get("/api/v1/surveys/after-call").await;
        let versions = shown.body["versions"].as_array().unwrap();
        assert_eq!(versions.len(), 2);
        assert_eq!((&versions[0]["version"], &versions[0]["quarantine_days"]), (&json!(2), &json!(7)));
        assert_eq!((&versions[1]["version"], &versions[1]["quarantine_days"]), (&json!(1), &json!(30)));
        assert_eq!(versions[1]["published_at"], "2026-11-25T10:00:00Z");
    }

    async fn a_brand_starts_with_a_survey(db: Database) {
        let api = Api::start(db).await;
        let shown = api.get("/api/v1/surveys/after-contact").await;
        assert_eq!(shown.status, 200);
        let kinds: Vec<_> = shown.body["questions"].as_array().unwrap().iter().map(|q| q["kind"].clone()).collect();
        assert_eq!(kinds, ["csat", "fcr", "comment"]);
        assert_eq!(shown.body["touchpoints"], json!([]));
    }

    async fn a_retired_survey_asks_nobody_new(db: Database) {
        let api = Api::start(db).await;
        let retired = api.delete("/api/v1/surveys/after-contact").await;
        assert_eq!((retired.status, &retired.body["retired_at"]), (200, &json!("2026-11-25T10:00:00Z")));
        assert_eq!(api.delete("/api/v1/surveys/after-contact").await.status, 200);
        assert_eq!(api.post("/api/v1/interactions", &report("1")).await.body["decision"]["reason"], "no_survey");
        assert_eq!(api.delete("/api/v1/surveys/never-was").await.status, 404);
    }

    async fn the_latest_survey_that_names_the_touchpoint_asks(db: Database) {
        let api = Api::start(db).await;
        let asking = |n: &str| with(report(n), "/customer/email", format!("s{n}@example.net"));
        api.put("/api/v1/surveys/first", &survey()).await;
        api.set_clock("2026-11-25T10:01:00Z");
        api.put("/api/v1/surveys/second", &survey()).await;
        for (n, touchpoint, expected) in [("1", "phone-support", "second"), ("2", "chat", "after-contact")] {
            let made = api.post("/api/v1/interactions", &with(asking(n), "/touchpoint", touchpoint)).await;
            let shown = api.get(&format!("/api/v1/interactions/{}", made.body["id"].as_str().unwrap())).await;
            assert_eq!(shown.body["invitation"]["survey"], expected);
        }
    }

    async fn everything_wrong_is_named_at_once(db: Database) {
        let api = Api::start(db).await;
        let answer = api.put("/api/v1/surveys/after-call", &json!({
            "touchpoints": ["ok", "a\nb"],
            "questions": [
                { "slug": "resolved", "kind": "fcr" }, { "slug": "reason", "kind": "choice" },
                { "slug": "why", "kind": "text", "show_when": { "question": "later", "score_max": 3 } },
            ],
            "wording": { "en": { "subject": "Hello {customer}", "nowhere": "x" }, "klingon": {} },
            "send_window": { "days": ["mon"], "from": "20:00", "to": "08:00" },
            "sample_percent": 101, "remind": 3
        })).await;
        assert_eq!(answer.status, 422);
        let mut pointers = answer.pointers();
        pointers.sort();
        let expected = [
            "/questions/0/kind", "/questions/1/options", "/questions/2/show_when/question", "/remind",
            "/sample_percent", "/send_window/to", "/touchpoints/1", "/wording/en/nowhere", "/wording/en/subject",
            "/wording/klingon",
        ];
        assert_eq!(pointers, expected);
        let slug = api.put("/api/v1/surveys/After%20Call", &survey()).await;
        assert_eq!((slug.status, slug.pointers()), (422, vec!["/slug".to_owned()]));
    }
}
