//! The four metrics and the formulas that turn counts of answers into a score.
//! Scores are percent for shares, points from -100 to 100 for net scores, scale points for means.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::distribution::{Distribution, Score};

/// What a rated question measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// Satisfaction from 1 to 5; the score is the share of 4 and 5.
    Csat,
    /// Recommendation from 0 to 10; the score is promoters minus detractors.
    Nps,
    /// Ease from 1 to 7, high is easy; the score is the share of 5 to 7.
    Ces,
    /// "Was it resolved?"; the score is the share of yes among yes, partly and no.
    Fcr,
}

/// How a question about resolution is stored as a number. "Not applicable" is no answer and has no place here.
pub const FCR_NO: i32 = 0;
/// See [`FCR_NO`].
pub const FCR_PARTLY: i32 = 1;
/// See [`FCR_NO`].
pub const FCR_YES: i32 = 2;

impl Metric {
    /// Every metric, in the order screens list them.
    pub const ALL: [Metric; 4] = [Metric::Csat, Metric::Nps, Metric::Ces, Metric::Fcr];

    /// The name in the API, in URLs and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Metric::Csat => "csat",
            Metric::Nps => "nps",
            Metric::Ces => "ces",
            Metric::Fcr => "fcr",
        }
    }

    /// Every value that is an answer, lowest first.
    pub fn values(self) -> &'static [i32] {
        match self {
            Metric::Csat => &[1, 2, 3, 4, 5],
            Metric::Nps => &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
            Metric::Ces => &[1, 2, 3, 4, 5, 6, 7],
            Metric::Fcr => &[FCR_NO, FCR_PARTLY, FCR_YES],
        }
    }

    /// Lowest and highest value of a numeric scale; none for FCR, whose answers are words.
    pub fn scale(self) -> Option<(i32, i32)> {
        match self {
            Metric::Csat => Some((1, 5)),
            Metric::Nps => Some((0, 10)),
            Metric::Ces => Some((1, 7)),
            Metric::Fcr => None,
        }
    }

    /// The formula of the score.
    pub fn formula(self) -> Formula<'static> {
        match self {
            Metric::Csat => Formula::Share { positive: &[4, 5] },
            Metric::Nps => Formula::Net {
                above: &[9, 10],
                below: &[0, 1, 2, 3, 4, 5, 6],
            },
            Metric::Ces => Formula::Share {
                positive: &[5, 6, 7],
            },
            Metric::Fcr => Formula::Share {
                positive: &[FCR_YES],
            },
        }
    }

    /// The mean that is shown beside the score, where one makes sense.
    pub fn mean(self) -> Option<Formula<'static>> {
        match self {
            Metric::Csat | Metric::Ces => Some(Formula::Mean {
                scale: self.values(),
            }),
            Metric::Nps | Metric::Fcr => None,
        }
    }

    /// What an answer is called in a distribution: the number itself, or FCR's word.
    pub fn key(self, value: i32) -> Cow<'static, str> {
        match (self, value) {
            (Metric::Fcr, FCR_YES) => "yes".into(),
            (Metric::Fcr, FCR_PARTLY) => "partly".into(),
            (Metric::Fcr, FCR_NO) => "no".into(),
            _ => value.to_string().into(),
        }
    }

    /// Keeps only what is an answer to this metric: "not applicable" and values outside the scale are none.
    pub fn distribution(self, counts: impl IntoIterator<Item = (i32, u64)>) -> Distribution {
        counts
            .into_iter()
            .filter(|(value, _)| self.values().contains(value))
            .collect()
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// There is no metric of that code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be one of csat, nps, ces, fcr")]
pub struct UnknownMetric;

impl FromStr for Metric {
    type Err = UnknownMetric;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Metric::ALL
            .into_iter()
            .find(|metric| metric.code() == code)
            .ok_or(UnknownMetric)
    }
}

