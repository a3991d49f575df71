//! The table of agents: raw and fair score, how reliable they are, who is marked, in any order the
//! reader likes. Used by the page of all agents.

use std::{
    cmp::{Ordering, Reverse},
    collections::HashMap,
};

use maud::{Markup, html};

use super::{
    agent_words::{asked_words, called, flag_badge, rate_words, reliability_words},
    change, score,
    view::{View, escaped},
};
use crate::{
    domain::scores::{
        agents::{AgentScore, AgentScores, Reliability},
        breakdown::Breakdown,
        coverage::Coverages,
        exact_test::Flag,
        grouping::Label,
        showing::Showing,
        summary::Summary,
    },
    web::ui::{
        badge::{self, Tone, badge},
        figure::{count, counted, decimal, whole},
        spread::{Axis, Spread, round_axis, spread},
        table::{Column, Direction, parted, table},
    },
};

/// What the table is made of.
pub struct AgentTable<'a> {
    pub scores: &'a AgentScores,
    pub before: Option<&'a Breakdown>,
    /// Whether their customers are asked as often as others', by the agent's key.
    pub asked: &'a Coverages,
    /// The team of every agent, by key.
    pub teams: &'a HashMap<String, String>,
    pub view: &'a View,
    pub path: &'a str,
}

impl AgentTable<'_> {
    /// Whether the agent's customers are asked as often as others', where that can be told.
    pub fn asked_words(&self, agent: &AgentScore) -> Option<&'static str> {
        let coverage = self.asked.agents.get(agent.label.key.as_ref()?)?;
        asked_words(coverage.flag)
    }

    /// Every contact the mark is about: those whose survey asks for the metric.
    fn ledger(&self, key: &str) -> String {
        let view = self.view.following();
        view.with("metric", self.view.metric().code())
            .href(&format!("/agents/{}/ledger", escaped(key)))
    }
}

/// The agents that are shown, in their order.
pub fn shown<'a>(of: &AgentTable<'a>) -> Vec<&'a AgentScore> {
    let wanted = of.view.get("flag");
    let order = Order::read(of.view.get("sort"));
    let mut agents: Vec<&AgentScore> = of
        .scores
        .agents
        .iter()
        .filter(|agent| match wanted {
            Some("below") => agent.flag == Flag::Below,
            Some("above") => agent.flag == Flag::Above,
            _ => true,
        })
        .collect();
    // They come by name, and sorting keeps that among equals.
    agents.sort_by(|a, b| order.compare(a, b));
    agents
}

/// The table. Scores share one axis, on which everyone together is a dotted line.
pub fn agent_table(of: &AgentTable) -> Markup {
    let agents = shown(of);
    let metric = of.view.metric();
    let order = Order::read(of.view.get("sort")).among(&agents);
    let total = score::drawn(&of.scores.total).map(|[_, score, _]| score);
    let drawn = agents
        .iter()
        .filter_map(|agent| fair_drawn(agent))
        .flatten();
    let axis = round_axis(drawn.chain(total), metric.formula().range());
    let range = format!("Likely range, {} to {}", whole(axis.from), whole(axis.to));
    let offered = |column: Column, key| order.offered(column, key, of.view, of.path);
    let mut columns = vec![
        offered(Column::text("Agent"), "name"),
        offered(Column::number("Fair score"), "fair"),
        Column::spread(&range),
        offered(Column::number(score::short(metric)), "score"),
        offered(Column::number("Responses"), "responses"),
        offered(Column::text("Reliability"), "reliability"),
        offered(Column::number("Response rate"), "rate"),
    ];
    columns.extend(of.before.map(|_| Column::number("Change")));
    let before = earlier(of);
    let nothing = Summary::empty(metric, of.scores.rules.steps);
    let rows: Vec<_> = agents
        .iter()
        .map(|agent| {
            let mut row = vec![
                name_cell(of, agent),
                fair_cell(of, agent),
                range_cell(agent, &axis, total),
                score_cell(&agent.summary),
                html! { (count(agent.summary.responses())) },
                reliability_cell(of, agent),
                rate_cell(of, agent),
            ];
            row.extend(before.as_ref().map(|before| {
                let earlier = before.get(&agent.label).copied().unwrap_or(&nothing);
                change::moved_briefly(&agent.summary, earlier)
            }));
            row
        })
        .collect();
    let caption = caption(of, &agents, order, total);
    // With ranks in sight, nobody without one may seem to stand in their order.
    let ranked = agents.iter().filter(|agent| agent.rank.is_some()).count();
    if order.key != "fair" || ranked == agents.len() {
        return table(&caption, &columns, &rows);
    }
    let (ranked, others) = rows.split_at(ranked);
    parted(
        &caption,
        &columns,
        &[("", ranked), ("Without a rank, by name", others)],
    )
}

