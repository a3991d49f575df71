//! Who is asked, when, and for what reason not.

use serde_json::{Value, json};

use super::{Answer, Api, report, with};
use crate::on_both;

fn decision(answer: &Answer) -> (String, Option<String>) {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    assert_eq!(answer.status, 201, "{}", answer.body);
    let decision = &answer.body["decision"];
    (
        text(&decision["outcome"]).unwrap(),
        text(&decision["reason"]),
    )
}

fn held(reason: &str) -> (String, Option<String>) {
    ("held".into(), Some(reason.into()))
}

fn invited() -> (String, Option<String>) {
    ("invited".into(), None)
}

/// A survey that sends an hour after the contact, from eight to eight where the customer lives.
fn survey() -> Value {
    json!({ "name": "After a call", "touchpoints": ["phone-support"],
            "questions": [{ "slug": "satisfaction", "kind": "csat" }] })
}

on_both! {
    async fn every_reason_is_kept_and_can_be_read(db: Database) {
        let api = Api::start(db).await;
        for (n, address) in ["kim", "", "kim@", "kim at example.net", "kim@localhost", &"x".repeat(320)].iter().enumerate() {
            let sample = with(report(&format!("bad-{n}")), "/customer/email", *address);
            assert_eq!(decision(&api.post("/api/v1/interactions", &sample).await), held("invalid_address"), "{address}");
        }
        let old = with(report("old"), "/ended_at", "2026-11-22T09:59:59Z");
        assert_eq!(decision(&api.post("/api/v1/interactions", &old).await), held("too_old"));
        assert_eq!(decision(&api.post("/api/v1/interactions", &report("1")).await), invited());
        assert_eq!(decision(&api.post("/api/v1/interactions", &report("2")).await), held("quarantine"));
        let suppressed = with(report("3"), "/customer/email", "Sue@Example.net");
        api.suppress("sue@example.net").await;
        assert_eq!(decision(&api.post("/api/v1/interactions", &suppressed).await), held("suppressed"));
        let none = with(survey(), "/sample_percent", 0);
        assert_eq!(api.put("/api/v1/surveys/after-call", &none).await.status, 201);
        let sampled = with(report("4"), "/customer/email", "lee@example.net");
        assert_eq!(decision(&api.post("/api/v1/interactions", &sampled).await), held("sampled_out"));
        for slug in ["after-call", "after-contact"] {
            assert_eq!(api.delete(&format!("/api/v1/surveys/{slug}")).await.status, 200, "{slug}");
        }
        let unasked = with(report("5"), "/customer/email", "lou@example.net");
        assert_eq!(decision(&api.post("/api/v1/interactions", &unasked).await), held("no_survey"));
        for (external_id, reason) in [("old", "too_old"), ("2", "quarantine"), ("3", "suppressed"), ("5", "no_survey")] {
            let shown = api.get(&format!("/api/v1/interactions?source=zendesk&external_id={external_id}")).await;
            assert_eq!(shown.body["decision"]["reason"], reason);
            assert_eq!(shown.body["invitation"], Value::Null);
        }
        assert_eq!(api.letters().await.len(), 1);
    }

    async fn the_quarantine_ends(db: Database) {
        let api = Api::start(db).await;
        assert_eq!(decision(&api.post("/api/v1/interactions", &report("1")).await), invited());
        api.set_clock("2026-12-25T09:59:59Z");
        let soon = with(report("2"), "/ended_at", "2026-12-25T09:30:00Z");
        assert_eq!(decision(&api.post("/api/v1/interactions", &soon).await), held("quarantine"));
        api.set_clock("2026-12-25T10:00:00Z");
        let rested = with(report("3"), "/ended_at", "2026-12-25T09:30:00Z");
        assert_eq!(decision(&api.post("/api/v1/interactions", &rested).await), invited());
    }

    async fn letters_leave_in_the_hours_where_the_customer_lives(db: Database) {
        let api = Api::start(db).await;
        assert_eq!(api.put("/api/v1/surveys/after-call", &survey()).await.status, 201);
        let mut n = 0;
        // now, the contact's end, the customer's zone, when the letter leaves
        for (now, ended_at, zone, send_at) in [
            ("2026-11-25T10:00:00Z", "2026-11-25T09:30:00Z", "Europe/Berlin", "2026-11-25T10:30:00Z"),
            ("2026-11-25T10:00:00Z", "2026-11-25T08:00:00Z", "Europe/Berlin", "2026-11-25T10:00:00Z"),
            ("2026-11-25T18:30:00Z", "2026-11-25T18:30:00Z", "Europe/Berlin", "2026-11-26T07:00:00Z"),
            ("2026-11-25T18:30:00Z", "2026-11-25T18:30:00Z", "America/New_York", "2026-11-25T19:30:00Z"),
            ("2026-11-25T18:30:00Z", "2026-11-25T18:30:00Z", "Asia/Tokyo", "2026-11-25T23:00:00Z"),
            // the night the clocks go forward in Berlin: eight o'clock is an hour earlier in UTC
            ("2027-03-27T21:00:00Z", "2027-03-27T21:00:00Z", "Europe/Berlin", "2027-03-28T06:00:00Z"),
            // and back again in autumn
            ("2027-10-30T21:00:00Z", "2027-10-30T21:00:00Z", "Europe/Berlin", "2027-10-31T07:00:00Z"),
        ] {
            n += 1;
            api.set_clock(now);
            let sample = with(report(&format!("w{n}")), "/ended_at", ended_at);
            let sample = with(with(sample, "/customer/time_zone", zone), "/customer/email", format!("w{n}@example.net"));
            let answer = api.post("/api/v1/interactions", &sample).await;
            assert_eq!(answer.body["decision"]["send_at"], send_at, "{now} {zone} {}", answer.body);
        }
    }

    async fn office_days_wait_for_monday(db: Database) {
        let api = Api::start(db).await;
        let office = with(survey(), "/send_window", json!({ "days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:00" }));
        assert_eq!(api.put("/api/v1/surveys/after-call", &office).await.status, 201);
        api.set_clock("2026-11-27T16:30:00Z");
        let sample = with(with(report("1"), "/ended_at", "2026-11-27T16:30:00Z"), "/customer/time_zone", "Europe/London");
        assert_eq!(api.post("/api/v1/interactions", &sample).await.body["decision"]["send_at"], "2026-11-30T09:00:00Z");
    }
}
