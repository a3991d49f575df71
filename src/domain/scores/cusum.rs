//! Whether one agent's share of good answers has shifted: evidence added up day by day until it is enough, made for
//! the few answers a single agent has. Called by `signals`.

use super::p_chart::{Alarm, Direction};

/// The usual shift looked for downwards: half the odds.
pub const ODDS_DOWN: f64 = 0.5;
/// The usual shift looked for upwards: twice the odds.
pub const ODDS_UP: f64 = 2.0;
/// The usual limit.
pub const LIMIT: f64 = 5.0;

/// Answers of one day, or of one stratum on one day, and what share of them is usually positive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    pub n: u64,
    pub positive: u64,
    /// A proportion from 0 to 1.
    pub baseline: f64,
}

/// The two charts, which know nothing of each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Cusum {
    pub down: Vec<f64>,
    pub up: Vec<f64>,
    /// By day; where both are above the limit on one day, down comes first.
    pub alarms: Vec<Alarm>,
}

/// Adds up the logarithm of the likelihood ratio of shifted odds against the usual ones, and never falls below 0:
///
/// ```text
/// p1 = o p0 / (1 - p0 + o p0)         o = odds_down or odds_up
/// S = max(0, S + sum over the day's cells of ( x ln(p1/p0) + (n-x) ln((1-p1)/(1-p0)) ))     x positive of n
/// ```
///
/// A day with `S > h` is an alarm; `S` is kept in the series and starts from 0 the next day. Days without answers
/// leave `S` as it is. With `h` = 5 there is about one false alarm per 4,000 to 17,000 answers and direction. The
/// baseline of an agent is the agent's own shrunken score over at least 200 answers, never the mean of the team.
/// Sources: Steiner, Cook, Farewell, Treasure 2000, Biostatistics 1:441-452; Neuburger et al. 2017, BMJ Quality &
/// Safety 26:919-928.
pub fn cusum(days: &[Vec<Cell>], odds_down: f64, odds_up: f64, h: f64) -> Cusum {
    let (down, up) = (series(days, odds_down, h), series(days, odds_up, h));
    let both = down.iter().zip(&up).enumerate();
    let alarms = both.flat_map(|(index, (down, up))| {
        let alarm = |direction| Alarm { index, direction };
        let down = (*down > h).then_some(alarm(Direction::Down));
        let up = (*up > h).then_some(alarm(Direction::Up));
        down.into_iter().chain(up)
    });
    Cusum {
        alarms: alarms.collect(),
        down,
        up,
    }
}

fn series(days: &[Vec<Cell>], odds: f64, h: f64) -> Vec<f64> {
    let mut s = 0.0;
    let next = days.iter().map(|cells| {
        let evidence: f64 = cells.iter().map(|cell| cell.evidence(odds)).sum();
        let start = if s > h { 0.0 } else { s };
        s = (start + evidence).max(0.0);
        s
    });
    next.collect()
}

impl Cell {
    /// `ln(p1/p0)` is `ln o - ln(1 - p0 + o p0)`, and `ln((1-p1)/(1-p0))` its second half: no baseline divides by 0.
    fn evidence(&self, odds: f64) -> f64 {
        let common = (1.0 - self.baseline + odds * self.baseline).ln();
        self.positive as f64 * odds.ln() - self.n as f64 * common
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(n: u64, positive: u64) -> Vec<Cell> {
        let baseline = 0.85;
        vec![Cell {
            n,
            positive,
            baseline,
        }]
    }

    #[test]
    fn enough_evidence_alarms_once_and_starts_again() {
        let days = vec![day(10, 2); 3];
        let found = cusum(&days, ODDS_DOWN, ODDS_UP, 2.0);
        assert!(
            found
                .down
                .iter()
                .all(|s| *s > 2.0 && (*s - found.down[0]).abs() < 1e-12)
        );
        assert_eq!(found.alarms.len(), 3);
        assert_eq!(found.up, [0.0; 3]);
    }

    #[test]
    fn days_without_answers_keep_what_is_known() {
        let found = cusum(&[day(5, 3), vec![], day(0, 0)], ODDS_DOWN, ODDS_UP, LIMIT);
        assert!(found.down[0] > 0.0);
        assert_eq!(found.down[0], found.down[2]);
    }

    #[test]
    fn a_baseline_at_the_end_divides_by_nothing() {
        for (baseline, positive) in [(0.0, 4), (1.0, 0)] {
            let days = vec![
                vec![Cell {
                    n: 4,
                    positive,
                    baseline
                }];
                5
            ];
            let found = cusum(&days, ODDS_DOWN, ODDS_UP, LIMIT);
            assert!(
                found
                    .down
                    .iter()
                    .chain(&found.up)
                    .all(|s| s.is_finite() && *s >= 0.0)
            );
        }
    }

    proptest! {
        #[test]
        fn a_day_is_the_sum_of_its_cells(days in prop::collection::vec((0..30_u64, 0..30_u64, 0..10_u64), 0..40)) {
            let whole: Vec<Vec<Cell>> = days.iter().map(|(good, bad, _)| day(good + bad, *good)).collect();
            let split: Vec<Vec<Cell>> = days.iter().map(|(good, bad, cut)| {
                let (first, second) = (*cut.min(good), *cut.min(bad));
                let rest = day(good - first + bad - second, good - first);
                [day(first + second, first), rest].concat()
            }).collect();
            let (one, other) = (cusum(&whole, 0.5, 2.0, 5.0), cusum(&split, 0.5, 2.0, 5.0));
            prop_assert_eq!(one.alarms.len(), other.alarms.len());
            for (a, b) in one.down.iter().zip(&other.down) {
                prop_assert!(*a >= 0.0 && (a - b).abs() < 1e-9);
            }
        }
    }
}
