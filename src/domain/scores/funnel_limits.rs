//! How far a score may lie from the mean of all by chance at `n` answers: the lines of the funnel plot, which is
//! shown in place of a league table.

use super::distribution::{Distribution, Score};
use super::interval::{Interval, normal_quantile};
use super::levels::{Levels, total};
use super::metric::Formula;

/// The confidence of the inner lines: one in 20 average agents lies outside.
pub const INNER: f64 = 0.95;
/// The confidence of the outer lines: one in 500 average agents lies outside.
pub const OUTER: f64 = 0.998;

/// The lines at one number of answers, in the unit of the score, inside its range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    pub inner: Interval,
    pub outer: Interval,
}

/// `mu -/+ z sd/sqrt(n)`, with the mean `mu` and the standard deviation `sd` (squares divided by their number) of
/// `s` over the pooled answers. The target of the plot is the pooled score. None without answers.
///
/// The lines are a picture: who differs is decided by `exact_test` and `case_mix`.
/// Source: Spiegelhalter 2005, Statistics in Medicine 24:1185-1202.
pub fn limits(formula: Formula, pooled: &Distribution, n: u64) -> Option<Limits> {
    let target = formula.score(pooled).map(Score::value)?;
    let levels = Levels::of(formula, [pooled]);
    let counts = levels.counts(pooled);
    let all = total(&counts) as f64;
    let variance = levels.squares(&counts, levels.sum(&counts) / all) / all;
    let deviation = formula.unit() * (variance / n as f64).sqrt();
    let line = |level: f64| {
        let half = normal_quantile(level) * deviation;
        Interval::clipped(target - half, target + half, formula.range(), level)
    };
    (n > 0).then(|| Limits {
        inner: line(INNER),
        outer: line(OUTER),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::metric::Metric;

    #[test]
    fn the_lines_close_in_on_the_target_and_the_inner_lie_within() {
        let pooled = Metric::Nps.distribution([(0, 20), (7, 30), (10, 50)]);
        let formula = Metric::Nps.formula();
        let at = |n| limits(formula, &pooled, n).unwrap();
        for n in [1, 5, 30, 1_000, 10_000_000] {
            let (here, further) = (at(n), at(2 * n));
            assert!(here.outer.low <= here.inner.low && here.inner.high <= here.outer.high);
            assert!(here.inner.low < 30.0 && 30.0 < here.inner.high);
            assert!(further.inner.high <= here.inner.high && here.inner.low <= further.inner.low);
        }
        assert_eq!((at(1).outer.low, at(1).outer.high), (-100.0, 100.0));
        assert_eq!(limits(formula, &Distribution::new(), 5), None);
        assert_eq!(limits(formula, &pooled, 0), None);
    }
}
