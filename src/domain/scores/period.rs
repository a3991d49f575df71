//! Periods of whole days in a brand's time zone: presets, the period before, days weeks and months
//! within, and the way between days and instants. Used by every score, trend and filter.

use chrono::{
    DateTime, Datelike, Days, MappedLocalTime, Months, NaiveDate, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Tz;

/// Days from the first to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    from: NaiveDate,
    to: NaiveDate,
}

impl Period {
    /// `None` when the last day comes before the first.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// Just this day.
    pub fn day(day: NaiveDate) -> Self {
        Self { from: day, to: day }
    }

    /// The `days` days that end with `today`; at least one.
    pub fn last(days: u32, today: NaiveDate) -> Self {
        let back = Days::new(u64::from(days.saturating_sub(1)));
        Self {
            from: today.checked_sub_days(back).unwrap_or(NaiveDate::MIN),
            to: today,
        }
    }

    pub fn from(self) -> NaiveDate {
        self.from
    }

    pub fn to(self) -> NaiveDate {
        self.to
    }

    /// How many days there are; at least one.
    pub fn length(self) -> u64 {
        self.to.signed_duration_since(self.from).num_days() as u64 + 1
    }

    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// The equally long period that ends the day before this one starts.
    pub fn previous(self) -> Self {
        let to = self.from.pred_opt().unwrap_or(NaiveDate::MIN);
        let from = self.from.checked_sub_days(Days::new(self.length()));
        Self {
            from: from.unwrap_or(NaiveDate::MIN),
            to,
        }
    }

    /// The period cut into steps, in order and without gaps. The first and the last are cut short where
    /// the period begins or ends inside a week or month, so that a step never holds a day that was not asked for.
    pub fn steps(self, step: Step) -> impl Iterator<Item = Period> {
        let mut next = Some(self.from);
        std::iter::from_fn(move || {
            let from = next.filter(|from| *from <= self.to)?;
            let to = step.last_day(from).min(self.to);
            next = to.succ_opt();
            Some(Period { from, to })
        })
    }

    /// How many steps there are, without walking them.
    pub fn step_count(self, step: Step) -> u64 {
        let months = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
        match step {
            Step::Day => self.length(),
            Step::Week => {
                let before = u64::from(self.from.weekday().num_days_from_monday());
                (before + self.length()).div_ceil(7)
            }
            Step::Month => (months(self.to) - months(self.from)) as u64 + 1,
        }
    }

    /// The instants of the period where clocks show `tz`: from the first, up to but without the second.
    pub fn instants(self, tz: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
        let after = self.to.succ_opt().unwrap_or(NaiveDate::MAX);
        (start_of_day(self.from, tz), start_of_day(after, tz))
    }
}

/// How finely a trend is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Day,
    /// Monday to Sunday.
    Week,
    Month,
}

impl Step {
    pub const ALL: [Step; 3] = [Step::Day, Step::Week, Step::Month];

    /// The name in the API and in URLs.
    pub fn code(self) -> &'static str {
        match self {
            Step::Day => "day",
            Step::Week => "week",
            Step::Month => "month",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Step::ALL.into_iter().find(|step| step.code() == code)
    }

    /// The step a chart of this period reads best with.
    pub fn fitting(period: Period) -> Self {
        match period.length() {
            ..=45 => Step::Day,
            46..=200 => Step::Week,
            _ => Step::Month,
        }
    }

    /// The next longer step, for days with too few answers to draw one by one.
    pub fn coarser(self) -> Option<Self> {
        match self {
            Step::Day => Some(Step::Week),
            Step::Week => Some(Step::Month),
            Step::Month => None,
        }
    }

    /// The last day of the step that `day` lies in.
    fn last_day(self, day: NaiveDate) -> NaiveDate {
        let last = match self {
            Step::Day => Some(day),
            Step::Week => {
                let left = 6 - day.weekday().num_days_from_monday();
                day.checked_add_days(Days::new(u64::from(left)))
            }
            Step::Month => day
                .with_day(1)
                .and_then(|first| first.checked_add_months(Months::new(1)))
                .and_then(|next| next.pred_opt()),
        };
        last.unwrap_or(NaiveDate::MAX)
    }
}

/// Periods with a name, counted from a brand's today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Preset {
    Today,
    Yesterday,
    Last7Days,
    Last30Days,
    Last90Days,
    ThisMonth,
    LastMonth,
    ThisYear,
    Last365Days,
}

