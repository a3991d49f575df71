//! Agents set side by side as fairly as answers allow: what each one's mix of products and touchpoints would lead one to
//! expect, the fair score, who really differs by the exact test, and whose customers answer less or more often.
//! Called by the API and by the console's pages about agents.

use sea_orm::DbErr;

use super::breakdown::Breakdown;
use super::case_mix::{COMPARABLE, CaseMix, Cell, Rules, case_mix};
use super::crossing::{AgentStrata, Strata, Stratum, strata_beside};
use super::distribution::Distribution;
use super::exact_test::Flag;
use super::fair_score::fair_score;
use super::grouping::Label;
use super::interval::{Interval, LEVEL};
use super::metric::{ASKED, Metric};
use super::period::Period;
use super::reading::Selection;
use super::showing::{DisplayRules, Showing};
use super::summary::Summary;
use crate::db::Db;

/// What a reliability is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reliability {
    /// Enough for decisions about one person.
    Solid,
    /// Enough for a rank.
    Usable,
    TooLittle,
}

/// All agents of a selection. Scores are in the unit of the metric.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentScores {
    pub total: Summary,
    /// By which they are ranked and marked.
    pub rules: DisplayRules,
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
    /// The same test on the response rate: customers answer more or less often than those of others with the same mix.
    pub rate_flag: Flag,
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
    pub fn shown_reliability(&self, rules: &DisplayRules) -> Option<(f64, Reliability)> {
        let enough = self.summary.showing().shows_score();
        let number = self.reliability.filter(|_| enough)?;
        let words = match number {
            solid if solid >= rules.solid_reliability() => Reliability::Solid,
            usable if usable >= rules.rank_reliability => Reliability::Usable,
            _ => Reliability::TooLittle,
        };
        Some((number, words))
    }

    /// Whether the agent may stand in an order of merit at all.
    fn may_be_ranked(&self, rules: &DisplayRules) -> bool {
        self.summary.showing() == Showing::Full
            && self.comparable()
            && self
                .reliability
                .is_some_and(|reliability| reliability >= rules.rank_reliability)
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
    Ok(agents_beside(db, selection, None).await?.0)
}

/// The same beside what each agent reached in the period it is compared with.
pub async fn agents_beside(
    db: &Db,
    selection: &Selection,
    compared: Option<Period>,
) -> Result<(AgentScores, Option<Breakdown>), DbErr> {
    let (found, before) = strata_beside(db, selection, compared).await?;
    let scores = scored(selection.metric, found, &selection.rules);
    Ok((scores, before))
}

/// The test alone: in the order of the agents, whom [`scored`] would mark.
pub(super) fn tested(metric: Metric, found: &Strata, rules: &DisplayRules) -> CaseMix {
    let cells = cells(found, |agent| &agent.cells);
    case_mix(metric.formula(), &cells, &Rules::from(rules), LEVEL)
}

/// The figures of agents whose answers are known. Pure.
pub fn scored(metric: Metric, found: Strata, rules: &DisplayRules) -> AgentScores {
    let formula = metric.formula();
    let cells = cells(&found, |agent| &agent.cells);
    let testing = Rules::from(rules);
    let mixed = case_mix(formula, &cells, &testing, LEVEL);
    let fair = fair_score(formula, &cells, LEVEL);
    let mut total = Summary::empty(metric, rules.steps);
    for agent in &found.agents {
        total += &agent.summary;
    }
    let letters = self::cells(&found, |agent| &agent.letters);
    let rates = case_mix(ASKED, &letters, &testing, LEVEL);
    let figures = mixed.agents.into_iter().zip(fair.agents).zip(rates.agents);
    let agents = found
        .agents
        .into_iter()
        .zip(figures)
        .map(|(agent, ((mixed, fair), rate))| AgentScore {
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
            rate_flag: rate.flag,
        });
    let mut agents: Vec<AgentScore> = agents.collect();
    rank(&mut agents, rules);
    AgentScores {
        total,
        rules: *rules,
        between_sd: fair.between_sd,
        prior_strength: fair.prior_strength,
        tested: mixed.tested,
        flagged: mixed.flagged,
        strata: found.strata,
        agents,
    }
}

/// What is compared of each agent, by stratum.
fn cells(found: &Strata, of: impl Fn(&AgentStrata) -> &[(u32, Distribution)]) -> Vec<Vec<Cell>> {
    let cell = |(stratum, answers): &(u32, Distribution)| Cell {
        stratum: *stratum,
        answers: answers.clone(),
    };
    let agents = found.agents.iter();
    agents
        .map(|agent| of(agent).iter().map(cell).collect())
        .collect()
}

