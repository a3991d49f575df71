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
