//! What has changed, for whom and since when: products, touchpoints and teams by EWMA, single agents by CUSUM.
//! Called by the signals page, the API and the overview.
//!
//! Days are not compared by repeated 95 % tests: who looks every day at an interval that is wrong one day in 20 sees
//! a false alarm a month in every product. These charts carry what they saw before into the next day, and their limits
//! are set for looking every day: about one false alarm per series in two years (EWMA), one per 4,000 to 17,000
//! answers and direction (CUSUM).

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use sea_orm::DbErr;

use super::breakdown::breakdown;
use super::cusum::{self, Cell, cusum};
use super::distribution::{Distribution, Score};
use super::ewma::{self, ewma};
use super::grouping::{Grouping, Label};
use super::interval::LEVEL;
use super::metric::Formula;
use super::p_chart::{Alarm, Direction};
use super::period::{Period, Step};
use super::reading::Selection;
use super::shrinkage::shrinkage;
use super::trend::{Point, trends};
use crate::{db::Db, domain::responses::filter::Filter};

/// Whose scores are watched.
pub const WATCHED: [Grouping; 4] = [
    Grouping::Product,
    Grouping::Touchpoint,
    Grouping::Team,
    Grouping::Agent,
];
/// How many days are watched unless somebody asks for others.
pub const WATCHED_DAYS: u32 = 30;
/// A baseline begins at most so many days before the watched ones.
pub const BASELINE_DAYS: u64 = 180;
/// A baseline of fewer days, from the first answer on, says too little.
const LEAST_DAYS: usize = 60;
/// A baseline of fewer answers says too little.
pub const LEAST_ANSWERS: u64 = 200;
/// Quiet days that do not end a run of the EWMA: it hovers at its limit before it settles.
const EWMA_GAP: usize = 2;
/// Days between alarms of one CUSUM that still are one signal: after each alarm it has to gather evidence again.
const CUSUM_GAP: usize = 13;

/// Which chart noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Chart {
    Ewma,
    Cusum,
}

impl Chart {
    /// The name in the API.
    pub fn code(self) -> &'static str {
        match self {
            Chart::Ewma => "ewma",
            Chart::Cusum => "cusum",
        }
    }
}

/// One run of days outside the limits. Scores are in the unit of the metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Signal {
    pub grouping: Grouping,
    pub label: Label,
    pub chart: Chart,
    pub direction: Direction,
    /// When the chart left its centre for this run: the change is not older than this, as far as the chart can tell.
    pub began: NaiveDate,
    /// The first day outside.
    pub since: NaiveDate,
    /// The last day outside.
    pub last: NaiveDate,
    /// Whether it goes on at the end of the watched days.
    pub ongoing: bool,
    /// The usual score; of an agent the agent's own, shrunken.
    pub baseline: f64,
    /// The score of the answers from `began` to `last`.
    pub now: f64,
    /// How many answers those are.
    pub responses: u64,
}

/// What was watched, and what was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Watched {
    /// Newest first.
    pub signals: Vec<Signal>,
    /// How many series have a baseline and were watched.
    pub series: usize,
    /// How many have answers in the watched days but no sufficient baseline yet.
    pub too_new: usize,
}

/// The days watched unless somebody asks for others.
pub fn usual_days(today: NaiveDate) -> Period {
    Period::last(WATCHED_DAYS, today)
}

/// What changed in the days of `selection`, newest first.
pub async fn signals(db: &Db, selection: &Selection) -> Result<Vec<Signal>, DbErr> {
    Ok(watch(db, selection, &WATCHED).await?.signals)
}

/// Watches the days of `selection` against the up to [`BASELINE_DAYS`] days before them, in these of [`WATCHED`].
pub async fn watch(
    db: &Db,
    selection: &Selection,
    groupings: &[Grouping],
) -> Result<Watched, DbErr> {
    let mut watched = Watched::default();
    let first = selection.period.from();
    let start = first.checked_sub_days(Days::new(BASELINE_DAYS));
    let start = start.unwrap_or(NaiveDate::MIN);
    let Some(before) = first.pred_opt().and_then(|last| Period::new(start, last)) else {
        return Ok(watched);
    };
    for by in WATCHED.into_iter().filter(|by| groupings.contains(by)) {
        match by {
            Grouping::Agent => agents(db, selection, before, &mut watched).await?,
            _ => groups(db, selection, before, by, &mut watched).await?,
        }
    }
    watched.signals.sort_by(|a, b| {
        let newest = b.since.cmp(&a.since).then(b.last.cmp(&a.last));
        newest.then_with(|| a.label.order().cmp(&b.label.order()))
    });
    Ok(watched)
}

