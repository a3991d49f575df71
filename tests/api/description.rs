//! The OpenAPI document: what it says is looked over as a snapshot, and real answers are held against it.

use std::collections::BTreeSet;

use afterword::web::api::{handlers, openapi};
use fantoccini::Locator;
use serde_json::{Value, json};

use super::{Api, report};
use crate::{
    on_both,
    support::{browser::Browser, databases::Database},
};

fn document() -> Value {
    openapi::complete(handlers().get_openapi())
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => document
            .pointer(&reference[1..])
            .unwrap_or_else(|| panic!("{reference} leads nowhere")),
        None => schema,
    }
}

/// What speaks against `value` being what `schema` describes.
fn faults(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let schema = resolve(document, schema);
    if let Some(choices) = schema["oneOf"].as_array() {
        let fits = choices
            .iter()
            .any(|choice| faults(document, choice, value, at).is_empty());
        return if fits {
            vec![]
        } else {
            vec![format!("{at} is none of its choices: {value}")]
        };
    }
    let mut found = Vec::new();
    let mut described = BTreeSet::new();
    for part in parts(document, schema) {
        if !of_kind(part, value) {
            found.push(format!("{at} is not {}: {value}", part["type"]));
        }
        if part["enum"]
            .as_array()
            .is_some_and(|known| !known.contains(value))
        {
            found.push(format!("{at} is not one of {}: {value}", part["enum"]));
        }
        for name in part["required"].as_array().into_iter().flatten() {
            if value.get(name.as_str().expect("a name")).is_none() {
                found.push(format!("{at} lacks {name}"));
            }
        }
        for (name, inner) in part["properties"].as_object().into_iter().flatten() {
            described.insert(name.clone());
            if let Some(value) = value.get(name) {
                found.extend(faults(document, inner, value, &format!("{at}/{name}")));
            }
        }
        for (i, entry) in value.as_array().into_iter().flatten().enumerate() {
            found.extend(faults(
                document,
                &part["items"],
                entry,
                &format!("{at}/{i}"),
            ));
        }
    }
    if !described.is_empty() {
        let sent = value
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name);
        found.extend(
            sent.filter(|name| !described.contains(*name))
                .map(|name| format!("{at}/{name} is not described")),
        );
    }
    found
}

/// What a schema is put together from, however deep.
fn parts<'a>(document: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let schema = resolve(document, schema);
    match schema["allOf"].as_array() {
        Some(all) => all.iter().flat_map(|part| parts(document, part)).collect(),
        None => vec![schema],
    }
}

fn of_kind(schema: &Value, value: &Value) -> bool {
    let kind = |kind: &str| match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => false,
    };
    match &schema["type"] {
        Value::String(only) => kind(only),
        Value::Array(several) => several.iter().any(|one| one.as_str().is_some_and(kind)),
        _ => true,
    }
}

#[test]
fn the_document_says_what_it_always_said() {
    insta::assert_json_snapshot!(document(), { ".info.version" => "[version]" });
}

#[test]
fn every_reference_leads_somewhere_and_every_refusal_is_a_problem() {
    let document = document();
    fn walk(document: &Value, value: &Value) {
        if value["$ref"].is_string() {
            resolve(document, value);
        }
        let inner = value
            .as_object()
            .into_iter()
            .flat_map(|fields| fields.values());
        inner
            .chain(value.as_array().into_iter().flatten())
            .for_each(|inner| walk(document, inner));
    }
    walk(&document, &document);
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            for status in ["401", "403", "429", "500", "503"] {
                let schema = &operation["responses"][status]["content"]["application/problem+json"]
                    ["schema"]["$ref"];
                assert_eq!(
                    schema, "#/components/schemas/Problem",
                    "{method} {path} {status}"
                );
            }
            assert!(operation["summary"].is_string(), "{method} {path}");
        }
    }
}

