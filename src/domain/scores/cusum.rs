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
