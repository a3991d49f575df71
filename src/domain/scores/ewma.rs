//! Whether a product, touchpoint or team has moved away from its own past: a weighted mean of the days, the latest
//! weighing most. Looked at every day without crying wolf. Called by `signals`.

use super::distribution::Distribution;
use super::levels::Levels;
use super::metric::Formula;
use super::p_chart::{Alarm, Direction};

/// The usual weight of the latest day.
pub const LAMBDA: f64 = 0.1;
/// The usual limit, in standard errors.
pub const LIMIT: f64 = 3.0;

/// The chart. Mean, deviation and the series are in the unit of the score.
#[derive(Clone, Debug, PartialEq)]
pub struct Ewma {
    pub baseline_mean: f64,
    /// How far apart single answers of the baseline lie.
    pub baseline_sd: f64,
    /// How much more days differ than chance among their answers explains; at least 1.
    pub dispersion: f64,
    /// None before the first answer.
    pub ewma: Vec<Option<f64>>,
    /// How many standard errors the weighted mean lies from the baseline.
    pub z: Vec<Option<f64>>,
    /// Every day outside the limit.
    pub alarms: Vec<Alarm>,
}

/// The chart of `days` against the days of the baseline, both in order; days without answers stay in.
///
/// ```text
/// baseline: all its answers, and one spread evenly over the values of s: mean mu0, variance var0
/// phi = max(1, sqrt( sum_d n_d (m_d - mu0)^2 / var0 / (D-1) )) over the D baseline days with answers; 1 if D < 2
/// start A = N = W = 0; for each day with n answers and sum S of s, with l = lambda:
///     A = (1-l) A + l S      N = (1-l) N + l n      W = (1-l)^2 W + l^2 n
///     ewma = A/N             z = (ewma - mu0) / (phi sqrt(var0 W)/N)
/// ```
///
/// A day is outside when `|z| > limit`. Weighing by volume lets quiet days say little. With lambda 0.1, limit 3 and
/// a baseline of at least 60 days and 200 answers there is about one false alarm per series in two years.
/// Sources: Lucas & Saccucci 1990, Technometrics 32:1-12; Neuburger et al. 2017, BMJ Quality & Safety 26:919-928.
pub fn ewma(
    formula: Formula,
    baseline: &[Distribution],
    days: &[Distribution],
    lambda: f64,
    limit: f64,
) -> Ewma {
    let base = Baseline::of(formula, baseline);
    let (mut sum, mut n, mut weight) = (0.0, 0.0, 0.0);
    let mut chart = Ewma {
        baseline_mean: formula.unit() * base.mean,
        baseline_sd: formula.unit() * base.variance.sqrt(),
        dispersion: base.dispersion,
        ewma: Vec::with_capacity(days.len()),
        z: Vec::with_capacity(days.len()),
        alarms: Vec::new(),
    };
    for (index, day) in days.iter().enumerate() {
        let (of_day, in_all) = (day.total() as f64, formula_sum(formula, day));
        sum = (1.0 - lambda) * sum + lambda * in_all;
        n = (1.0 - lambda) * n + lambda * of_day;
        weight = (1.0 - lambda).powi(2) * weight + lambda.powi(2) * of_day;
        let mean = (n > 0.0).then(|| sum / n);
        let error = base.dispersion * (base.variance * weight).sqrt() / n;
        let z = mean
            .map(|mean| (mean - base.mean) / error)
            .filter(|z| z.is_finite());
        chart.ewma.push(mean.map(|mean| formula.unit() * mean));
        chart.z.push(z);
        let direction = match z {
            Some(z) if z > limit => Direction::Up,
            Some(z) if z < -limit => Direction::Down,
            _ => continue,
        };
        chart.alarms.push(Alarm { index, direction });
    }
    chart
}

/// The sum of `s` over a day's answers.
fn formula_sum(formula: Formula, day: &Distribution) -> f64 {
    day.iter()
        .map(|(value, count)| formula.per_response(value) * count as f64)
        .sum()
}

/// What the past says, in `s`.
struct Baseline {
    mean: f64,
    variance: f64,
    dispersion: f64,
}

