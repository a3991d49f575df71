//! Agents set side by side as fairly as answers allow: what each one's mix of products and touchpoints would lead one to
//! expect, the fair score, who really differs by the exact test, and whose customers answer less or more often.
//! Called by the API and by the console's pages about agents.

use sea_orm::DbErr;

use super::case_mix::{COMPARABLE, Cell, Rules, case_mix};
use super::crossing::{Strata, Stratum, strata};
use super::distribution::Distribution;
use super::exact_test::{Flag, flags};
use super::fair_score::{RANKED_FROM, fair_score};
use super::grouping::Label;
use super::interval::{Interval, LEVEL};
use super::metric::{Formula, Metric};
use super::reading::Selection;
use super::showing::Showing;
use super::summary::Summary;
use crate::db::Db;

/// From here on a score is enough for decisions about one person.
const SOLID_FROM: f64 = 0.9;

/// What a reliability is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reliability {
    /// 0.9 and more: the usual standard for decisions about one person.
    Solid,
    /// 0.7 and more: enough for a rank.
    Usable,
    TooLittle,
}

/// All agents of a selection. Scores are in the unit of the metric.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentScores {
    pub total: Summary,
    /// How far apart agents truly are: the standard deviation of their scores without the chance of few answers.
    pub between_sd: Option<f64>,
    /// How many answers it takes until an agent's own say as much as what is known of all.
    pub prior_strength: Option<f64>,
    /// Agents with answers enough for the test, and those of them it marks.
    pub tested: usize,
    pub flagged: usize,
    /// What is compared with each other; cells of agents name them by their place.
    pub strata: Vec<Stratum>,
    /// By name.
    pub agents: Vec<AgentScore>,
}

/// One agent.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentScore {
    pub label: Label,
    pub summary: Summary,
    /// The answers by stratum.
    pub cells: Vec<(u32, Distribution)>,
    /// What all agents together reach with this agent's mix.
    pub expected: Option<f64>,
    /// The score of all, moved by how far the agent is from what was expected.
    pub adjusted: Option<f64>,
    pub adjusted_interval: Option<Interval>,
    /// Adjusted and shrunken: the one figure to order agents by.
    pub fair: Option<f64>,
    pub fair_interval: Option<Interval>,
    /// 0 to 1: how much of the differences at so many answers is not chance.
    pub reliability: Option<f64>,
    /// 0 to 1: the share of answers about things that others were rated for too.
    pub comparable_share: Option<f64>,
    pub p_value: Option<f64>,
    /// By the exact test with this agent's mix. A reason to look, not a verdict.
    pub flag: Flag,
    /// By the fair score, best first; only where it may be shown.
    pub rank: Option<u32>,
    /// The same test on the response rate: customers answer more or less often than those of the others.
    pub asked_flag: Flag,
}

impl AgentScore {
    /// Whether there is enough to compare with.
    pub fn comparable(&self) -> bool {
        self.comparable_share
            .is_some_and(|share| share >= COMPARABLE)
    }

    /// The fair score, where it may be shown.
    pub fn shown_fair(&self) -> Option<f64> {
        let enough = self.summary.showing().shows_score() && self.comparable();
        self.fair.filter(|_| enough)
    }

    /// The reliability and what it is good for, where the score it belongs to may be shown.
    pub fn shown_reliability(&self) -> Option<(f64, Reliability)> {
        let enough = self.summary.showing().shows_score();
        let number = self.reliability.filter(|_| enough)?;
        let words = match number {
            solid if solid >= SOLID_FROM => Reliability::Solid,
            usable if usable >= RANKED_FROM => Reliability::Usable,
            _ => Reliability::TooLittle,
        };
        Some((number, words))
    }

    /// Whether the agent may stand in an order of merit at all.
    fn may_be_ranked(&self) -> bool {
        self.summary.showing() == Showing::Full
            && self.comparable()
            && self
                .reliability
                .is_some_and(|reliability| reliability >= RANKED_FROM)
    }
}

