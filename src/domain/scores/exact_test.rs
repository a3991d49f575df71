//! Who really differs from the average: every agent tested exactly against the pooled answers, with the share of
//! chance finds held down. Called by the agents' page; asks about response rates too, as shares of those asked.

use super::distribution::{Distribution, Score};
use super::false_discovery::believed;
use super::levels::{Levels, total};
use super::metric::Formula;
use super::mid_p::Null;

/// What the test says of an agent. A flag is a reason to look, not a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flag {
    Above,
    Below,
    None,
}

impl Flag {
    /// The name in the API.
    pub fn code(self) -> &'static str {
        match self {
            Flag::Above => "above",
            Flag::Below => "below",
            Flag::None => "none",
        }
    }
}

/// The tests of all agents, in the order given.
#[derive(Clone, Debug, PartialEq)]
pub struct Flags {
    /// The score of all answers together, in the unit of the score.
    pub mean: Option<f64>,
    pub tested: usize,
    pub flagged: usize,
    pub agents: Vec<Tested>,
}

/// One agent's test.
#[derive(Clone, Debug, PartialEq)]
pub struct Tested {
    pub responses: u64,
    pub score: Option<f64>,
    /// From 0 to 1: how often chance alone would bring an agent as far from the average. None below `min_n`.
    pub p_value: Option<f64>,
    pub flag: Flag,
}

/// Tests every agent with at least `min_n` answers and flags those that the false discovery rate `fdr` allows.
///
/// ```text
/// null distribution of the agent's sum S of s: n answers drawn from the pooled answers of all agents
/// p_value = min(1, 2 min( P(S < s) + P(S = s)/2 , P(S > s) + P(S = s)/2 ))     two-sided mid-p
/// ```
///
/// then Benjamini and Hochberg over the tested agents. Agents below `min_n` still count in the pooled answers. A z
/// test in its place would, among 200 equal agents with few answers, find somebody in more than half of all months.
/// Sources: Spiegelhalter 2005, Statistics in Medicine 24:1185-1202; Benjamini & Hochberg 1995, JRSS B 57:289-300.
pub fn flags(formula: Formula, agents: &[Distribution], fdr: f64, min_n: u64) -> Flags {
    let levels = Levels::of(formula, agents);
    let mut pooled = vec![0; levels.values().len()];
    for answers in agents {
        levels.count(answers, &mut pooled);
    }
    let all = total(&pooled);
    let mean = levels.sum(&pooled) / all as f64;
    let mut null = Null::new(&levels, std::iter::once(pooled.as_slice()));
    let findings: Vec<Finding> = agents
        .iter()
        .map(|answers| {
            let counts = levels.counts(answers);
            let (n, sum) = (total(&counts), levels.sum(&counts));
            let tested = n > 0 && n >= min_n;
            Finding {
                p_value: tested.then(|| null.mid_p(&[(0, n)], sum)),
                excess: sum - n as f64 * mean,
            }
        })
        .collect();
    let decided = decide(&findings, fdr);
    let tested = agents.iter().zip(&findings).zip(&decided);
    Flags {
        mean: (all > 0).then_some(formula.unit() * mean),
        tested: findings.iter().filter(|f| f.p_value.is_some()).count(),
        flagged: decided.iter().filter(|flag| **flag != Flag::None).count(),
        agents: tested
            .map(|((answers, finding), flag)| Tested {
                responses: answers.total(),
                score: formula.score(answers).map(Score::value),
                p_value: finding.p_value,
                flag: *flag,
            })
            .collect(),
    }
}

/// What was found of one agent: the p-value where tested, and the observed sum minus the expected one.
pub(super) struct Finding {
    pub p_value: Option<f64>,
    pub excess: f64,
}

/// Which findings are believed, and in which direction they point.
pub(super) fn decide(findings: &[Finding], fdr: f64) -> Vec<Flag> {
    let p_values: Vec<f64> = findings.iter().filter_map(|f| f.p_value).collect();
    let mut believed = believed(&p_values, fdr).into_iter();
    let flag = |finding: &Finding| match finding.p_value.and_then(|_| believed.next()) {
        Some(true) if finding.excess > 0.0 => Flag::Above,
        Some(true) if finding.excess < 0.0 => Flag::Below,
        _ => Flag::None,
    };
    findings.iter().map(flag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::metric::Metric;
    use proptest::prelude::*;

    fn csat(good: u64, bad: u64) -> Distribution {
        Metric::Csat.distribution([(5, good), (1, bad)])
    }

    #[test]
    fn all_best_and_all_worst_among_many_are_flagged_and_few_answers_are_not() {
        let mut agents = vec![csat(80, 20); 20];
        agents.extend([csat(60, 0), csat(0, 60), csat(0, 9), csat(0, 0)]);
        let tested = flags(Metric::Csat.formula(), &agents, 0.05, 10);
        let last: Vec<Flag> = tested.agents[20..].iter().map(|agent| agent.flag).collect();
        assert_eq!(last, [Flag::Above, Flag::Below, Flag::None, Flag::None]);
        assert_eq!((tested.tested, tested.flagged), (22, 2));
        assert_eq!(tested.agents[22].p_value, None);
        assert_eq!(tested.agents[23].score, None);
    }

    #[test]
    fn nobody_and_nothing_are_no_surprise() {
        let formula = Metric::Nps.formula();
        let none = flags(formula, &[], 0.05, 10);
        assert_eq!((none.mean, none.tested, none.flagged), (None, 0, 0));
        let empty = flags(formula, &[Distribution::new()], 0.05, 0);
        assert_eq!((empty.mean, empty.tested), (None, 0));
    }

    #[test]
    fn equal_agents_of_any_size_are_at_the_mean_and_never_flagged() {
        for size in [1, 7, 100, 100_000] {
            let agents = vec![csat(9 * size, size); 200];
            let tested = flags(Metric::Csat.formula(), &agents, 0.05, 1);
            assert_eq!(tested.flagged, 0);
            assert!(tested.agents.iter().all(|agent| agent.p_value > Some(0.8)));
        }
    }

    proptest! {
        #[test]
        fn p_values_are_proportions_and_no_agent_depends_on_the_order(
            which in 0..4_usize,
            agents in prop::collection::vec(prop::collection::vec((0..11_i32, 0..60_u64), 0..6), 1..12),
        ) {
            let metric = Metric::ALL[which];
            let mut agents: Vec<Distribution> =
                agents.into_iter().map(|counts| metric.distribution(counts)).collect();
            let forwards = flags(metric.formula(), &agents, 0.1, 5);
            agents.reverse();
            let mut backwards = flags(metric.formula(), &agents, 0.1, 5);
            backwards.agents.reverse();
            for agent in &forwards.agents {
                prop_assert!(agent.p_value.is_none_or(|p| (0.0..=1.0).contains(&p)));
                prop_assert_eq!(agent.p_value.is_some(), agent.responses >= 5);
                let above = agent.score > forwards.mean;
                prop_assert!(agent.flag == Flag::None || above == (agent.flag == Flag::Above));
            }
            prop_assert_eq!(forwards, backwards);
        }
    }
}
