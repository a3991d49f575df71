//! Agents' scores pulled towards the mean of all by as much as their few answers make them unsure (empirical Bayes),
//! and how reliable each score is. Called where agents are set side by side without strata; `fair_score` builds on it.

use super::distribution::{Distribution, Score};
use super::interval::{Interval, normal_quantile};
use super::levels::{Levels, total};
use super::metric::Formula;

/// Below this many agents with answers nothing can be said about how agents differ.
const AGENTS: usize = 4;

/// What is known of all agents, in the unit of the score, and of each in the order given.
#[derive(Clone, Debug, PartialEq)]
pub struct Shrinkage {
    /// Agents with at least one answer.
    pub agents_used: usize,
    /// The score of all answers together.
    pub mean: Option<f64>,
    /// How far apart agents truly are: the standard deviation of their scores without the chance of few answers.
    pub between_sd: Option<f64>,
    /// `M`: how many answers it takes until an agent's own say as much as the mean of all. None where agents do not differ.
    pub prior_strength: Option<f64>,
    pub agents: Vec<Shrunk>,
}

/// One agent's figures. Score, shrunken score and interval are in the unit of the score.
#[derive(Clone, Debug, PartialEq)]
pub struct Shrunk {
    pub responses: u64,
    pub score: Option<f64>,
    /// `n / (n + M)`, from 0 to 1: the part of the differences between scores at this `n` that is not chance.
    pub reliability: Option<f64>,
    pub shrunk: Option<f64>,
    pub interval: Option<Interval>,
}

/// Estimates how much agents differ and shrinks every score by it.
///
/// With `n_i` answers of mean `y_i` per agent, `k` agents with answers, `N` answers of mean `mu`:
///
/// ```text
/// MSB = sum n_i (y_i - mu)^2 / (k-1)          MSW = sum (s - y_i)^2 / (N-k)
/// n0 = (N - sum n_i^2/N) / (k-1)              tau2 = max(0, (MSB - MSW)/n0)      M = MSW/tau2
/// V_i = MSW/n_i      B_i = (k-3)/(k-1) * V_i/(V_i + tau2)
/// shrunk = mu + (1 - B_i)(y_i - mu)           Vbar = mean of V_i with weights 1/(V_i + tau2)
/// s_i^2 = V_i (1 - (k-1)/k B_i) + 2/(k-3) B_i^2 (Vbar + tau2)/(V_i + tau2) (y_i - mu)^2
/// ```
///
/// The interval is `shrunk -/+ z s_i`, kept inside the range of the score. Fewer than four agents, or one answer
/// each: nothing is estimated. Every agent's answers all alike: the raw score, without reliability or interval.
/// Sources: Morris 1983, JASA 78:47-55; Searle, Casella, McCulloch 1992, Variance Components; Adams 2009, RAND TR-653.
pub fn shrinkage(formula: Formula, agents: &[Distribution], level: f64) -> Shrinkage {
    let levels = Levels::of(formula, agents);
    let counted: Vec<Vec<u64>> = agents
        .iter()
        .map(|answers| levels.counts(answers))
        .collect();
    let all = counted.iter().map(|counts| total(counts)).sum::<u64>() as f64;
    let mu = counted.iter().map(|counts| levels.sum(counts)).sum::<f64>() / all;
    let parts: Vec<Part> = counted
        .iter()
        .map(|counts| {
            let n = total(counts);
            let mean = levels.sum(counts) / n as f64;
            Part {
                n,
                deviation: if n > 0 { mean - mu } else { 0.0 },
                squares: if n > 0 {
                    levels.squares(counts, mean)
                } else {
                    0.0
                },
            }
        })
        .collect();

    let prior = Prior::estimate(&parts, span(formula), level);
    let (unit, range) = (formula.unit(), formula.range());
    let shrunk = parts.iter().zip(agents).map(|(part, answers)| {
        let pulled = prior.as_ref().map(|prior| prior.pull(part));
        let place = |deviation: f64| unit * (mu + deviation);
        Shrunk {
            responses: part.n,
            score: formula.score(answers).map(Score::value),
            reliability: pulled.and_then(|pulled| pulled.reliability),
            shrunk: pulled.map(|pulled| place(pulled.deviation)),
            interval: pulled.and_then(|pulled| {
                let (middle, half) = (pulled.deviation, pulled.half?);
                let (low, high) = (place(middle - half), place(middle + half));
                Some(Interval::clipped(low, high, range, level))
            }),
        }
    });
    Shrinkage {
        agents_used: parts.iter().filter(|part| part.n > 0).count(),
        mean: (all > 0.0).then_some(unit * mu),
        between_sd: prior.as_ref().map(|prior| unit * prior.tau2.sqrt()),
        prior_strength: prior.as_ref().and_then(Prior::strength),
        agents: shrunk.collect(),
    }
}