impl Preset {
    pub const ALL: [Preset; 9] = [
        Preset::Today,
        Preset::Yesterday,
        Preset::Last7Days,
        Preset::Last30Days,
        Preset::Last90Days,
        Preset::ThisMonth,
        Preset::LastMonth,
        Preset::ThisYear,
        Preset::Last365Days,
    ];

    /// The name in URLs.
    pub fn code(self) -> &'static str {
        match self {
            Preset::Today => "today",
            Preset::Yesterday => "yesterday",
            Preset::Last7Days => "last_7_days",
            Preset::Last30Days => "last_30_days",
            Preset::Last90Days => "last_90_days",
            Preset::ThisMonth => "this_month",
            Preset::LastMonth => "last_month",
            Preset::ThisYear => "this_year",
            Preset::Last365Days => "last_365_days",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Preset::ALL.into_iter().find(|preset| preset.code() == code)
    }

    /// Ends with `today`, but for yesterday and last month.
    pub fn period(self, today: NaiveDate) -> Period {
        let month = today.with_day(1).unwrap_or(today);
        let before = |day: NaiveDate| day.pred_opt().unwrap_or(day);
        let until_today = |from| Period { from, to: today };
        match self {
            Preset::Today => Period::day(today),
            Preset::Yesterday => Period::day(before(today)),
            Preset::Last7Days => Period::last(7, today),
            Preset::Last30Days => Period::last(30, today),
            Preset::Last90Days => Period::last(90, today),
            Preset::ThisMonth => until_today(month),
            Preset::LastMonth => Period {
                from: month.checked_sub_months(Months::new(1)).unwrap_or(month),
                to: before(month),
            },
            Preset::ThisYear => until_today(today.with_ordinal(1).unwrap_or(today)),
            Preset::Last365Days => Period::last(365, today),
        }
    }
}

/// The day the calendar shows at `instant` where clocks show `tz`.
pub fn day_of(instant: DateTime<Utc>, tz: Tz) -> NaiveDate {
    instant.with_timezone(&tz).date_naive()
}

/// The first instant of `day` where clocks show `tz`. Days on which midnight does not exist begin later.
pub fn start_of_day(day: NaiveDate, tz: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    match tz.from_local_datetime(&midnight) {
        MappedLocalTime::Single(start) | MappedLocalTime::Ambiguous(start, _) => {
            start.with_timezone(&Utc)
        }
        MappedLocalTime::None => first_instant_of(day, tz),
    }
}