/// Numbers those who may be ranked from 1, best first; the same fair score is the same rank.
fn rank(agents: &mut [AgentScore], rules: &DisplayRules) {
    let fair: Vec<f64> = agents
        .iter()
        .filter(|agent| agent.may_be_ranked(rules))
        .filter_map(|agent| agent.fair)
        .collect();
    let ranked = agents.iter_mut();
    for agent in ranked.filter(|agent| agent.may_be_ranked(rules)) {
        agent.rank = agent.fair.map(|own| {
            let better = fair.iter().filter(|other| **other > own).count();
            u32::try_from(better + 1).unwrap_or(u32::MAX)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::showing::Steps;

    fn label(key: &str) -> Label {
        Label {
            key: Some(key.into()),
            name: Some(key.into()),
        }
    }

    /// Agents by their satisfied and dissatisfied customers in each of two strata.
    fn centre(agents: &[(&str, [(u64, u64); 2])]) -> AgentScores {
        centre_under(agents, &DisplayRules::default())
    }

    fn centre_under(agents: &[(&str, [(u64, u64); 2])], rules: &DisplayRules) -> AgentScores {
        let stratum = |product: &str| Stratum {
            product: label(product),
            touchpoint: label("support"),
        };
        let agents = agents.iter().map(|(key, cells)| {
            let mut summary = Summary::empty(Metric::Csat, rules.steps);
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
                letters: Vec::new(),
            }
        });
        let found = Strata {
            strata: vec![stratum("billing"), stratum("broadband")],
            agents: agents.collect(),
        };
        scored(Metric::Csat, found, rules)
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
        assert!(few.reliability.unwrap() > 0.7 && few.shown_fair().is_some());
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
    fn ranks_and_words_follow_the_rules_of_the_installation() {
        let agents = [
            ("ana", [(190, 10), (0, 0)]),
            ("bo", [(20, 180), (0, 0)]),
            ("cem", [(100, 100), (0, 0)]),
            ("few", [(14, 1), (0, 0)]),
        ];
        let ranks = |rules: &DisplayRules| -> Vec<_> {
            let scores = centre_under(&agents, rules);
            scores.agents.iter().map(|agent| agent.rank).collect()
        };
        let usual = DisplayRules::default();
        assert_eq!(ranks(&usual), [Some(1), Some(3), Some(2), None]);
        let bold = DisplayRules {
            steps: Steps {
                score_from: 3,
                full_from: 15,
            },
            ..usual
        };
        assert_eq!(ranks(&bold), [Some(1), Some(4), Some(3), Some(2)]);
        let strict = DisplayRules {
            rank_reliability: 0.99,
            flag_from: 100,
            ..bold
        };
        let scores = centre_under(&agents, &strict);
        let few = scores.agents.last().unwrap();
        assert_eq!((few.rank, few.p_value, scores.tested), (None, None, 3));
        let words = |rules| few.shown_reliability(rules).unwrap().1;
        assert_eq!(words(&strict), Reliability::TooLittle);
        assert_ne!(words(&usual), Reliability::TooLittle);
    }

    #[test]
    fn customers_who_answer_less_often_are_noted_where_the_work_does_not_explain_it() {
        // Of visits every second letter is answered, of calls every tenth.
        let rate = |key: &str, letters: [(u64, u64); 2]| {
            let letters = (0..).zip(letters).filter(|(_, (asked, _))| *asked > 0);
            let cell = |(asked, answered)| [(1, answered), (0, asked - answered)];
            AgentStrata {
                label: label(key),
                summary: Summary::empty(Metric::Csat, Steps::default()),
                cells: Vec::new(),
                letters: letters
                    .map(|(at, counts)| (at, cell(counts).into_iter().collect()))
                    .collect(),
            }
        };
        let found = Strata {
            strata: Vec::new(),
            agents: vec![
                rate("visits", [(400, 200), (0, 0)]),
                rate("calls", [(0, 0), (400, 40)]),
                rate("both", [(400, 202), (400, 41)]),
                rate("low", [(400, 120), (400, 40)]),
                rate("new", [(2, 2), (0, 0)]),
            ],
        };
        let scores = scored(Metric::Csat, found, &DisplayRules::default());
        let flag = |key: &str| {
            let mut agents = scores.agents.iter();
            let agent = agents.find(|agent| agent.label.key.as_deref() == Some(key));
            agent.unwrap().rate_flag
        };
        assert_eq!(flag("low"), Flag::Below);
        assert_eq!(flag("calls"), Flag::None, "what nobody answers often");
        assert_eq!(flag("new"), Flag::None, "two letters are no proof");
    }
}
