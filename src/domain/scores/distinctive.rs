//! Words that one group of comments uses more than another: log odds, steadied by the words of all comments.
//! Called by the comments page with unhappy against happy customers; knows nothing of any language.

use std::collections::BTreeMap;

use statrs::function::erf::erfc;

use super::false_discovery::believed;

/// How many comments there are, and how many of them contain each term. A term counts once a comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    pub comments: u64,
    pub counts: BTreeMap<String, u64>,
}

/// Which group a term is typical of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distinctive {
    A,
    B,
    Neither,
}

/// One term's figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    pub term: String,
    /// Natural logarithm of the odds in `a` over those in `b`: 0.69 is twice the odds, -0.69 half of them.
    pub log_odds: f64,
    /// The log odds over their standard error.
    pub z: f64,
    /// From 0 to 1, two-sided.
    pub p_value: f64,
    pub distinctive: Distinctive,
}

/// The terms that at least `min_comments` comments of the background contain, those of `a` first.
///
/// ```text
/// alpha = prior_size * background_term / background_comments
/// Ya = y_a + alpha     Na = n_a + prior_size - Ya     (b likewise)
/// log_odds = ln(Ya/Na) - ln(Yb/Nb)     z = log_odds / sqrt(1/Ya + 1/Na + 1/Yb + 1/Nb)     p = 2 (1 - Phi(|z|))
/// ```
///
/// `background` is all comments, those of `a` and `b` among them. `prior_size` is how many comments' worth of the
/// background is mixed into each group (10 is usual, above 0); `fdr` the share of chance finds that is allowed.
/// Source: Monroe, Colaresi, Quinn 2008, Political Analysis 16:372-403.
pub fn terms(
    a: &Terms,
    b: &Terms,
    background: &Terms,
    prior_size: f64,
    min_comments: u64,
    fdr: f64,
) -> Vec<Term> {
    let mut terms: Vec<Term> = background
        .counts
        .iter()
        .filter(|(_, count)| **count >= min_comments.max(1))
        .map(|(term, count)| {
            let alpha = prior_size * *count as f64 / background.comments.max(1) as f64;
            let (log_a, variance_a) = log_odds(a, term, alpha, prior_size);
            let (log_b, variance_b) = log_odds(b, term, alpha, prior_size);
            let (log_odds, deviation) = (log_a - log_b, (variance_a + variance_b).sqrt());
            // A term of every single comment has no odds, and tells nobody apart.
            let told = log_odds.is_finite() && deviation.is_finite();
            let (log_odds, z) = match told {
                true => (log_odds, log_odds / deviation),
                false => (0.0, 0.0),
            };
            Term {
                term: term.clone(),
                log_odds,
                z,
                p_value: erfc(z.abs() / std::f64::consts::SQRT_2),
                distinctive: Distinctive::Neither,
            }
        })
        .collect();
    let p_values: Vec<f64> = terms.iter().map(|term| term.p_value).collect();
    for (term, believed) in terms.iter_mut().zip(believed(&p_values, fdr)) {
        term.distinctive = match (believed, term.z) {
            (true, z) if z > 0.0 => Distinctive::A,
            (true, z) if z < 0.0 => Distinctive::B,
            _ => Distinctive::Neither,
        };
    }
    terms.sort_by(|one, other| other.z.total_cmp(&one.z));
    terms
}

/// The logarithm of a term's odds in one group, and its variance.
fn log_odds(group: &Terms, term: &str, alpha: f64, prior_size: f64) -> (f64, f64) {
    let containing = group.counts.get(term).copied().unwrap_or(0) as f64 + alpha;
    let other = group.comments as f64 + prior_size - containing;
    ((containing / other).ln(), 1.0 / containing + 1.0 / other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn group(comments: u64, counts: &[(&str, u64)]) -> Terms {
        let counts = counts
            .iter()
            .map(|(term, count)| ((*term).to_owned(), *count));
        Terms {
            comments,
            counts: counts.collect(),
        }
    }

    #[test]
    fn words_of_the_unhappy_come_first_and_those_of_everybody_tell_nothing() {
        let unhappy = group(200, &[("wait", 90), ("the", 200), ("thanks", 5)]);
        let happy = group(400, &[("wait", 20), ("the", 400), ("thanks", 160)]);
        let all = group(
            600,
            &[("wait", 110), ("the", 600), ("thanks", 165), ("rare", 1)],
        );
        let found = terms(&unhappy, &happy, &all, 10.0, 5, 0.05);
        let told: Vec<(&str, Distinctive)> = found
            .iter()
            .map(|term| (term.term.as_str(), term.distinctive))
            .collect();
        use Distinctive::{A, B, Neither};
        assert_eq!(told, [("wait", A), ("the", Neither), ("thanks", B)]);
        assert_eq!((found[1].log_odds, found[1].p_value), (0.0, 1.0));
    }

    #[test]
    fn no_comments_no_words() {
        let none = Terms::default();
        assert_eq!(terms(&none, &none, &none, 10.0, 0, 0.05), []);
        let some = group(50, &[("wait", 30)]);
        let against_nobody = terms(&some, &none, &some, 10.0, 1, 0.05);
        assert!(against_nobody[0].z.is_finite());
    }

    proptest! {
        #[test]
        fn turning_the_groups_around_turns_the_sign(
            counts in prop::collection::btree_map("[a-e]", (0..40_u64, 0..40_u64), 0..5),
        ) {
            let of = |side: fn(&(u64, u64)) -> u64, comments| Terms {
                comments,
                counts: counts.iter().map(|(term, both)| (term.clone(), side(both))).collect(),
            };
            let (a, b, all) = (of(|c| c.0, 40), of(|c| c.1, 50), of(|c| c.0 + c.1, 90));
            let there = terms(&a, &b, &all, 10.0, 1, 0.05);
            let back = terms(&b, &a, &all, 10.0, 1, 0.05);
            prop_assert_eq!(there.len(), back.len());
            for term in &there {
                prop_assert!((0.0..=1.0).contains(&term.p_value));
                let other = back.iter().find(|other| other.term == term.term).unwrap();
                prop_assert!((term.z + other.z).abs() < 1e-9);
            }
        }
    }
}
