//! Agents as tables of a file: all of them in the order of the page, and one beside the others with the mix of the work.
//! Used by the page of all agents and by an agent's own.

use super::{
    agent_mix::parts,
    agent_table::{AgentTable, earlier, fair_drawn, shown},
    agent_words::{called, flag_words, rate_words, reliability_words},
    change, score,
    sheet::{self, Cell, Section, Sheet},
};
use crate::domain::scores::{
    agents::{AgentScore, AgentScores},
    distribution::Distribution,
    period::Period,
    summary::Summary,
};

/// The rows of the table, in its order.
pub fn agent_sheet(of: &AgentTable, period: Period) -> Sheet {
    let metric = of.view.metric();
    let before = earlier(of);
    let nothing = Summary::empty(metric, of.scores.rules.steps);
    let mut columns = vec![
        "Agent",
        "Key",
        "Team",
        "Marked",
        "Rank",
        "Fair score",
        "Likely from",
        "Likely to",
        score::short(metric),
        "Responses",
        "Reliability",
        "Reliability is",
        "Response rate (%)",
        "Customers",
        "Contacts",
    ];
    if before.is_some() {
        columns.extend(["Change", "Change is"]);
    }
    let rows = shown(of).into_iter().map(|agent| {
        let text = |text: Option<&str>| text.map_or(Cell::Nothing, Cell::text);
        let key = agent.label.key.as_deref();
        let team = key.and_then(|key| of.teams.get(key));
        let drawn = fair_drawn(agent);
        let [low, fair, high] = [0, 1, 2].map(|at| Cell::number(drawn.map(|drawn| drawn[at])));
        let reliability = agent.shown_reliability(&of.scores.rules);
        let rate = agent.summary.response_rate().map(|rate| rate.value());
        let [_, raw, _] = score::cells(&agent.summary);
        let mut row = vec![
            Cell::text(called(&agent.label)),
            text(key),
            text(team.map(String::as_str)),
            text(flag_words(agent.flag)),
            agent
                .rank
                .map_or(Cell::Nothing, |rank| Cell::Count(rank.into())),
            fair,
            low,
            high,
            raw,
            Cell::Count(agent.summary.responses()),
            Cell::number(reliability.map(|(number, _)| number)),
            text(reliability.map(|(_, words)| reliability_words(words))),
            Cell::number(rate),
            text(rate_words(agent.rate_flag)),
            text(of.asked_words(agent)),
        ];
        if let Some(before) = &before {
            let earlier = before.get(&agent.label).copied().unwrap_or(&nothing);
            row.extend(change::moved_cells(&agent.summary, earlier));
        }
        row
    });
    Sheet {
        name: sheet::named("agents", Some(metric), period),
        columns: columns.into_iter().map(str::to_owned).collect(),
        rows: rows.collect(),
    }
}

/// Raw and fair score beside the others, as a part of a file.
pub fn fair_section(scores: &AgentScores, agent: &AgentScore, reads_all: bool) -> Section {
    let fair = agent.shown_fair();
    let interval = agent.fair_interval.filter(|_| fair.is_some());
    let total = scores.total.score().map(|score| score.value());
    let total = total.filter(|_| reads_all || scores.between_sd.is_some());
    let enough = agent.summary.showing().shows_score();
    let reliability = agent.shown_reliability(&scores.rules);
    let columns = [
        "Fair score",
        "Likely from",
        "Likely to",
        "Rank",
        "Of",
        "Reliability",
        "Reliability is",
        "Marked",
        "All agents together",
        "All agents with the same mix",
        "Customers",
    ];
    let words = |words: Option<&str>| words.map_or(Cell::Nothing, Cell::text);
    let row = vec![
        Cell::number(fair),
        Cell::number(interval.map(|interval| interval.low)),
        Cell::number(interval.map(|interval| interval.high)),
        agent
            .rank
            .map_or(Cell::Nothing, |rank| Cell::Count(rank.into())),
        agent
            .rank
            .map_or(Cell::Nothing, |_| Cell::Count(scores.ranked() as u64)),
        Cell::number(reliability.map(|(number, _)| number)),
        words(reliability.map(|(_, words)| reliability_words(words))),
        words(flag_words(agent.flag)),
        Cell::number(total),
        Cell::number(agent.expected.filter(|_| enough && total.is_some())),
        words(rate_words(agent.rate_flag)),
    ];
    Section::new("Fair score", columns).with([row])
}

/// The mix as a part of a file; none where the page has none.
pub fn mix_section(scores: &AgentScores, agent: &AgentScore, reads_all: bool) -> Option<Section> {
    if scores.strata.len() < 2 || agent.summary.responses() == 0 {
        return None;
    }
    let (own, all) = (agent.summary.responses(), scores.total.responses());
    let percent = |part: u64, whole: u64| {
        Cell::number((whole > 0).then(|| part as f64 / whole as f64 * 100.0))
    };
    let shown = |answers: &Distribution| {
        let score = scores.total.metric.formula().score(answers);
        let score = score.filter(|_| scores.rules.steps.showing(answers.total()).shows_score());
        Cell::number(score.map(|score| score.value()))
    };
    let name = |name: Option<&String>, none: &str| Cell::text(name.map_or(none, |name| name));
    let rows = parts(scores, agent).into_iter().map(|part| {
        let named = match part.stratum {
            Some(of) => [
                name(of.product.name.as_ref(), "No product"),
                name(of.touchpoint.name.as_ref(), "No touchpoint"),
            ],
            None => [Cell::text("Everything else"), Cell::Nothing],
        };
        let mut row = Vec::from(named);
        row.extend([
            percent(part.own.total(), own),
            percent(part.all.total(), all),
            Cell::Count(part.own.total()),
            shown(&part.own),
        ]);
        row.extend(reads_all.then(|| shown(&part.all)));
        row
    });
    let columns = [
        "Product",
        "Touchpoint",
        "Share of this agent (%)",
        "Share of all (%)",
        "Responses",
        "Score of this agent",
    ];
    let mut section = Section::new("What the work was about", columns);
    let others = reads_all.then(|| "Score of all".to_owned());
    section.columns.extend(others);
    Some(section.with(rows))
}
