//! The difference of two scores and whether it is more than chance: square-and-add on their intervals.
//! Called where a period is set beside the one before, or one product beside another.

use super::distribution::Distribution;
use super::interval::Interval;
use super::metric::Formula;

/// Score `a` minus score `b`, in the unit of the score. Without answers on one side there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    pub a_score: Option<f64>,
    pub b_score: Option<f64>,
    pub difference: Option<f64>,
    pub interval: Option<Interval>,
    /// The interval excludes 0: only then is an arrow shown.
    pub significant: bool,
}

/// Compares two groups of answers. Whether their intervals overlap says little; this does.
pub fn difference(formula: Formula, a: &Distribution, b: &Distribution, level: f64) -> Difference {
    let side = |answers| {
        let score = formula.score(answers)?.value();
        Some((score, formula.interval(answers, level)?))
    };
    let (a, b) = (side(a), side(b));
    let compared = a.zip(b).map(|((a, around_a), (b, around_b))| {
        let down = (a - around_a.low).hypot(around_b.high - b);
        let up = (around_a.high - a).hypot(b - around_b.low);
        let interval = Interval {
            level,
            low: a - b - down,
            high: a - b + up,
        };
        (a - b, interval)
    });
    Difference {
        a_score: a.map(|(score, _)| score),
        b_score: b.map(|(score, _)| score),
        difference: compared.map(|(difference, _)| difference),
        interval: compared.map(|(_, interval)| interval),
        significant: compared.is_some_and(|(_, i)| i.low > 0.0 || i.high < 0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::interval::LEVEL;
    use crate::domain::scores::metric::Metric;
    use proptest::prelude::*;

    #[test]
    fn one_side_without_answers_is_no_difference() {
        let some = Metric::Csat.distribution([(5, 40), (1, 2)]);
        let none = Distribution::new();
        let formula = Metric::Csat.formula();
        let compared = difference(formula, &some, &none, LEVEL);
        assert!(compared.a_score.is_some());
        assert_eq!(compared.b_score, None);
        assert_eq!((compared.difference, compared.interval), (None, None));
        assert!(!compared.significant);
        assert!(!difference(formula, &none, &none, LEVEL).significant);
    }

    #[test]
    fn a_large_gap_is_significant_and_a_small_one_is_not() {
        let formula = Metric::Nps.formula();
        let good = Metric::Nps.distribution([(10, 80), (3, 20)]);
        let fair = Metric::Nps.distribution([(10, 78), (3, 22)]);
        let bad = Metric::Nps.distribution([(10, 30), (3, 70)]);
        assert!(difference(formula, &good, &bad, LEVEL).significant);
        assert!(!difference(formula, &good, &fair, LEVEL).significant);
    }

    proptest! {
        #[test]
        fn turning_the_sides_around_turns_the_sign(
            which in 0..4_usize,
            left in prop::collection::vec((0..11_i32, 0..100_000_u64), 0..12),
            right in prop::collection::vec((0..11_i32, 0..100_000_u64), 0..12),
        ) {
            let metric = Metric::ALL[which];
            let (a, b) = (metric.distribution(left), metric.distribution(right));
            for formula in [Some(metric.formula()), metric.mean()].into_iter().flatten() {
                let there = difference(formula, &a, &b, LEVEL);
                let back = difference(formula, &b, &a, LEVEL);
                prop_assert_eq!(there.significant, back.significant);
                prop_assert_eq!(there.difference.is_some(), !a.is_empty() && !b.is_empty());
                if let (Some(there), Some(back)) = (there.interval, back.interval) {
                    prop_assert!((there.low + back.high).abs() < 1e-9);
                    prop_assert!((there.high + back.low).abs() < 1e-9);
                }
                if let (Some(difference), Some(interval)) = (there.difference, there.interval) {
                    prop_assert!(interval.low <= difference && difference <= interval.high);
                }
                prop_assert!(!difference(formula, &a, &a, LEVEL).significant);
            }
        }
    }
}
