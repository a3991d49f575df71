//! How surprising a sum of answers is when every answer was drawn from the pooled answers of its stratum: an exact
//! two-sided mid-p-value. Called by `exact_test` (one stratum) and `case_mix` (many).

use std::f64::consts::{PI, SQRT_2};

use statrs::function::erf::erfc;

use super::levels::{Levels, total};

/// What may be left outside the window in which the sum is looked at.
const LEFT_OUT: f64 = 1e-15;
/// A wave weaker than `exp` of this adds nothing a double could hold.
const SILENT: f64 = -40.0;
/// Windows of more than `2^WIDEST` points belong to millions of answers, where the sum is normal for every purpose.
const WIDEST: usize = 16;

/// The null distribution of the sum of `s`: `n_j` answers drawn from each stratum's pooled answers.
///
/// The n-fold convolutions are never built. The sum lies on a lattice, so its distribution is a finite Fourier
/// series whose terms are the product of the strata's characteristic functions `phi_j(w)^n_j`. For a window of `M`
/// lattice steps around the observed sum `s`, with `w_k = 2 pi k/M` and `psi_k = prod phi_j(w_k)^n_j e^(-i w_k s)`,
///
/// ```text
/// P(S > s) - P(S < s) = 4/M * sum over odd k < M/2 of Im(psi_k) cot(pi k/M)
/// mid-p = min(1, 2 min(P(S < s) + P(S = s)/2, P(S > s) + P(S = s)/2)) = 1 - |P(S > s) - P(S < s)|
/// ```
///
/// `M` is chosen by Bernstein's inequality so that less than 1e-15 lies outside. The result is that of convolution
/// to about 1e-12 (smaller p-values are given as 0), at a cost that grows with the spread of the sum, not with `n`;
/// the logarithms of `phi_j` are computed once and serve every agent.
pub(super) struct Null {
    /// How far apart neighbouring points of the lattice are, in `s`.
    step: f64,
    strata: Vec<Stratum>,
    /// By the logarithm of `M`, then by stratum.
    waves: Vec<Vec<Option<Waves>>>,
}

/// What an answer in a stratum can be. Values are in lattice steps.
struct Stratum {
    /// Every value's distance from the stratum's mean, and its share of the answers.
    shares: Vec<(f64, f64)>,
    mean: f64,
    variance: f64,
    /// The lowest and the highest distance from the mean.
    ends: (f64, f64),
}

/// Logarithm of the modulus and angle of a stratum's `phi` about its mean, for `k` = 1, 3, 5 and so on.
struct Waves {
    log_modulus: Vec<f64>,
    angle: Vec<f64>,
}

/// The sum over all cells, about its mean.
#[derive(Default)]
struct Spread {
    mean: f64,
    variance: f64,
    least: f64,
    most: f64,
    reach: f64,
}

