//! How sure one can be of a score: Wilson for shares, adjusted Wald for net scores, plus-one t for means.
//! None of them ever excludes the score it belongs to.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

use super::distribution::Distribution;
use super::metric::Formula;

/// The confidence shown everywhere unless something else is asked for.
pub const LEVEL: f64 = 0.95;

/// From where the t quantile is computed from the normal one: the search for it loses digits with many answers.
const PLENTY: f64 = 200.0;

/// Limits in the unit of the score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub level: f64,
    pub low: f64,
    pub high: f64,
}

impl Interval {
    /// Kept inside the range of the score.
    pub(super) fn clipped(low: f64, high: f64, (least, most): (f64, f64), level: f64) -> Self {
        Self {
            level,
            low: low.clamp(least, most),
            high: high.clamp(least, most),
        }
    }

    /// Kept inside the range of the score, and never beside the score itself.
    fn around(score: f64, (low, high): (f64, f64), (least, most): (f64, f64), level: f64) -> Self {
        Self {
            level,
            low: low.max(least).min(score),
            high: high.min(most).max(score),
        }
    }
}

impl Formula<'_> {
    /// The interval of this formula's score; none without answers. `level` lies between 0 and 1.
    pub fn interval(self, answers: &Distribution, level: f64) -> Option<Interval> {
        match self {
            Formula::Share { positive } => {
                share(answers.count_of(positive), answers.total(), level)
            }
            Formula::Net { above, below } => net(
                answers.count_of(above),
                answers.count_of(below),
                answers.total(),
                level,
            ),
            Formula::Mean { scale } => mean(answers, scale, level),
        }
    }
}

/// Wilson's interval of `positive` out of `n`, in percent.
pub fn share(positive: u64, n: u64, level: f64) -> Option<Interval> {
    if n == 0 {
        return None;
    }
    // A rate can have more answers than letters in a short period; its interval then ends at all of them.
    let (x, n) = (positive.min(n) as f64, n as f64);
    let z = normal_quantile(level);
    let p = x / n;
    let shrink = 1.0 + z * z / n;
    let centre = (p + z * z / (2.0 * n)) / shrink;
    let half = z / shrink * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let limits = (100.0 * (centre - half), 100.0 * (centre + half));
    Some(Interval::around(100.0 * x / n, limits, (0.0, 100.0), level))
}

/// Adjusted Wald interval of `above` minus `below` out of `n`, in points.
fn net(above: u64, below: u64, n: u64, level: f64) -> Option<Interval> {
    if n == 0 {
        return None;
    }
    let total = n as f64 + 3.0;
    let (up, down) = ((above as f64 + 0.75) / total, (below as f64 + 0.75) / total);
    let middle = up - down;
    let half = normal_quantile(level) * ((up + down - middle * middle) / total).sqrt();
    let limits = (100.0 * (middle - half), 100.0 * (middle + half));
    let score = 100.0 * (above as f64 - below as f64) / n as f64;
    Some(Interval::around(score, limits, (-100.0, 100.0), level))
}

/// Ordinary t interval after adding one response spread evenly over the scale.
fn mean(answers: &Distribution, scale: &[i32], level: f64) -> Option<Interval> {
    let formula = Formula::Mean { scale };
    let score = formula.score(answers)?.value();
    let share = 1.0 / scale.len() as f64;
    let weighted: Vec<(f64, f64)> = answers
        .iter()
        .map(|(value, count)| (f64::from(value), count as f64))
        .chain(scale.iter().map(|value| (f64::from(*value), share)))
        .collect();
    let total = answers.total() as f64 + 1.0;
    let middle = weighted
        .iter()
        .map(|(value, count)| value * count)
        .sum::<f64>()
        / total;
    let squares: f64 = weighted
        .iter()
        .map(|(value, count)| count * (value - middle).powi(2))
        .sum();
    let deviation = (squares / (total - 1.0)).sqrt();
    let half = t_quantile(level, total - 1.0) * deviation / total.sqrt();
    Some(Interval::around(
        score,
        (middle - half, middle + half),
        formula.range(),
        level,
    ))
}

/// The z of a two-sided interval at `level`.
pub fn normal_quantile(level: f64) -> f64 {
    Normal::standard().inverse_cdf((1.0 + level) / 2.0)
}

