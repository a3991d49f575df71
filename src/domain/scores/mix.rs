//! All answers sorted into strata: who handled how much of what, and how everybody was rated there.
//! The shared ground of `case_mix` and `fair_score`. Sums and means are of `s`, what one answer contributes.

use std::collections::BTreeMap;

use super::distribution::Distribution;
use super::levels::{Levels, total};
use super::metric::Formula;

/// An agent's answers in one stratum: one product at one touchpoint. The number is the caller's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub stratum: u32,
    pub answers: Distribution,
}

/// The answers of all agents, in their order.
pub(super) struct Mix<'a> {
    pub formula: Formula<'a>,
    pub levels: Levels<'a>,
    pub strata: Vec<Stratum>,
    pub agents: Vec<Own>,
    /// The mean of all answers; 0 without any.
    pub mu: f64,
    pub all: u64,
}

/// Everybody's answers in one stratum.
pub(super) struct Stratum {
    pub counts: Vec<u64>,
    pub n: u64,
    pub mean: f64,
}

/// One agent's answers.
pub(super) struct Own {
    pub n: u64,
    /// Index of the stratum and number of answers in it, one entry a stratum.
    pub sizes: Vec<(usize, u64)>,
    /// Counts by level, one run of levels for each entry of `sizes`.
    pub counts: Vec<u64>,
    pub observed: f64,
    pub expected: f64,
}

impl<'a> Mix<'a> {
    pub fn new(formula: Formula<'a>, agents: &[Vec<Cell>]) -> Self {
        let cells = || agents.iter().flatten();
        let levels = Levels::of(formula, cells().map(|cell| &cell.answers));
        let mut indexes: BTreeMap<u32, usize> = cells().map(|cell| (cell.stratum, 0)).collect();
        for (index, known) in indexes.values_mut().enumerate() {
            *known = index;
        }
        let width = levels.values().len();
        let mut own: Vec<Own> = agents
            .iter()
            .map(|cells| Own::new(&levels, &indexes, cells))
            .collect();
        let mut pooled = vec![vec![0; width]; indexes.len()];
        for own in &own {
            for (counts, (stratum, _)) in own.counts.chunks(width.max(1)).zip(&own.sizes) {
                for (sum, count) in pooled[*stratum].iter_mut().zip(counts) {
                    *sum += count;
                }
            }
        }
        let strata: Vec<Stratum> = pooled
            .into_iter()
            .map(|counts| Stratum {
                n: total(&counts),
                mean: levels.sum(&counts) / total(&counts).max(1) as f64,
                counts,
            })
            .collect();
        for own in &mut own {
            let expected = own.sizes.iter();
            own.expected = expected.map(|(at, n)| *n as f64 * strata[*at].mean).sum();
        }
        let all = own.iter().map(|own| own.n).sum::<u64>();
        let sum = own.iter().map(|own| own.observed).sum::<f64>();
        Self {
            formula,
            levels,
            strata,
            agents: own,
            mu: sum / all.max(1) as f64,
            all,
        }
    }

    /// The score of all answers together.
    pub fn mean(&self) -> Option<f64> {
        (self.all > 0).then_some(self.formula.unit() * self.mu)
    }

    /// `mu + O/n - E/n` in the unit of the score, inside its range.
    pub fn adjusted_score(&self, own: &Own) -> Option<f64> {
        let (least, most) = self.formula.range();
        let place = |excess: f64| self.formula.unit() * (self.mu + excess);
        (own.n > 0).then(|| place((own.observed - own.expected) / own.n as f64).clamp(least, most))
    }
}

impl Own {
    fn new(levels: &Levels, indexes: &BTreeMap<u32, usize>, cells: &[Cell]) -> Self {
        let width = levels.values().len();
        let mut ordered: Vec<(usize, &Distribution)> = cells
            .iter()
            .filter_map(|cell| Some((*indexes.get(&cell.stratum)?, &cell.answers)))
            .collect();
        ordered.sort_unstable_by_key(|(stratum, _)| *stratum);
        let mut own = Self {
            n: 0,
            sizes: Vec::with_capacity(ordered.len()),
            counts: Vec::with_capacity(ordered.len() * width),
            observed: 0.0,
            expected: 0.0,
        };
        for (stratum, answers) in ordered {
            if own.sizes.last().is_none_or(|(last, _)| *last != stratum) {
                own.sizes.push((stratum, 0));
                own.counts.resize(own.counts.len() + width, 0);
            }
            let start = own.counts.len() - width;
            levels.count(answers, &mut own.counts[start..]);
        }
        for (size, counts) in own.sizes.iter_mut().zip(own.counts.chunks(width.max(1))) {
            size.1 = total(counts);
            own.n += size.1;
            own.observed += levels.sum(counts);
        }
        own
    }
}
