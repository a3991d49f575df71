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
use super::distribution::Distribution;
use super::grouping::{Grouping, Label};
use super::interval::LEVEL;
use super::metric::Formula;
use super::p_chart::{Alarm, Direction};
use super::period::{Period, Step};
use super::reading::Selection;
use super::runs::{Run, runs};
use super::shrinkage::shrinkage;
use super::trend::{Point, trends};
pub use super::watching::{BASELINE_DAYS, LEAST_ANSWERS};
use super::watching::{Window, charted};
use crate::db::Db;

/// Whose scores are watched.
pub const WATCHED: [Grouping; 4] = [
    Grouping::Product,
    Grouping::Touchpoint,
    Grouping::Team,
    Grouping::Agent,
];
/// How many days are watched unless somebody asks for others.
pub const WATCHED_DAYS: u32 = 30;
/// Quiet days that do not end a run of the EWMA: it hovers at its limit before it settles.
const EWMA_GAP: usize = 2;
/// Days between alarms of one CUSUM that still are one signal: after each alarm it has to gather evidence again.
const CUSUM_GAP: usize = 13;
/// How many months before those asked for a change is followed back, and how many where that does not reach its start.
const FOLLOWED_BACK: [u32; 2] = [1, 13];

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
    /// The first of the days asked for on which any series had a baseline.
    pub from: Option<NaiveDate>,
    /// Whether a run reaches back to the first day that was charted, and may be older.
    cut: bool,
}

/// The days watched unless somebody asks for others.
pub fn usual_days(today: NaiveDate) -> Period {
    Period::last(WATCHED_DAYS, today)
}

/// What changed in the days of `selection`, newest first.
pub async fn signals(db: &Db, selection: &Selection) -> Result<Vec<Signal>, DbErr> {
    Ok(watch(db, selection, &WATCHED).await?.signals)
}

