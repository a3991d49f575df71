//! What a theme or tag does to the score: the score of all answers against the score without those of the theme.
//! Called where themes of comments are listed.

use super::compare::difference;
use super::distribution::Distribution;
use super::interval::Interval;
use super::metric::Formula;

/// The figures of one theme. Scores and impact are in the unit of the score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Impact {
    /// Percent of all answers that have the theme.
    pub share: Option<f64>,
    pub theme_score: Option<f64>,
    /// The score of the answers that do not have it.
    pub rest_score: Option<f64>,
    /// What the theme adds to the score, below 0 where it costs; none where all answers or none have the theme.
    pub impact: Option<f64>,
    pub interval: Option<Interval>,
}

/// `impact = score(all) - score(rest) = f (score(theme) - score(rest))` with `f` the share of answers with the theme;
/// the interval is `f` times that of the difference (see `compare`). `theme` is a part of `all`.
///
/// It is what goes together, not a promise of what mending the theme would bring.
/// Source of the interval: Zou & Donner 2008, Statistics in Medicine 27:1693-1702.
pub fn impact(formula: Formula, all: &Distribution, theme: &Distribution, level: f64) -> Impact {
    let rest = all.without(theme);
    let compared = difference(formula, theme, &rest, level);
    let f = (!all.is_empty()).then(|| theme.total() as f64 / all.total() as f64);
    let scaled = |figure: f64| f.map(|f| f * figure);
    Impact {
        share: f.map(|f| 100.0 * f),
        theme_score: compared.a_score,
        rest_score: compared.b_score,
        impact: compared.difference.and_then(scaled),
        interval: compared.interval.and_then(|interval| {
            Some(Interval {
                level,
                low: scaled(interval.low)?,
                high: scaled(interval.high)?,
            })
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::distribution::Score;
    use crate::domain::scores::interval::LEVEL;
    use crate::domain::scores::metric::Metric;
    use proptest::prelude::*;

    #[test]
    fn of_all_answers_or_none_there_is_no_impact() {
        let all = Metric::Csat.distribution([(5, 8), (1, 2)]);
        let formula = Metric::Csat.formula();
        for (theme, share) in [(all.clone(), 100.0), (Distribution::new(), 0.0)] {
            let found = impact(formula, &all, &theme, LEVEL);
            assert_eq!(
                (found.share, found.impact, found.interval),
                (Some(share), None, None)
            );
        }
        let nothing = Distribution::new();
        assert_eq!(impact(formula, &nothing, &nothing, LEVEL).share, None);
    }

    proptest! {
        #[test]
        fn it_is_what_the_score_would_lose(
            which in 0..4_usize,
            theme in prop::collection::vec((0..11_i32, 0..10_000_000_u64), 0..8),
            rest in prop::collection::vec((0..11_i32, 0..10_000_000_u64), 0..8),
        ) {
            let metric = Metric::ALL[which];
            let (theme, rest) = (metric.distribution(theme), metric.distribution(rest));
            let all: Distribution = [&theme, &rest].into_iter().collect();
            let formula = metric.formula();
            let found = impact(formula, &all, &theme, LEVEL);
            if let (Some(impact), Some(interval)) = (found.impact, found.interval) {
                let score = |of| formula.score(of).map_or(0.0, Score::value);
                prop_assert!((impact - (score(&all) - score(&rest))).abs() < 1e-6);
                prop_assert!(interval.low <= impact && impact <= interval.high);
            }
        }
    }
}
