//! Responses as systems read them: whole, filtered, page by page, and as they change.

use serde_json::{Value, json};

use super::{Api, report, with};
use crate::on_both;

/// Reports a contact of a customer of its own and answers about it.
async fn answered(
    api: &Api,
    external_id: &str,
    changed: &[(&str, Value)],
    form: &[(&str, &str)],
) -> String {
    let mut sample = with(
        report(external_id),
        "/customer/email",
        format!("{external_id}@example.net"),
    );
    for (pointer, value) in changed {
        sample = with(sample, pointer, value.clone());
    }
    let made = api.post("/api/v1/interactions", &sample).await;
    assert_eq!(made.body["decision"]["outcome"], "invited", "{}", made.body);
    api.settle_letters().await;
    let id = made.body["id"].as_str().expect("an id").to_owned();
    api.answer(&id, form).await;
    id
}

fn ids(list: &Value) -> Vec<String> {
    let of = |row: &Value| {
        row["interaction"]["external_id"]
            .as_str()
            .expect("an id")
            .to_owned()
    };
    list["data"]
        .as_array()
        .expect("a list")
        .iter()
        .map(of)
        .collect()
}

on_both! {
    async fn a_response_shows_everything_about_it(db: Database) {
        let api = Api::start(db).await;
        let id = answered(&api, "10231", &[], &[("score", "2"), ("resolved", "no"), ("comment", "Waited 40 minutes")]).await;
        let list = api.get("/api/v1/responses").await;
        assert_eq!((list.status, &list.body["next_cursor"]), (200, &Value::Null));
        let response = list.body["data"][0].clone();
        let expected = json!({
            "id": response["id"], "brand": "default", "survey": "after-contact", "metric": "csat", "score": 2,
            "answers": [{ "question": "resolved", "metric": "fcr", "value": "no" }],
            "comment": "Waited 40 minutes", "locale": "de",
            "agent": { "external_id": "a-17", "name": "Ana Reyes" }, "team": "Tier 1",
            "product": "broadband", "touchpoint": "phone-support", "channel": "phone",
            "customer": { "email": "10231@example.net", "name": "Kim Lee", "external_id": "c-99" },
            "interaction": { "id": id, "source": "zendesk", "external_id": "10231" },
            "answered_at": "2026-11-25T10:00:00Z", "changed_at": "2026-11-25T10:00:00Z"
        });
        assert_eq!(response, expected);
        let alone = api.get(&format!("/api/v1/responses/{}", response["id"].as_str().unwrap())).await;
        assert_eq!((alone.status, &alone.body), (200, &response));
        let interaction = api.get(&format!("/api/v1/interactions/{id}")).await;
        assert_eq!((&interaction.body["response"], &interaction.body["invitation"]["state"]), (&response, &json!("answered")));
        assert_eq!(interaction.body["invitation"]["answered_at"], "2026-11-25T10:00:00Z");
        let unknown = api.get("/api/v1/responses/01930000-0000-7000-8000-000000000000").await;
        assert_eq!(unknown.status, 404);
    }

    async fn every_filter_finds_what_it_names(db: Database) {
        let api = Api::start(db).await;
        answered(&api, "one", &[], &[("score", "2"), ("resolved", "no"), ("comment", "Slow")]).await;
        api.set_clock("2026-11-25T11:00:00Z");
        let other = [
            ("/agent", json!({ "external_id": "a-18", "team": "Tier 2" })), ("/product", json!("fibre")),
            ("/touchpoint", json!("chat")), ("/channel", json!("chat")),
        ];
        answered(&api, "two", &other, &[("score", "5"), ("resolved", "yes")]).await;
        for (query, expected) in [
            ("", vec!["two", "one"]),
            ("agent=a-17", vec!["one"]), ("agent=a-18", vec!["two"]), ("agent=nobody", vec![]),
            ("team=Tier%202", vec!["two"]), ("product=fibre", vec!["two"]), ("touchpoint=chat", vec!["two"]),
            ("channel=phone", vec!["one"]), ("survey=after-contact", vec!["two", "one"]), ("survey=other", vec![]),
            ("brand=default", vec!["two", "one"]), ("brand=other", vec![]),
            ("score_max=2", vec!["one"]), ("score_min=3", vec!["two"]), ("score_min=3&score_max=4", vec![]),
            ("has_comment=true", vec!["one"]), ("has_comment=false", vec!["two"]),
            ("metric=csat&score_min=5", vec!["two"]), ("metric=nps", vec![]),
            ("metric=fcr", vec!["two", "one"]), ("metric=fcr&score_max=0", vec!["one"]),
            ("since=2026-11-25T11:00:00Z", vec!["two"]), ("until=2026-11-25T11:00:00Z", vec!["one"]),
            ("since=2026-11-25T10:00:00Z&until=2026-11-25T12:00:00%2B01:00", vec!["one"]),
            ("agent=a-17&score_max=2&has_comment=true", vec!["one"]), ("agent=a-17&score_min=3", vec![]),
        ] {
            let list = api.get(&format!("/api/v1/responses?{query}")).await;
            assert_eq!((list.status, ids(&list.body)), (200, expected.iter().map(ToString::to_string).collect()), "{query}");
        }
    }

    async fn the_newest_change_comes_first_and_pages_lose_nothing(db: Database) {
        let api = Api::start(db).await;
        let mut by_name = std::collections::HashMap::new();
        for n in 0..5 {
            // two at the same instant: their ids settle the order
            api.set_clock(&format!("2026-11-25T1{}:00:00Z", n / 2));
            let name = format!("r{n}");
            let sample_end = [("/ended_at", json!("2026-11-25T09:30:00Z"))];
            by_name.insert(name.clone(), answered(&api, &name, &sample_end, &[("score", "4")]).await);
        }
        let whole = ids(&api.get("/api/v1/responses").await.body);
        assert_eq!(whole.len(), 5);
        assert_eq!(whole[0], "r4");
        let mut paged = Vec::new();
        let mut address = "/api/v1/responses?limit=2".to_owned();
        loop {
            let page = api.get(&address).await.body;
            assert!(page["data"].as_array().unwrap().len() <= 2);
            paged.extend(ids(&page));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            address = format!("/api/v1/responses?limit=2&cursor={cursor}");
        }
        assert_eq!(paged, whole);
        api.set_clock("2026-11-25T15:00:00Z");
        api.answer(&by_name["r0"], &[("score", "1"), ("comment", "On second thought")]).await;
        let list = api.get("/api/v1/responses?limit=1").await.body;
        assert_eq!(ids(&list), ["r0"]);
        assert_eq!((&list["data"][0]["score"], &list["data"][0]["changed_at"]), (&json!(1), &json!("2026-11-25T15:00:00Z")));
        assert_eq!(list["data"][0]["answered_at"], "2026-11-25T10:00:00Z");
        assert_eq!(ids(&api.get("/api/v1/responses?since=2026-11-25T14:00:00Z").await.body), ["r0"]);
    }

    async fn rated_further_answers_are_numbers(db: Database) {
        let api = Api::start(db).await;
        let survey = json!({ "name": "Both", "send_after_minutes": 0, "send_window": null, "questions": [
            { "slug": "satisfaction", "kind": "csat" }, { "slug": "recommend", "kind": "nps" },
            { "slug": "reason", "kind": "choice", "options": ["wait", "agent"] }, { "slug": "why", "kind": "text" },
        ] });
        api.set_clock("2026-11-25T10:01:00Z");
        assert_eq!(api.put("/api/v1/surveys/both", &survey).await.status, 201);
        answered(&api, "1", &[], &[("score", "4"), ("recommend", "9"), ("reason", "wait"), ("why", "7")]).await;
        let answers = api.get("/api/v1/responses?metric=nps&score_min=9").await.body["data"][0]["answers"].clone();
        assert_eq!(answers, json!([
            { "question": "reason", "metric": null, "value": "wait" },
            { "question": "recommend", "metric": "nps", "value": 9 },
            { "question": "why", "metric": null, "value": "7" },
        ]));
        assert_eq!(ids(&api.get("/api/v1/responses?metric=csat&score_min=5").await.body), [""; 0]);
    }
}