/// Clocks were put forward over midnight: halve the two days around it until the jump is found to the second.
fn first_instant_of(day: NaiveDate, tz: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc();
    let (mut before, mut after) = (-TimeDelta::days(2), TimeDelta::days(2));
    while after - before > TimeDelta::seconds(1) {
        let middle = TimeDelta::seconds((before + after).num_seconds().div_euclid(2));
        if day_of(midnight + middle, tz) < day {
            before = middle;
        } else {
            after = middle;
        }
    }
    midnight + after
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn period(from: &str, to: &str) -> Period {
        Period::new(day(from), day(to)).unwrap()
    }

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_cannot_end_before_it_starts() {
        assert_eq!(Period::new(day("2026-03-02"), day("2026-03-01")), None);
        assert_eq!(period("2026-03-01", "2026-03-01").length(), 1);
    }

    #[test]
    fn the_previous_period_is_as_long_and_ends_the_day_before() {
        let october = period("2026-10-01", "2026-10-31");
        assert_eq!(october.previous(), period("2026-08-31", "2026-09-30"));
        assert_eq!(
            Period::day(day("2024-03-01")).previous(),
            Period::day(day("2024-02-29"))
        );
    }

    #[test]
    fn presets_are_counted_from_today() {
        let today = day("2026-03-31");
        let expected = [
            (Preset::Today, "2026-03-31", "2026-03-31"),
            (Preset::Yesterday, "2026-03-30", "2026-03-30"),
            (Preset::Last7Days, "2026-03-25", "2026-03-31"),
            (Preset::Last30Days, "2026-03-02", "2026-03-31"),
            (Preset::Last90Days, "2026-01-01", "2026-03-31"),
            (Preset::ThisMonth, "2026-03-01", "2026-03-31"),
            (Preset::LastMonth, "2026-02-01", "2026-02-28"),
            (Preset::ThisYear, "2026-01-01", "2026-03-31"),
            (Preset::Last365Days, "2025-04-01", "2026-03-31"),
        ];
        for (preset, from, to) in expected {
            assert_eq!(preset.period(today), period(from, to));
            assert_eq!(Preset::parse(preset.code()), Some(preset));
        }
        assert_eq!(Preset::parse("fortnight"), None);
    }

    #[test]
    fn weeks_begin_on_monday_and_steps_are_cut_at_the_ends() {
        let october = period("2026-10-01", "2026-10-31");
        let weeks: Vec<Period> = october.steps(Step::Week).collect();
        assert_eq!(weeks.len(), 5);
        assert_eq!(weeks[0], period("2026-10-01", "2026-10-04"));
        assert_eq!(weeks[1], period("2026-10-05", "2026-10-11"));
        assert_eq!(weeks[4], period("2026-10-26", "2026-10-31"));
        let year = period("2027-11-20", "2028-03-05");
        let months: Vec<Period> = year.steps(Step::Month).collect();
        assert_eq!(months.len(), 5);
        assert_eq!(months[0], period("2027-11-20", "2027-11-30"));
        assert_eq!(months[3], period("2028-02-01", "2028-02-29"));
        assert_eq!(months[4], period("2028-03-01", "2028-03-05"));
    }

    #[test]
    fn a_day_is_as_long_as_its_clock_makes_it() {
        let hours = |text, tz| {
            let (from, until) = Period::day(day(text)).instants(tz);
            (until - from).num_minutes() as f64 / 60.0
        };
        assert_eq!(hours("2026-03-29", Tz::Europe__Berlin), 23.0);
        assert_eq!(hours("2026-10-25", Tz::Europe__Berlin), 25.0);
        assert_eq!(hours("2026-06-01", Tz::Europe__Berlin), 24.0);
        assert_eq!(hours("2026-10-04", Tz::Australia__Lord_Howe), 23.5);
        assert_eq!(hours("2026-03-29", Tz::UTC), 24.0);
    }

    #[test]
    fn an_instant_belongs_to_the_day_the_brand_sees() {
        let late = instant("2026-10-31T23:30:00Z");
        assert_eq!(day_of(late, Tz::UTC), day("2026-10-31"));
        assert_eq!(day_of(late, Tz::Asia__Kolkata), day("2026-11-01"));
        assert_eq!(day_of(late, Tz::America__New_York), day("2026-10-31"));
    }

    #[test]
    fn midnight_that_does_not_exist_begins_the_day_later() {
        // Clocks went from 23:59:59 straight to 01:00.
        assert_eq!(
            start_of_day(day("2018-11-04"), Tz::America__Sao_Paulo),
            instant("2018-11-04T03:00:00Z")
        );
        // Clocks went from 23:30 straight to 00:30.
        assert_eq!(
            start_of_day(day("1919-03-31"), Tz::America__Toronto),
            instant("1919-03-31T04:30:00Z")
        );
        // Samoa crossed the date line and left the day out: it begins and ends with the one after.
        let (from, until) = Period::day(day("2011-12-30")).instants(Tz::Pacific__Apia);
        assert_eq!((from, until), (instant("2011-12-30T10:00:00Z"), from));
    }

    #[test]
    fn midnight_that_comes_twice_begins_the_day_early() {
        assert_eq!(
            start_of_day(day("2026-10-25"), Tz::Atlantic__Azores),
            instant("2026-10-25T00:00:00Z")
        );
    }

    proptest! {
        #[test]
        fn steps_cover_the_period_exactly_once(start in 700_000..740_000_i32, length in 0..900_i32, which in 0..3_usize) {
            let from = NaiveDate::from_num_days_from_ce_opt(start).unwrap();
            let to = NaiveDate::from_num_days_from_ce_opt(start + length).unwrap();
            let whole = Period::new(from, to).unwrap();
            let steps: Vec<Period> = whole.steps(Step::ALL[which]).collect();
            prop_assert_eq!(steps.len() as u64, whole.step_count(Step::ALL[which]));
            prop_assert_eq!(steps[0].from(), from);
            prop_assert_eq!(steps[steps.len() - 1].to(), to);
            prop_assert!(steps.windows(2).all(|pair| pair[0].to().succ_opt() == Some(pair[1].from())));
            prop_assert_eq!(steps.iter().map(|step| step.length()).sum::<u64>(), whole.length());
        }

        #[test]
        fn a_day_begins_with_its_first_instant(days in 710_000..750_000_i32, zone in 0..chrono_tz::TZ_VARIANTS.len()) {
            let tz = chrono_tz::TZ_VARIANTS[zone];
            let day = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
            let start = start_of_day(day, tz);
            prop_assert!(day_of(start, tz) >= day);
            prop_assert!(day_of(start - TimeDelta::seconds(1), tz) < day);
            let before = Period::day(day.pred_opt().unwrap());
            prop_assert_eq!(before.instants(tz).1, start);
        }
    }
}