/// How far apart two answers can be, in `s`.
pub(super) fn span(formula: Formula) -> f64 {
    let (least, most) = formula.range();
    (most - least) / formula.unit()
}

/// One agent in the estimation, all in `s`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub n: u64,
    /// The agent's mean minus the mean of all; 0 without answers.
    pub deviation: f64,
    /// The squares of the agent's answers about the agent's own mean, added up.
    pub squares: f64,
}

/// Where an agent's deviation ends up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pulled {
    pub deviation: f64,
    pub reliability: Option<f64>,
    /// Half the width of the interval.
    pub half: Option<f64>,
}

/// How much agents differ beyond chance, and what follows for each.
pub(super) struct Prior {
    k: f64,
    z: f64,
    msw: f64,
    /// The variance between agents.
    pub tau2: f64,
    vbar: f64,
}

impl Prior {
    /// None where there are too few agents or answers. `span` is how far apart two answers can be.
    pub fn estimate(parts: &[Part], span: f64, level: f64) -> Option<Self> {
        let used = || parts.iter().filter(|part| part.n > 0);
        let (agents, answers) = (used().count(), used().map(|part| part.n).sum::<u64>());
        if agents < AGENTS || answers <= agents as u64 {
            return None;
        }
        let (k, all) = (agents as f64, answers as f64);
        // What is left of squares that are zero but for the last binary digits counts as zero.
        let nothing = all * (span * 1e-12).powi(2);
        let sum = |of: fn(&Part) -> f64| Some(used().map(of).sum()).filter(|sum| *sum > nothing);
        let ssb = sum(|part| part.n as f64 * part.deviation.powi(2)).unwrap_or(0.0);
        let msw = sum(|part| part.squares).unwrap_or(0.0) / (all - k);
        let n0 = (all - used().map(|part| (part.n as f64).powi(2)).sum::<f64>() / all) / (k - 1.0);
        let tau2 = ((ssb / (k - 1.0) - msw) / n0).max(0.0);
        let weights = used().map(|part| 1.0 / (msw / part.n as f64 + tau2));
        let weighted = used().map(|part| {
            let v = msw / part.n as f64;
            v / (v + tau2)
        });
        Some(Self {
            k,
            z: normal_quantile(level),
            msw,
            tau2,
            vbar: weighted.sum::<f64>() / weights.sum::<f64>(),
        })
    }

    /// `M`, in answers.
    pub fn strength(&self) -> Option<f64> {
        (self.tau2 > 0.0).then(|| self.msw / self.tau2)
    }

    pub fn reliability(&self, n: u64) -> f64 {
        self.strength().map_or(0.0, |m| n as f64 / (n as f64 + m))
    }

