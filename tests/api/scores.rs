//! Scores over HTTP: the figures and their rounding, groups, filters, trends, days, the wall, and what is refused.

use afterword::domain::{interactions::interaction::Channel, organization::brand};
use serde_json::{Value, json};

use super::Api;
use crate::{
    on_both,
    support::centre::{Centre, Contact, Says},
};

fn centre(api: &Api) -> Centre {
    Centre::on(api.server.app.db.clone())
}

/// Six answers of November to two agents, and one of October.
async fn six_answers(api: &Api) -> brand::Model {
    let (centre, brand) = (centre(api), api.brand("default").await);
    let ana = Contact {
        agent: "a-17",
        ..Contact::default()
    };
    let bo = Contact {
        agent: "a-2",
        team: None,
        product: None,
        touchpoint: "chat-support",
        channel: Channel::Chat,
    };
    let waited = Says {
        score: 1,
        comment: Some("Waited 40 minutes"),
        resolved: Some("no"),
        ..Says::default()
    };
    centre
        .contact(
            &brand,
            ana,
            Says {
                score: 5,
                resolved: Some("yes"),
                ..Says::default()
            },
            "2026-11-02T09:00:00Z",
        )
        .await;
    centre.contact(&brand, ana, 5, "2026-11-02T09:10:00Z").await;
    centre
        .contact(
            &brand,
            ana,
            Says {
                score: 4,
                resolved: Some("partly"),
                ..Says::default()
            },
            "2026-11-10T09:00:00Z",
        )
        .await;
    centre
        .contact(&brand, ana, waited, "2026-11-11T09:00:00Z")
        .await;
    centre
        .contact(
            &brand,
            bo,
            Says {
                score: 2,
                comment: Some("Slow"),
                resolved: Some("not_applicable"),
                ..Says::default()
            },
            "2026-11-12T09:00:00Z",
        )
        .await;
    centre.contact(&brand, bo, 3, "2026-11-12T09:10:00Z").await;
    centre.contact(&brand, ana, 1, "2026-10-31T09:00:00Z").await;
    brand
}

const NOVEMBER: &str = "from=2026-11-01&to=2026-11-30";