/// Watches the days of `selection`, in these of [`WATCHED`]. What is told of a change does not depend on where the days
/// begin: they only choose which changes are told.
pub async fn watch(
    db: &Db,
    selection: &Selection,
    groupings: &[Grouping],
) -> Result<Watched, DbErr> {
    let mut watched = Watched::default();
    for months in FOLLOWED_BACK {
        let Some(window) = Window::before(selection.period, months) else {
            break;
        };
        watched = Watched::default();
        for by in WATCHED.into_iter().filter(|by| groupings.contains(by)) {
            match by {
                Grouping::Agent => agents(db, selection, &window, &mut watched).await?,
                _ => groups(db, selection, &window, by, &mut watched).await?,
            }
        }
        if !watched.cut {
            break;
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
    window: &Window,
    by: Grouping,
    watched: &mut Watched,
) -> Result<(), DbErr> {
    let whole = Selection {
        period: window.read,
        ..selection.clone()
    };
    let formula = selection.metric.formula();
    let (_, series) = trends(db, &whole, Step::Day, by).await?;
    for one in series {
        let read = answers(&one.points);
        let chart = charted(formula, &read, window);
        let away = |index: usize, direction| match (chart.z[index], direction) {
            (Some(z), Direction::Down) => z < 0.0,
            (Some(z), Direction::Up) => z > 0.0,
            (None, _) => false,
        };
        let line = Line {
            kind: (by, Chart::Ewma, EWMA_GAP),
            label: one.label,
            days: window.charted(&read),
            alarms: &chart.alarms,
            usual: &chart.usual,
        };
        watched.take(formula, window, line, away);
    }
    Ok(())
}

/// Shares only: a CUSUM adds up evidence about a share.
async fn agents(
    db: &Db,
    selection: &Selection,
    window: &Window,
    watched: &mut Watched,
) -> Result<(), DbErr> {
    let formula = selection.metric.formula();
    let Formula::Share { positive } = formula else {
        return Ok(());
    };
    let usual = usual_by_month(db, selection, window).await?;
    let charted = Selection {
        period: window.charted,
        ..selection.clone()
    };
    let (_, series) = trends(db, &charted, Step::Day, Grouping::Agent).await?;
    for one in series {
        let days = answers(&one.points);
        let known = usual
            .iter()
            .flat_map(|(days, usual)| vec![usual.get(&one.label).copied(); *days]);
        let known: Vec<Option<f64>> = known.collect();
        let cells = days.iter().zip(&known).map(|(day, usual)| {
            let cell = usual.map(|usual| Cell {
                n: day.total(),
                positive: day.count_of(positive),
                baseline: usual / formula.unit(),
            });
            cell.into_iter().collect()
        });
        let cells: Vec<Vec<Cell>> = cells.collect();
        let chart = cusum(&cells, cusum::ODDS_DOWN, cusum::ODDS_UP, cusum::LIMIT);
        let away = |index: usize, direction| {
            let s = match direction {
                Direction::Down => chart.down[index],
                Direction::Up => chart.up[index],
            };
            s > 0.0 && s <= cusum::LIMIT
        };
        let line = Line {
            kind: (Grouping::Agent, Chart::Cusum, CUSUM_GAP),
            label: one.label,
            days: &days,
            alarms: &chart.alarms,
            usual: &known,
        };
        watched.take(formula, window, line, away);
    }
    Ok(())
}

/// For each charted month how many days it has, and the shrunken score of every agent with answers enough before it.
async fn usual_by_month(
    db: &Db,
    selection: &Selection,
    window: &Window,
) -> Result<Vec<(usize, HashMap<Label, f64>)>, DbErr> {
    let formula = selection.metric.formula();
    // How much agents differ is seen among all of them, also when only one is asked for.
    let mut everybody = selection.clone();
    everybody.filter.agent = None;
    let mut months = Vec::new();
    for month in window.months() {
        let days = month.days.length() as usize;
        let Some(before) = month.before() else {
            months.push((days, HashMap::new()));
            continue;
        };
        everybody.period = before;
        let past = breakdown(db, &everybody, Grouping::Agent).await?.groups;
        let counts: Vec<Distribution> = past.iter().map(|of| of.summary.answers.clone()).collect();
        let shrunk = shrinkage(formula, &counts, LEVEL).agents;
        let usual = past
            .into_iter()
            .zip(shrunk)
            .filter(|(_, agent)| agent.responses >= LEAST_ANSWERS)
            .filter_map(|(of, agent)| Some((of.label, agent.shrunk.or(agent.score)?)));
        months.push((days, usual.collect()));
    }
    Ok(months)
}

/// A charted series.
struct Line<'a> {
    /// With the days between alarms that are still one signal.
    kind: (Grouping, Chart, usize),
    label: Label,
    days: &'a [Distribution],
    alarms: &'a [Alarm],
    usual: &'a [Option<f64>],
}

impl Watched {
    /// Counts a series, and keeps those of its runs that reach into the days asked for.
    fn take(
        &mut self,
        formula: Formula,
        window: &Window,
        line: Line,
        away: impl Fn(usize, Direction) -> bool,
    ) {
        let at = |index: usize| {
            let first = window.charted.from();
            first
                .checked_add_days(Days::new(index as u64))
                .unwrap_or(first)
        };
        let asked = window.lead..line.days.len();
        let Some(first) = asked.clone().find(|index| line.usual[*index].is_some()) else {
            let answered = line.days[asked].iter().any(|day| !day.is_empty());
            self.too_new += usize::from(answered);
            return;
        };
        self.series += 1;
        self.from = self.from.into_iter().chain([at(first)]).min();
        let (grouping, chart, gap) = line.kind;
        for run in runs(line.alarms, gap, away) {
            let Some(usual) = line.usual[run.since].filter(|_| run.last >= window.lead) else {
                continue;
            };
            self.cut |= run.began == 0;
            let about = (grouping, line.label.clone(), chart, usual);
            let ongoing = run.last + gap + 1 >= line.days.len();
            let signal = told(run, formula, line.days, at, about);
            self.signals
                .extend(signal.map(|signal| Signal { ongoing, ..signal }));
        }
    }
}

fn answers(points: &[Point]) -> Vec<Distribution> {
    let days = points.iter().map(|point| point.summary.answers.clone());
    days.collect()
}

/// A run in days and scores.
fn told(
    run: Run,
    formula: Formula,
    days: &[Distribution],
    at: impl Fn(usize) -> NaiveDate,
    (grouping, label, chart, baseline): (Grouping, Label, Chart, f64),
) -> Option<Signal> {
    let answers: Distribution = days[run.began..=run.last].iter().collect();
    Some(Signal {
        grouping,
        label,
        chart,
        direction: run.direction,
        began: at(run.began),
        since: at(run.since),
        last: at(run.last),
        ongoing: false,
        baseline,
        now: formula.score(&answers)?.value(),
        responses: answers.total(),
    })
}