impl AgentScores {
    /// How many agents have a rank.
    pub fn ranked(&self) -> usize {
        let ranked = self.agents.iter().filter(|agent| agent.rank.is_some());
        ranked.count()
    }
}

/// Everything selected, agent by agent. An agent of several brands is one.
pub async fn agents(db: &Db, selection: &Selection) -> Result<AgentScores, DbErr> {
    Ok(scored(selection.metric, strata(db, selection).await?))
}

/// The figures of agents whose answers are known. Pure.
pub fn scored(metric: Metric, found: Strata) -> AgentScores {
    let formula = metric.formula();
    let cells: Vec<Vec<Cell>> = found
        .agents
        .iter()
        .map(|agent| {
            let cells = agent.cells.iter();
            cells
                .map(|(stratum, answers)| Cell {
                    stratum: *stratum,
                    answers: answers.clone(),
                })
                .collect()
        })
        .collect();
    let mixed = case_mix(formula, &cells, &Rules::default(), LEVEL);
    let fair = fair_score(formula, &cells, LEVEL);
    let mut total = Summary::empty(metric);
    for agent in &found.agents {
        total += &agent.summary;
    }
    let rates: Vec<Distribution> = found
        .agents
        .iter()
        .map(|agent| answering(&agent.summary))
        .collect();
    let rules = Rules::default();
    let asked = flags(ANSWERED, &rates, rules.fdr, rules.min_n);
    let figures = mixed.agents.into_iter().zip(fair.agents).zip(asked.agents);
    let agents = found
        .agents
        .into_iter()
        .zip(figures)
        .map(|(agent, ((mixed, fair), asked))| AgentScore {
            label: agent.label,
            summary: agent.summary,
            cells: agent.cells,
            expected: mixed.expected,
            adjusted: mixed.adjusted,
            adjusted_interval: mixed.adjusted_interval,
            fair: fair.fair,
            fair_interval: fair.interval,
            reliability: fair.reliability,
            comparable_share: mixed.comparable_share,
            p_value: mixed.p_value,
            flag: mixed.flag,
            rank: None,
            asked_flag: asked.flag,
        });
    let mut agents: Vec<AgentScore> = agents.collect();
    rank(&mut agents);
    AgentScores {
        total,
        between_sd: fair.between_sd,
        prior_strength: fair.prior_strength,
        tested: mixed.tested,
        flagged: mixed.flagged,
        strata: found.strata,
        agents,
    }
}

/// Answered is 1, delivered and not answered is 0.
const ANSWERED: Formula<'static> = Formula::Share { positive: &[1] };

/// Answers can belong to letters from before the period; more than all of the period's cannot have answered.
fn answering(summary: &Summary) -> Distribution {
    let delivered = summary.delivered();
    let answered = summary.responses().min(delivered);
    [(1, answered), (0, delivered - answered)]
        .into_iter()
        .collect()
}

