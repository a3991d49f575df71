//! How a case file writes histograms, metrics and figures.

use afterword::domain::scores::distribution::{Distribution, Score};
use afterword::domain::scores::interval::Interval;
use afterword::domain::scores::metric::{Formula, Metric};
use serde_json::Value;

/// The scale and sets of a metric, kept so that a formula can borrow them.
pub struct MetricOf {
    kind: String,
    pub scale: Vec<i32>,
    pub positive: Vec<i32>,
}

impl MetricOf {
    pub fn read(params: &Value) -> Self {
        let metric = &params["metric"];
        Self {
            kind: text_of(&metric["type"]).to_owned(),
            scale: numbers(&metric["scale"]),
            positive: numbers(&metric["positive"]),
        }
    }

    pub fn formula(&self) -> Formula<'_> {
        match self.kind.as_str() {
            "share" => Formula::Share {
                positive: &self.positive,
            },
            "nps" => Metric::Nps.formula(),
            "mean" => Formula::Mean { scale: &self.scale },
            other => panic!("unknown type of metric {other}"),
        }
    }

    /// Some value that is not in the positive set.
    pub fn negative(&self) -> i32 {
        self.positive.iter().max().map_or(0, |highest| highest + 1)
    }
}

pub fn level(params: &Value) -> f64 {
    params["confidence"].as_f64().unwrap_or(0.95)
}

/// A parameter that may be left out.
pub fn or(value: &Value, otherwise: f64) -> f64 {
    value.as_f64().unwrap_or(otherwise)
}

pub fn count(value: &Value) -> u64 {
    value.as_u64().unwrap_or(0)
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// One histogram, or several to add up.
pub fn histogram(input: &Value) -> Distribution {
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

pub fn counts(histogram: &Value) -> Distribution {
    let histogram = histogram.as_object().expect("a histogram");
    histogram
        .iter()
        .map(|(value, count)| {
            let value = value.parse().expect("a scale value");
            (value, count.as_u64().expect("a count"))
        })
        .collect()
}

pub fn numbers(values: &Value) -> Vec<i32> {
    list(values)
        .iter()
        .map(|n| n.as_i64().expect("a scale value") as i32)
        .collect()
}

pub fn text_of(value: &Value) -> &str {
    value.as_str().expect("a text")
}

pub fn value(score: Option<Score>) -> Option<f64> {
    score.map(Score::value)
}

pub fn low(interval: Option<Interval>) -> Option<f64> {
    interval.map(|interval| interval.low)
}

pub fn high(interval: Option<Interval>) -> Option<f64> {
    interval.map(|interval| interval.high)
}
