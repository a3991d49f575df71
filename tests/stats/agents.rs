//! The cases of agents side by side: shrinkage, exact tests, case mix, fair scores and the funnel's lines.

use std::collections::HashMap;

use afterword::domain::scores::case_mix::{Cell, Rules, case_mix};
use afterword::domain::scores::distribution::Distribution;
use afterword::domain::scores::exact_test::flags;
use afterword::domain::scores::fair_score::fair_score;
use afterword::domain::scores::funnel_limits::limits;
use afterword::domain::scores::interval::Interval;
use afterword::domain::scores::showing::DisplayRules;
use afterword::domain::scores::shrinkage::shrinkage;
use serde_json::{Value, json};

use super::input::{
    MetricOf, count, counts, high, histogram, level, list, low, or, text_of, value,
};

pub fn shrunk(input: &Value, params: &Value) -> Value {
    let metric = MetricOf::read(params);
    let all = shrinkage(metric.formula(), &histograms(input), level(params));
    let agents = ids(input).zip(&all.agents).map(|(id, agent)| {
        json!({
            "id": id, "n": agent.responses, "score": agent.score,
            "reliability": agent.reliability, "shrunk": agent.shrunk,
            "ci_low": low(agent.interval), "ci_high": high(agent.interval),
        })
    });
    json!({
        "agents_used": all.agents_used, "mean": all.mean, "between_sd": all.between_sd,
        "prior_strength": all.prior_strength, "agents": agents.collect::<Vec<_>>(),
    })
}

pub fn flagged(input: &Value, params: &Value) -> Value {
    let metric = MetricOf::read(params);
    let rules = rules(params);
    let all = flags(metric.formula(), &histograms(input), rules.fdr, rules.min_n);
    let agents = ids(input).zip(&all.agents).map(|(id, agent)| {
        json!({
            "id": id, "n": agent.responses, "score": agent.score,
            "p_value": agent.p_value, "flag": agent.flag.code(),
        })
    });
    json!({
        "mean": all.mean, "tested": all.tested, "flagged": all.flagged,
        "agents": agents.collect::<Vec<_>>(),
    })
}

pub fn adjusted(input: &Value, params: &Value) -> Value {
    let metric = MetricOf::read(params);
    let all = case_mix(
        metric.formula(),
        &cells(input),
        &rules(params),
        level(params),
    );
    let agents = ids(input).zip(&all.agents).map(|(id, agent)| {
        json!({
            "id": id, "n": agent.responses, "score": agent.score, "expected": agent.expected,
            "ratio": agent.ratio,
            "ratio_ci_low": low(agent.ratio_interval), "ratio_ci_high": high(agent.ratio_interval),
            "adjusted": agent.adjusted,
            "adjusted_ci_low": low(agent.adjusted_interval),
            "adjusted_ci_high": high(agent.adjusted_interval),
            "p_value": agent.p_value, "comparable_share": agent.comparable_share,
            "flag": agent.flag.code(),
        })
    });
    json!({
        "mean": all.mean, "tested": all.tested, "flagged": all.flagged,
        "agents": agents.collect::<Vec<_>>(),
    })
}

pub fn fair(input: &Value, params: &Value) -> Value {
    let metric = MetricOf::read(params);
    let all = fair_score(metric.formula(), &cells(input), level(params));
    let agents = ids(input).zip(&all.agents).map(|(id, agent)| {
        json!({
            "id": id, "n": agent.responses, "score": agent.score, "adjusted": agent.adjusted,
            "reliability": agent.reliability, "fair": agent.fair,
            "ci_low": low(agent.interval), "ci_high": high(agent.interval),
        })
    });
    json!({
        "agents_used": all.agents_used, "mean": all.mean, "between_sd": all.between_sd,
        "prior_strength": all.prior_strength, "agents": agents.collect::<Vec<_>>(),
    })
}

pub fn funnel(input: &Value, params: &Value) -> Value {
    let metric = MetricOf::read(params);
    let pooled = histogram(input);
    let lines = list(&input["n"]).iter().map(|n| {
        let lines = limits(metric.formula(), &pooled, count(n));
        let (inner, outer): (Option<Interval>, Option<Interval>) = (
            lines.map(|lines| lines.inner),
            lines.map(|lines| lines.outer),
        );
        json!({
            "n": n, "inner_low": low(inner), "inner_high": high(inner),
            "outer_low": low(outer), "outer_high": high(outer),
        })
    });
    json!({
        "target": value(metric.formula().score(&pooled)), "limits": lines.collect::<Vec<_>>(),
    })
}

fn ids(input: &Value) -> impl Iterator<Item = &str> {
    list(&input["agents"])
        .iter()
        .map(|agent| text_of(&agent["id"]))
}

fn histograms(input: &Value) -> Vec<Distribution> {
    let agents = list(&input["agents"]).iter();
    agents.map(|agent| counts(&agent["histogram"])).collect()
}

fn cells(input: &Value) -> Vec<Vec<Cell>> {
    let mut strata: HashMap<&str, u32> = HashMap::new();
    let mut cell = |cell: &'_ Value, name| Cell {
        stratum: {
            let next = strata.len() as u32;
            *strata.entry(name).or_insert(next)
        },
        answers: counts(&cell["histogram"]),
    };
    list(&input["agents"])
        .iter()
        .map(|agent| {
            let cells = list(&agent["cells"]).iter();
            cells.map(|of| cell(of, text_of(&of["stratum"]))).collect()
        })
        .collect()
}

fn rules(params: &Value) -> Rules {
    let usual = Rules::from(&DisplayRules::default());
    Rules {
        fdr: or(&params["fdr"], usual.fdr),
        min_n: params["min_n"].as_u64().unwrap_or(usual.min_n),
        min_other: params["min_other"].as_u64().unwrap_or(usual.min_other),
    }
}
