//! The way from counts to a score and its interval, one number at a time, for the page that explains them.
//! The formulas are those of `metric` and `interval`; the tests at the foot hold the two together.

use super::distribution::Distribution;
use super::interval::normal_quantile;
use super::metric::Formula;

/// The numbers in between. Shares are kept as parts of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Worked {
    /// Wilson's interval of a share.
    Share {
        positive: u64,
        n: u64,
        p: f64,
        z: f64,
        centre: f64,
        half: f64,
    },
    /// The adjusted Wald interval of a net score.
    Net {
        above: u64,
        below: u64,
        n: u64,
        z: f64,
        /// With the three answers that are added.
        total: f64,
        up: f64,
        down: f64,
        middle: f64,
        half: f64,
    },
}

/// The steps for these answers; none without answers, and none for a mean.
pub fn worked(formula: Formula, answers: &Distribution, level: f64) -> Option<Worked> {
    let n = answers.total();
    if n == 0 {
        return None;
    }
    let z = normal_quantile(level);
    match formula {
        Formula::Share { positive } => {
            let positive = answers.count_of(positive);
            let (p, many) = (positive as f64 / n as f64, n as f64);
            let shrink = 1.0 + z * z / many;
            Some(Worked::Share {
                positive,
                n,
                p,
                z,
                centre: (p + z * z / (2.0 * many)) / shrink,
                half: z / shrink * (p * (1.0 - p) / many + z * z / (4.0 * many * many)).sqrt(),
            })
        }
        Formula::Net { above, below } => {
            let (above, below) = (answers.count_of(above), answers.count_of(below));
            let total = n as f64 + 3.0;
            let (up, down) = ((above as f64 + 0.75) / total, (below as f64 + 0.75) / total);
            let middle = up - down;
            Some(Worked::Net {
                above,
                below,
                n,
                z,
                total,
                up,
                down,
                middle,
                half: z * ((up + down - middle * middle) / total).sqrt(),
            })
        }
        Formula::Mean { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::metric::Metric;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_steps_end_where_the_score_and_its_interval_are(good in 1_u64..5_000, bad in 1_u64..5_000) {
            for (metric, [best, worst]) in [(Metric::Csat, [5, 1]), (Metric::Nps, [10, 0])] {
                let answers = [(best, good), (worst, bad)].into_iter().collect();
                let interval = metric.formula().interval(&answers, 0.95).expect("answers");
                let (low, high) = match worked(metric.formula(), &answers, 0.95).expect("answers") {
                    Worked::Share { centre, half, .. } => (centre - half, centre + half),
                    Worked::Net { middle, half, .. } => (middle - half, middle + half),
                };
                let score = metric.formula().score(&answers).expect("answers").value();
                let (least, most) = metric.formula().range();
                prop_assert!(((100.0 * low).max(least).min(score) - interval.low).abs() < 1e-9);
                prop_assert!(((100.0 * high).min(most).max(score) - interval.high).abs() < 1e-9);
            }
        }
    }
}
