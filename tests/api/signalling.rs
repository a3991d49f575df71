//! What changed, over HTTP: a bad fortnight is told of, a stable product is not, and what is refused.

use serde_json::{Value, json};

use super::Api;
use crate::{
    on_both,
    support::{centre::Centre, fortnight::bad_fortnight},
};

async fn signals(api: &Api, query: &str) -> Value {
    let answer = api.get(&format!("/api/v1/scores/signals?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    answer.body
}

/// Who signals, by kind, key and direction, in the order of their names.
fn told(body: &Value) -> Vec<String> {
    let list = body["signals"].as_array().expect("a list");
    let mut told: Vec<String> = list
        .iter()
        .map(|signal| {
            format!(
                "{} {} {}",
                signal["group_by"], signal["key"], signal["direction"]
            )
            .replace('"', "")
        })
        .collect();
    told.sort();
    told
}

on_both! {
    async fn a_bad_fortnight_is_told_of_and_a_stable_product_is_not(db: Database) {
        let api = Api::start(db).await;
        let brand = api.brand("default").await;
        bad_fortnight(&Centre::on(api.server.app.db.clone()), &brand, "2026-11-25").await;

        let body = signals(&api, "metric=csat").await;
        assert_eq!((&body["from"], &body["to"]), (&json!("2026-10-27"), &json!("2026-11-25")));
        assert_eq!((&body["watched"], &body["too_new"]), (&json!(7), &json!(0)), "{body}");
        let without_a_team = told(&body).into_iter().filter(|told| !told.starts_with("team")).collect::<Vec<_>>();
        assert_eq!(without_a_team, ["agent a-1 down", "product billing down", "touchpoint billing down"]);
        let of = |kind: &str| {
            let list = body["signals"].as_array().expect("a list");
            list.iter().find(|signal| signal["group_by"] == kind).expect("a signal").clone()
        };
        for kind in ["product", "agent"] {
            let signal = of(kind);
            let (began, since) = (signal["began"].as_str().expect("a day"), signal["since"].as_str().expect("a day"));
            assert!("2026-11-09" <= began && began <= since && since <= "2026-11-18", "{signal}");
            assert!(signal["baseline"].as_f64() > Some(85.0) && signal["now"].as_f64() < Some(45.0), "{signal}");
            assert_eq!(signal["ongoing"], true);
        }
        assert_eq!((&of("product")["chart"], &of("agent")["chart"]), (&json!("ewma"), &json!("cusum")));

        // Before the fortnight there was nothing, and half a quarter is no baseline yet.
        let quiet = signals(&api, "metric=csat&from=2026-10-28&to=2026-11-11").await;
        assert_eq!(quiet["signals"], json!([]), "{quiet}");
        let early = signals(&api, "metric=csat&from=2026-09-20&to=2026-10-20").await;
        assert_eq!((&early["watched"], &early["signals"]), (&json!(0), &json!([])));
        assert_eq!(told(&signals(&api, "metric=csat&product=broadband").await), [""; 0]);
        assert_eq!(told(&signals(&api, "metric=csat&agent=a-1").await).first().map(String::as_str), Some("agent a-1 down"));

        api.add_brand("other").await;
        let key = api.new_key(&["scores:read"], Some("other")).await;
        let walled = signals(&api.as_key(Some(&key)), "metric=csat").await;
        assert_eq!((&walled["watched"], &walled["signals"]), (&json!(0), &json!([])));
    }

    async fn a_change_began_on_the_same_day_whichever_days_are_asked_for(db: Database) {
        let api = Api::start(db).await;
        let brand = api.brand("default").await;
        bad_fortnight(&Centre::on(api.server.app.db.clone()), &brand, "2026-11-25").await;
        let told = |body: Value| {
            let mut list = body["signals"].as_array().expect("a list").clone();
            list.sort_by_key(|signal| format!("{} {}", signal["group_by"], signal["key"]));
            list
        };
        let month = told(signals(&api, "metric=csat&from=2026-10-27&to=2026-11-25").await);
        assert!(month.len() >= 3, "{month:?}");
        for from in ["2026-11-25", "2026-11-19", "2026-11-12", "2026-10-30", "2026-08-01", "2025-11-26"] {
            let other = told(signals(&api, &format!("metric=csat&from={from}&to=2026-11-25")).await);
            assert_eq!(other, month, "from {from}");
        }
    }

    async fn what_cannot_be_watched_is_refused_by_name(db: Database) {
        let api = Api::start(db).await;
        for (query, pointers) in [
            ("", vec!["/metric"]),
            ("metric=joy&colour=red", vec!["/colour", "/metric"]),
            ("metric=csat&from=2026-11-02&to=2026-11-01", vec!["/to"]),
            ("metric=csat&from=2006-11-01&to=2026-11-01", vec!["/from"]),
            ("metric=csat&from=soon&group_by=agent", vec!["/from", "/group_by"]),
        ] {
            let answer = api.get(&format!("/api/v1/scores/signals?{query}")).await;
            let mut named = answer.pointers();
            named.sort();
            assert_eq!((answer.status, named), (422, pointers.into_iter().map(str::to_owned).collect()), "{query}: {}", answer.body);
        }
        for query in ["metric=nps", "metric=csat&product=nothing", "metric=csat&from=2030-01-01", "metric=csat&to=0001-01-01"] {
            let body = signals(&api, query).await;
            assert_eq!((&body["watched"], &body["signals"]), (&json!(0), &json!([])), "{query}");
        }
        let write_only = api.new_key(&["interactions:write", "responses:read"], None).await;
        assert_eq!(api.as_key(Some(&write_only)).get("/api/v1/scores/signals?metric=csat").await.status, 403);
        assert_eq!(api.as_key(None).get("/api/v1/scores/signals?metric=csat").await.status, 401);
    }
}