/// Numbers those who may be ranked from 1, best first; the same fair score is the same rank.
fn rank(agents: &mut [AgentScore]) {
    let fair: Vec<f64> = agents
        .iter()
        .filter(|agent| agent.may_be_ranked())
        .filter_map(|agent| agent.fair)
        .collect();
    for agent in agents.iter_mut().filter(|agent| agent.may_be_ranked()) {
        agent.rank = agent.fair.map(|own| {
            let better = fair.iter().filter(|other| **other > own).count();
            u32::try_from(better + 1).unwrap_or(u32::MAX)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::crossing::AgentStrata;

    fn label(key: &str) -> Label {
        Label {
            key: Some(key.into()),
            name: Some(key.into()),
        }
    }

    /// Agents by their satisfied and dissatisfied customers in each of two strata.
    fn centre(agents: &[(&str, [(u64, u64); 2])]) -> AgentScores {
        let stratum = |product: &str| Stratum {
            product: label(product),
            touchpoint: label("support"),
        };
        let agents = agents.iter().map(|(key, cells)| {
            let mut summary = Summary::empty(Metric::Csat);
            let cells = (0..).zip(cells).filter(|(_, (good, bad))| good + bad > 0);
            let cells: Vec<_> = cells
                .map(|(stratum, (good, bad))| {
                    (stratum, [(5, *good), (1, *bad)].into_iter().collect())
                })
                .collect();
            for (_, answers) in &cells {
                summary.answers.merge(answers);
            }
            AgentStrata {
                label: label(key),
                summary,
                cells,
            }
        });
        let found = Strata {
            strata: vec![stratum("billing"), stratum("broadband")],
            agents: agents.collect(),
        };
        scored(Metric::Csat, found)
    }

    #[test]
    fn who_takes_the_hard_calls_is_not_worse_for_it() {
        // Billing goes well in half of all cases, broadband in nine of ten; Ana does nearly only billing.
        let scores = centre(&[
            ("ana", [(100, 100), (18, 2)]),
            ("bo", [(10, 10), (180, 20)]),
            ("cem", [(50, 50), (90, 10)]),
            ("dee", [(50, 50), (90, 10)]),
            ("eve", [(50, 50), (60, 40)]),
        ]);
        let [ana, bo, _, _, eve] = &scores.agents[..] else {
            panic!("five agents")
        };
        let raw = |agent: &AgentScore| agent.summary.score().unwrap().value();
        assert!(raw(bo) - raw(ana) > 30.0);
        let gap = bo.fair.unwrap() - ana.fair.unwrap();
        assert!(gap.abs() < 6.0, "{gap}");
        assert_eq!((ana.flag, bo.flag), (Flag::None, Flag::None));
        assert_eq!(eve.flag, Flag::Below);
        assert_eq!((scores.tested, scores.flagged), (5, 1));
    }

    #[test]
    fn a_rank_takes_reliability_and_answers_to_compare_with() {
        let scores = centre(&[
            ("ana", [(190, 10), (0, 0)]),
            ("bo", [(20, 180), (0, 0)]),
            ("cem", [(100, 100), (0, 0)]),
            ("dee", [(100, 100), (0, 0)]),
            ("few", [(14, 1), (0, 0)]),
            ("alone", [(0, 0), (200, 0)]),
            ("new", [(0, 0), (0, 0)]),
        ]);
        let ranks: Vec<_> = scores.agents.iter().map(|agent| agent.rank).collect();
        assert_eq!(ranks[..4], [Some(1), Some(4), Some(2), Some(2)]);
        assert_eq!(ranks[4..], [None; 3], "too few, nobody beside, no answer");
        let [.., few, alone, new] = &scores.agents[..] else {
            panic!("seven agents")
        };
        assert!(few.reliability.unwrap() > RANKED_FROM && few.shown_fair().is_some());
        assert!(!alone.comparable() && alone.shown_fair().is_none());
        assert_eq!((new.expected, new.flag), (None, Flag::None));
    }

    #[test]
    fn nobody_is_no_trouble() {
        let nothing = centre(&[]);
        assert_eq!((nothing.tested, nothing.total.responses()), (0, 0));
        let one = centre(&[("ana", [(4, 0), (0, 0)])]);
        assert_eq!(
            (one.agents[0].rank, one.agents[0].shown_fair()),
            (None, None)
        );
    }

    #[test]
    fn customers_who_answer_far_less_often_are_noted() {
        let rate = |asked: u64, answered: u64| {
            let mut summary = Summary::empty(Metric::Csat);
            summary.asked = asked;
            summary.answers.add(5, answered);
            AgentStrata {
                label: label(&format!("{asked}/{answered}")),
                summary,
                cells: Vec::new(),
            }
        };
        let found = Strata {
            strata: Vec::new(),
            agents: vec![rate(400, 120), rate(400, 122), rate(400, 40), rate(2, 9)],
        };
        let flags: Vec<_> = scored(Metric::Csat, found)
            .agents
            .iter()
            .map(|agent| agent.asked_flag)
            .collect();
        assert_eq!(flags[2], Flag::Below);
        assert_eq!(flags[3], Flag::None);
    }
}
