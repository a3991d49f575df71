//! The cases of series over days and weeks: p chart, EWMA and CUSUM.

use afterword::domain::scores::cusum::{self, cusum};
use afterword::domain::scores::distribution::Distribution;
use afterword::domain::scores::ewma::{self, ewma};
use afterword::domain::scores::p_chart::{Alarm, Share, p_chart};
use serde_json::{Value, json};

use super::input::{MetricOf, count, counts, list, or};

pub fn p_chart_of(input: &Value, params: &Value) -> Value {
    let periods: Vec<Share> = list(&input["periods"])
        .iter()
        .map(|period| Share {
            n: count(&period["n"]),
            positive: count(&period["positive"]),
        })
        .collect();
    let chart = p_chart(
        &periods,
        or(&params["baseline"], 0.0),
        or(&params["sigma"], 3.0),
    );
    let points = chart
        .periods
        .iter()
        .map(|point| json!({ "score": point.score, "low": point.low, "high": point.high }));
    json!({
        "center": chart.center, "periods": points.collect::<Vec<_>>(),
        "signals": signals(&chart.alarms),
    })
}

pub fn ewma_of(input: &Value, params: &Value) -> Value {
    let metric = MetricOf::read(params);
    let days = |name: &str| -> Vec<Distribution> {
        let days = list(&input[name]).iter();
        days.map(|of| day(of, &metric)).collect()
    };
    let chart = ewma(
        metric.formula(),
        &days("baseline"),
        &days("days"),
        or(&params["lambda"], ewma::LAMBDA),
        or(&params["limit"], ewma::LIMIT),
    );
    json!({
        "baseline_mean": chart.baseline_mean, "baseline_sd": chart.baseline_sd,
        "dispersion": chart.dispersion, "ewma": chart.ewma, "z": chart.z,
        "signals": signals(&chart.alarms),
    })
}

/// A day is written as its histogram, as promoters and detractors, or as positive answers of all.
fn day(day: &Value, metric: &MetricOf) -> Distribution {
    if day["histogram"].is_object() {
        return counts(&day["histogram"]);
    }
    let part = |name: &str| count(&day[name]);
    match day["promoters"].is_null() {
        false => Distribution::from_iter([
            (10, part("promoters")),
            (8, part("passives")),
            (0, part("detractors")),
        ]),
        true => Distribution::from_iter([
            (metric.positive[0], part("positive")),
            (metric.negative(), part("n") - part("positive")),
        ]),
    }
}

pub fn cusum_of(input: &Value, params: &Value) -> Value {
    let usual = or(&params["baseline"], 0.0);
    let cell = |cell: &Value| cusum::Cell {
        n: count(&cell["n"]),
        positive: count(&cell["positive"]),
        baseline: or(&cell["baseline"], usual),
    };
    let days: Vec<Vec<cusum::Cell>> = list(&input["days"])
        .iter()
        .map(|day| match day["cells"].as_array() {
            Some(cells) => cells.iter().map(cell).collect(),
            None => vec![cell(day)],
        })
        .collect();
    let chart = cusum(
        &days,
        or(&params["odds_ratio_down"], cusum::ODDS_DOWN),
        or(&params["odds_ratio_up"], cusum::ODDS_UP),
        or(&params["h"], cusum::LIMIT),
    );
    json!({ "down": chart.down, "up": chart.up, "signals": signals(&chart.alarms) })
}

fn signals(alarms: &[Alarm]) -> Vec<Value> {
    alarms
        .iter()
        .map(|alarm| json!({ "index": alarm.index, "direction": alarm.direction.code() }))
        .collect()
}
