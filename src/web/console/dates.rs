//! How days, periods and instants read on a page. Instants are shown on the brand's clock.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use maud::{Markup, html};

use crate::{
    domain::{
        organization::brand,
        scores::period::{Period, Preset, Step},
    },
    ids::BrandId,
};

/// Brands whose clocks are told one by one.
const CLOCKS: usize = 6;

/// `22 Nov 2026`.
pub fn day(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

/// `1 – 31 Oct 2026`, with month and year only where they differ.
pub fn period(period: Period) -> String {
    let (from, to) = (period.from(), period.to());
    if from == to {
        return day(from);
    }
    let first = if from.year() != to.year() {
        "%-d %b %Y"
    } else if from.month() != to.month() {
        "%-d %b"
    } else {
        "%-d"
    };
    format!("{} – {}", from.format(first), day(to))
}

/// The label of one step of a trend, short enough for a phone.
pub fn step(of: Period, step: Step, whole: Period) -> String {
    let years_differ = whole.from().year() != whole.to().year();
    let format = match (step, years_differ) {
        (Step::Month, true) => "%b %Y",
        (Step::Month, false) => "%b",
        (Step::Day | Step::Week, true) => "%-d %b %y",
        (Step::Day | Step::Week, false) => "%-d %b",
    };
    of.from().format(format).to_string()
}

/// The clock of one brand's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    tz: Tz,
    /// Whether other rows may be on other clocks, so that this one has to be named.
    named: bool,
}

impl Clock {
    /// That of the brand with this id, among all brands the reader may see.
    pub fn of(brands: &[brand::Model], id: BrandId) -> Self {
        let own = brands.iter().find(|brand| brand.id == id);
        let tz = own.map_or(Tz::UTC, brand::Model::tz);
        Self {
            tz,
            named: brands.iter().any(|brand| brand.tz() != tz),
        }
    }

    /// `2026-11-22 09:00` for a file.
    pub fn written(self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.tz)
            .format("%Y-%m-%d %H:%M")
            .to_string()
    }

    pub fn name(self) -> &'static str {
        self.tz.name()
    }
}

/// An instant on a brand's clock, for machines in UTC.
pub fn instant(at: DateTime<Utc>, clock: Clock) -> Markup {
    let shown = at.with_timezone(&clock.tz);
    html! {
        time datetime=(at.format("%Y-%m-%dT%H:%M:%SZ")) {
            (shown.format("%-d %b %Y, %H:%M"))
        }
        @if clock.named { " " (clock.name()) }
    }
}

/// Whose clocks days and times are on, where the brands shown have different ones.
pub fn clocks(brands: &[&brand::Model]) -> Option<String> {
    let (first, _) = brands
        .split_first()
        .filter(|(first, others)| others.iter().any(|brand| brand.tz() != first.tz()))?;
    let each = brands.iter().take(CLOCKS);
    let each: Vec<_> = each
        .map(|brand| format!("{} {}", brand.name, brand.tz()))
        .collect();
    let more = match brands.len().saturating_sub(CLOCKS) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(format!(
        "Days and times are on each brand’s own clock: {}{more}. Today is {}’s.",
        each.join(", "),
        first.name
    ))
}

/// What a named period is called in the filter bar.
pub fn preset(preset: Preset) -> &'static str {
    match preset {
        Preset::Today => "Today",
        Preset::Yesterday => "Yesterday",
        Preset::Last7Days => "Last 7 days",
        Preset::Last30Days => "Last 30 days",
        Preset::Last90Days => "Last 90 days",
        Preset::ThisMonth => "This month",
        Preset::LastMonth => "Last month",
        Preset::ThisYear => "This year",
        Preset::Last365Days => "Last 365 days",
    }
}

/// `the 30 days before`, `the day before`.
pub fn before(period: Period) -> String {
    match period.length() {
        1 => "the day before".to_owned(),
        days => format!("the {days} days before"),
    }
}

/// What a period is compared with: `the 30 days before`, else by its days.
pub fn compared(now: Period, with: Period) -> String {
    if with == now.previous() {
        before(now)
    } else {
        period(with)
    }
}

/// A period and what it is compared with, as the line below a heading.
pub fn line(now: Period, with: Option<Period>) -> String {
    match with {
        Some(with) => format!("{}, compared with {}", period(now), compared(now, with)),
        None => period(now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_names_month_and_year_once_where_it_can() {
        let read = |from: &str, to: &str| {
            Period::new(from.parse().unwrap(), to.parse().unwrap()).map(period)
        };
        let texts = [
            ("2026-10-01", "2026-10-31"),
            ("2026-10-20", "2026-11-02"),
            ("2025-12-30", "2026-01-02"),
        ];
        let texts = texts.map(|(from, to)| read(from, to).unwrap());
        assert_eq!(
            texts,
            [
                "1 – 31 Oct 2026",
                "20 Oct – 2 Nov 2026",
                "30 Dec 2025 – 2 Jan 2026"
            ]
        );
        assert_eq!(read("2026-10-01", "2026-10-01").unwrap(), "1 Oct 2026");
    }
}