/// The agents of the period that is compared with.
pub fn earlier<'a>(of: &AgentTable<'a>) -> Option<HashMap<&'a Label, &'a Summary>> {
    let groups = of.before?.groups.iter();
    Some(groups.map(|group| (&group.label, &group.summary)).collect())
}

fn caption(of: &AgentTable, agents: &[&AgentScore], order: Order, total: Option<f64>) -> String {
    let mut words = counted(agents.len() as u64, "agent", "agents");
    let descending = order.direction == Direction::Descending;
    let first = match (order.key, descending) {
        ("fair", true) => ", the highest fair score first",
        ("fair", false) => ", the lowest fair score first",
        ("name", false) => " by name",
        ("name", true) => " by name, from the last",
        (_, true) => ", the highest first",
        (_, false) => ", the lowest first",
    };
    words.push_str(first);
    let without = agents.iter().filter(|agent| order.figure(agent).is_none());
    match (order.key, without.count()) {
        ("name", _) if agents.iter().all(|agent| agent.rank.is_none()) => {
            words.push_str(": nobody has answers enough for a rank yet");
        }
        ("name", _) | (_, 0) => {}
        ("fair", _) => words.push_str(", then those without a rank by name"),
        _ => words.push_str(", then those without this figure by name"),
    }
    match total {
        Some(total) => format!(
            "{words}. The dotted line is all together: {}{}.",
            whole(total),
            score::unit(of.view.metric())
        ),
        None => format!("{words}."),
    }
}

fn name_cell(of: &AgentTable, agent: &AgentScore) -> Markup {
    let name = called(&agent.label);
    let few = agent.summary.showing() == Showing::Few;
    let key = agent.label.key.as_deref();
    let team = key.and_then(|key| of.teams.get(key));
    html! {
        @match key {
            Some(key) => a href=(of.view.following().href(&format!("/agents/{}", escaped(key)))) dir="auto" { (name) },
            None => span class="soft" { (name) },
        }
        @if let Some(team) = team.map(String::as_str).or(key.filter(|key| *key != name)) { span class="sub" dir="auto" { (team) } }
        @if few || agent.flag != Flag::None {
            span class="sub badges" { (flag_badge(agent.flag)) @if few { (badge::few_responses(of.scores.rules.steps.full_from)) } }
        }
    }
}

fn fair_cell(of: &AgentTable, agent: &AgentScore) -> Markup {
    let enough = agent.summary.showing().shows_score();
    html! {
        @match agent.shown_fair() {
            Some(fair) => {
                strong { (whole(fair)) (score::unit(of.view.metric())) }
                @if let Some(rank) = agent.rank { span class="sub" { "rank " (rank) " of " (of.scores.ranked()) } }
            },
            None if enough && !agent.comparable() => span class="soft" { "too little to compare with" },
            None => span class="soft" { "–" },
        }
    }
}

/// Low, fair score, high; none where it may not be shown.
pub fn fair_drawn(agent: &AgentScore) -> Option<[f64; 3]> {
    let fair = agent.shown_fair()?;
    Some(match agent.fair_interval {
        Some(interval) => [interval.low, fair, interval.high],
        None => [fair; 3],
    })
}

fn range_cell(agent: &AgentScore, axis: &Axis, reference: Option<f64>) -> Markup {
    let few = agent.summary.showing() == Showing::Few;
    match (fair_drawn(agent), agent.summary.showing()) {
        (Some([low, score, high]), _) => html! {
            span class=[few.then_some("few")] {
                span class="sr-only" { (whole(low)) " to " (whole(high)) }
                (spread(&Spread { axis: axis.ends(), low, score, high, reference }))
            }
        },
        (None, Showing::Nothing) => html! { span class="soft" { "no answers" } },
        (None, Showing::CountsOnly) => html! {
            span class="soft" { "a score from " (agent.summary.steps.score_from) " on" }
        },
        (None, _) => html! { span class="soft" { "–" } },
    }
}

fn score_cell(summary: &Summary) -> Markup {
    html! {
        @match score::shown(summary) {
            Some(score) => { (score) (score::unit(summary.metric)) },
            None => span class="soft" { "–" },
        }
    }
}