async fn scores(api: &Api, query: &str) -> Value {
    let answer = api.get(&format!("/api/v1/scores?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    answer.body
}

async fn trend(api: &Api, query: &str) -> Value {
    let answer = api.get(&format!("/api/v1/scores/trend?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    answer.body
}

/// One field of every entry of a list.
fn each<'a>(list: &'a Value, field: &str) -> Vec<&'a Value> {
    list.as_array()
        .expect("a list")
        .iter()
        .map(|entry| &entry[field])
        .collect()
}

on_both! {
    async fn figures_are_told_in_full(db: Database) {
        let api = Api::start(db).await;
        six_answers(&api).await;
        let body = scores(&api, &format!("metric=csat&group_by=agent&{NOVEMBER}")).await;
        let figures = json!({
            "responses": 6, "distribution": { "1": 1, "2": 1, "3": 1, "4": 1, "5": 2 },
            "score": 50.0, "interval": { "level": 0.95, "low": 18.7616, "high": 81.2384 }, "mean": 3.3333,
            "asked": 6, "delivered": 6, "response_rate": 100.0,
        });
        assert_eq!(body["total"], figures);
        let mut frame = body.clone();
        for own in ["total", "groups"] {
            frame.as_object_mut().unwrap().remove(own);
        }
        let expected = json!({
            "metric": "csat", "scale": { "min": 1, "max": 5 }, "from": "2026-11-01", "to": "2026-11-30", "group_by": "agent",
        });
        assert_eq!(frame, expected);
        let ana = json!({
            "key": "a-17", "name": "a-17",
            "responses": 4, "distribution": { "1": 1, "2": 0, "3": 0, "4": 1, "5": 2 },
            "score": 75.0, "interval": { "level": 0.95, "low": 30.0642, "high": 95.4413 }, "mean": 3.75,
            "asked": 4, "delivered": 4, "response_rate": 100.0,
        });
        assert_eq!(body["groups"][0], ana);
        assert_eq!(each(&body["groups"], "key"), ["a-17", "a-2"]);
        assert_eq!(body["groups"][1]["score"], 0.0);
    }

    async fn words_are_counted_by_themselves_and_nothing_is_no_score(db: Database) {
        let api = Api::start(db).await;
        six_answers(&api).await;
        let fcr = scores(&api, &format!("metric=fcr&{NOVEMBER}")).await;
        assert_eq!((&fcr["scale"], &fcr["group_by"], &fcr["groups"]), (&Value::Null, &Value::Null, &json!([])));
        assert_eq!(fcr["total"]["distribution"], json!({ "yes": 1, "partly": 1, "no": 1 }));
        assert_eq!((&fcr["total"]["score"], &fcr["total"]["mean"]), (&json!(33.3333), &Value::Null));
        assert_eq!((&fcr["total"]["responses"], &fcr["total"]["response_rate"]), (&json!(3), &json!(50.0)));
        let nps = scores(&api, &format!("metric=nps&{NOVEMBER}")).await;
        let nothing = json!({ "0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0 });
        let empty = json!({
            "responses": 0, "distribution": nothing, "score": null, "interval": null, "mean": null,
            "asked": 0, "delivered": 0, "response_rate": null,
        });
        assert_eq!((&nps["total"], &nps["scale"]), (&empty, &json!({ "min": 0, "max": 10 })));
        let quiet = scores(&api, "metric=csat&group_by=agent&from=2025-01-01&to=2025-01-31").await;
        assert_eq!((&quiet["total"]["score"], &quiet["groups"]), (&Value::Null, &json!([])));
    }

    async fn every_grouping_has_its_keys(db: Database) {
        let api = Api::start(db).await;
        six_answers(&api).await;
        for (grouping, keys, responses) in [
            ("agent", json!(["a-17", "a-2"]), [4, 2].as_slice()),
            ("team", json!(["Tier 1", null]), &[4, 2]),
            ("product", json!(["broadband", null]), &[4, 2]),
            ("touchpoint", json!(["chat-support", "support"]), &[2, 4]),
            ("channel", json!(["chat", "phone"]), &[2, 4]),
            ("survey", json!(["after-contact"]), &[6]),
            ("brand", json!(["default"]), &[6]),
        ] {
            let body = scores(&api, &format!("metric=csat&group_by={grouping}&{NOVEMBER}")).await;
            assert_eq!(json!(each(&body["groups"], "key")), keys, "{grouping}");
            assert_eq!(each(&body["groups"], "responses"), responses, "{grouping}");
            assert_eq!(body["total"]["responses"], 6, "{grouping}");
        }
    }

    async fn every_filter_narrows_down(db: Database) {
        let api = Api::start(db).await;
        six_answers(&api).await;
        for (filter, responses, asked) in [
            ("", 6, 6),
            ("agent=a-17", 4, 4),
            ("agent=nobody", 0, 0),
            ("team=Tier+1", 4, 4),
            ("product=broadband", 4, 4),
            ("touchpoint=chat-support", 2, 2),
            ("channel=phone", 4, 4),
            ("survey=after-contact", 6, 6),
            ("survey=other", 0, 0),
            ("brand=default", 6, 6),
            ("brand=foreign", 0, 0),
            ("score_min=4", 3, 6),
            ("score_max=2", 2, 6),
            ("score_min=2&score_max=4", 3, 6),
            ("has_comment=true", 2, 6),
            ("has_comment=false", 4, 6),
            ("agent=a-17&has_comment=true&score_max=1", 1, 4),
        ] {
            let body = scores(&api, &format!("metric=csat&{NOVEMBER}&{filter}")).await;
            assert_eq!((&body["total"]["responses"], &body["total"]["asked"]), (&json!(responses), &json!(asked)), "{filter}");
        }
        let unresolved = scores(&api, &format!("metric=fcr&score_max=0&{NOVEMBER}")).await;
        assert_eq!(unresolved["total"]["distribution"], json!({ "yes": 0, "partly": 0, "no": 1 }));
    }

    async fn all_of_time_is_a_period_too(db: Database) {
        let api = Api::start(db).await;
        six_answers(&api).await;
        let body = scores(&api, "metric=csat&group_by=team&from=0001-01-01&to=9999-12-31").await;
        assert_eq!((&body["total"]["responses"], &body["from"], &body["to"]), (&json!(7), &json!("0001-01-01"), &json!("9999-12-31")));
        let first = scores(&api, "metric=csat&to=0000-01-01").await;
        assert_eq!(first["total"]["responses"], 0);
        let months = trend(&api, "metric=csat&interval=month&from=9950-01-01&to=9999-12-31").await;
        assert_eq!(months["points"].as_array().unwrap().len(), 600);
    }

    async fn a_trend_has_its_empty_steps_too(db: Database) {
        let api = Api::start(db).await;
        six_answers(&api).await;
        let days = trend(&api, &format!("metric=csat&interval=day&{NOVEMBER}")).await;
        let points = days["points"].as_array().unwrap();
        assert_eq!((points.len(), &days["interval"], &days["groups"]), (30, &json!("day"), &json!([])));
        let busy: Vec<_> = points.iter().filter(|point| point["responses"] != 0).map(|point| (&point["from"], &point["responses"])).collect();
        let expected = [json!("2026-11-02"), json!("2026-11-10"), json!("2026-11-11"), json!("2026-11-12")];
        assert_eq!(busy.iter().map(|(day, _)| *day).collect::<Vec<_>>(), expected.iter().collect::<Vec<_>>());
        assert_eq!(points[2]["score"], Value::Null);
        assert_eq!(points[1]["score"], 100.0);
        assert!(points.iter().all(|point| point["from"] == point["to"]));

        let weeks = trend(&api, "metric=csat&interval=week&from=2026-10-31&to=2026-11-12").await;
        assert_eq!(each(&weeks["points"], "from"), ["2026-10-31", "2026-11-02", "2026-11-09"]);
        assert_eq!(each(&weeks["points"], "to"), ["2026-11-01", "2026-11-08", "2026-11-12"]);
        assert_eq!(each(&weeks["points"], "responses"), [1, 2, 4]);

        let months = trend(&api, "metric=csat&interval=month&from=2026-09-01&to=2026-11-30&group_by=agent").await;
        assert_eq!(each(&months["points"], "responses"), [0, 1, 6]);
        assert_eq!(each(&months["groups"], "key"), ["a-17", "a-2"]);
        assert_eq!(each(&months["groups"][0]["points"], "responses"), [0, 1, 4]);
        assert_eq!(each(&months["groups"][1]["points"], "responses"), [0, 0, 2]);
        assert_eq!(months["groups"][1]["points"][2]["mean"], 2.5);
    }

    async fn days_are_the_brands_and_end_today_when_nothing_is_said(db: Database) {
        let api = Api::start(db).await;
        let centre = centre(&api);
        let berlin = centre.brand("berlin", "Europe/Berlin", "2026-11-01T00:00:00Z").await;
        centre.contact(&berlin, Contact::default(), 5, "2026-11-14T22:59:59Z").await;
        centre.contact(&berlin, Contact::default(), 1, "2026-11-14T23:00:00Z").await;
        for (day, score) in [("2026-11-14", 100.0), ("2026-11-15", 0.0)] {
            let body = scores(&api, &format!("metric=csat&brand=berlin&from={day}&to={day}")).await;
            assert_eq!((&body["total"]["responses"], &body["total"]["score"]), (&json!(1), &json!(score)), "{day}");
        }
        let key = api.new_key(&["scores:read"], Some("berlin")).await;
        let own = api.as_key(Some(&key));
        api.set_clock("2026-11-25T23:30:00Z");
        let body = scores(&own, "metric=csat").await;
        assert_eq!((&body["from"], &body["to"]), (&json!("2026-10-28"), &json!("2026-11-26")));
        assert_eq!(body["total"]["responses"], 2);
        let until = scores(&own, "metric=csat&to=2026-11-14").await;
        assert_eq!((&until["from"], &until["total"]["responses"]), (&json!("2026-10-16"), &json!(1)));
    }

    async fn nobody_reads_across_brands(db: Database) {
        let api = Api::start(db).await;
        six_answers(&api).await;
        let centre = centre(&api);
        api.add_brand("other").await;
        let other = api.brand("other").await;
        let twin = Contact { agent: "a-17", ..Contact::default() };
        centre.contact(&other, twin, 1, "2026-11-02T09:00:00Z").await;
        let key = api.new_key(&["scores:read"], Some("other")).await;
        let walled = api.as_key(Some(&key));
        for query in ["", "agent=a-17", "group_by=agent", "group_by=brand", "survey=after-contact"] {
            let body = scores(&walled, &format!("metric=csat&{NOVEMBER}&{query}")).await;
            assert_eq!(body["total"]["distribution"], json!({ "1": 1, "2": 0, "3": 0, "4": 0, "5": 0 }), "{query}");
        }
        for query in ["brand=default", "agent=a-2", "touchpoint=chat-support"] {
            let body = scores(&walled, &format!("metric=csat&{NOVEMBER}&{query}&group_by=brand")).await;
            assert_eq!((&body["total"]["responses"], &body["groups"]), (&json!(0), &json!([])), "{query}");
        }
        let all = scores(&api, &format!("metric=csat&group_by=agent&{NOVEMBER}")).await;
        assert_eq!(each(&all["groups"], "responses"), [5, 2], "an agent of two brands is one");
    }

    async fn what_cannot_be_read_is_refused_by_name(db: Database) {
        let api = Api::start(db).await;
        for (path, pointers) in [
            ("scores", vec!["/metric"]),
            ("scores?metric=joy", vec!["/metric"]),
            ("scores?metric=CSAT", vec!["/metric"]),
            ("scores?metric=csat&metric=nps", vec!["/metric"]),
            ("scores?metric=csat&from=2026-02-30", vec!["/from"]),
            ("scores?metric=csat&from=2026-11-02&to=2026-11-01", vec!["/to"]),
            ("scores?metric=csat&group_by=planet&colour=red", vec!["/colour", "/group_by"]),
            ("scores?metric=csat&interval=day", vec!["/interval"]),
            ("scores?metric=csat&score_min=11&has_comment=maybe&channel=fax", vec!["/channel", "/has_comment", "/score_min"]),
            ("scores/trend?metric=csat", vec!["/interval"]),
            ("scores/trend?metric=csat&interval=hour", vec!["/interval"]),
            ("scores/trend?metric=csat&interval=day&from=2000-01-01&to=2026-01-01", vec!["/interval"]),
            ("scores/trend?metric=csat&interval=day&group_by=agent&from=2026-01-01&to=2026-12-31", vec!["/interval"]),
        ] {
            let answer = api.get(&format!("/api/v1/{path}")).await;
            let mut named = answer.pointers();
            named.sort();
            assert_eq!((answer.status, named), (422, pointers.into_iter().map(str::to_owned).collect()), "{path}: {}", answer.body);
        }
        let write_only = api.new_key(&["interactions:write", "responses:read"], None).await;
        for path in ["/api/v1/scores?metric=csat", "/api/v1/scores/trend?metric=csat&interval=day"] {
            assert_eq!(api.as_key(Some(&write_only)).get(path).await.status, 403);
            assert_eq!(api.as_key(None).get(path).await.status, 401);
        }
    }
}