impl Baseline {
    fn of(formula: Formula, days: &[Distribution]) -> Self {
        // The values of the scale alone: the added answer is not spread over anything else.
        let levels = Levels::of(formula, []);
        let share = 1.0 / levels.values().len().max(1) as f64;
        let added = levels.values().iter().map(|s| (*s as f64, share));
        let all: Distribution = days.iter().collect();
        let weighted: Vec<(f64, f64)> = all
            .iter()
            .map(|(value, count)| (formula.per_response(value), count as f64))
            .chain(added)
            .collect();
        let n: f64 = weighted.iter().map(|(_, count)| count).sum();
        let mean = weighted.iter().map(|(s, count)| s * count).sum::<f64>() / n;
        let squares = weighted.iter().map(|(s, count)| count * (s - mean).powi(2));
        let variance = squares.sum::<f64>() / n;
        Self {
            mean,
            variance,
            dispersion: dispersion(formula, days, mean, variance),
        }
    }
}

fn dispersion(formula: Formula, days: &[Distribution], mean: f64, variance: f64) -> f64 {
    let answered: Vec<&Distribution> = days.iter().filter(|day| !day.is_empty()).collect();
    if answered.len() < 2 || variance <= 0.0 {
        return 1.0;
    }
    let squares = answered.iter().map(|day| {
        let n = day.total() as f64;
        n * (formula_sum(formula, day) / n - mean).powi(2)
    });
    let ratio = squares.sum::<f64>() / variance / (answered.len() - 1) as f64;
    ratio.sqrt().max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::metric::Metric;
    use proptest::prelude::*;

    fn csat(good: u64, bad: u64) -> Distribution {
        Metric::Csat.distribution([(5, good), (1, bad)])
    }

    fn chart(baseline: &[Distribution], days: &[Distribution]) -> Ewma {
        ewma(Metric::Csat.formula(), baseline, days, LAMBDA, LIMIT)
    }

    #[test]
    fn days_like_the_baseline_are_quiet_and_a_lasting_drop_is_not() {
        let usual = vec![csat(18, 2); 60];
        assert_eq!(chart(&usual, &usual).alarms, []);
        let worse = vec![csat(12, 8); 20];
        let found = chart(&usual, &worse);
        assert!(
            found
                .alarms
                .iter()
                .all(|alarm| alarm.direction == Direction::Down)
        );
        assert_eq!(found.alarms.last().map(|alarm| alarm.index), Some(19));
    }

    #[test]
    fn nothing_is_known_before_the_first_answer_and_quiet_days_change_nothing() {
        let days = [csat(0, 0), csat(3, 1), csat(0, 0)];
        let found = chart(&[], &days);
        assert_eq!((found.baseline_mean, found.dispersion), (50.0, 1.0));
        assert_eq!((found.ewma[0], found.z[0]), (None, None));
        assert!((found.ewma[1].unwrap() - 75.0).abs() < 1e-9);
        assert!((found.ewma[2].unwrap() - 75.0).abs() < 1e-9);
        let only_today = ewma(Metric::Csat.formula(), &[], &days, 1.0, LIMIT);
        assert_eq!(only_today.ewma, [None, Some(75.0), None]);
    }

    proptest! {
        #[test]
        fn the_order_of_the_baseline_does_not_matter(
            which in 0..4_usize,
            days in prop::collection::vec(prop::collection::vec((0..11_i32, 0..100_u64), 0..5), 0..20),
        ) {
            let metric = Metric::ALL[which];
            let mut days: Vec<Distribution> =
                days.into_iter().map(|counts| metric.distribution(counts)).collect();
            let formula = metric.formula();
            let forwards = ewma(formula, &days, &days, LAMBDA, LIMIT);
            let watched = days.clone();
            days.reverse();
            let backwards = ewma(formula, &days, &watched, LAMBDA, LIMIT);
            prop_assert!((forwards.dispersion - backwards.dispersion).abs() < 1e-9);
            prop_assert_eq!(forwards.baseline_mean, backwards.baseline_mean);
            let (least, most) = formula.range();
            for mean in forwards.ewma.iter().flatten() {
                prop_assert!(least - 1e-9 <= *mean && *mean <= most + 1e-9);
            }
        }
    }
}
