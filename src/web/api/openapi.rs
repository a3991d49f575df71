//! The description of the API: what the handlers say of themselves, completed with what is true
//! of every one of them, and a page to read it on. Used by `api::router`.

use axum::{
    Router,
    http::{HeaderValue, header},
};
use serde_json::{Map, Value, json};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::OpenApi;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::web::error::Problem;

/// What the page may load: only what this server serves. Its style sheet carries small pictures.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The frame that the handlers' own descriptions are put into.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Afterword API",
        description = "Report interactions, read responses and scores, publish surveys.\n\n\
            Send `Authorization: Bearer awk_…`. Instants are RFC 3339 and answered in UTC; days are days of the \
            brand's time zone. Refusals are RFC 9457 problem documents; when values are wrong, `errors` names \
            every one of them by JSON pointer (a query parameter as `/name`). Unknown fields and parameters are \
            refused. Lists take `limit` and `cursor`. Every answer carries `X-Request-Id`."
    ),
    tags(
        (name = "interactions", description = "Tell what happened, and see what became of it"),
        (name = "responses", description = "What customers answered"),
        (name = "scores", description = "What the answers say"),
        (name = "surveys", description = "What is asked, of whom, and when"),
        (name = "organization", description = "What exists"),
    ),
    components(schemas(Problem))
)]
pub struct Frame;

/// The document as it is served: with the key every operation needs, the refusals every operation
/// can answer with, and the request id.
pub fn complete(document: &utoipa::openapi::OpenApi) -> Value {
    let mut document = serde_json::to_value(document).unwrap_or_default();
    document["components"]["securitySchemes"] = json!({
        "key": { "type": "http", "scheme": "bearer", "description": "An API key, `awk_…`" }
    });
    document["security"] = json!([{ "key": [] }]);
    document["components"]["headers"] = json!({
        "RequestId": { "description": "Names this request; say it when asking for help.", "schema": { "type": "string" } }
    });
    let methods = document["paths"]
        .as_object_mut()
        .into_iter()
        .flat_map(Map::values_mut);
    for operation in methods
        .filter_map(Value::as_object_mut)
        .flat_map(Map::values_mut)
    {
        complete_operation(operation);
    }
    merge_descriptions(&mut document);
    for (name, schema) in document["components"]["schemas"]
        .as_object_mut()
        .into_iter()
        .flatten()
    {
        complete_schema(name, schema);
    }
    document
}

/// What is sent has no unknown fields; what is answered leaves none out. Types are named by which they are.
fn complete_schema(name: &str, schema: &mut Value) {
    let Some(fields) = schema["properties"].as_object() else {
        return;
    };
    let all: Vec<_> = fields.keys().cloned().collect();
    if ["Report", "Body"].iter().any(|end| name.ends_with(end)) {
        schema["additionalProperties"] = false.into();
    } else if name.starts_with("Page_")
        || ["View", "Row", "Shown"]
            .iter()
            .any(|end| name.ends_with(end))
    {
        schema["required"] = all.into();
    }
}

fn complete_operation(operation: &mut Value) {
    let takes_body = operation.get("requestBody").is_some();
    let takes_values = takes_body || operation.get("parameters").is_some();
    let refusals = [
        (400, takes_body, "The body is not JSON"),
        (401, true, "There is no key, or it is not a good one"),
        (403, true, "The key lacks the scope this needs"),
        (413, takes_body, "The body is larger than 1 MiB"),
        (415, takes_body, "The body is not plain JSON"),
        (
            422,
            takes_values,
            "Values are wrong; `errors` names every one",
        ),
        (
            429,
            true,
            "More requests than the key may make; `Retry-After` says when to come back",
        ),
        (500, true, "Something went wrong on our side"),
        (503, true, "Not available right now"),
    ];
    let Some(responses) = operation["responses"].as_object_mut() else {
        return;
    };
    for (status, can_happen, description) in refusals {
        if can_happen {
            responses
                .entry(status.to_string())
                .or_insert_with(|| json!({ "description": description }));
        }
    }
    for (status, response) in responses.iter_mut() {
        response["headers"]["X-Request-Id"] = json!({ "$ref": "#/components/headers/RequestId" });
        if status.starts_with(['4', '5']) {
            response["content"] = json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
        }
        match status.as_str() {
            "401" => {
                response["headers"]["WWW-Authenticate"] = json!({ "schema": { "type": "string" } })
            }
            "429" => {
                response["headers"]["Retry-After"] = json!({ "schema": { "type": "integer" } })
            }
            _ => {}
        }
    }
}

/// A described value with an inlined schema comes out of the generator as `allOf` of the schema
/// and an object that holds the description, which no value could satisfy. Put them together.
fn merge_descriptions(value: &mut Value) {
    match value {
        Value::Array(entries) => entries.iter_mut().for_each(merge_descriptions),
        Value::Object(fields) => {
            if let Some(merged) = fields.get("allOf").and_then(merged) {
                fields.remove("allOf");
                fields.extend(merged);
            }
            fields.values_mut().for_each(merge_descriptions);
        }
        _ => {}
    }
}

fn merged(all_of: &Value) -> Option<Map<String, Value>> {
    let [Value::Object(schema), Value::Object(said)] = all_of.as_array()?.as_slice() else {
        return None;
    };
    if said.get("type")? != "object" || said.contains_key("properties") {
        return None;
    }
    let mut merged = schema.clone();
    merged.extend(
        said.iter()
            .filter(|(key, _)| *key != "type")
            .map(|(key, value)| (key.clone(), value.clone())),
    );
    Some(merged)
}

/// Serves the document at `/api/v1/openapi.json` and a page to read it on at `/api/docs`.
pub fn routes<S: Clone + Send + Sync + 'static>(document: Value) -> Router<S> {
    let config = Config::default()
        .validator_url("none")
        .default_models_expand_depth(0)
        .use_base_layout();
    let ui = SwaggerUi::new("/api/docs")
        .config(config)
        .external_url_unchecked("/api/v1/openapi.json", document);
    Router::from(ui).layer(SetResponseHeaderLayer::overriding(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(DOCS_POLICY),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_joins_the_schema_it_describes() {
        let mut document = json!({ "a": { "allOf": [{ "type": "string", "minLength": 1 },
                                                    { "type": "object", "description": "its name" }] } });
        merge_descriptions(&mut document);
        assert_eq!(
            document,
            json!({ "a": { "type": "string", "minLength": 1, "description": "its name" } })
        );
    }

    #[test]
    fn every_operation_says_how_it_refuses() {
        let mut operation =
            json!({ "requestBody": {}, "responses": { "201": { "description": "made" } } });
        complete_operation(&mut operation);
        let statuses: Vec<_> = operation["responses"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect();
        assert_eq!(
            statuses,
            [
                "201", "400", "401", "403", "413", "415", "422", "429", "500", "503"
            ]
        );
        assert!(operation["responses"]["422"]["content"]["application/problem+json"].is_object());
        assert!(operation["responses"]["201"]["headers"]["X-Request-Id"].is_object());
    }
}
