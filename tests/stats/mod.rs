//! The published reference cases of the statistics, each within its own tolerance.
//! `AFTERWORD_STATS_CASES` names another case file, `AFTERWORD_STATS_ANSWERS` a file to write our figures to.

use std::io::Write;

use afterword::domain::scores::compare::difference;
use afterword::domain::scores::distribution::{Distribution, Score};
use afterword::domain::scores::interval::Interval;
use afterword::domain::scores::metric::{FCR_NO, FCR_PARTLY, FCR_YES, Formula, Metric};
use afterword::domain::scores::response_rate::Funnel;
use serde_json::{Map, Value, json};

/// Kinds whose figures the product does not show yet. Any kind not named here has to be computed.
const LATER: [&str; 10] = [
    "shrinkage",
    "agent_flags",
    "case_mix",
    "fair_score",
    "funnel",
    "p_chart",
    "ewma",
    "cusum",
    "keyness",
    "impact",
];

#[test]
fn stats_cases() {
    let path = std::env::var("AFTERWORD_STATS_CASES").unwrap_or_else(|_| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stats/cases.json").to_owned()
    });
    let text = std::fs::read_to_string(&path).expect("the case file can be read");
    let file: Value = serde_json::from_str(&text).expect("the case file is JSON");
    let cases = file["cases"].as_array().expect("a list of cases");

    let mut answers = Map::new();
    let mut later: Vec<&str> = Vec::new();
    for case in cases {
        let (id, kind) = (text_of(&case["id"]), text_of(&case["kind"]));
        match compute(kind, &case["input"], &case["params"]) {
            Some(answer) => {
                answers.insert(id.to_owned(), answer);
            }
            None => later.push(id),
        }
    }
    if let Ok(path) = std::env::var("AFTERWORD_STATS_ANSWERS") {
        let text = serde_json::to_string_pretty(&answers).expect("answers are JSON");
        std::fs::write(path, text).expect("the answers can be written");
    }
    // Past the test runner's capture, so that nobody takes these for tested.
    let _ = writeln!(
        std::io::stderr(),
        "stats_cases: {} computed; not yet part of the product: {}",
        answers.len(),
        later.join(", ")
    );

    let mut wrong = Vec::new();
    for case in cases {
        let id = text_of(&case["id"]);
        if let Some(answer) = answers.get(id) {
            wrong.extend(mismatches(
                id,
                answer,
                &case["expected"],
                &case["tolerance"],
            ));
        }
    }
    assert!(!answers.is_empty(), "no case was computed");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The figures of one case, or nothing where they belong to later work.
fn compute(kind: &str, input: &Value, params: &Value) -> Option<Value> {
    let level = params["confidence"].as_f64().unwrap_or(0.95);
    let (scale, positive, negative) = (
        numbers(&params["scale"]),
        numbers(&params["positive"]),
        numbers(&params["negative"]),
    );
    let answer = match kind {
        "csat" => csat(input, &scale, &positive, level),
        "nps" => nps(input, level),
        "ces" => ces(input, &scale, &positive, &negative, level),
        "fcr" => fcr(input, level),
        "response_rate" => response_rate(input, level),
        "difference" => {
            let (scale, positive) = (
                numbers(&params["metric"]["scale"]),
                numbers(&params["metric"]["positive"]),
            );
            compared(input, formula(&params["metric"], &scale, &positive), level)
        }
        other => {
            assert!(LATER.contains(&other), "a case of the unknown kind {other}");
            return None;
        }
    };
    Some(answer)
}

fn csat(input: &Value, scale: &[i32], positive: &[i32], level: f64) -> Value {
    let answers = histogram(input);
    let (top, mean) = (Formula::Share { positive }, Formula::Mean { scale });
    let (around_top, around_mean) = (
        top.interval(&answers, level),
        mean.interval(&answers, level),
    );
    json!({
        "n": answers.total(), "positive": answers.count_of(positive),
        "score": value(top.score(&answers)), "ci_low": low(around_top), "ci_high": high(around_top),
        "mean": value(mean.score(&answers)),
        "mean_ci_low": low(around_mean), "mean_ci_high": high(around_mean),
    })
}

fn nps(input: &Value, level: f64) -> Value {
    let answers = histogram(input);
    let formula = Metric::Nps.formula();
    let around = formula.interval(&answers, level);
    let (promoters, detractors) = (
        answers.count_of(&[9, 10]),
        answers.count_of(&[0, 1, 2, 3, 4, 5, 6]),
    );
    json!({
        "n": answers.total(), "promoters": promoters, "passives": answers.count_of(&[7, 8]),
        "detractors": detractors, "score": value(formula.score(&answers)),
        "score_rounded": formula.score(&answers).map(Score::rounded),
        "ci_low": low(around), "ci_high": high(around),
    })
}

fn ces(input: &Value, scale: &[i32], positive: &[i32], negative: &[i32], level: f64) -> Value {
    let answers = histogram(input);
    let (easy, mean) = (Formula::Share { positive }, Formula::Mean { scale });
    let net = Formula::Net {
        above: positive,
        below: negative,
    };
    let around = [easy, mean, net].map(|formula| formula.interval(&answers, level));
    json!({
        "n": answers.total(),
        "positive_share": value(easy.score(&answers)),
        "ci_low": low(around[0]), "ci_high": high(around[0]),
        "mean": value(mean.score(&answers)),
        "mean_ci_low": low(around[1]), "mean_ci_high": high(around[1]),
        "net_easy": value(net.score(&answers)),
        "net_easy_ci_low": low(around[2]), "net_easy_ci_high": high(around[2]),
    })
}