async fn groups(
    db: &Db,
    selection: &Selection,
    before: Period,
    by: Grouping,
    watched: &mut Watched,
) -> Result<(), DbErr> {
    let Some(period) = Period::new(before.from(), selection.period.to()) else {
        return Ok(());
    };
    let whole = Selection {
        period,
        ..selection.clone()
    };
    let formula = selection.metric.formula();
    let (_, series) = trends(db, &whole, Step::Day, by).await?;
    for one in series {
        let days = answers(&one.points);
        let (baseline, days) = days.split_at(days.len().min(before.length() as usize));
        let known = baseline.iter().skip_while(|day| day.is_empty()).count();
        let all: Distribution = baseline.iter().collect();
        if known < LEAST_DAYS || all.total() < LEAST_ANSWERS {
            watched.too_new += usize::from(days.iter().any(|day| !day.is_empty()));
            continue;
        }
        let baseline = &baseline[baseline.len() - known..];
        let chart = ewma(formula, baseline, days, ewma::LAMBDA, ewma::LIMIT);
        let away = |index: usize, direction| match (chart.z[index], direction) {
            (Some(z), Direction::Down) => z < 0.0,
            (Some(z), Direction::Up) => z > 0.0,
            (None, _) => false,
        };
        watched.series += 1;
        let usual = formula
            .score(&all)
            .map_or(chart.baseline_mean, Score::value);
        let found = runs(&chart.alarms, EWMA_GAP, away).into_iter();
        let told = found.filter_map(|run| {
            let (grouping, label) = (by, one.label.clone());
            let at = |index: usize| one.points[before.length() as usize + index].period.from();
            let ongoing = run.last + EWMA_GAP + 1 >= days.len();
            let signal = run.told(formula, days, at, (grouping, label, Chart::Ewma, usual));
            signal.map(|signal| Signal { ongoing, ..signal })
        });
        watched.signals.extend(told);
    }
    Ok(())
}

/// Shares only: a CUSUM adds up evidence about a share.
async fn agents(
    db: &Db,
    selection: &Selection,
    before: Period,
    watched: &mut Watched,
) -> Result<(), DbErr> {
    let formula = selection.metric.formula();
    let Formula::Share { positive } = formula else {
        return Ok(());
    };
    // How much agents differ is seen among all of them, also when only one is asked for.
    let everybody = Selection {
        period: before,
        filter: Filter {
            agent: None,
            ..selection.filter.clone()
        },
        ..selection.clone()
    };
    let past = breakdown(db, &everybody, Grouping::Agent).await?.groups;
    let counts: Vec<Distribution> = past.iter().map(|of| of.summary.answers.clone()).collect();
    let shrunk = shrinkage(formula, &counts, LEVEL).agents;
    let usual: HashMap<&Label, f64> = past
        .iter()
        .zip(&shrunk)
        .filter(|(_, agent)| agent.responses >= LEAST_ANSWERS)
        .filter_map(|(of, agent)| Some((&of.label, agent.shrunk.or(agent.score)?)))
        .collect();
    let (_, series) = trends(db, selection, Step::Day, Grouping::Agent).await?;
    for one in series {
        let days = answers(&one.points);
        let Some(usual) = usual.get(&one.label).copied() else {
            watched.too_new += usize::from(days.iter().any(|day| !day.is_empty()));
            continue;
        };
        let cells: Vec<Vec<Cell>> = days
            .iter()
            .map(|day| {
                vec![Cell {
                    n: day.total(),
                    positive: day.count_of(positive),
                    baseline: usual / formula.unit(),
                }]
            })
            .collect();
        let chart = cusum(&cells, cusum::ODDS_DOWN, cusum::ODDS_UP, cusum::LIMIT);
        let away = |index: usize, direction| {
            let s = match direction {
                Direction::Down => chart.down[index],
                Direction::Up => chart.up[index],
            };
            s > 0.0 && s <= cusum::LIMIT
        };
        watched.series += 1;
        let found = runs(&chart.alarms, CUSUM_GAP, away).into_iter();
        let told = found.filter_map(|run| {
            let (grouping, label) = (Grouping::Agent, one.label.clone());
            let at = |index: usize| one.points[index].period.from();
            let ongoing = run.last + CUSUM_GAP + 1 >= days.len();
            let signal = run.told(formula, &days, at, (grouping, label, Chart::Cusum, usual));
            signal.map(|signal| Signal { ongoing, ..signal })
        });
        watched.signals.extend(told);
    }
    Ok(())
}

