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