    pub fn pull(&self, part: &Part) -> Pulled {
        if part.n == 0 {
            // Nothing of their own is known: the mean of all is the best guess.
            return Pulled {
                deviation: 0.0,
                reliability: Some(0.0),
                half: None,
            };
        }
        if self.msw == 0.0 {
            return Pulled {
                deviation: part.deviation,
                reliability: None,
                half: None,
            };
        }
        let (k, v) = (self.k, self.msw / part.n as f64);
        let spread = v + self.tau2;
        let b = (k - 3.0) / (k - 1.0) * v / spread;
        let unsure_prior = 2.0 / (k - 3.0) * b * b * (self.vbar + self.tau2) / spread;
        let variance = v * (1.0 - (k - 1.0) / k * b) + unsure_prior * part.deviation.powi(2);
        Pulled {
            deviation: (1.0 - b) * part.deviation,
            reliability: Some(self.reliability(part.n)),
            half: Some(self.z * variance.sqrt()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::interval::LEVEL;
    use crate::domain::scores::metric::Metric;
    use proptest::prelude::*;

    fn csat(good: u64, bad: u64) -> Distribution {
        Metric::Csat.distribution([(5, good), (1, bad)])
    }

    fn of(agents: &[Distribution]) -> Shrinkage {
        shrinkage(Metric::Csat.formula(), agents, LEVEL)
    }

    #[test]
    fn too_few_agents_or_one_answer_each_say_nothing_about_differences() {
        for agents in [vec![csat(8, 2); 3], vec![csat(1, 0); 9], Vec::new()] {
            let found = of(&agents);
            assert_eq!((found.between_sd, found.prior_strength), (None, None));
            let bare = |agent: &Shrunk| agent.shrunk.is_none() && agent.reliability.is_none();
            assert!(found.agents.iter().all(bare));
        }
        assert_eq!(of(&[]).mean, None);
        assert_eq!(of(&vec![csat(8, 2); 3]).mean, Some(80.0));
    }

    #[test]
    fn answers_all_alike_leave_the_score_as_it_is() {
        let same = of(&vec![csat(5, 0); 6]);
        assert_eq!((same.between_sd, same.prior_strength), (Some(0.0), None));
        let apart = of(&[csat(5, 0), csat(5, 0), csat(0, 5), csat(5, 0), csat(0, 0)]);
        assert_eq!(apart.prior_strength, Some(0.0));
        assert!(apart.between_sd > Some(10.0));
        let shrunk: Vec<_> = apart.agents.iter().map(|agent| agent.shrunk).collect();
        assert_eq!(
            shrunk[..4],
            [Some(100.0), Some(100.0), Some(0.0), Some(100.0)]
        );
        assert!(apart.agents.iter().all(|agent| agent.interval.is_none()));
    }

    #[test]
    fn who_has_no_answers_is_put_at_the_mean() {
        let found = of(&[csat(9, 1), csat(5, 5), csat(8, 2), csat(1, 9), csat(0, 0)]);
        let nobody = &found.agents[4];
        assert_eq!((nobody.score, nobody.reliability), (None, Some(0.0)));
        assert_eq!((nobody.shrunk, nobody.interval), (found.mean, None));
        assert_eq!(found.agents_used, 4);
    }

    proptest! {
        #[test]
        fn a_shrunken_score_lies_between_the_score_and_the_mean(
            which in 0..4_usize,
            agents in prop::collection::vec(prop::collection::vec((0..11_i32, 0..1_000_u64), 0..6), 4..12),
        ) {
            let metric = Metric::ALL[which];
            let agents: Vec<Distribution> =
                agents.into_iter().map(|counts| metric.distribution(counts)).collect();
            for formula in [Some(metric.formula()), metric.mean()].into_iter().flatten() {
                let found = shrinkage(formula, &agents, LEVEL);
                for agent in &found.agents {
                    prop_assert!(agent.reliability.is_none_or(|r| (0.0..=1.0).contains(&r)));
                    let (Some(score), Some(mean), Some(shrunk)) =
                        (agent.score, found.mean, agent.shrunk) else { continue };
                    prop_assert!(score.min(mean) - 1e-9 <= shrunk && shrunk <= score.max(mean) + 1e-9);
                    if let Some(interval) = agent.interval {
                        prop_assert!(interval.low <= shrunk && shrunk <= interval.high);
                    }
                }
                let mut turned = agents.clone();
                turned.reverse();
                let turned = shrinkage(formula, &turned, LEVEL);
                for (one, other) in found.agents.iter().zip(turned.agents.iter().rev()) {
                    let gap = one.shrunk.unwrap_or(0.0) - other.shrunk.unwrap_or(0.0);
                    prop_assert!(gap.abs() < 1e-6);
                }
            }
        }
    }
}