fn answers(points: &[Point]) -> Vec<Distribution> {
    let days = points.iter().map(|point| point.summary.answers.clone());
    days.collect()
}

/// Days outside that belong together, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    direction: Direction,
    began: usize,
    since: usize,
    last: usize,
}

/// Joins the alarms of each direction with at most `gap` other days between them. A run began with the first of the
/// days before it on which the chart was `away` from its centre without a break.
fn runs(alarms: &[Alarm], gap: usize, away: impl Fn(usize, Direction) -> bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for alarm in alarms {
        let Alarm { index, direction } = *alarm;
        let mut of_kind = runs.iter_mut().filter(|run| run.direction == direction);
        match of_kind.next_back() {
            Some(run) if index <= run.last + gap + 1 => run.last = index,
            _ => {
                let before = (0..index).rev();
                let leading = before.take_while(|index| away(*index, direction)).count();
                runs.push(Run {
                    direction,
                    began: index - leading,
                    since: index,
                    last: index,
                });
            }
        }
    }
    runs
}

impl Run {
    /// The run in days and scores.
    fn told(
        self,
        formula: Formula,
        days: &[Distribution],
        at: impl Fn(usize) -> NaiveDate,
        (grouping, label, chart, baseline): (Grouping, Label, Chart, f64),
    ) -> Option<Signal> {
        let answers: Distribution = days[self.began..=self.last].iter().collect();
        Some(Signal {
            grouping,
            label,
            chart,
            direction: self.direction,
            began: at(self.began),
            since: at(self.since),
            last: at(self.last),
            ongoing: false,
            baseline,
            now: formula.score(&answers)?.value(),
            responses: answers.total(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alarms(of: &[(usize, Direction)]) -> Vec<Alarm> {
        of.iter()
            .map(|(index, direction)| Alarm {
                index: *index,
                direction: *direction,
            })
            .collect()
    }

    fn run(direction: Direction, began: usize, since: usize, last: usize) -> Run {
        Run {
            direction,
            began,
            since,
            last,
        }
    }

    #[test]
    fn days_in_a_row_are_one_run_and_a_pause_ends_it() {
        use Direction::{Down, Up};
        let found = alarms(&[(3, Down), (4, Down), (7, Down), (11, Down), (12, Up)]);
        let never = |_: usize, _: Direction| false;
        assert_eq!(
            runs(&found, 2, never),
            [
                run(Down, 3, 3, 7),
                run(Down, 11, 11, 11),
                run(Up, 12, 12, 12)
            ]
        );
        let strict = runs(&found, 0, never);
        assert_eq!(strict.len(), 4);
        assert_eq!(runs(&[], 2, never), []);
    }

    #[test]
    fn both_directions_run_beside_each_other() {
        use Direction::{Down, Up};
        let found = alarms(&[(1, Down), (2, Up), (3, Down), (4, Up)]);
        let never = |_: usize, _: Direction| false;
        assert_eq!(
            runs(&found, 1, never),
            [run(Down, 1, 1, 3), run(Up, 2, 2, 4)]
        );
    }

    #[test]
    fn a_run_began_when_the_chart_left_its_centre() {
        use Direction::Down;
        let series = [0.1, -0.2, 0.3, -0.5, -1.5, -3.5];
        let away = |index: usize, _: Direction| series[index] < 0.0;
        let found = runs(&alarms(&[(5, Down)]), 0, away);
        assert_eq!(found, [run(Down, 3, 5, 5)]);
        let from_the_start = runs(&alarms(&[(1, Down)]), 0, |_, _| true);
        assert_eq!(from_the_start, [run(Down, 0, 1, 1)]);
    }
}
