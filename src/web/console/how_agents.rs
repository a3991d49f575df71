//! What the page of explanations says about comparing people, watching for change, and words. Called by `how`.

use maud::{Markup, html};

use super::{agent_words::percent, group_table::called, how::Part, how_worked::steps, score};
use crate::{
    domain::scores::{
        agents::{AgentScore, AgentScores},
        grouping::Grouping,
        showing::DisplayRules,
    },
    web::ui::figure::{count, counted, decimal},
};

/// All agents of a selection, and the one whose figures are worked through.
pub struct Example<'a> {
    pub scores: &'a AgentScores,
    pub agent: &'a AgentScore,
}

impl<'a> Example<'a> {
    /// The agent of that key, else the one with the most answers among those that have a fair score.
    pub fn of(scores: &'a AgentScores, key: Option<&str>) -> Option<Self> {
        let fair = || {
            scores
                .agents
                .iter()
                .filter(|agent| agent.shown_fair().is_some())
        };
        let named = fair().find(|agent| key.is_some() && agent.label.key.as_deref() == key);
        let agent = named.or_else(|| fair().max_by_key(|agent| agent.summary.responses()))?;
        Some(Self { scores, agent })
    }

    fn name(&self) -> Markup {
        html! { bdi { (called(Grouping::Agent, &self.agent.label)) } }
    }

    fn fair(&self) -> Option<Markup> {
        let (own, all) = (
            self.agent.summary.score()?.value(),
            self.scores.total.score()?.value(),
        );
        let (expected, fair, around) = (
            self.agent.expected?,
            self.agent.fair?,
            self.agent.fair_interval?,
        );
        let (distance, unit) = (own - expected, score::unit(self.scores.total.metric));
        Some(steps(&[
            html! {
                (self.name()) ": " strong { (decimal(own, 2)) (unit) } " with "
                (counted(self.agent.summary.responses(), "answer", "answers")) "."
            },
            html! {
                "All agents together reach with the same products and touchpoints " strong { (decimal(expected, 2)) (unit) }
                ". Distance = " (decimal(own, 2)) " − " (decimal(expected, 2)) " = " strong { (decimal(distance, 2)) } " points."
            },
            html! {
                "All agents, all work: " strong { (decimal(all, 2)) (unit) } ". Without shrinking that would be "
                (decimal(all, 2)) " + " (decimal(distance, 2)) " = " (decimal(all + distance, 2)) (unit) "."
            },
            html! {
                @if distance.abs() > 0.01 {
                    "With so many answers " strong { (decimal((fair - all) / distance * 100.0, 0)) " %" } " of the distance is believed: "
                }
                "fair score " strong { (decimal(fair, 2)) (unit) } ", likely "
                (decimal(around.low, 2)) " to " (decimal(around.high, 2)) (unit) "."
            },
        ]))
    }

    fn reliability(&self) -> Option<Markup> {
        let (reliability, strength) = (self.agent.reliability?, self.scores.prior_strength?);
        if !strength.is_finite() {
            return None;
        }
        let n = self.agent.summary.responses();
        let ranked = self.scores.rules.rank_reliability;
        let needed = (strength * ranked / (1.0 - ranked)).ceil();
        Some(steps(&[
            html! {
                "Agents here differ really by about " (decimal(self.scores.between_sd.unwrap_or_default(), 1))
                " points, which makes M = " strong { (decimal(strength, 1)) } " answers."
            },
            html! {
                (self.name()) ": " (count(n)) " ÷ (" (count(n)) " + " (decimal(strength, 1)) ") = " strong { (decimal(reliability, 2)) } "."
            },
            html! { "For a reliability of " (ranked) " it takes about " strong { (count(needed.max(1.0) as u64)) } " answers here." },
        ]))
    }

    fn flag(&self) -> Option<Markup> {
        let p = self.agent.p_value?;
        let tested = self.scores.tested as u64;
        let allowed = self.scores.rules.false_discovery;
        Some(steps(&[
            html! {
                (counted(tested, "agent has", "agents have")) " answers enough to be tested. The strictest step is " (allowed) " ÷ " (count(tested))
                " = " (decimal(allowed / tested.max(1) as f64, 5)) "."
            },
            html! { (self.name()) ": chance alone goes as far in " strong { (decimal(p * 100.0, 2)) } " of 100 cases (p = " (decimal(p, 4)) ")." },
            html! { "Marked in all: " strong { (counted(self.scores.flagged as u64, "agent", "agents")) } "." },
        ]))
    }
}

