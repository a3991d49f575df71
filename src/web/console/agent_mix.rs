//! One agent beside all others: raw and fair score side by side, what the mix of products and touchpoints does to the
//! score in words, and the mix itself as a table. Used by an agent's page.

use std::{borrow::Cow, cmp::Reverse};

use maud::{Markup, html};

use super::{
    agent_words::{flag_badge, rate_words, reliability_words},
    score,
};
use crate::{
    domain::scores::{
        agents::{AgentScore, AgentScores},
        crossing::Stratum,
        distribution::Distribution,
        metric::Metric,
        showing::{Showing, Steps},
    },
    web::ui::{
        badge::{Tone, badge},
        figure::{Headline, count, decimal, headline, whole},
        table::{Column, table},
    },
};

/// Rows of the mix that are shown; the rest is added up in one.
const MOST: usize = 12;

/// Raw and fair score side by side, and what stands between them. `raw` is the headline of the score as answered.
/// With fewer than four agents all others together would be one colleague's score: only who reads everyone sees it.
pub fn beside_others(
    raw: Markup,
    scores: &AgentScores,
    agent: &AgentScore,
    reads_all: bool,
) -> Markup {
    let metric = scores.total.metric;
    let total = scores.total.score().map(|score| score.value());
    let total = total.filter(|_| reads_all || scores.between_sd.is_some());
    let enough = agent.summary.showing().shows_score();
    html! {
        (raw)
        (fair_headline(metric, agent, enough))
        div class="side-words" {
            p {
                (flag_badge(agent.flag)) " "
                @if let Some(rank) = agent.rank { "Rank " strong { (rank) } " of " (scores.ranked()) " by fair score. " }
                @if let Some((number, words)) = agent.shown_reliability(&scores.rules) {
                    "Reliability: " strong { (reliability_words(words)) } " (" (decimal(number, 2)) "). "
                }
                @if agent.rank.is_none() { "No rank: it takes " (scores.rules.steps.full_from) " answers, a reliability of " (scores.rules.rank_reliability) " and enough to compare with. " }
            }
            @if let Some(total) = total {
                p { "All agents together reach " strong { (whole(total)) (score::unit(metric)) } "." }
                @if enough { p { (mix_words(metric, total, agent)) } }
            }
            @if let Some(words) = rate_words(agent.rate_flag) {
                p { (badge(Tone::Watch, words)) " Customers answer this agent's letters at another rate than those of the others: compare the score with care." }
            }
            p { a href="/how#fair" { "How this is computed" } }
        }
    }
}

fn fair_headline(metric: Metric, agent: &AgentScore, enough: bool) -> Markup {
    let fair = agent.shown_fair();
    let drawn = fair.zip(agent.fair_interval);
    let mut notes = Vec::new();
    match (fair, drawn) {
        (None, _) => notes.push(html! { (why_no_fair_score(agent, enough)) }),
        (Some(_), Some((_, interval))) => notes.push(html! {
            "Likely between " strong { (whole(interval.low)) } " and " strong { (whole(interval.high)) } (score::unit(metric))
        }),
        _ => {}
    }
    if fair.is_some() {
        notes.push(html! { "With everybody's mix of products and touchpoints, and few answers trusted less." });
    }
    headline(&Headline {
        label: "Fair score",
        value: fair.map(whole),
        unit: if metric == Metric::Nps { "points" } else { "%" },
        interval: drawn.map(|(fair, interval)| [interval.low, fair, interval.high]),
        axis: metric.formula().range(),
        notes,
    })
}

fn why_no_fair_score(agent: &AgentScore, enough: bool) -> Cow<'static, str> {
    match agent.summary.showing() {
        Showing::Nothing => "No answers in this period.".into(),
        Showing::CountsOnly => format!(
            "A score appears from {} answers on.",
            agent.summary.steps.score_from
        )
        .into(),
        _ if enough && !agent.comparable() => {
            "Too little to compare with: hardly anybody else handles the same.".into()
        }
        _ => "It takes four agents with answers to tell.".into(),
    }
}

/// What the mix costs or brings, in words.
fn mix_words(metric: Metric, total: f64, agent: &AgentScore) -> Markup {
    let raw = agent.summary.score().map(|score| score.value());
    let Some((expected, raw)) = agent.expected.zip(raw) else {
        return html! {};
    };
    let unit = score::unit(metric);
    let points = |by: f64| match whole(by.abs()).as_str() {
        "1" => "1 point".to_owned(),
        many => format!("{many} points"),
    };
    let (mix, own) = (expected - total, raw - expected);
    html! {
        "With the same products and touchpoints, all agents together reach " strong { (whole(expected)) (unit) } ": "
        @if mix.abs() < 0.5 {
            "the mix makes no difference. "
        } @else if mix < 0.0 {
            "the mix costs " strong { (points(mix)) } ". "
        } @else {
            "the mix brings " strong { (points(mix)) } ". "
        }
        @if own.abs() < 0.5 { "The agent is where the mix alone would lead." }
        @else if own < 0.0 { "The agent is " (points(own)) " below that." }
        @else { "The agent is " (points(own)) " above that." }
    }
}

/// Part of the work: an agent's answers about something, and everybody's.
pub struct Part<'a> {
    /// None for everything else together.
    pub stratum: Option<&'a Stratum>,
    pub own: Distribution,
    pub all: Distribution,
}

