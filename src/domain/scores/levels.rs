//! Answers as counts of `s`, what each contributes to the score, in small arrays: what the comparisons of agents
//! and the charts compute with.

use super::distribution::Distribution;
use super::metric::Formula;

/// The values `s` can take, lowest first. They are whole numbers for every formula.
pub(super) struct Levels<'a> {
    formula: Formula<'a>,
    values: Vec<i64>,
}

impl<'a> Levels<'a> {
    /// The values of a share or a net score, or those that occur where the score is a mean.
    pub fn of<'d>(
        formula: Formula<'a>,
        answers: impl IntoIterator<Item = &'d Distribution>,
    ) -> Self {
        let values = match formula {
            Formula::Share { .. } => vec![0, 1],
            Formula::Net { .. } => vec![-1, 0, 1],
            Formula::Mean { scale } => {
                let mut values: Vec<i64> = scale.iter().map(|value| (*value).into()).collect();
                let mut known: Vec<i64> = values.clone();
                known.sort_unstable();
                for (value, _) in answers.into_iter().flat_map(Distribution::iter) {
                    if known.binary_search(&value.into()).is_err() {
                        values.push(value.into());
                    }
                }
                values.sort_unstable();
                values.dedup();
                values
            }
        };
        Self { formula, values }
    }

    pub fn values(&self) -> &[i64] {
        &self.values
    }

    /// Adds the answers to counts that are as many and in the same order as the values.
    pub fn count(&self, answers: &Distribution, into: &mut [u64]) {
        for (value, count) in answers.iter() {
            let s = self.formula.per_response(value) as i64;
            let at = self.values.partition_point(|level| *level < s);
            if let Some(counted) = into.get_mut(at) {
                *counted += count;
            }
        }
    }

    pub fn counts(&self, answers: &Distribution) -> Vec<u64> {
        let mut counts = vec![0; self.values.len()];
        self.count(answers, &mut counts);
        counts
    }

    /// The sum of `s`.
    pub fn sum(&self, counts: &[u64]) -> f64 {
        let parts = self.values.iter().zip(counts);
        parts
            .map(|(s, count)| i128::from(*s) * i128::from(*count))
            .sum::<i128>() as f64
    }

    /// The sum of the squares of `s` minus `about`. Taken about the mean in a second pass, it loses no digits.
    pub fn squares(&self, counts: &[u64], about: f64) -> f64 {
        let parts = self.values.iter().zip(counts);
        parts
            .map(|(s, count)| (*s as f64 - about).powi(2) * *count as f64)
            .sum()
    }
}

/// How many answers were counted.
pub(super) fn total(counts: &[u64]) -> u64 {
    counts.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::metric::Metric;

    #[test]
    fn answers_are_counted_by_what_they_contribute() {
        let nps = Levels::of(Metric::Nps.formula(), []);
        let answers = Metric::Nps.distribution([(0, 2), (6, 1), (7, 4), (10, 8)]);
        let counts = nps.counts(&answers);
        assert_eq!(counts, [3, 4, 8]);
        assert_eq!((total(&counts), nps.sum(&counts)), (15, 5.0));
        assert_eq!(nps.squares(&counts, 0.0), 11.0);

        let scale = [1, 5, 100];
        let mean = Formula::Mean { scale: &scale };
        let beside = Distribution::from_iter([(5, 2), (7, 1)]);
        let levels = Levels::of(mean, [&beside]);
        assert_eq!(levels.values(), [1, 5, 7, 100]);
        assert_eq!(levels.counts(&beside), [0, 2, 1, 0]);
        assert_eq!(levels.sum(&levels.counts(&beside)), 17.0);
    }

    #[test]
    fn ten_million_of_each_do_not_overflow() {
        let csat = Metric::Csat.mean().unwrap();
        let answers = Metric::Csat.distribution((1..=5).map(|value| (value, 10_000_000)));
        let levels = Levels::of(csat, [&answers]);
        let counts = levels.counts(&answers);
        assert_eq!(levels.sum(&counts), 150_000_000.0);
        assert_eq!(levels.squares(&counts, 3.0), 100_000_000.0);
    }
}
