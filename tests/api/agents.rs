//! Agents compared fairly over HTTP: the figures of one whose work is harder, who is marked, who has a rank, the wall.

use afterword::domain::organization::brand;
use serde_json::{Value, json};

use super::Api;
use crate::{
    on_both,
    support::centre::{Centre, Contact},
};

const NOVEMBER: &str = "metric=csat&from=2026-11-01&to=2026-11-30";

/// Answers to one agent about one product: how many good and how many bad.
async fn answers(
    centre: &Centre,
    slug: &str,
    agent: &'static str,
    product: &'static str,
    counts: [u32; 2],
) {
    let brands = brand::all(centre.db.read()).await.expect("brands");
    let brand = brands
        .iter()
        .find(|brand| brand.slug == slug)
        .expect("the brand");
    let contact = Contact {
        agent,
        product: Some(product),
        ..Contact::default()
    };
    for (score, times) in [(5, counts[0]), (1, counts[1])] {
        for _ in 0..times {
            centre
                .contact(brand, contact, score, "2026-11-10T09:00:00Z")
                .await;
        }
    }
}

/// Half of all customers are satisfied with billing and nine of ten with broadband; Ana does billing, Eve does worse.
async fn five_agents(api: &Api) -> Centre {
    let centre = Centre::on(api.server.app.db.clone());
    for (agent, billing, broadband) in [
        ("ana", [20, 20], [9, 1]),
        ("bo", [5, 5], [36, 4]),
        ("cem", [10, 10], [18, 2]),
        ("dee", [1, 1], [1, 0]),
        ("eve", [5, 15], [4, 16]),
    ] {
        answers(&centre, "default", agent, "billing", billing).await;
        answers(&centre, "default", agent, "broadband", broadband).await;
    }
    centre
}

async fn agents(api: &Api, query: &str) -> Value {
    let answer = api.get(&format!("/api/v1/scores/agents?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    answer.body
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("no number: {value}"))
}

on_both! {
    async fn hard_work_is_taken_into_account_and_only_the_test_marks(db: Database) {
        let api = Api::start(db).await;
        five_agents(&api).await;
        let body = agents(&api, NOVEMBER).await;
        let list = body["agents"].as_array().unwrap();
        let keys: Vec<_> = list.iter().map(|agent| &agent["key"]).collect();
        assert_eq!(keys, ["ana", "bo", "cem", "dee", "eve"]);
        assert_eq!((&body["tested"], &body["flagged"], &body["from"]), (&json!(4), &json!(1), &json!("2026-11-01")));
        let [ana, bo, cem, dee, eve] = &list[..] else { panic!("{body}") };
        assert!(number(&bo["score"]) - number(&ana["score"]) > 20.0);
        assert!((number(&bo["fair"]) - number(&ana["fair"])).abs() < 8.0, "{ana} {bo}");
        // What all agents reach: 41 of 92 about billing and 68 of 91 about broadband, weighed by Ana's 40 and 10.
        assert_eq!(ana["expected"], json!(50.5972));
        assert_eq!(number(&ana["adjusted"]), ((number(&body["mean"]) + 58.0 - 50.5972) * 1e4).round() / 1e4);
        assert_eq!((&eve["flag"], &ana["flag"], &cem["flag"]), (&json!("below"), &json!("none"), &json!("none")));
        assert!(number(&eve["p_value"]) < 0.001);
        assert_eq!((&dee["responses"], &dee["p_value"], &dee["rank"]), (&json!(3), &Value::Null, &Value::Null), "too few to say a thing");
        assert_eq!(eve["rank"], 4, "the last of the four with answers enough");
        assert_eq!(ana["comparable_share"], 1.0);
        assert!(number(&dee["reliability"]) < number(&ana["reliability"]));
        for agent in list {
            let interval = &agent["fair_interval"];
            assert!(number(&interval["low"]) <= number(&agent["fair"]) && number(&agent["fair"]) <= number(&interval["high"]));
        }
        let figures = api.get(&format!("/api/v1/scores?{NOVEMBER}&group_by=agent")).await.body;
        for field in ["distribution", "score", "interval", "mean", "asked", "response_rate"] {
            assert_eq!(ana[field], figures["groups"][0][field], "{field}");
        }
    }

    async fn a_filter_says_among_whom_agents_are_compared(db: Database) {
        let api = Api::start(db).await;
        five_agents(&api).await;
        let billing = agents(&api, &format!("{NOVEMBER}&product=billing")).await;
        assert_eq!(billing["mean"], json!(44.5652));
        assert_eq!(billing["agents"][0]["expected"], billing["mean"], "one stratum, one expectation");
        let one = agents(&api, &format!("{NOVEMBER}&agent=ana")).await;
        let alone = &one["agents"][0];
        assert_eq!((one["agents"].as_array().unwrap().len(), &alone["fair"], &alone["flag"]), (1, &Value::Null, &json!("none")));
        assert_eq!(alone["comparable_share"], 0.0);
        for nothing in ["&agent=nobody", "&team=Nobody", "&score_min=6"] {
            let body = agents(&api, &format!("{NOVEMBER}{nothing}")).await;
            assert_eq!((&body["mean"], &body["tested"]), (&Value::Null, &json!(0)), "{nothing}");
        }
    }

    async fn nobody_is_compared_across_the_wall(db: Database) {
        let api = Api::start(db).await;
        let centre = five_agents(&api).await;
        api.add_brand("other").await;
        answers(&centre, "other", "ana", "billing", [4, 1]).await;
        answers(&centre, "other", "zoe", "billing", [4, 1]).await;
        let key = api.new_key(&["scores:read"], Some("other")).await;
        let walled = agents(&api.as_key(Some(&key)), NOVEMBER).await;
        let seen: Vec<_> = walled["agents"].as_array().unwrap().iter().map(|agent| (&agent["key"], &agent["responses"])).collect();
        assert_eq!(seen, [(&json!("ana"), &json!(5)), (&json!("zoe"), &json!(5))]);
        assert_eq!(walled["mean"], 80.0);
        let all = agents(&api, NOVEMBER).await;
        assert_eq!(all["agents"][0]["responses"], 55, "an agent of two brands is one");
        assert_eq!(all["agents"].as_array().unwrap().len(), 6);
    }

    async fn what_cannot_be_read_is_refused_as_everywhere(db: Database) {
        let api = Api::start(db).await;
        for (query, pointers) in [
            ("", vec!["/metric"]),
            ("metric=joy&group_by=agent", vec!["/group_by", "/metric"]),
            ("metric=csat&from=2026-11-02&to=2026-11-01", vec!["/to"]),
            ("metric=csat&score_min=eleven&sort=fair", vec!["/score_min", "/sort"]),
            ("metric=csat&score_min=4&score_max=3", vec!["/score_max"]),
        ] {
            let answer = api.get(&format!("/api/v1/scores/agents?{query}")).await;
            let mut named = answer.pointers();
            named.sort();
            assert_eq!((answer.status, named), (422, pointers.into_iter().map(str::to_owned).collect()), "{query}: {}", answer.body);
        }
        let write_only = api.new_key(&["interactions:write"], None).await;
        assert_eq!(api.as_key(Some(&write_only)).get("/api/v1/scores/agents?metric=csat").await.status, 403);
        assert_eq!(api.as_key(None).get("/api/v1/scores/agents?metric=csat").await.status, 401);
    }
}