fn fcr(input: &Value, level: f64) -> Value {
    let count = |field: &str| input[field].as_u64().unwrap_or(0);
    let answers = match text_of(&input["type"]) {
        "survey" => Metric::Fcr.distribution([
            (FCR_YES, count("resolved")),
            (FCR_PARTLY, count("partly")),
            (FCR_NO, count("not_resolved")),
            (-1, count("not_applicable")),
        ]),
        "repeat_contact" => {
            let again = count("repeat_within_window");
            Metric::Fcr.distribution([(FCR_YES, count("contacts") - again), (FCR_NO, again)])
        }
        other => panic!("unknown type of FCR {other}"),
    };
    let formula = Metric::Fcr.formula();
    let around = formula.interval(&answers, level);
    json!({
        "n": answers.total(), "score": value(formula.score(&answers)),
        "ci_low": low(around), "ci_high": high(around),
    })
}

fn response_rate(input: &Value, level: f64) -> Value {
    let count = |field: &str| input[field].as_u64().unwrap_or(0);
    let rates = Funnel {
        eligible: count("eligible"),
        sent: count("sent"),
        delivered: count("delivered"),
        partial: count("partial"),
        completed: count("completed"),
    }
    .rates(level);
    json!({
        "responses": rates.responses, "response_rate": rates.response_rate,
        "ci_low": low(rates.interval), "ci_high": high(rates.interval),
        "response_rate_sent": rates.response_rate_sent,
        "response_rate_eligible": rates.response_rate_eligible,
        "survey_coverage": rates.survey_coverage, "delivery_rate": rates.delivery_rate,
        "completion_rate": rates.completion_rate,
    })
}

fn compared(input: &Value, formula: Formula, level: f64) -> Value {
    let difference = difference(formula, &counts(&input["a"]), &counts(&input["b"]), level);
    json!({
        "a_score": difference.a_score, "b_score": difference.b_score,
        "difference": difference.difference,
        "ci_low": low(difference.interval), "ci_high": high(difference.interval),
        "significant": difference.significant,
    })
}

fn formula<'a>(metric: &Value, scale: &'a [i32], positive: &'a [i32]) -> Formula<'a> {
    match text_of(&metric["type"]) {
        "share" => Formula::Share { positive },
        "nps" => Metric::Nps.formula(),
        "mean" => Formula::Mean { scale },
        other => panic!("unknown type of metric {other}"),
    }
}

/// One histogram, or several to add up.
fn histogram(input: &Value) -> Distribution {
    match input["buckets"].as_array() {
        Some(buckets) => buckets
            .iter()
            .map(counts)
            .collect::<Vec<_>>()
            .iter()
            .collect(),
        None => counts(&input["histogram"]),
    }
}

fn counts(histogram: &Value) -> Distribution {
    let histogram = histogram.as_object().expect("a histogram");
    histogram
        .iter()
        .map(|(value, count)| {
            let value = value.parse().expect("a scale value");
            (value, count.as_u64().expect("a count"))
        })
        .collect()
}

fn numbers(list: &Value) -> Vec<i32> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .map(|n| n.as_i64().expect("a scale value") as i32)
        .collect()
}

fn text_of(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn value(score: Option<Score>) -> Option<f64> {
    score.map(Score::value)
}

fn low(interval: Option<Interval>) -> Option<f64> {
    interval.map(|interval| interval.low)
}

fn high(interval: Option<Interval>) -> Option<f64> {
    interval.map(|interval| interval.high)
}

/// Every field of a case that is missing or too far off.
fn mismatches(id: &str, got: &Value, expected: &Value, tolerance: &Value) -> Vec<String> {
    let expected = expected.as_object().expect("expected figures");
    let mut wrong = Vec::new();
    for (field, expected) in expected {
        let got = got.get(field).unwrap_or(&Value::Null);
        let allowed = tolerance["fields"].get(field).unwrap_or(tolerance);
        let right = match (expected.is_f64(), got.as_f64(), expected.as_f64()) {
            (true, Some(got), Some(expected)) => {
                let part = |name: &str| allowed[name].as_f64().unwrap_or(0.0);
                (got - expected).abs() <= part("abs") + part("rel") * expected.abs()
            }
            _ => got == expected,
        };
        if !right {
            wrong.push(format!("{id}: {field} is {got}, expected {expected}"));
        }
    }
    wrong
}

#[test]
fn a_figure_beside_its_tolerance_is_noticed() {
    let tolerance =
        json!({ "abs": 0.1, "rel": 0.0, "fields": { "p": { "abs": 0.001, "rel": 0.0 } } });
    let check = |got, expected| mismatches("x", &got, &expected, &tolerance).len();
    assert_eq!(check(json!({ "a": 1.05 }), json!({ "a": 1.0 })), 0);
    assert_eq!(check(json!({ "a": 1.15 }), json!({ "a": 1.0 })), 1);
    assert_eq!(check(json!({ "p": 0.502 }), json!({ "p": 0.5 })), 1);
    assert_eq!(check(json!({ "n": 8 }), json!({ "n": 7 })), 1);
    assert_eq!(check(json!({}), json!({ "n": 7 })), 1);
    assert_eq!(check(json!({ "a": null }), json!({ "a": null })), 0);
}