impl Null {
    /// `pooled` has the counts of every stratum.
    pub fn new<'c>(levels: &Levels, pooled: impl Iterator<Item = &'c [u64]> + Clone) -> Self {
        let values = levels.values();
        let mut used = pooled.clone().flat_map(|counts| {
            let both = values.iter().zip(counts);
            both.filter(|(_, count)| **count > 0).map(|(s, _)| *s)
        });
        let origin = used.next().unwrap_or(0);
        let step = used.fold(0, |step, value| gcd(step, value.abs_diff(origin)));
        let step = step.max(1) as f64;
        Self {
            step,
            strata: pooled
                .map(|counts| Stratum::new(values, counts, step))
                .collect(),
            waves: Vec::new(),
        }
    }

    /// The p-value of an observed sum of `s`, for cells of a stratum's index and the number of answers in it.
    pub fn mid_p(&mut self, cells: &[(usize, u64)], observed: f64) -> f64 {
        let spread = self.spread(cells);
        if spread.variance <= 0.0 {
            return 1.0;
        }
        let excess = observed / self.step - spread.mean;
        let linear = spread.reach * (2.0 / LEFT_OUT).ln() / 3.0;
        let bound = linear + linear.hypot((2.0 * (2.0 / LEFT_OUT).ln() * spread.variance).sqrt());
        if excess.abs() > bound {
            return 0.0;
        }
        let support = (spread.most - excess).max(excess - spread.least);
        let half = (bound + excess.abs()).min(support) + 1.0;
        let size = (2.0 * half).log2().ceil().max(2.0) as usize;
        if size > WIDEST {
            return erfc(excess.abs() / (SQRT_2 * spread.variance.sqrt()));
        }
        (1.0 - self.imbalance(cells, excess, size).abs()).clamp(0.0, 1.0)
    }

    fn spread(&self, cells: &[(usize, u64)]) -> Spread {
        let mut spread = Spread::default();
        for (stratum, n) in cells.iter().filter(|(_, n)| *n > 0) {
            let (stratum, n) = (&self.strata[*stratum], *n as f64);
            spread.mean += n * stratum.mean;
            spread.variance += n * stratum.variance;
            spread.least += n * stratum.ends.0;
            spread.most += n * stratum.ends.1;
            let reach = stratum.ends.1.max(-stratum.ends.0);
            spread.reach = spread.reach.max(reach);
        }
        spread
    }

    /// `P(S > s) - P(S < s)` from a window of `2^size` lattice steps.
    fn imbalance(&mut self, cells: &[(usize, u64)], excess: f64, size: usize) -> f64 {
        let window = (1_u64 << size) as f64;
        let mut log_modulus = vec![0.0; 1 << (size - 2)];
        let mut angle = vec![0.0; log_modulus.len()];
        for (stratum, n) in cells.iter().filter(|(_, n)| *n > 0) {
            let (waves, n) = (self.waves(size, *stratum), *n as f64);
            let known = waves.log_modulus.iter().zip(&waves.angle);
            for ((log, angle), known) in log_modulus.iter_mut().zip(&mut angle).zip(known) {
                *log += n * known.0;
                *angle += n * known.1;
            }
        }
        let sum: f64 = (0_u32..)
            .map(|index| PI * f64::from(2 * index + 1) / window)
            .zip(log_modulus.into_iter().zip(angle))
            .filter(|(_, (log, _))| *log > SILENT)
            .map(|(half_turn, (log, angle))| {
                log.exp() * (angle - 2.0 * half_turn * excess).sin() / half_turn.tan()
            })
            .sum();
        4.0 / window * sum
    }

    /// Computed at first use, then kept.
    fn waves(&mut self, size: usize, stratum: usize) -> &Waves {
        if self.waves.len() <= size {
            self.waves.resize_with(size + 1, Vec::new);
        }
        let known = &mut self.waves[size];
        if known.is_empty() {
            known.resize_with(self.strata.len(), || None);
        }
        known[stratum].get_or_insert_with(|| Waves::of(&self.strata[stratum], size))
    }
}

impl Stratum {
    fn new(values: &[i64], counts: &[u64], step: f64) -> Self {
        let all = total(counts).max(1) as f64;
        let used = || {
            let both = values.iter().zip(counts).filter(|(_, count)| **count > 0);
            both.map(|(s, count)| (*s as f64 / step, *count as f64))
        };
        let mean = used().map(|(s, count)| s * count).sum::<f64>() / all;
        let shares: Vec<(f64, f64)> = used().map(|(s, count)| (s - mean, count / all)).collect();
        let ends = match shares.as_slice() {
            // A stratum where everybody answers the same adds exactly nothing.
            [] | [_] => (0.0, 0.0),
            [first, .., last] => (first.0, last.0),
        };
        let variance = match shares.len() {
            0 | 1 => 0.0,
            _ => shares.iter().map(|(x, share)| x * x * share).sum(),
        };
        Self {
            shares,
            mean,
            variance,
            ends,
        }
    }
}

