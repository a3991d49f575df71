//! Which past each day is held against when changes are looked for. It hangs on the day alone and never on the period
//! somebody looks at, so that a change began on the same day whichever days are shown. Pure; called by `signals`.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::distribution::{Distribution, Score};
use super::ewma::{self, ewma};
use super::metric::Formula;
use super::p_chart::Alarm;
use super::period::{Period, Step};

/// A baseline begins at most so many days before it could end.
pub const BASELINE_DAYS: u64 = 180;
/// A baseline of fewer days, from the first answer on, says too little.
pub const LEAST_DAYS: usize = 60;
/// A baseline of fewer answers says too little.
pub const LEAST_ANSWERS: u64 = 200;

/// The days that are read to watch a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Everything, the past that the first charted day is held against included.
    pub read: Period,
    /// The days that are charted: those asked for, and whole months before them, in which a change may have begun.
    pub charted: Period,
    /// How many charted days lie before those asked for.
    pub lead: usize,
}

/// A charted month; places are counted in the days read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    pub days: Period,
    /// Where the past begins that its days may be held against.
    past: usize,
    /// Where that past may end at the earliest, a month before: a change that has just begun is not yet usual.
    ends: usize,
    first: usize,
    last: usize,
}

impl Window {
    /// `months` more than the one in which `period` begins. None where the calendar ends.
    pub fn before(period: Period, months: u32) -> Option<Self> {
        let charted = Period::new(month_before(period.from(), months)?, period.to())?;
        let past = month_before(charted.from(), 1)?.checked_sub_days(Days::new(BASELINE_DAYS))?;
        Some(Self {
            read: Period::new(past, period.to())?,
            charted,
            lead: days_between(charted.from(), period.from()),
        })
    }

    pub fn months(&self) -> Vec<Month> {
        let place = |day| days_between(self.read.from(), day);
        let months = self.charted.steps(Step::Month);
        let months = months.filter_map(|days| {
            let ends = place(month_before(days.from(), 1)?);
            Some(Month {
                days,
                past: ends.saturating_sub(BASELINE_DAYS as usize),
                ends,
                first: place(days.from()),
                last: place(days.to()),
            })
        });
        months.collect()
    }

    /// Of days read, those that are charted.
    pub fn charted<'a, T>(&self, read: &'a [T]) -> &'a [T] {
        let past = days_between(self.read.from(), self.charted.from());
        read.get(past..).unwrap_or_default()
    }
}

impl Month {
    /// The up to [`BASELINE_DAYS`] days before the month, for charts that are not made from day to day.
    pub fn before(&self) -> Option<Period> {
        let from = self.days.from();
        Period::new(
            from.checked_sub_days(Days::new(BASELINE_DAYS))?,
            from.pred_opt()?,
        )
    }
}

/// The EWMA of the charted days, each month's from a baseline of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Charted {
    pub z: Vec<Option<f64>>,
    pub alarms: Vec<Alarm>,
    /// The usual score of each day; none where there is too little to say what is usual.
    pub usual: Vec<Option<f64>>,
}

/// Charts the days of a window. A month's chart starts a month before it, or later, on the first day on which enough
/// answers lie behind.
pub fn charted(formula: Formula, read: &[Distribution], window: &Window) -> Charted {
    let mut all = Charted::default();
    for month in window.months() {
        let days = &read[month.past..=month.last];
        let (first, ends) = (month.first - month.past, month.ends - month.past);
        let length = days.len() - first;
        let start = all.z.len();
        all.z.resize(start + length, None);
        all.usual.resize(start + length, None);
        let Some((known, begins)) = baseline(days, ends) else {
            continue;
        };
        let past = &days[known..begins];
        let chart = ewma(formula, past, &days[begins..], ewma::LAMBDA, ewma::LIMIT);
        let usual: Distribution = past.iter().collect();
        let usual = formula.score(&usual).map(Score::value);
        for at in first.max(begins)..days.len() {
            all.z[start + at - first] = chart.z[at - begins];
            all.usual[start + at - first] = usual;
        }
        let alarms = chart.alarms.into_iter().filter_map(|alarm| {
            let index = (begins + alarm.index).checked_sub(first)?;
            Some(Alarm {
                index: start + index,
                ..alarm
            })
        });
        all.alarms.extend(alarms);
    }
    all
}

