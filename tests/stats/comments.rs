//! The cases of comments: distinctive terms, and the impact of a theme.

use afterword::domain::scores::distinctive::{Distinctive, Terms, terms};
use afterword::domain::scores::impact::impact;
use serde_json::{Value, json};

use super::input::{MetricOf, count, counts, high, level, low, or};

pub fn keyness(input: &Value, params: &Value) -> Value {
    let group = |name: &str| Terms {
        comments: count(&input[name]["comments"]),
        counts: input[name]["terms"]
            .as_object()
            .expect("terms")
            .iter()
            .map(|(term, containing)| (term.clone(), count(containing)))
            .collect(),
    };
    let found = terms(
        &group("group_a"),
        &group("group_b"),
        &group("background"),
        or(&params["prior_size"], 10.0),
        count(&params["min_comments"]),
        or(&params["fdr"], 0.05),
    );
    let found = found.iter().map(|term| {
        let distinctive = match term.distinctive {
            Distinctive::A => "a",
            Distinctive::B => "b",
            Distinctive::Neither => "none",
        };
        json!({
            "term": term.term, "log_odds": term.log_odds, "z": term.z, "p_value": term.p_value,
            "distinctive": distinctive,
        })
    });
    json!({ "terms": found.collect::<Vec<_>>() })
}

pub fn impact_of(input: &Value, params: &Value) -> Value {
    let metric = MetricOf::read(params);
    let (all, theme) = (counts(&input["all"]), counts(&input["theme"]));
    let found = impact(metric.formula(), &all, &theme, level(params));
    json!({
        "share": found.share, "theme_score": found.theme_score, "rest_score": found.rest_score,
        "impact": found.impact,
        "ci_low": low(found.interval), "ci_high": high(found.interval),
    })
}