/// Agents fairly compared, signals, themes.
pub fn parts(example: Option<&Example>, rules: &DisplayRules) -> Vec<Part> {
    let (ranked, solid) = (rules.rank_reliability, rules.solid_reliability());
    let with_fifty =
        |reliability: f64| count((50.0 * reliability / (1.0 - reliability)).round() as u64);
    vec![
        Part {
            id: "fair",
            title: "Fair score",
            words: html! {
                p {
                    "Whoever handles the difficult calls gets the worse ratings. The fair score takes that out in two steps. First every answer is compared with what all agents together \
                     get for the same product at the same touchpoint; what is left is how far an agent is above or below colleagues with the same work. \
                     Then that distance is drawn towards the middle, the more the fewer answers there are, because a good month on twelve answers is mostly luck."
                }
                p {
                    "An agent alone with a product is compared with nobody there. When less than 80 % of the answers can be compared, the page says so instead of showing a figure."
                }
            },
            formula: "expected = what all agents get on average for the same products and touchpoints\n\
                      distance = (own answers − expected) ÷ n\n\
                      fair score = mean of all + (1 − B) × distance,   B from 0 (many answers) to 1 (few)".into(),
            worked: example.and_then(Example::fair),
            source: "Indirect standardisation, as hospitals are compared; empirical Bayes: Morris 1983, Journal of the American Statistical Association. \
                     In simulations it roughly halves the error of the plain score.",
        },
        Part {
            id: "reliability",
            title: "Reliability",
            words: html! {
                p {
                    "How much of the difference between agents in a score is the agent and not luck, from 0 to 1. It grows with answers. Below " (ranked) " no rank is shown; for pay or formal measures " (solid) " is \
                     the " @if solid == 0.9 { "usual " } "standard, together with the fair score and the response rate."
                }
            },
            formula: format!(
                "reliability = n ÷ (n + M)\nM = spread of single answers ÷ real spread between agents\nanswers needed for r = M × r ÷ (1 − r)      with M = 50: {} for {ranked}, {} for {solid}",
                with_fifty(ranked),
                with_fifty(solid),
            )
            .into(),
            worked: example.and_then(Example::reliability),
            source: "Adams 2009, The Reliability of Provider Profiling, RAND; Bühlmann credibility.",
        },
        Part {
            id: "flag",
            title: "Flag: really above or below",
            words: html! {
                p {
                    "With 60 agents somebody is always lowest, even if all work alike. Every agent is therefore tested exactly against what all agents get for the same products and touchpoints: how often would chance \
                     alone bring a score so far away? Then the answer is made stricter for the number of agents tested, so that of all flags at most " (percent(rules.false_discovery)) " are chance finds. \
                     Tested is from " (rules.flag_from) " answers on. A flag is a reason to look, not a verdict."
                }
            },
            formula: format!(
                "p = 2 × the smaller of P(fewer good answers) and P(more), half of P(as many) added to each\n\
                 sort all p; flag the r smallest where p(r) ≤ {} × r ÷ agents tested",
                rules.false_discovery
            )
            .into(),
            worked: example.and_then(Example::flag),
            source: "Exact mid-p test; Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B. Spiegelhalter 2005, Statistics in Medicine. \
                     The usual z test finds somebody among 200 equal agents in more than half of all months.",
        },
        Part {
            id: "funnel",
            title: "Funnel plot",
            words: html! {
                p {
                    "The picture of the same thing: each agent is a dot, further right with more answers. Between the inner lines lie 95 of 100 agents who do what all do, between the outer lines 998 of 1,000. \
                     The lines are wide on the left because few answers swing more."
                }
            },
            formula: "limits at n answers = mean of all ∓ z × spread of single answers ÷ √n\nz = 1.96 for the inner lines, 3.09 for the outer".into(),
            worked: None,
            source: "Spiegelhalter 2005, Statistics in Medicine.",
        },
        Part {
            id: "signals",
            title: "Signals",
            words: html! {
                p {
                    "Looking at a 95 % range every morning cries wolf every third week. For products, touchpoints and teams a running mean that forgets slowly is kept instead, and a signal is given only when it is further \
                     from the usual than three of its own standard errors: about one false alarm in two years for each. For single agents the evidence of each answer for “worse than before” is added up, against the agent's own past. \
                     What is usual comes from up to 180 days that were over before the change: it depends on the day alone and not on the period that is looked at, so a change is told the same way whichever days are shown."
                }
            },
            formula: "running mean: each day counts 0.9 of the day after it;  signal when |running mean − usual| > 3 standard errors\n\
                      single agents: S = max(0, S + evidence of the day);  signal when S > 5".into(),
            worked: None,
            source: "EWMA: Lucas and Saccucci 1990, Technometrics. CUSUM: Steiner, Cook, Farewell, Treasure 2000, Biostatistics; Neuburger and others 2017, BMJ Quality & Safety.",
        },
        Part {
            id: "themes",
            title: "Words and themes",
            words: html! {
                p {
                    "A word stands out when unhappy customers use it clearly more often than happy ones. Comments are counted, not mentions, and rare words need more proof. \
                     The impact of a theme is how many points the score would differ without the answers that mention it: a connection, not a promise of what mending it would bring."
                }
            },
            formula: "impact = score of all − score without the theme = share × (score with the theme − score of the rest)".into(),
            worked: None,
            source: "Monroe, Colaresi, Quinn 2008, Political Analysis; Benjamini and Hochberg 1995.",
        },
    ]
}