/// Where the baseline begins and where it ends: not before `least`, and not before it says enough.
fn baseline(days: &[Distribution], least: usize) -> Option<(usize, usize)> {
    let known = days.iter().position(|day| !day.is_empty())?;
    let mut answers = 0;
    for (at, day) in days.iter().enumerate() {
        if at >= least && at >= known + LEAST_DAYS && answers >= LEAST_ANSWERS {
            return Some((known, at));
        }
        answers += day.total();
    }
    None
}

fn month_before(day: NaiveDate, months: u32) -> Option<NaiveDate> {
    day.with_day(1)?.checked_sub_months(Months::new(months))
}

fn days_between(from: NaiveDate, to: NaiveDate) -> usize {
    usize::try_from(to.signed_duration_since(from).num_days()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::metric::Metric;

    fn period(from: &str, to: &str) -> Period {
        Period::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
    }

    /// Nine of ten are good, until 12 November 2026 turns it round.
    fn answers(read: Period, begins: &str) -> Vec<Distribution> {
        let (begins, turn): (NaiveDate, NaiveDate) =
            (begins.parse().unwrap(), "2026-11-12".parse().unwrap());
        let days = read.steps(Step::Day).map(Period::from);
        days.map(|day| match day {
            early if early < begins => Distribution::new(),
            late if late >= turn => [(5, 2), (1, 8)].into_iter().collect(),
            _ => [(5, 9), (1, 1)].into_iter().collect(),
        })
        .collect()
    }

    /// The day of each alarm with its distance.
    fn alarms(asked: Period, months: u32, begins: &str) -> Vec<(NaiveDate, f64)> {
        let window = Window::before(asked, months).unwrap();
        let chart = charted(
            Metric::Csat.formula(),
            &answers(window.read, begins),
            &window,
        );
        let day = |at: usize| window.charted.from() + Days::new(at as u64);
        let alarms = chart.alarms.iter();
        alarms
            .map(|alarm| (day(alarm.index), chart.z[alarm.index].unwrap()))
            .collect()
    }

    #[test]
    fn a_day_is_judged_the_same_whichever_days_are_asked_for() {
        let month = alarms(period("2026-10-25", "2026-11-23"), 1, "2025-01-01");
        assert!(!month.is_empty());
        for (from, months) in [("2026-11-17", 1), ("2026-11-23", 2), ("2026-01-01", 1)] {
            assert_eq!(
                alarms(period(from, "2026-11-23"), months, "2025-01-01"),
                month,
                "{from}"
            );
        }
    }

    #[test]
    fn a_young_series_is_watched_from_the_day_it_has_a_past() {
        let asked = period("2025-11-24", "2026-11-23");
        let window = Window::before(asked, 1).unwrap();
        let read = answers(window.read, "2026-08-24");
        let chart = charted(Metric::Csat.formula(), &read, &window);
        let first = chart.usual.iter().position(Option::is_some).unwrap();
        let day = window.charted.from() + Days::new(first as u64);
        assert_eq!(
            day,
            "2026-10-23".parse().unwrap(),
            "sixty days after the first answer"
        );
        assert_eq!(chart.usual.len() as u64, window.charted.length());
        assert!(!chart.alarms.is_empty());
        let quiet: Vec<_> = read.iter().map(|_| Distribution::new()).collect();
        assert!(
            charted(Metric::Csat.formula(), &quiet, &window)
                .usual
                .iter()
                .all(Option::is_none)
        );
    }
}
