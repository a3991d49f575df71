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

use super::breakdown::Breakdown;
use super::cusum::{self, Cell, cusum};
use super::distribution::Distribution;
use super::grouping::{Grouping, Label, Labels};
use super::interval::LEVEL;
use super::metric::{Formula, Metric};
use super::p_chart::{Alarm, Direction};
use super::period::Period;
use super::reading::{self, Asked, Counts, Selection};
use super::runs::{Run, runs};
use super::shrinkage::shrinkage;
pub use super::watching::{BASELINE_DAYS, LEAST_ANSWERS};
use super::watching::{Window, charted};
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
    follow(db, selection, groupings, windows(selection.period), None).await
}

/// The windows in which the changes of a period are looked for, one after the other.
pub(super) fn windows(period: Period) -> impl Iterator<Item = Window> {
    let windows = FOLLOWED_BACK.into_iter();
    windows.map_while(move |months| Window::before(period, months))
}

/// Takes what is known, or looks in one window after the other until no run reaches back to its first day.
pub(super) async fn follow(
    db: &Db,
    selection: &Selection,
    groupings: &[Grouping],
    windows: impl Iterator<Item = Window>,
    known: Option<Watched>,
) -> Result<Watched, DbErr> {
    let mut found = known;
    for window in windows {
        if found.as_ref().is_some_and(|watched| !watched.cut) {
            break;
        }
        found = Some(look(db, selection, groupings, &window).await?);
    }
    let mut watched = found.unwrap_or_default();
    watched.signals.sort_by(|a, b| {
        let newest = b.since.cmp(&a.since).then(b.last.cmp(&a.last));
        newest.then_with(|| a.label.order().cmp(&b.label.order()))
    });
    Ok(watched)
}

async fn look(
    db: &Db,
    selection: &Selection,
    groupings: &[Grouping],
    window: &Window,
) -> Result<Watched, DbErr> {
    let Selection { metric, filter, .. } = selection;
    // Of agents shares only: a CUSUM adds up evidence about a share.
    let shares = matches!(metric.formula(), Formula::Share { .. });
    let wanted = WATCHED.into_iter().filter(|by| groupings.contains(by));
    let wanted: Vec<Grouping> = wanted
        .filter(|by| *by != Grouping::Agent || shares)
        .collect();
    let mut asked: Vec<Asked> = wanted
        .iter()
        .map(|by| match by {
            Grouping::Agent => Asked::daily(window.charted, by),
            _ => Asked::daily(window.read, by),
        })
        .collect();
    let pasts: Vec<Option<Period>> = match wanted.contains(&Grouping::Agent) {
        true => window.months().iter().map(|month| month.before()).collect(),
        false => Vec::new(),
    };
    let before = pasts.iter().flatten();
    let before: Vec<Asked> = before
        .map(|before| Asked::of(*before, &Grouping::Agent))
        .collect();
    // How much agents differ is seen among all of them, also when only one is asked for.
    let (counts, before) = match filter.agent.is_some() && !before.is_empty() {
        true => {
            let everybody = Filter {
                agent: None,
                ..filter.clone()
            };
            let counts = reading::several(db, metric.code(), filter, &asked).await?;
            let before = reading::several(db, metric.code(), &everybody, &before).await?;
            (counts, before)
        }
        false => {
            asked.extend(before);
            let mut counts = reading::several(db, metric.code(), filter, &asked).await?;
            let before = counts.split_off(wanted.len());
            (counts, before)
        }
    };
    let labels = Labels::of_each(db, &filter.brands, &wanted).await?;
    let mut watched = Watched::default();
    for ((by, days), labels) in wanted.iter().zip(&counts).zip(&labels) {
        if *by == Grouping::Agent {
            let mut before = before.iter();
            let usual = pasts.iter().map(|past| {
                let past = past.and_then(|_| before.next());
                past.map_or_else(HashMap::new, |past| usual(selection, past, labels))
            });
            watched.agents(*metric, window, days, usual.collect(), labels);
        } else {
            watched.groups(*metric, window, *by, days, labels);
        }
    }
    Ok(watched)
}

/// The shrunken score of every agent with answers enough.
fn usual(selection: &Selection, past: &Counts, labels: &Labels) -> HashMap<Label, f64> {
    let past = Breakdown::of(selection, past, 0, labels).groups;
    let counts: Vec<Distribution> = past.iter().map(|of| of.summary.answers.clone()).collect();
    let shrunk = shrinkage(selection.metric.formula(), &counts, LEVEL).agents;
    past.into_iter()
        .zip(shrunk)
        .filter(|(_, agent)| agent.responses >= LEAST_ANSWERS)
        .filter_map(|(of, agent)| Some((of.label, agent.shrunk.or(agent.score)?)))
        .collect()
}

/// The answers of each label that occurs, day by day.
fn series<'l>(
    metric: Metric,
    period: Period,
    counts: &Counts,
    labels: &'l Labels,
) -> impl Iterator<Item = (&'l Label, Vec<Distribution>)> + use<'l> {
    let places = counts.places(&[labels]);
    let empty = vec![Distribution::new(); usize::try_from(period.length()).unwrap_or(0)];
    let mut series: Vec<Option<Vec<Distribution>>> = vec![None; labels.all().len()];
    for row in &counts.rows {
        let days = &mut series[places[row.group][0]];
        let days = days.get_or_insert_with(|| empty.clone());
        let at = row.day.map(|day| (day - period.from()).num_days());
        let day = at.and_then(|at| days.get_mut(usize::try_from(at).ok()?));
        if let Some(day) = day.filter(|_| row.is_answer_to(metric)) {
            day.add(row.score, row.count);
        }
    }
    let both = labels.all().iter().zip(series);
    both.filter_map(|(label, days)| Some((label, days?)))
}

/// A charted series.
struct Line<'a> {
    /// With the days between alarms that are still one signal.
    kind: (Grouping, Chart, usize),
    label: &'a Label,
    days: &'a [Distribution],
    alarms: &'a [Alarm],
    usual: &'a [Option<f64>],
}

impl Watched {
    /// Watches groups by their counts on each day read.
    pub(super) fn groups(
        &mut self,
        metric: Metric,
        window: &Window,
        by: Grouping,
        counts: &Counts,
        labels: &Labels,
    ) {
        let formula = metric.formula();
        for (label, read) in series(metric, window.read, counts, labels) {
            let chart = charted(formula, &read, window);
            let away = |index: usize, direction| match (chart.z[index], direction) {
                (Some(z), Direction::Down) => z < 0.0,
                (Some(z), Direction::Up) => z > 0.0,
                (None, _) => false,
            };
            let line = Line {
                kind: (by, Chart::Ewma, EWMA_GAP),
                label,
                days: window.charted(&read),
                alarms: &chart.alarms,
                usual: &chart.usual,
            };
            self.take(formula, window, line, away);
        }
    }

    /// Watches agents by their counts on each charted day, each month against what was usual before it.
    fn agents(
        &mut self,
        metric: Metric,
        window: &Window,
        counts: &Counts,
        usual: Vec<HashMap<Label, f64>>,
        labels: &Labels,
    ) {
        let formula = metric.formula();
        let Formula::Share { positive } = formula else {
            return;
        };
        let months = window.months();
        for (label, days) in series(metric, window.charted, counts, labels) {
            let known = months.iter().zip(&usual).flat_map(|(month, usual)| {
                let days = month.days.length() as usize;
                std::iter::repeat_n(usual.get(label).copied(), days)
            });
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
                label,
                days: &days,
                alarms: &chart.alarms,
                usual: &known,
            };
            self.take(formula, window, line, away);
        }
    }

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
