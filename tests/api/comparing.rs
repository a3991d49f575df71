//! Two periods or two groups side by side over HTTP: both sides' figures, their difference, and what is refused.

use serde_json::{Value, json};

use super::Api;
use crate::{
    on_both,
    support::centre::{Centre, Contact},
};

const BILLING: Contact = Contact {
    agent: "a-1",
    team: Some("Tier 1"),
    product: Some("billing"),
    touchpoint: "support",
    channel: afterword::domain::interactions::interaction::Channel::Phone,
};

/// So many good and bad answers about a product on one day.
async fn answers(centre: &Centre, brand: &str, product: &'static str, day: &str, counts: [u32; 2]) {
    let brand = afterword::domain::organization::brand::all(centre.db.read())
        .await
        .expect("brands")
        .into_iter()
        .find(|known| known.slug == brand)
        .expect("the brand");
    let contact = Contact {
        product: Some(product),
        ..BILLING
    };
    for (score, times) in [(5, counts[0]), (1, counts[1])] {
        for _ in 0..times {
            centre
                .contact(&brand, contact, score, &format!("{day}T09:00:00Z"))
                .await;
        }
    }
}

/// Billing falls from October to November; broadband is good.
async fn falling(api: &Api) -> Centre {
    let centre = Centre::on(api.server.app.db.clone());
    answers(&centre, "default", "billing", "2026-10-15", [18, 2]).await;
    answers(&centre, "default", "billing", "2026-11-10", [6, 12]).await;
    answers(&centre, "default", "broadband", "2026-11-10", [14, 1]).await;
    centre
}

async fn compare(api: &Api, query: &str) -> Value {
    let answer = api
        .get(&format!("/api/v1/scores/compare?metric=csat&{query}"))
        .await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    answer.body
}

