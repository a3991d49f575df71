//! Which of many tests to believe, so that on average no more than a chosen share of what is pointed at is chance.
//! Called after the tests of agents and of the words in comments.

/// Benjamini and Hochberg's procedure: with the p-values in ascending order, the largest rank `r` is sought with
/// `p_(r) <= rate * r / m`, and the `r` smallest are believed. Equal p-values share their fate.
///
/// `p_values` lie in 0..=1, `rate` is a proportion such as 0.05; the answer has the order of the p-values.
/// Source: Benjamini & Hochberg 1995, JRSS B 57:289-300.
pub fn believed(p_values: &[f64], rate: f64) -> Vec<bool> {
    let mut sorted = p_values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let m = sorted.len() as f64;
    let ranked = sorted.iter().zip(1_u32..);
    let within = ranked.filter(|(p, rank)| **p <= rate * f64::from(*rank) / m);
    let Some((limit, _)) = within.last() else {
        return vec![false; p_values.len()];
    };
    p_values.iter().map(|p| p <= limit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_published_example_believes_four_of_fifteen() {
        let p_values = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        let believed = believed(&p_values, 0.05);
        assert_eq!(believed.iter().filter(|yes| **yes).count(), 4);
        assert!(believed[..4].iter().all(|yes| *yes));
    }

    #[test]
    fn a_later_rank_brings_the_earlier_ones_with_it() {
        assert_eq!(believed(&[0.04, 0.045, 0.05], 0.05), [true; 3]);
        assert_eq!(believed(&[0.5], 0.05), [false]);
        assert!(believed(&[], 0.05).is_empty());
    }

    proptest! {
        #[test]
        fn belief_is_monotone_in_the_p_value_and_in_the_rate(
            p_values in prop::collection::vec(0.0..=1.0_f64, 1..60),
            rate in 0.0..1.0_f64,
        ) {
            let strict = believed(&p_values, rate / 2.0);
            let loose = believed(&p_values, rate);
            for (a, p) in p_values.iter().enumerate() {
                prop_assert!(!strict[a] || loose[a]);
                // Never more than a single test at the same rate would believe.
                prop_assert!(!loose[a] || *p <= rate);
                for (b, other) in p_values.iter().enumerate() {
                    prop_assert!(p > other || !loose[b] || loose[a]);
                }
            }
        }

        #[test]
        fn the_order_of_the_tests_does_not_matter(p_values in prop::collection::vec(0.0..0.2_f64, 1..40)) {
            let forwards = believed(&p_values, 0.05);
            let reversed: Vec<f64> = p_values.iter().rev().copied().collect();
            let mut backwards = believed(&reversed, 0.05);
            backwards.reverse();
            prop_assert_eq!(forwards, backwards);
        }
    }
}