on_both! {
    async fn real_answers_are_what_the_document_says(db: Database) {
        let api = Api::start(db).await;
        let document = document();
        let survey = json!({ "name": "x", "send_after_minutes": 0, "send_window": null, "questions": [
            { "slug": "s", "kind": "csat" }, { "slug": "resolved", "kind": "fcr" },
            { "slug": "why", "kind": "choice", "options": ["a"], "show_when": { "question": "s", "score_max": 3 } },
        ] });
        let published = api.put("/api/v1/surveys/x", &survey).await;
        let made = api.post("/api/v1/interactions", &report("1")).await;
        let again = api.post("/api/v1/interactions", &report("1")).await;
        let held = api.post("/api/v1/interactions", &report("2")).await;
        let batch = api.post("/api/v1/interactions/batch", &json!({ "interactions": [report("3"), {}] })).await;
        api.settle_letters().await;
        let id = made.body["id"].as_str().unwrap().to_owned();
        api.answer(&id, &[("score", "2"), ("resolved", "no"), ("why", "a")]).await;
        let responses = api.get("/api/v1/responses").await;
        let response = responses.body["data"][0]["id"].as_str().unwrap().to_owned();
        let mut answers = vec![
            ("/api/v1/surveys/{slug}", "put", published), ("/api/v1/interactions", "post", made),
            ("/api/v1/interactions", "post", again), ("/api/v1/interactions", "post", held),
            ("/api/v1/interactions", "post", api.post("/api/v1/interactions", &json!({})).await),
            ("/api/v1/interactions/batch", "post", batch),
            ("/api/v1/interactions", "get", api.get("/api/v1/interactions?source=zendesk&external_id=2").await),
            ("/api/v1/interactions/{id}", "get", api.get(&format!("/api/v1/interactions/{id}")).await),
            ("/api/v1/responses", "get", responses),
            ("/api/v1/responses/{id}", "get", api.get(&format!("/api/v1/responses/{response}")).await),
            ("/api/v1/responses/{id}", "get", api.get("/api/v1/responses/none").await),
            ("/api/v1/surveys/{slug}", "get", api.get("/api/v1/surveys/after-contact").await),
            ("/api/v1/surveys/{slug}", "delete", api.delete("/api/v1/surveys/x").await),
        ];
        for list in ["/api/v1/brands", "/api/v1/teams", "/api/v1/agents", "/api/v1/products", "/api/v1/touchpoints", "/api/v1/surveys"] {
            answers.push((list, "get", api.get(list).await));
        }
        for scores in ["/api/v1/scores", "/api/v1/scores/compare", "/api/v1/scores/agents", "/api/v1/scores/signals"] {
            answers.push((scores, "get", api.get(&format!("{scores}?metric=csat")).await));
        }
        for (path, method, answer) in answers {
            let response = &document["paths"][path][method]["responses"][answer.status.to_string()];
            assert!(response.is_object(), "{method} {path} does not say that it answers {}", answer.status);
            let kind = answer.header("content-type");
            let schema = &response["content"][kind]["schema"];
            assert!(schema.is_object(), "{method} {path} {} says nothing of {kind}", answer.status);
            assert_eq!(faults(&document, schema, &answer.body, ""), [""; 0], "{method} {path} {}", answer.body);
        }
    }

    async fn the_document_and_a_page_to_read_it_on_are_served(db: Database) {
        let api = Api::start(db).await.as_key(None);
        let served = api.get("/api/v1/openapi.json").await;
        assert_eq!((served.status, &served.body["openapi"]), (200, &json!("3.1.0")));
        let page = api.get("/api/docs/").await;
        assert_eq!(page.status, 200);
        let policy = page.header("content-security-policy");
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
        let text = page.body.as_str().unwrap();
        assert!(!text.contains("http://") && !text.contains("https://"), "nothing from elsewhere: {text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_shows_every_operation_and_loads_nothing_from_elsewhere() {
    let api = Api::start(Database::sqlite()).await;
    let browser = Browser::open().await;
    browser
        .goto(&api.server.url("/api/docs/"))
        .await
        .expect("the page");
    let operations: usize = document()["paths"]
        .as_object()
        .expect("paths")
        .values()
        .filter_map(Value::as_object)
        .map(serde_json::Map::len)
        .sum();
    let last = format!("(//*[contains(concat(' ', @class, ' '), ' opblock ')])[{operations}]");
    browser
        .wait()
        .for_element(Locator::XPath(&last))
        .await
        .expect("every operation");
    let loaded = browser
        .execute(
            "return performance.getEntriesByType('resource').map(entry => entry.name)",
            vec![],
        )
        .await
        .expect("names");
    let own = api.server.url("/");
    for name in loaded.as_array().expect("a list") {
        let name = name.as_str().expect("an address");
        assert!(
            name.starts_with(&own) || name.starts_with("data:"),
            "{name}"
        );
    }
    browser.picture("api-docs").await;
}