impl Waves {
    fn of(stratum: &Stratum, size: usize) -> Self {
        let count = 1_u32 << (size - 2);
        let window = (1_u64 << size) as f64;
        let (log_modulus, angle) = (0..count)
            .map(|index| {
                let half_turn = PI * f64::from(2 * index + 1) / window;
                // 1 - Re(phi) and Im(phi): kept as differences from 1, which many answers raise to high powers.
                let (mut lost, mut turned) = (0.0, 0.0);
                for (x, share) in &stratum.shares {
                    let (sin, cos) = (half_turn * x).sin_cos();
                    lost += share * 2.0 * sin * sin;
                    turned += share * 2.0 * sin * cos;
                }
                let log_square = match lost < 0.5 {
                    true => (lost * lost - 2.0 * lost + turned * turned).ln_1p(),
                    false => ((1.0 - lost).powi(2) + turned * turned).ln(),
                };
                (log_square / 2.0, turned.atan2(1.0 - lost))
            })
            .unzip();
        Self { log_modulus, angle }
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    match b {
        0 => a,
        _ => gcd(b, a % b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::distribution::Distribution;
    use crate::domain::scores::metric::Formula;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// By convolution, one answer at a time.
    fn convolved(values: &[i64], strata: &[Vec<u64>], cells: &[(usize, u64)], sum: i64) -> f64 {
        let mut null = BTreeMap::from([(0_i64, 1.0)]);
        for (stratum, n) in cells {
            let all: u64 = strata[*stratum].iter().sum();
            for _ in 0..*n {
                let mut next = BTreeMap::new();
                for (so_far, p) in &null {
                    for (value, count) in values.iter().zip(&strata[*stratum]) {
                        *next.entry(so_far + value).or_insert(0.0) +=
                            p * *count as f64 / all as f64;
                    }
                }
                null = next;
            }
        }
        let below: f64 = null.range(..sum).map(|(_, p)| p).sum();
        let above: f64 = null.range(sum + 1..).map(|(_, p)| p).sum();
        let at = null.get(&sum).copied().unwrap_or(0.0);
        (2.0 * (below + at / 2.0).min(above + at / 2.0)).min(1.0)
    }

    fn null<'a>(scale: &'a [i32], strata: &[Vec<u64>]) -> (Levels<'a>, Null) {
        let levels = Levels::of(Formula::Mean { scale }, std::iter::empty::<&Distribution>());
        let null = Null::new(&levels, strata.iter().map(Vec::as_slice));
        (levels, null)
    }

    #[test]
    fn everybody_alike_is_no_surprise_and_the_impossible_is_one() {
        let strata = [vec![0, 40], vec![999_999, 1]];
        let (_, mut null) = null(&[0, 1], &strata);
        assert_eq!(null.mid_p(&[(0, 30)], 30.0), 1.0);
        assert_eq!(null.mid_p(&[], 0.0), 1.0);
        assert_eq!(null.mid_p(&[(0, 30), (1, 0)], 30.0), 1.0);
        assert_eq!(null.mid_p(&[(1, 5000)], 5000.0), 0.0);
    }

    #[test]
    fn millions_of_answers_are_normal() {
        let (_, mut null) = null(&[0, 1], &[vec![1, 3]]);
        let n = 40_000_000_u64;
        let two_errors = 2.0 * (n as f64 * 0.1875).sqrt();
        let p = null.mid_p(&[(0, n)], 0.75 * n as f64 + two_errors);
        assert!((p - 0.0455).abs() < 1e-4, "{p}");
    }

    proptest! {
        #[test]
        fn the_series_is_the_convolution(
            which in 0..4_usize,
            counts in prop::collection::vec(prop::collection::vec(0..40_u64, 5), 3),
            sizes in prop::collection::vec(0..9_u64, 3),
            picks in prop::collection::vec(0..5_usize, 30),
        ) {
            let scale: &[i32] = [&[0, 1][..], &[-1, 0, 1], &[1, 2, 3, 4, 5], &[1, 4, 10]][which];
            let mut strata: Vec<Vec<u64>> = counts;
            for stratum in &mut strata {
                stratum.truncate(scale.len());
                stratum[0] += u64::from(stratum.iter().all(|count| *count == 0));
            }
            let cells: Vec<(usize, u64)> = sizes.into_iter().enumerate().collect();
            let (levels, mut null) = null(scale, &strata);
            // Some sum that can come about.
            let sum: i64 = cells.iter().flat_map(|(stratum, n)| vec![*stratum; *n as usize])
                .zip(&picks)
                .map(|(stratum, pick)| {
                    let some: Vec<i64> = levels.values().iter().zip(&strata[stratum])
                        .filter(|(_, count)| **count > 0).map(|(value, _)| *value).collect();
                    some[pick % some.len()]
                })
                .sum();
            let expected = convolved(levels.values(), &strata, &cells, sum);
            let got = null.mid_p(&cells, sum as f64);
            prop_assert!((got - expected).abs() < 1e-11, "{} is not {}", got, expected);
        }
    }
}
