//! How many answers there are of every value, and the exact fraction a score is.
//! Tallies are read into distributions; `metric`, `interval` and `compare` compute from them.

use std::collections::BTreeMap;

/// Counts of answers by value. Adding two of them up is the only way to combine figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Distribution(BTreeMap<i32, u64>);

impl Distribution {
    /// The distribution without an answer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds `count` answers of `value`.
    pub fn add(&mut self, value: i32, count: u64) {
        if count > 0 {
            *self.0.entry(value).or_default() += count;
        }
    }

    /// Adds every answer of `other`.
    pub fn merge(&mut self, other: &Distribution) {
        for (value, count) in other.iter() {
            self.add(value, count);
        }
    }

    /// The answers that are not among those of `part`.
    pub fn without(&self, part: &Distribution) -> Distribution {
        self.iter()
            .map(|(value, count)| (value, count.saturating_sub(part.count(value))))
            .collect()
    }

    /// How many answers have exactly this value.
    pub fn count(&self, value: i32) -> u64 {
        self.0.get(&value).copied().unwrap_or(0)
    }

    /// How many answers have one of these values.
    pub fn count_of(&self, values: &[i32]) -> u64 {
        values.iter().map(|value| self.count(*value)).sum()
    }

    /// How many answers there are at all.
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// Whether there is no answer.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values that occur, lowest first, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (i32, u64)> + '_ {
        self.0.iter().map(|(value, count)| (*value, *count))
    }
}

impl Extend<(i32, u64)> for Distribution {
    fn extend<I: IntoIterator<Item = (i32, u64)>>(&mut self, counts: I) {
        for (value, count) in counts {
            self.add(value, count);
        }
    }
}

impl FromIterator<(i32, u64)> for Distribution {
    fn from_iter<I: IntoIterator<Item = (i32, u64)>>(counts: I) -> Self {
        let mut distribution = Self::new();
        distribution.extend(counts);
        distribution
    }
}

impl<'a> FromIterator<&'a Distribution> for Distribution {
    fn from_iter<I: IntoIterator<Item = &'a Distribution>>(parts: I) -> Self {
        let mut whole = Self::new();
        for part in parts {
            whole.merge(part);
        }
        whole
    }
}

/// A figure kept as the exact fraction of two whole numbers, so that rounding never meets a binary fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    numerator: i128,
    denominator: u64,
}

impl Score {
    /// `None` when there is nothing to divide by.
    pub fn ratio(numerator: i128, denominator: u64) -> Option<Self> {
        (denominator > 0).then_some(Self {
            numerator,
            denominator,
        })
    }

    /// The unrounded figure.
    pub fn value(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// For display: the nearest whole number, halves away from zero.
    pub fn rounded(self) -> i64 {
        // At most 100 points or the ends of a scale, so it always fits.
        self.scaled(0) as i64
    }

    /// For display with a fixed number of decimals, halves away from zero: `4.23`, `-0.5`.
    pub fn to_decimals(self, decimals: u32) -> String {
        let scaled = self.scaled(decimals);
        let unit = 10_u128.pow(decimals);
        let (whole, rest) = (scaled.unsigned_abs() / unit, scaled.unsigned_abs() % unit);
        let sign = if scaled < 0 { "-" } else { "" };
        match decimals {
            0 => format!("{sign}{whole}"),
            _ => format!("{sign}{whole}.{rest:0width$}", width = decimals as usize),
        }
    }

    /// The nearest whole number of the `decimals`th decimal place.
    fn scaled(self, decimals: u32) -> i128 {
        let n = u128::from(self.denominator);
        let scaled = self.numerator.unsigned_abs() * 10_u128.pow(decimals);
        let magnitude = ((2 * scaled + n) / (2 * n)) as i128;
        self.numerator.signum() * magnitude
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn score(numerator: i128, denominator: u64) -> Score {
        Score::ratio(numerator, denominator).expect("a denominator")
    }

    #[test]
    fn halves_round_away_from_zero() {
        assert_eq!(score(100, 8).rounded(), 13);
        assert_eq!(score(-100, 8).rounded(), -13);
        assert_eq!(score(1, 2).rounded(), 1);
        assert_eq!(score(-1, 2).rounded(), -1);
        assert_eq!(score(49, 100).rounded(), 0);
        assert_eq!(score(-49, 100).rounded(), 0);
        assert_eq!(score(0, 7).rounded(), 0);
    }

    #[test]
    fn decimals_keep_their_places_and_their_sign() {
        assert_eq!(score(5093, 1204).to_decimals(2), "4.23");
        assert_eq!(score(4, 1).to_decimals(2), "4.00");
        assert_eq!(score(-1, 20).to_decimals(1), "-0.1");
        assert_eq!(score(-1, 21).to_decimals(1), "0.0");
        // 1.005 is below itself as a binary fraction; as a fraction of whole numbers it rounds up.
        assert_eq!(score(201, 200).to_decimals(2), "1.01");
        assert_eq!(score(12, 5).to_decimals(0), "2");
    }

    #[test]
    fn nothing_divided_by_nothing_is_no_score() {
        assert_eq!(Score::ratio(0, 0), None);
        assert!(Distribution::new().is_empty());
        assert!(Distribution::from_iter([(3, 0)]).is_empty());
    }

    fn counts() -> impl Strategy<Value = Vec<(i32, u64)>> {
        prop::collection::vec((0..11_i32, 0..1_000_000_u64), 0..30)
    }

    proptest! {
        #[test]
        fn merging_does_not_care_about_order_or_grouping(counts in counts(), cut in 0..30_usize) {
            let cut = cut.min(counts.len());
            let whole: Distribution = counts.iter().copied().collect();
            let backwards: Distribution = counts.iter().rev().copied().collect();
            let parts: Vec<Distribution> = vec![
                counts[cut..].iter().copied().collect(),
                Distribution::new(),
                counts[..cut].iter().copied().collect(),
            ];
            prop_assert_eq!(&whole, &backwards);
            prop_assert_eq!(&whole, &parts.iter().collect::<Distribution>());
            prop_assert_eq!(whole.total(), counts.iter().map(|(_, count)| count).sum::<u64>());
            prop_assert_eq!(whole.count_of(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), whole.total());
        }

        #[test]
        fn rounding_moves_by_at_most_half_and_mirrors(numerator in -1_000_000_000_i64..1_000_000_000, denominator in 1..10_000_000_u64) {
            let up = score(numerator.into(), denominator);
            let down = score(-i128::from(numerator), denominator);
            prop_assert!((up.rounded() as f64 - up.value()).abs() <= 0.5 + 1e-9);
            prop_assert_eq!(up.rounded(), -down.rounded());
        }
    }
}