on_both! {
    async fn a_period_is_set_beside_the_one_before(db: Database) {
        let api = Api::start(db).await;
        falling(&api).await;
        let body = compare(&api, "product=billing&from=2026-11-01&to=2026-11-30").await;
        assert_eq!((&body["a"]["from"], &body["b"]["from"], &body["b"]["to"]), (&json!("2026-11-01"), &json!("2026-10-02"), &json!("2026-10-31")));
        assert_eq!((&body["group_by"], &body["a"]["key"]), (&Value::Null, &Value::Null));
        assert_eq!((&body["a"]["responses"], &body["b"]["responses"]), (&json!(18), &json!(20)));
        assert_eq!((&body["a"]["score"], &body["b"]["score"]), (&json!(33.3333), &json!(90.0)));
        assert_eq!(body["difference"], -56.6667);
        assert_eq!(body["interval"], json!({ "level": 0.95, "low": -75.184, "high": -26.1815 }));
        assert_eq!(body["significant"], true);
        let figures = api.get("/api/v1/scores?metric=csat&product=billing&from=2026-11-01&to=2026-11-30").await.body;
        for field in ["distribution", "interval", "mean", "asked", "delivered", "response_rate"] {
            assert_eq!(body["a"][field], figures["total"][field], "{field}");
        }
    }

    async fn the_other_period_can_be_any(db: Database) {
        let api = Api::start(db).await;
        falling(&api).await;
        let named = compare(&api, "from=2026-11-01&to=2026-11-30&compare_from=2026-11-10&compare_to=2026-11-10").await;
        assert_eq!((&named["difference"], &named["significant"]), (&json!(0.0), &json!(false)), "a period within itself");
        let start = compare(&api, "from=2026-11-01&to=2026-11-10&compare_from=2025-11-01").await;
        assert_eq!((&start["b"]["to"], &start["b"]["responses"]), (&json!("2025-11-10"), &json!(0)));
        assert_eq!((&start["b"]["score"], &start["difference"], &start["interval"]), (&Value::Null, &Value::Null, &Value::Null));
        assert_eq!(start["significant"], false);
    }

    async fn two_groups_are_compared_by_their_keys(db: Database) {
        let api = Api::start(db).await;
        falling(&api).await;
        let november = "from=2026-11-01&to=2026-11-30";
        let body = compare(&api, &format!("{november}&group_by=product&a=broadband&b=billing")).await;
        assert_eq!((&body["group_by"], &body["a"]["key"], &body["b"]["key"]), (&json!("product"), &json!("broadband"), &json!("billing")));
        assert_eq!((&body["difference"], &body["significant"]), (&json!(60.0), &json!(true)));
        let turned = compare(&api, &format!("{november}&group_by=product&a=billing&b=broadband")).await;
        assert_eq!(turned["difference"], -60.0);
        let silent = compare(&api, &format!("{november}&group_by=channel&a=phone&b=chat")).await;
        assert_eq!((&silent["b"]["responses"], &silent["difference"]), (&json!(0), &Value::Null), "a group without answers is one");
        let same = compare(&api, &format!("{november}&group_by=agent&a=a-1&b=a-1")).await;
        assert_eq!((&same["difference"], &same["significant"]), (&json!(0.0), &json!(false)));
    }

    async fn a_group_of_another_brand_is_answered_like_none(db: Database) {
        let api = Api::start(db).await;
        let centre = falling(&api).await;
        api.add_brand("other").await;
        answers(&centre, "other", "hidden", "2026-11-10", [5, 0]).await;
        let key = api.new_key(&["scores:read"], Some("default")).await;
        let walled = api.as_key(Some(&key));
        let ask = |key: &str| format!("/api/v1/scores/compare?metric=csat&group_by=product&a={key}&b=billing");
        let (foreign, unknown) = (walled.get(&ask("hidden")).await, walled.get(&ask("nothing")).await);
        assert_eq!((foreign.status, foreign.pointers()), (422, vec!["/a".to_owned()]));
        assert_eq!(foreign.body["errors"], unknown.body["errors"]);
        let brands = walled.get("/api/v1/scores/compare?metric=csat&group_by=brand&a=other&b=none").await;
        assert_eq!((brands.status, brands.pointers()), (422, vec!["/a".to_owned(), "/b".to_owned()]));
        assert_eq!(api.get(&ask("hidden")).await.status, 200);
    }

    async fn half_a_comparison_is_refused_by_name(db: Database) {
        let api = Api::start(db).await;
        for (query, pointers) in [
            ("", vec!["/metric"]),
            ("metric=csat&compare_from=2026-11-02&compare_to=2026-11-01", vec!["/compare_to"]),
            ("metric=csat&from=2026-11-02&to=2026-11-01", vec!["/to"]),
            ("metric=csat&compare_from=soon", vec!["/compare_from"]),
            ("metric=csat&group_by=product&a=billing", vec!["/b"]),
            ("metric=csat&b=billing", vec!["/a", "/group_by"]),
            ("metric=csat&group_by=product", vec!["/a", "/b"]),
            ("metric=csat&group_by=agent&a=x&b=y&compare_to=2026-11-01", vec!["/compare_to"]),
            ("metric=csat&group_by=agent&a=x&from=2026-11-02&to=2026-11-01", vec!["/b", "/to"]),
            ("metric=csat&group_by=planet&a=&colour=red&limit=5", vec!["/a", "/colour", "/group_by", "/limit"]),
        ] {
            let answer = api.get(&format!("/api/v1/scores/compare?{query}")).await;
            let mut named = answer.pointers();
            named.sort();
            assert_eq!((answer.status, named), (422, pointers.into_iter().map(str::to_owned).collect()), "{query}: {}", answer.body);
        }
        let write_only = api.new_key(&["interactions:write", "responses:read"], None).await;
        assert_eq!(api.as_key(Some(&write_only)).get("/api/v1/scores/compare?metric=csat").await.status, 403);
        assert_eq!(api.as_key(None).get("/api/v1/scores/compare?metric=csat").await.status, 401);
    }
}
