//! A share period by period between limits, to be read with the eye. For alarms there are `ewma` and `cusum`.

use super::distribution::Score;
use super::interval::Interval;
use super::response_rate::percent;

/// Below this many answers a period's limits are too rough to be read.
pub const READABLE_FROM: u64 = 30;

/// Which way something went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    Down,
    Up,
}

impl Direction {
    /// The name in the API.
    pub fn code(self) -> &'static str {
        match self {
            Direction::Down => "down",
            Direction::Up => "up",
        }
    }
}

/// A point of a series that lies outside, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alarm {
    pub index: usize,
    pub direction: Direction,
}

/// Answers of one period or day, and how many of them are positive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub n: u64,
    pub positive: u64,
}

/// The chart: everything in percent.
#[derive(Clone, Debug, PartialEq)]
pub struct PChart {
    pub center: f64,
    pub periods: Vec<Charted>,
    pub alarms: Vec<Alarm>,
}

/// One period: without answers, neither score nor limits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Charted {
    pub score: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// Limits `p0 -/+ sigma sqrt(p0 (1-p0)/n)` in every period, kept within 0 to 100; outside is strictly outside.
///
/// `baseline` is `p0` as a proportion from 0 to 1, `sigma` usually 3. Read it for periods of at least
/// [`READABLE_FROM`] answers. Source: Shewhart's chart; see Neuburger et al. 2017, BMJ Quality & Safety 26:919-928.
pub fn p_chart(periods: &[Share], baseline: f64, sigma: f64) -> PChart {
    let charted: Vec<Charted> = periods
        .iter()
        .map(|period| {
            let some = (period.n > 0).then_some(period.n as f64);
            let half = some.map(|n| sigma * (baseline * (1.0 - baseline) / n).sqrt());
            let limits = half.map(|half| {
                let (low, high) = (100.0 * (baseline - half), 100.0 * (baseline + half));
                Interval::clipped(low, high, (0.0, 100.0), 0.0)
            });
            Charted {
                score: percent(period.positive, period.n).map(Score::value),
                low: limits.map(|limits| limits.low),
                high: limits.map(|limits| limits.high),
            }
        })
        .collect();
    let outside = charted.iter().enumerate().filter_map(|(index, point)| {
        let (score, low, high) = (point.score?, point.low?, point.high?);
        let direction = match () {
            // A score on its limit is not outside, whatever its last binary digit says.
            () if score < low - ON_LIMIT => Direction::Down,
            () if score > high + ON_LIMIT => Direction::Up,
            () => return None,
        };
        Some(Alarm { index, direction })
    });
    PChart {
        center: 100.0 * baseline,
        alarms: outside.collect(),
        periods: charted,
    }
}

/// How far beside its limit a score still lies on it.
const ON_LIMIT: f64 = 1e-9;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_the_limit_is_not_outside_and_empty_periods_stay() {
        // 0.9 minus three standard errors of 100 answers is 0.81.
        let periods = [(100, 81), (100, 80), (0, 0), (100, 99), (25, 25)];
        let periods = periods.map(|(n, positive)| Share { n, positive });
        let chart = p_chart(&periods, 0.9, 3.0);
        let down = |index| Alarm {
            index,
            direction: Direction::Down,
        };
        assert_eq!(chart.alarms, [down(1)]);
        assert_eq!(chart.periods[2].score.or(chart.periods[2].low), None);
        assert_eq!(chart.periods[4].high, Some(100.0));
    }

    #[test]
    fn a_baseline_at_the_end_allows_nothing_else() {
        let some = [
            Share {
                n: 50,
                positive: 49,
            },
            Share {
                n: 50,
                positive: 50,
            },
        ];
        assert_eq!(p_chart(&some, 1.0, 3.0).alarms.len(), 1);
        let none = [Share { n: 50, positive: 1 }, Share { n: 50, positive: 0 }];
        assert_eq!(p_chart(&none, 0.0, 3.0).alarms[0].direction, Direction::Up);
    }
}
