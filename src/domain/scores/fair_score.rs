//! The one figure to order agents by: adjusted for what they handled, then shrunk by how unsure it is.
//! Called by the agents' page and the agents' API.

use super::interval::Interval;
use super::metric::Formula;
use super::mix::{Cell, Mix, Own};
use super::shrinkage::{Part, Prior, span};

/// What is known of all agents, in the unit of the score, and of each in the order given.
#[derive(Clone, Debug, PartialEq)]
pub struct FairScores {
    /// Agents with at least one answer.
    pub agents_used: usize,
    /// The score of all answers together.
    pub mean: Option<f64>,
    /// How far apart agents truly are when their mix is taken into account.
    pub between_sd: Option<f64>,
    /// How many answers it takes until an agent's own say as much as the mean of all.
    pub prior_strength: Option<f64>,
    pub agents: Vec<Fair>,
}

/// One agent's figures. Scores are in the unit of the score, inside its range.
#[derive(Clone, Debug, PartialEq)]
pub struct Fair {
    pub responses: u64,
    pub score: Option<f64>,
    /// The score adjusted for the mix, not yet shrunk (see `case_mix`).
    pub adjusted: Option<f64>,
    /// From 0 to 1: the part of the differences between agents at this `n` that is not chance.
    pub reliability: Option<f64>,
    pub fair: Option<f64>,
    pub interval: Option<Interval>,
}

/// The empirical Bayes of `shrinkage`, applied to what is left of every answer after its stratum's mean is taken off:
/// per agent the mean residual is `(O - E)/n` and the squares are those of `s - m_j`; then
///
/// ```text
/// fair = mu + (1 - B_i)(O_i - E_i)/n_i
/// ```
///
/// with the interval of `shrinkage`. Special cases are those of `shrinkage`: fewer than four agents, or one answer
/// each, give no fair score; residuals that do not vary within agents give the adjusted score without an interval;
/// an agent without answers is put at the mean of all with reliability 0.
/// Sources: Morris 1983, JASA 78:47-55; Adams 2009, The Reliability of Provider Profiling, RAND TR-653.
pub fn fair_score(formula: Formula, agents: &[Vec<Cell>], level: f64) -> FairScores {
    let mix = Mix::new(formula, agents);
    let parts: Vec<Part> = mix.agents.iter().map(|own| residuals(&mix, own)).collect();
    let prior = Prior::estimate(&parts, span(formula), level);
    let (unit, range) = (formula.unit(), formula.range());
    let place = |deviation: f64| unit * (mix.mu + deviation);
    let fair = mix.agents.iter().zip(&parts).map(|(own, part)| {
        let pulled = prior.as_ref().map(|prior| prior.pull(part));
        Fair {
            responses: own.n,
            score: (own.n > 0).then(|| unit * own.observed / own.n as f64),
            adjusted: mix.adjusted_score(own),
            reliability: pulled.and_then(|pulled| pulled.reliability),
            fair: pulled.map(|pulled| place(pulled.deviation).clamp(range.0, range.1)),
            interval: pulled.and_then(|pulled| {
                let (middle, half) = (pulled.deviation, pulled.half?);
                let (low, high) = (place(middle - half), place(middle + half));
                Some(Interval::clipped(low, high, range, level))
            }),
        }
    });
    FairScores {
        agents_used: parts.iter().filter(|part| part.n > 0).count(),
        mean: mix.mean(),
        between_sd: prior.as_ref().map(|prior| unit * prior.tau2.sqrt()),
        prior_strength: prior.as_ref().and_then(Prior::strength),
        agents: fair.collect(),
    }
}

/// What is left of an agent's answers after each stratum's mean is taken off.
fn residuals(mix: &Mix, own: &Own) -> Part {
    let deviation = match own.n {
        0 => 0.0,
        n => (own.observed - own.expected) / n as f64,
    };
    let width = mix.levels.values().len().max(1);
    let cells = own.sizes.iter().zip(own.counts.chunks(width));
    let squares = cells.map(|((stratum, _), counts)| {
        let about = mix.strata[*stratum].mean + deviation;
        mix.levels.squares(counts, about)
    });
    Part {
        n: own.n,
        deviation,
        squares: squares.sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::distribution::Distribution;
    use crate::domain::scores::interval::LEVEL;
    use crate::domain::scores::metric::Metric;
    use crate::domain::scores::shrinkage::shrinkage;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn without_strata_the_fair_score_is_the_shrunken_one(
            which in 0..4_usize,
            agents in prop::collection::vec(prop::collection::vec((0..11_i32, 0..300_u64), 0..6), 0..10),
        ) {
            let metric = Metric::ALL[which];
            let whole: Vec<Distribution> =
                agents.into_iter().map(|counts| metric.distribution(counts)).collect();
            let cells: Vec<Vec<Cell>> = whole.iter()
                .map(|answers| vec![Cell { stratum: 0, answers: answers.clone() }])
                .collect();
            let fair = fair_score(metric.formula(), &cells, LEVEL);
            let shrunk = shrinkage(metric.formula(), &whole, LEVEL);
            prop_assert_eq!(fair.agents_used, shrunk.agents_used);
            for (fair, shrunk) in fair.agents.iter().zip(&shrunk.agents) {
                prop_assert_eq!(fair.fair.is_some(), shrunk.shrunk.is_some());
                let gap = fair.fair.unwrap_or(0.0) - shrunk.shrunk.unwrap_or(0.0);
                prop_assert!(gap.abs() < 1e-6);
                prop_assert_eq!(fair.interval.is_some(), shrunk.interval.is_some());
                if let (Some(fair), Some(interval)) = (fair.fair, fair.interval) {
                    prop_assert!(interval.low <= fair && fair <= interval.high);
                }
            }
        }
    }
}