/// The t of a two-sided interval at `level`.
fn t_quantile(level: f64, freedom: f64) -> f64 {
    match StudentsT::new(0.0, 1.0, freedom) {
        Ok(t) if freedom < PLENTY => t.inverse_cdf((1.0 + level) / 2.0),
        _ => t_expanded(normal_quantile(level), freedom),
    }
}

/// The Cornish-Fisher expansion of the t quantile around the normal one; from `PLENTY` on exact beyond what is shown.
fn t_expanded(z: f64, freedom: f64) -> f64 {
    let first = (z.powi(3) + z) / 4.0;
    let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
    let third = (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0;
    z + first / freedom + second / freedom.powi(2) + third / freedom.powi(3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::metric::Metric;
    use proptest::prelude::*;

    fn close(got: f64, expected: f64) {
        assert!((got - expected).abs() < 1e-6, "{got} is not {expected}");
    }

    #[test]
    fn quantiles_are_the_published_ones() {
        close(normal_quantile(0.95), 1.959963984540054);
        close(normal_quantile(0.998), 3.090232306167813);
        close(t_quantile(0.95, 1.0), 12.706204736);
        close(t_quantile(0.95, 5.0), 2.570581836);
        close(t_quantile(0.95, 30.0), 2.042272456);
        close(t_quantile(0.95, 1e6), 1.959966356);
        close(t_quantile(0.95, 1e9), 1.959963984540054);
        for freedom in [50.0, 100.0, 150.0, 199.0] {
            let expanded = t_expanded(normal_quantile(0.95), freedom);
            close(t_quantile(0.95, freedom), expanded);
        }
    }

    #[test]
    fn one_answer_still_has_an_interval_that_holds_it() {
        let answers = Metric::Csat.distribution([(5, 1)]);
        let wilson = Metric::Csat.formula().interval(&answers, LEVEL).unwrap();
        close(wilson.low, 20.654931438);
        assert_eq!(wilson.high, 100.0);
        let detractor = Metric::Nps.distribution([(0, 1)]);
        let net = Metric::Nps.formula().interval(&detractor, LEVEL).unwrap();
        assert_eq!(net.low, -100.0);
        assert!(net.high > 0.0);
    }

    #[test]
    fn without_answers_there_is_no_interval() {
        let nothing = Distribution::new();
        for metric in Metric::ALL {
            assert_eq!(metric.formula().interval(&nothing, LEVEL), None);
            assert!(
                metric
                    .mean()
                    .is_none_or(|mean| mean.interval(&nothing, LEVEL).is_none())
            );
        }
    }

    #[test]
    fn more_answers_than_letters_end_at_all_of_them() {
        let interval = share(9, 8, LEVEL).unwrap();
        assert_eq!(interval.high, 100.0);
        assert_eq!(Some(interval), share(8, 8, LEVEL));
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_score_and_stays_in_range(
            which in 0..4_usize,
            counts in prop::collection::vec((0..11_i32, 0..10_000_000_u64), 0..12),
            level in 0.5..0.999_f64,
        ) {
            let metric = Metric::ALL[which];
            let answers = metric.distribution(counts);
            for formula in [Some(metric.formula()), metric.mean()].into_iter().flatten() {
                let (least, most) = formula.range();
                let score = formula.score(&answers).map(|score| score.value());
                let interval = formula.interval(&answers, level);
                prop_assert_eq!(score.is_some(), interval.is_some());
                if let (Some(score), Some(interval)) = (score, interval) {
                    prop_assert!(interval.low <= score && score <= interval.high);
                    prop_assert!(least <= interval.low && interval.high <= most);
                    prop_assert!(interval.low < interval.high, "{:?}", interval);
                }
            }
        }

        #[test]
        fn more_of_the_same_answers_are_surer(counts in prop::collection::vec(1..50_u64, 5..6)) {
            let formula = Metric::Csat.formula();
            let few = Metric::Csat.distribution((1..=5).zip(counts.iter().copied()));
            let many = Metric::Csat.distribution((1..=5).zip(counts.iter().map(|count| count * 10)));
            let width = |answers| formula.interval(answers, LEVEL).map(|i| i.high - i.low);
            prop_assert!(width(&many) < width(&few));
        }
    }
}
