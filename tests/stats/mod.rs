//! The published reference cases of the statistics, each within its own tolerance.
//! `AFTERWORD_STATS_CASES` names another case file, `AFTERWORD_STATS_ANSWERS` a file to write our figures to.

mod agents;
mod charts;
mod comments;
mod input;
mod scores;

use serde_json::{Map, Value, json};

use self::input::text_of;

#[test]
fn stats_cases() {
    let path = std::env::var("AFTERWORD_STATS_CASES").unwrap_or_else(|_| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stats/cases.json").to_owned()
    });
    let text = std::fs::read_to_string(&path).expect("the case file can be read");
    let file: Value = serde_json::from_str(&text).expect("the case file is JSON");
    let cases = file["cases"].as_array().expect("a list of cases");

    let mut answers = Map::new();
    let mut wrong = Vec::new();
    for case in cases {
        let (id, kind) = (text_of(&case["id"]), text_of(&case["kind"]));
        // A case that cannot be computed must not keep the answers of the others from being written.
        let answer = std::panic::catch_unwind(|| compute(kind, &case["input"], &case["params"]));
        match answer {
            Ok(Some(answer)) => {
                answers.insert(id.to_owned(), answer);
            }
            Ok(None) => wrong.push(format!("{id}: the unknown kind {kind}")),
            Err(_) => wrong.push(format!("{id}: could not be computed")),
        }
    }
    if let Ok(path) = std::env::var("AFTERWORD_STATS_ANSWERS") {
        let text = serde_json::to_string_pretty(&answers).expect("answers are JSON");
        std::fs::write(path, text).expect("the answers can be written");
    }

    for case in cases {
        let id = text_of(&case["id"]);
        if let Some(answer) = answers.get(id) {
            let (expected, tolerance) = (&case["expected"], &case["tolerance"]);
            mismatches(id, answer, expected, tolerance, tolerance, &mut wrong);
        }
    }
    assert!(!answers.is_empty(), "no case was computed");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The figures of one case, or nothing where the kind is unknown.
fn compute(kind: &str, input: &Value, params: &Value) -> Option<Value> {
    Some(match kind {
        "csat" => scores::csat(input, params),
        "nps" => scores::nps(input, params),
        "ces" => scores::ces(input, params),
        "fcr" => scores::fcr(input, params),
        "response_rate" => scores::response_rate(input, params),
        "difference" => scores::compared(input, params),
        "shrinkage" => agents::shrunk(input, params),
        "agent_flags" => agents::flagged(input, params),
        "case_mix" => agents::adjusted(input, params),
        "fair_score" => agents::fair(input, params),
        "funnel" => agents::funnel(input, params),
        "p_chart" => charts::p_chart_of(input, params),
        "ewma" => charts::ewma_of(input, params),
        "cusum" => charts::cusum_of(input, params),
        "keyness" => comments::keyness(input, params),
        "impact" => comments::impact_of(input, params),
        _ => return None,
    })
}

/// Every figure of a case that is missing or too far off, at whatever depth. `allowed` is the tolerance of the field
/// looked at, which also holds for what lies within.
fn mismatches(
    at: &str,
    got: &Value,
    expected: &Value,
    tolerance: &Value,
    allowed: &Value,
    wrong: &mut Vec<String>,
) {
    let mut differs = || wrong.push(format!("{at} is {got}, expected {expected}"));
    match (got, expected) {
        (Value::Object(got), Value::Object(expected)) => {
            for (field, expected) in expected {
                let got = got.get(field).unwrap_or(&Value::Null);
                let at = format!("{at}.{field}");
                let allowed = tolerance["fields"].get(field).unwrap_or(allowed);
                mismatches(&at, got, expected, tolerance, allowed, wrong);
            }
        }
        (Value::Array(got), Value::Array(expected)) if got.len() == expected.len() => {
            for (index, (got, expected)) in got.iter().zip(expected).enumerate() {
                let at = format!("{at}[{index}]");
                mismatches(&at, got, expected, tolerance, allowed, wrong);
            }
        }
        (Value::Number(got), Value::Number(number)) if got.is_f64() || number.is_f64() => {
            let (Some(got), Some(number)) = (got.as_f64(), number.as_f64()) else {
                return differs();
            };
            let part = |name: &str| allowed[name].as_f64().unwrap_or(0.0);
            // Written this way around, a figure that is no number is wrong too.
            let close = (got - number).abs() <= part("abs") + part("rel") * number.abs();
            if !close {
                differs();
            }
        }
        (got, expected) if got == expected => {}
        _ => differs(),
    }
}

#[test]
fn a_figure_beside_its_tolerance_is_noticed() {
    let tolerance =
        json!({ "abs": 0.1, "rel": 0.0, "fields": { "p": { "abs": 0.001, "rel": 0.0 } } });
    let check = |got: Value, expected: Value| {
        let mut wrong = Vec::new();
        mismatches("x", &got, &expected, &tolerance, &tolerance, &mut wrong);
        wrong.len()
    };
    assert_eq!(check(json!({ "a": 1.05 }), json!({ "a": 1.0 })), 0);
    assert_eq!(check(json!({ "a": 1.15 }), json!({ "a": 1.0 })), 1);
    assert_eq!(check(json!({ "p": 0.502 }), json!({ "p": 0.5 })), 1);
    assert_eq!(check(json!({ "n": 8 }), json!({ "n": 7 })), 1);
    assert_eq!(check(json!({}), json!({ "n": 7 })), 1);
    assert_eq!(check(json!({ "a": null }), json!({ "a": null })), 0);
    assert_eq!(check(json!({ "a": null }), json!({ "a": 1.0 })), 1);
    let list = |p: f64| json!({ "agents": [{ "id": "a", "p": 0.1 }, { "id": "b", "p": p }] });
    assert_eq!(check(list(0.2), list(0.2)), 0);
    assert_eq!(check(list(0.21), list(0.2)), 1);
    assert_eq!(check(json!({ "agents": [] }), list(0.2)), 1);
    assert_eq!(check(json!({ "s": ["down"] }), json!({ "s": ["up"] })), 1);
}