/// How counts become one figure. The sets are parameters, so that any scale works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formula<'a> {
    /// Percent of answers that are in the positive set.
    Share { positive: &'a [i32] },
    /// Percent above minus percent below, in points.
    Net { above: &'a [i32], below: &'a [i32] },
    /// The mean of the answers; `scale` is every value that could be chosen.
    Mean { scale: &'a [i32] },
}

/// Of what is counted as 1 (asked about, or answered) and 0 (not), the share of the first.
pub const ASKED: Formula<'static> = Formula::Share { positive: &[1] };

impl Formula<'_> {
    /// The raw score, exact; none without answers.
    pub fn score(self, answers: &Distribution) -> Option<Score> {
        let numerator = match self {
            Formula::Share { positive } => 100 * i128::from(answers.count_of(positive)),
            Formula::Net { above, below } => {
                100 * (i128::from(answers.count_of(above)) - i128::from(answers.count_of(below)))
            }
            Formula::Mean { .. } => answers
                .iter()
                .map(|(value, count)| i128::from(value) * i128::from(count))
                .sum(),
        };
        Score::ratio(numerator, answers.total())
    }

    /// What one answer contributes, `s`: 1 or 0 for a share, 1, 0 or -1 for a net score, the value itself for a
    /// mean. A score is the mean of `s` over all answers, times [`Formula::unit`].
    pub fn per_response(self, value: i32) -> f64 {
        match self {
            Formula::Share { positive } => f64::from(u8::from(positive.contains(&value))),
            Formula::Net { above, .. } if above.contains(&value) => 1.0,
            Formula::Net { below, .. } if below.contains(&value) => -1.0,
            Formula::Net { .. } => 0.0,
            Formula::Mean { .. } => value.into(),
        }
    }

    /// From the mean of `s` to the unit of the score: 100 for shares and net scores, 1 for means.
    pub fn unit(self) -> f64 {
        match self {
            Formula::Share { .. } | Formula::Net { .. } => 100.0,
            Formula::Mean { .. } => 1.0,
        }
    }

    /// Lowest and highest score there can be.
    pub fn range(self) -> (f64, f64) {
        match self {
            Formula::Share { .. } => (0.0, 100.0),
            Formula::Net { .. } => (-100.0, 100.0),
            Formula::Mean { scale } => (
                scale.iter().copied().min().unwrap_or(0).into(),
                scale.iter().copied().max().unwrap_or(0).into(),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rounded(metric: Metric, counts: &[(i32, u64)]) -> Option<i64> {
        let answers = metric.distribution(counts.iter().copied());
        metric.formula().score(&answers).map(Score::rounded)
    }

    #[test]
    fn codes_are_read_back() {
        for metric in Metric::ALL {
            assert_eq!(metric.code().parse(), Ok(metric));
        }
        assert_eq!("CSAT".parse::<Metric>(), Err(UnknownMetric));
        assert_eq!("".parse::<Metric>(), Err(UnknownMetric));
    }

    #[test]
    fn each_metric_counts_its_own_positive_answers() {
        assert_eq!(rounded(Metric::Csat, &[(3, 1), (4, 1), (5, 2)]), Some(75));
        assert_eq!(
            rounded(Metric::Ces, &[(4, 1), (5, 1), (6, 1), (7, 1)]),
            Some(75)
        );
        assert_eq!(
            rounded(Metric::Nps, &[(6, 2), (7, 1), (8, 1), (9, 1), (10, 3)]),
            Some(25)
        );
        assert_eq!(
            rounded(
                Metric::Fcr,
                &[(FCR_YES, 2), (FCR_PARTLY, 1), (FCR_NO, 1), (-1, 6)]
            ),
            Some(50)
        );
    }

    #[test]
    fn points_ending_in_a_half_round_away_from_zero() {
        assert_eq!(rounded(Metric::Nps, &[(10, 3), (7, 3), (2, 2)]), Some(13));
        assert_eq!(rounded(Metric::Nps, &[(10, 2), (7, 3), (2, 3)]), Some(-13));
        assert_eq!(rounded(Metric::Csat, &[(5, 1), (1, 7)]), Some(13));
    }

    #[test]
    fn no_answers_no_score() {
        for metric in Metric::ALL {
            assert_eq!(rounded(metric, &[]), None);
            assert_eq!(rounded(metric, &[(-1, 9), (99, 9)]), None);
        }
    }

    #[test]
    fn other_scales_are_parameters() {
        let share = |positive: &[i32], counts: &[(i32, u64)]| {
            let answers = counts.iter().copied().collect();
            Formula::Share { positive }
                .score(&answers)
                .map(Score::value)
        };
        assert_eq!(share(&[3], &[(1, 1), (2, 1), (3, 2)]), Some(50.0));
        assert_eq!(share(&[6, 7], &[(5, 1), (6, 2), (7, 1)]), Some(75.0));
        assert_eq!(share(&[9, 10], &[(8, 3), (9, 1)]), Some(25.0));
        assert_eq!(share(&[1], &[(0, 1), (1, 4)]), Some(80.0));
        // Effort from 1 to 5, where low is good.
        assert_eq!(share(&[1, 2], &[(1, 1), (2, 1), (5, 2)]), Some(50.0));
        let effort = Formula::Mean {
            scale: &[1, 2, 3, 4, 5],
        };
        let answers = [(1, 1), (2, 1), (5, 2)].into_iter().collect();
        assert_eq!(effort.score(&answers).map(Score::value), Some(3.25));
        assert_eq!(effort.range(), (1.0, 5.0));
    }

    #[test]
    fn distributions_are_keyed_by_what_was_chosen() {
        assert_eq!(Metric::Nps.key(10), "10");
        assert_eq!(Metric::Csat.key(2), "2");
        assert_eq!(Metric::Fcr.key(2), "yes");
        assert_eq!(Metric::Fcr.key(1), "partly");
        assert_eq!(Metric::Fcr.key(0), "no");
    }

    proptest! {
        #[test]
        fn scores_stay_in_range_and_come_from_the_merged_counts(
            which in 0..4_usize,
            left in prop::collection::vec((-1..11_i32, 0..10_000_000_u64), 0..12),
            right in prop::collection::vec((-1..11_i32, 0..10_000_000_u64), 0..12),
        ) {
            let metric = Metric::ALL[which];
            let (a, b) = (metric.distribution(left.clone()), metric.distribution(right.clone()));
            let merged: Distribution = [&b, &a].into_iter().collect();
            prop_assert_eq!(&merged, &metric.distribution(left.into_iter().chain(right)));
            for formula in [Some(metric.formula()), metric.mean()].into_iter().flatten() {
                let (low, high) = formula.range();
                let scores = [&a, &b, &merged].map(|answers| formula.score(answers).map(Score::value));
                for score in scores.into_iter().flatten() {
                    prop_assert!(low <= score && score <= high);
                }
                let sum: f64 = merged.iter().map(|(v, n)| formula.per_response(v) * n as f64).sum();
                if let Some(score) = scores[2] {
                    prop_assert!((formula.unit() * sum / merged.total() as f64 - score).abs() < 1e-9);
                }
                if let [Some(a), Some(b), Some(whole)] = scores {
                    // Between its parts, with room for the last binary digit.
                    prop_assert!(a.min(b) - 1e-9 <= whole && whole <= a.max(b) + 1e-9);
                }
                prop_assert_eq!(formula.score(&merged).is_none(), merged.is_empty());
            }
        }
    }
}