fn reliability_cell(of: &AgentTable, agent: &AgentScore) -> Markup {
    html! {
        @match agent.shown_reliability(&of.scores.rules) {
            Some((number, words)) => {
                span class={ "nowrap" @if words == Reliability::TooLittle { " soft" } } { (reliability_words(words)) }
                span class="sub" { (decimal(number, 2)) }
            },
            None => span class="soft" { "–" },
        }
    }
}

fn rate_cell(of: &AgentTable, agent: &AgentScore) -> Markup {
    html! {
        @match agent.summary.response_rate() {
            Some(rate) => { (decimal(rate.value(), 0)) "%" },
            None => span class="soft" { "–" },
        }
        @if let Some(words) = rate_words(agent.rate_flag) { span class="sub" { (badge(Tone::Watch, words)) } }
        @if let Some((words, key)) = of.asked_words(agent).zip(agent.label.key.as_deref()) {
            span class="sub" { a href=(of.ledger(key)) { (badge(Tone::Watch, words)) span class="sr-only" { ": ledger" } } }
        }
    }
}

/// How the table is ordered: by a column, one way or the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Order {
    key: &'static str,
    direction: Direction,
}

const KEYS: [&str; 6] = ["name", "fair", "score", "responses", "reliability", "rate"];

impl Order {
    /// Ranks from the first, then everybody without one: the order a reader finds.
    const FAIREST: Order = Order {
        key: "fair",
        direction: Direction::Descending,
    };

    /// `score`, or `-score` for the highest first.
    fn read(text: Option<&str>) -> Self {
        let (key, direction) = match text.map(|text| (text, text.strip_prefix('-'))) {
            None => return Self::FAIREST,
            Some((_, Some(key))) => (key, Direction::Descending),
            Some((key, None)) => (key, Direction::Ascending),
        };
        let known = KEYS.into_iter().find(|known| *known == key);
        known.map_or(Self::FAIREST, |key| Self { key, direction })
    }

    /// The order these agents stand in: by name where fair scores were asked for and nobody has a rank.
    fn among(self, agents: &[&AgentScore]) -> Self {
        match self.key == "fair" && agents.iter().all(|agent| agent.rank.is_none()) {
            true => Self {
                key: "name",
                direction: Direction::Ascending,
            },
            false => self,
        }
    }

    /// What agents are ordered by; by name they all have one.
    fn figure(self, agent: &AgentScore) -> Option<f64> {
        match self.key {
            // By rank, so that nobody stands in an order that the answers do not carry.
            "fair" => agent.fair.filter(|_| agent.rank.is_some()),
            "score" => score::drawn(&agent.summary).map(|[_, score, _]| score),
            "responses" => Some(agent.summary.responses() as f64),
            "reliability" => agent
                .reliability
                .filter(|_| agent.summary.showing().shows_score()),
            "rate" => agent.summary.response_rate().map(|rate| rate.value()),
            _ => None,
        }
    }

    /// The column with its link: figures begin with the highest, names with A.
    fn offered(self, column: Column, key: &str, view: &View, path: &str) -> Column {
        let now = (self.key == key).then_some(self.direction);
        let next = match (now, key) {
            (Some(Direction::Descending), _) | (None, "name") => key.to_owned(),
            _ => format!("-{key}"),
        };
        column.sorted_by(view.with("sort", &next).href(path), now)
    }

    /// Agents without the figure come last, whichever way the table is turned.
    fn compare(self, a: &AgentScore, b: &AgentScore) -> Ordering {
        let descending = self.direction == Direction::Descending;
        match (self.key, self.figure(a), self.figure(b)) {
            // The list itself is by name.
            ("name", ..) if !descending => Ordering::Equal,
            ("name", ..) => Reverse(called(&a.label).to_lowercase())
                .cmp(&Reverse(called(&b.label).to_lowercase())),
            (_, Some(x), Some(y)) if descending => y.total_cmp(&x),
            (_, Some(x), Some(y)) => x.total_cmp(&y),
            (_, x, y) => y.is_some().cmp(&x.is_some()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_order_is_the_usual_one() {
        for text in [None, Some("planet"), Some("-"), Some(""), Some("-fair")] {
            assert_eq!(Order::read(text), Order::FAIREST, "{text:?}");
        }
        assert_eq!(Order::read(Some("name")).direction, Direction::Ascending);
        assert_eq!(Order::read(Some("-rate")).key, "rate");
    }
}