/// The mix: how much of the agent's work each product and touchpoint is, beside everybody's, and the scores there.
/// Where few share the work, the score of all would be a colleague's: only who reads everyone sees that column.
pub fn mix(scores: &AgentScores, agent: &AgentScore, reads_all: bool) -> Option<Markup> {
    let metric = scores.total.metric;
    let parts = parts(scores, agent);
    if scores.strata.len() < 2 || agent.summary.responses() == 0 {
        return None;
    }
    let mut columns = vec![
        Column::text("Product and touchpoint"),
        Column::number("Share of this agent"),
        Column::number("Share of all"),
        Column::number("Responses"),
        Column::number("Score of this agent"),
    ];
    columns.extend(reads_all.then(|| Column::number("Score of all")));
    let (own, all) = (agent.summary.responses(), scores.total.responses());
    let rows: Vec<_> = parts
        .iter()
        .map(|part| {
            let mut row = vec![
                part_name(part.stratum),
                html! { (share(part.own.total(), own)) },
                html! { (share(part.all.total(), all)) },
                html! { (count(part.own.total())) },
                figure(metric, &part.own, scores.rules.steps),
            ];
            row.extend(reads_all.then(|| figure(metric, &part.all, scores.rules.steps)));
            row
        })
        .collect();
    Some(html! {
        section class="panel" {
            h2 { "What the work was about" }
            (table("Scores differ by product and touchpoint for everybody; the fair score takes that into account.", &columns, &rows))
        }
    })
}

/// What the agent handled most comes first; what others alone handled is left out.
pub fn parts<'a>(scores: &'a AgentScores, agent: &AgentScore) -> Vec<Part<'a>> {
    let mut all = vec![Distribution::new(); scores.strata.len()];
    for (stratum, answers) in scores.agents.iter().flat_map(|agent| &agent.cells) {
        if let Some(sum) = all.get_mut(*stratum as usize) {
            sum.merge(answers);
        }
    }
    let mut parts: Vec<Part> = agent
        .cells
        .iter()
        .filter_map(|(stratum, own)| {
            let at = *stratum as usize;
            Some(Part {
                stratum: Some(scores.strata.get(at)?),
                own: own.clone(),
                all: all.get(at)?.clone(),
            })
        })
        .collect();
    parts.sort_by_key(|part| Reverse(part.own.total()));
    if parts.len() > MOST {
        let rest = parts.split_off(MOST - 1);
        parts.push(Part {
            stratum: None,
            own: rest.iter().map(|part| &part.own).collect(),
            all: rest.iter().map(|part| &part.all).collect(),
        });
    }
    parts
}

fn part_name(stratum: Option<&Stratum>) -> Markup {
    html! {
        @match stratum {
            Some(Stratum { product, touchpoint }) => {
                @match &product.name { Some(name) => bdi { (name) }, None => span class="soft" { "No product" } }
                span class="sub" dir="auto" { (touchpoint.name.as_deref().unwrap_or("No touchpoint")) }
            },
            None => span class="soft" { "Everything else" },
        }
    }
}

fn share(part: u64, whole: u64) -> String {
    match whole {
        0 => "–".to_owned(),
        _ => format!("{}%", decimal(part as f64 / whole as f64 * 100.0, 0)),
    }
}

fn figure(metric: Metric, answers: &Distribution, steps: Steps) -> Markup {
    let score = metric.formula().score(answers);
    html! {
        @match score.filter(|_| steps.showing(answers.total()).shows_score()) {
            Some(score) => { (whole(score.value())) (score::unit(metric)) },
            None => span class="soft" title={ "A score from " (steps.score_from) " answers on" } { "–" },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::{
        agents::scored,
        crossing::{AgentStrata, Strata},
        grouping::Label,
        showing::DisplayRules,
        summary::Summary,
    };

    fn label(name: &str) -> Label {
        Label {
            key: Some(name.into()),
            name: Some(name.into()),
        }
    }

    /// Four agents; the first does only billing, where half are satisfied, all others broadband too.
    fn centre() -> AgentScores {
        let stratum = |product: &str| Stratum {
            product: label(product),
            touchpoint: label("support"),
        };
        let agents = (0..4).map(|number| {
            let mut cells: Vec<(u32, Distribution)> =
                vec![(0, [(5, 20), (1, 20)].into_iter().collect())];
            if number > 0 {
                cells.push((1, [(5, 38), (1, 2)].into_iter().collect()));
            }
            let mut summary = Summary::empty(Metric::Csat, Steps::default());
            summary.answers = cells.iter().map(|(_, answers)| answers).collect();
            AgentStrata {
                label: label(&format!("a-{number}")),
                summary,
                cells,
                letters: Vec::new(),
            }
        });
        let found = Strata {
            strata: vec![stratum("billing"), stratum("broadband")],
            agents: agents.collect(),
        };
        scored(Metric::Csat, found, &DisplayRules::default())
    }

    #[test]
    fn what_the_mix_costs_is_said_in_words() {
        let scores = centre();
        let words = beside_others(html! {}, &scores, &scores.agents[0], true).into_string();
        assert!(
            words.contains("the mix costs <strong>19 points</strong>"),
            "{words}"
        );
        assert!(words.contains("where the mix alone would lead"), "{words}");
        let other = beside_others(html! {}, &scores, &scores.agents[1], true).into_string();
        assert!(
            other.contains("the mix brings <strong>3 points</strong>"),
            "{other}"
        );
    }

    #[test]
    fn the_mix_stands_beside_everybodys() {
        let scores = centre();
        let page = mix(&scores, &scores.agents[0], true).unwrap().into_string();
        assert!(
            page.contains("100%") && page.contains("57%") && page.contains("billing"),
            "{page}"
        );
        assert!(!page.contains("broadband"));
    }
}
