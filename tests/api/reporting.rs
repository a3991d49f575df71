//! Reporting interactions: what is taken, what is answered, and that telling it twice asks nobody twice.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{Api, report, with};
use crate::on_both;

on_both! {
    async fn a_report_is_answered_with_its_decision(db: Database) {
        let api = Api::start(db).await;
        let answer = api.post("/api/v1/interactions", &with(report("10231"), "/started_at", "2026-11-25T09:12:00+01:00")).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        assert_eq!(answer.body["external_id"], "10231");
        let decision = &answer.body["decision"];
        assert_eq!(decision["outcome"], "invited");
        assert_eq!(decision["reason"], Value::Null);
        assert!(decision["invitation_id"].is_string());
        assert_eq!(decision["send_at"], "2026-11-25T10:00:00Z");
    }

    async fn telling_it_again_changes_nothing(db: Database) {
        let api = Api::start(db).await;
        let first = api.post("/api/v1/interactions", &report("1")).await;
        let again = api.post("/api/v1/interactions", &report("1")).await;
        assert_eq!((first.status, again.status), (201, 200));
        assert_eq!(first.body, again.body);
        let otherwise = api.post("/api/v1/interactions", &with(report("1"), "/product", "fibre")).await;
        assert_eq!((otherwise.status, &otherwise.body), (200, &first.body));
        let shown = api.get(&format!("/api/v1/interactions/{}", first.body["id"].as_str().unwrap())).await;
        assert_eq!(shown.body["product"], "broadband", "the first report stands");
        let other_source = api.post("/api/v1/interactions", &with(report("1"), "/source", "genesys")).await;
        assert_eq!(other_source.status, 201);
    }

    async fn twenty_at_once_are_one_interaction_and_one_letter(db: Database) {
        let api = Api::start(db).await;
        let sample = report("1");
        let answers = futures_util::future::join_all((0..20).map(|_| api.post("/api/v1/interactions", &sample))).await;
        let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses[19], 201);
        assert_eq!(statuses[..19], [200; 19]);
        assert!(answers.iter().all(|answer| answer.body == answers[0].body));
        assert_eq!(api.letters().await.len(), 1);
    }

    async fn one_customer_reported_by_many_at_once_is_asked_once(db: Database) {
        let api = Api::start(db).await;
        let samples: Vec<_> = (0..12).map(|n| report(&format!("c-{n}"))).collect();
        let answers =
            futures_util::future::join_all(samples.iter().map(|sample| api.post("/api/v1/interactions", sample))).await;
        assert!(answers.iter().all(|answer| answer.status == 201));
        let reasons: Vec<_> = answers.iter().map(|answer| answer.body["decision"]["reason"].clone()).collect();
        assert_eq!(reasons.iter().filter(|reason| reason.is_null()).count(), 1, "{reasons:?}");
        assert_eq!(reasons.iter().filter(|reason| *reason == "quarantine").count(), 11, "{reasons:?}");
        assert_eq!(api.letters().await.len(), 1);
    }

    async fn names_in_every_script_are_taken_and_line_breakers_are_not(db: Database) {
        let api = Api::start(db).await;
        for (n, name) in ["كيم لي", "Kim 🦀 Lee", "李小龙", "O'Neil-Smith", &"x".repeat(200)].iter().enumerate() {
            let sample = with(with(report(&format!("good-{n}")), "/customer/name", *name), "/customer/email", format!("n{n}@example.net"));
            let answer = api.post("/api/v1/interactions", &sample).await;
            assert_eq!(answer.status, 201, "{name} {}", answer.body);
            let shown = api.get(&format!("/api/v1/interactions/{}", answer.body["id"].as_str().unwrap())).await;
            assert_eq!(shown.body["customer"]["name"], *name);
        }
        for bad in ["Kim\r\nBcc: all@example.net", "Kim\nLee", "Kim\u{0}", "Kim\u{85}", "Kim\u{2028}", "Kim\u{202E}eeL", &"x".repeat(300)] {
            for field in ["/customer/name", "/agent/name", "/agent/team", "/product", "/touchpoint", "/external_id", "/source"] {
                let answer = api.post("/api/v1/interactions", &with(report("bad"), field, bad)).await;
                assert_eq!((answer.status, answer.pointers()), (422, vec![field.to_owned()]), "{bad:?}");
            }
        }
    }

    async fn the_past_is_held_and_the_future_refused(db: Database) {
        let api = Api::start(db).await;
        let future = api.post("/api/v1/interactions", &with(report("1"), "/ended_at", "2026-11-25T10:05:01Z")).await;
        assert_eq!((future.status, future.pointers()), (422, vec!["/ended_at".to_owned()]));
        let skewed = api.post("/api/v1/interactions", &with(report("2"), "/ended_at", "2026-11-25T10:05:00Z")).await;
        assert_eq!(skewed.status, 201);
        let old = api.post("/api/v1/interactions", &with(report("3"), "/ended_at", "2023-11-25T10:00:00Z")).await;
        assert_eq!(old.status, 201);
        assert_eq!(old.body["decision"], json!({ "outcome": "held", "reason": "too_old", "invitation_id": null, "send_at": null }));
    }

    async fn one_bad_entry_spoils_no_other(db: Database) {
        let api = Api::start(db).await;
        let entry = |n: &str| with(report(n), "/customer/email", format!("b{n}@example.net"));
        let batch = json!({ "interactions": [
            entry("1"), with(entry("2"), "/ended_at", Value::Null), "nonsense", with(entry("3"), "/colour", "red"),
            entry("4"), entry("1"), with(entry("5"), "/brand", "unheard-of"),
        ] });
        let answer = api.post("/api/v1/interactions/batch", &batch).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let results = answer.body["results"].as_array().unwrap();
        let statuses: Vec<_> = results.iter().map(|result| result["status"].as_u64().unwrap()).collect();
        assert_eq!(statuses, [201, 422, 422, 422, 201, 200, 404]);
        let pointer = |n: usize| results[n]["problem"]["errors"][0]["pointer"].clone();
        assert_eq!(pointer(1), "/interactions/1/ended_at");
        assert_eq!(pointer(2), "/interactions/2");
        assert_eq!(pointer(3), "/interactions/3/colour");
        assert_eq!(pointer(6), "/interactions/6/brand");
        assert_eq!(results[0]["interaction"], results[5]["interaction"]);
        assert_eq!(api.letters().await.len(), 2);
    }

    async fn a_batch_has_at_most_a_thousand_entries(db: Database) {
        let api = Api::start(db).await;
        let batch = |n: usize| json!({ "interactions": vec![json!({}); n] });
        let answer = api.post("/api/v1/interactions/batch", &batch(1_001)).await;
        assert_eq!((answer.status, answer.pointers()), (422, vec!["/interactions".to_owned()]));
        let answer = api.post("/api/v1/interactions/batch", &batch(1_000)).await;
        assert_eq!(answer.body["results"].as_array().unwrap().len(), 1_000);
        assert_eq!(api.post("/api/v1/interactions/batch", &batch(0)).await.body, json!({ "results": [] }));
    }

    async fn an_interaction_shows_what_became_of_it(db: Database) {
        let api = Api::start(db).await;
        let made = api.post("/api/v1/interactions", &report("10231")).await;
        let shown = api.get(&format!("/api/v1/interactions/{}", made.body["id"].as_str().unwrap())).await;
        assert_eq!(shown.status, 200);
        assert_eq!(shown.body["decision"], made.body["decision"]);
        assert_eq!(shown.body["invitation"]["state"], "scheduled");
        assert_eq!(shown.body["invitation"]["survey"], "after-contact");
        assert_eq!(shown.body["response"], Value::Null);
        assert_eq!(shown.body["agent"], json!({ "external_id": "a-17", "name": "Ana Reyes" }));
        assert_eq!(shown.body["team"], "Tier 1");
        assert_eq!(shown.body["attributes"], json!({ "plan": "gold", "seats": 3, "vip": true }));
        assert_eq!(shown.body["ended_at"], "2026-11-25T09:30:00Z");
        let found = api.get("/api/v1/interactions?source=zendesk&external_id=10231").await;
        assert_eq!((found.status, &found.body), (200, &shown.body));
        assert_eq!(api.get("/api/v1/interactions?source=zendesk&external_id=nope").await.status, 404);
        api.settle_letters().await;
        let sent = api.get("/api/v1/interactions?source=zendesk&external_id=10231").await;
        assert_eq!(sent.body["invitation"]["state"], "sent");
        assert_eq!(sent.body["invitation"]["sent_at"], "2026-11-25T10:00:00Z");
    }

    async fn what_a_report_names_exists_afterwards(db: Database) {
        let api = Api::start(db).await;
        api.post("/api/v1/interactions", &report("1")).await;
        let moved = with(with(with(report("2"), "/agent/team", "Tier 2"), "/agent/name", "Ana Maria Reyes"), "/customer/email", "lee@example.net");
        api.post("/api/v1/interactions", &moved).await;
        let agents = api.get("/api/v1/agents").await.body["data"].clone();
        assert_eq!(agents.as_array().unwrap().len(), 1);
        assert_eq!((&agents[0]["name"], &agents[0]["team"]), (&json!("Ana Maria Reyes"), &json!("Tier 2")));
        let names = |list: Value, field: &str| -> HashSet<String> {
            list["data"].as_array().unwrap().iter().map(|row| row[field].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(names(api.get("/api/v1/teams").await.body, "name"), HashSet::from(["Tier 1".into(), "Tier 2".into()]));
        assert_eq!(names(api.get("/api/v1/products").await.body, "slug"), HashSet::from(["broadband".into()]));
        assert_eq!(names(api.get("/api/v1/touchpoints").await.body, "slug"), HashSet::from(["phone-support".into()]));
        assert_eq!(names(api.get("/api/v1/surveys").await.body, "slug"), HashSet::from(["after-contact".into()]));
        let first = api.get("/api/v1/interactions?source=zendesk&external_id=1").await;
        assert_eq!(first.body["team"], "Tier 1", "the team of the time");
    }

    async fn batches_that_cross_each_other_all_arrive(db: Database) {
        let api = Api::start(db).await;
        let entries: Vec<_> = (0..60).map(|n| {
            let told = with(report(&format!("x-{n}")), "/customer/email", format!("x{n}@example.net"));
            with(told, "/agent", json!({ "external_id": format!("a-{}", n % 7), "team": format!("Tier {}", n % 3) }))
        }).collect();
        let backwards: Vec<_> = entries.iter().rev().cloned().collect();
        let batches: Vec<_> = [&entries, &backwards, &entries, &backwards].iter().map(|e| json!({ "interactions": e })).collect();
        let answers = futures_util::future::join_all(batches.iter().map(|batch| api.post("/api/v1/interactions/batch", batch))).await;
        let results = || answers.iter().flat_map(|answer| answer.body["results"].as_array().expect("results"));
        assert_eq!(results().filter(|result| result["status"] == 201).count(), 60);
        assert_eq!(results().filter(|result| result["status"] == 200).count(), 180);
        assert_eq!(api.letters().await.len(), 60);
    }
}
