//! The wall between brands: a key of one sees nothing of another, by whatever way it looks.

use serde_json::{Value, json};

use super::{Api, Scope, instant, report, with};
use crate::on_both;

fn names(list: &Value) -> Vec<String> {
    let slug = |row: &Value| {
        row["brand"]
            .as_str()
            .or(row["slug"].as_str())
            .expect("a brand")
            .to_owned()
    };
    list["data"]
        .as_array()
        .expect("a list")
        .iter()
        .map(slug)
        .collect()
}

on_both! {
    async fn a_key_sees_its_own_brand_and_nothing_else(db: Database) {
        let all = Api::start(db).await;
        all.add_brand("acme").await;
        all.add_brand("umbrella").await;
        let (acme, umbrella) = (all.new_key(&["admin"], Some("acme")).await, all.new_key(&["admin"], Some("umbrella")).await);
        let (acme, umbrella) = (all.as_key(Some(&acme)), all.as_key(Some(&umbrella)));
        let secret = with(with(report("s-1"), "/agent/external_id", "hidden-agent"), "/touchpoint", "hidden-touchpoint");
        let made = umbrella.post("/api/v1/interactions", &secret).await;
        assert_eq!(made.status, 201);
        all.settle_letters().await;
        let id = made.body["id"].as_str().unwrap();
        umbrella.answer(id, &[("score", "1"), ("comment", "hidden comment")]).await;
        let response = umbrella.get("/api/v1/responses").await.body["data"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!(umbrella.put("/api/v1/surveys/hidden-survey", &json!({ "name": "x", "questions": [{ "slug": "s", "kind": "csat" }] })).await.status, 201);

        let unknown = "01930000-0000-7000-8000-000000000000";
        for (foreign, missing) in [
            (format!("/api/v1/interactions/{id}"), format!("/api/v1/interactions/{unknown}")),
            (format!("/api/v1/responses/{response}"), format!("/api/v1/responses/{unknown}")),
            ("/api/v1/interactions?source=zendesk&external_id=s-1".into(), "/api/v1/interactions?source=zendesk&external_id=none".into()),
            ("/api/v1/interactions?source=zendesk&external_id=s-1&brand=umbrella".into(), "/api/v1/interactions?source=zendesk&external_id=s-1&brand=none".into()),
            ("/api/v1/surveys/hidden-survey".into(), "/api/v1/surveys/never-was".into()),
            ("/api/v1/surveys/hidden-survey?brand=umbrella".into(), "/api/v1/surveys/hidden-survey?brand=none".into()),
        ] {
            let (foreign, missing) = (acme.get(&foreign).await, acme.get(&missing).await);
            assert_eq!((foreign.status, missing.status), (404, 404), "{foreign:?}");
            for field in ["type", "title", "detail", "errors"] {
                assert_eq!(foreign.body[field], missing.body[field], "a foreign thing is answered like a missing one");
            }
        }
        for list in ["teams", "agents", "products", "touchpoints", "responses"] {
            for query in ["", "?brand=umbrella", "?brand=none"] {
                let answer = acme.get(&format!("/api/v1/{list}{query}")).await;
                assert_eq!(answer.body, json!({ "data": [], "next_cursor": null }), "{list}{query}");
            }
        }
        for filter in ["agent=hidden-agent", "touchpoint=hidden-touchpoint", "survey=hidden-survey", "score_max=1", "has_comment=true"] {
            assert_eq!(acme.get(&format!("/api/v1/responses?{filter}")).await.body["data"], json!([]), "{filter}");
        }
        assert_eq!(names(&acme.get("/api/v1/surveys").await.body), ["acme"]);
        assert_eq!(names(&acme.get("/api/v1/brands").await.body), ["acme"]);
        assert_eq!(names(&all.get("/api/v1/brands").await.body), ["default", "acme", "umbrella"]);

        // writing across the wall is refused the same way
        for brand in ["umbrella", "none"] {
            let answer = acme.post("/api/v1/interactions", &with(report("x"), "/brand", brand)).await;
            assert_eq!((answer.status, answer.pointers()), (404, vec!["/brand".to_owned()]), "{brand}");
            assert_eq!(acme.delete(&format!("/api/v1/surveys/hidden-survey?brand={brand}")).await.status, 404);
        }
        assert_eq!(acme.delete("/api/v1/surveys/hidden-survey").await.status, 404);
        // the same ids in two brands are two interactions
        let own = acme.post("/api/v1/interactions", &secret).await;
        assert_eq!(own.status, 201);
        assert_ne!(own.body["id"], made.body["id"]);
    }

    async fn a_key_for_all_brands_must_say_which(db: Database) {
        let all = Api::start(db).await;
        assert_eq!(all.post("/api/v1/interactions", &report("1")).await.status, 201, "the only brand is meant");
        all.add_brand("acme").await;
        let unsaid = all.post("/api/v1/interactions", &report("2")).await;
        assert_eq!((unsaid.status, unsaid.pointers()), (422, vec!["/brand".to_owned()]));
        assert_eq!(all.get("/api/v1/surveys/after-contact").await.pointers(), ["/brand"]);
        assert_eq!(all.get("/api/v1/surveys/after-contact?brand=acme").await.body["brand"], "acme");
        let said = all.post("/api/v1/interactions", &with(report("1"), "/brand", "acme")).await;
        assert_eq!(said.status, 201);
        let ambiguous = all.get("/api/v1/interactions?source=zendesk&external_id=1").await;
        assert_eq!((ambiguous.status, ambiguous.pointers()), (422, vec!["/brand".to_owned()]));
        let found = all.get("/api/v1/interactions?source=zendesk&external_id=1&brand=acme").await;
        assert_eq!(found.body["id"], said.body["id"]);
    }

    async fn an_expired_key_is_no_key_and_use_is_noted(db: Database) {
        let api = Api::start(db).await;
        let until = instant("2026-11-25T10:30:00Z");
        let key = api.add_key(vec![Scope::Admin], None, Some(until)).await;
        let short_lived = api.as_key(Some(&key));
        assert_eq!(short_lived.get("/api/v1/brands").await.status, 200);
        assert_eq!(api.last_use(&key).await, Some(instant("2026-11-25T10:00:00Z")));
        api.set_clock("2026-11-25T10:30:00Z");
        assert_eq!(short_lived.get("/api/v1/brands").await.status, 401);
    }
}
