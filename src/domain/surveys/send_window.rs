//! The hours in which letters may leave, in the customer's or the brand's time zone. Pure.

use chrono::{
    DateTime, Datelike, Days, DurationRound, NaiveDate, NaiveTime, TimeDelta, TimeZone, Timelike,
    Utc, Weekday,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// The days' names in the API, Monday first.
pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MINUTES_A_DAY: u16 = 24 * 60;
const QUARTER: TimeDelta = TimeDelta::minutes(15);

/// When letters may leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendWindow {
    /// Of [`DAYS`].
    pub days: Vec<String>,
    /// `HH:MM`, included.
    pub from: String,
    /// `HH:MM` up to `24:00`, excluded.
    pub to: String,
}

impl Default for SendWindow {
    fn default() -> Self {
        Self {
            days: DAYS.map(Into::into).into(),
            from: "08:00".into(),
            to: "20:00".into(),
        }
    }
}

/// Minutes since midnight of `HH:MM`, up to `24:00`.
pub fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let two_digits = |part: &str| {
        (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())
    };
    let (hours, minutes): (u16, u16) = (two_digits(hours)??, two_digits(minutes)??);
    let all = hours * 60 + minutes;
    (minutes < 60 && all <= MINUTES_A_DAY).then_some(all)
}

impl SendWindow {
    /// The first instant from `earliest` on at which a letter may leave; `earliest` itself where the window never opens.
    pub fn next_opening(&self, earliest: DateTime<Utc>, tz: Tz) -> DateTime<Utc> {
        let Some(from) = minutes(&self.from) else {
            return earliest;
        };
        if self.is_open(earliest, tz) {
            return earliest;
        }
        let today = earliest.with_timezone(&tz).date_naive();
        // A night whose clock change skips the window costs a week, where it opens on one day a week.
        let opening = (0..=14)
            .filter_map(|ahead| today.checked_add_days(Days::new(ahead)))
            .flat_map(|day| openings(day, from, tz))
            .find(|opening| *opening >= earliest && self.is_open(*opening, tz))
            .unwrap_or(earliest);
        self.repeated(earliest, opening, tz).unwrap_or(opening)
    }

    /// An hour inside the window that the clocks show a second time before it opens as usual.
    fn repeated(&self, from: DateTime<Utc>, to: DateTime<Utc>, tz: Tz) -> Option<DateTime<Utc>> {
        let offset = |at: DateTime<Utc>| at.with_timezone(&tz).naive_local() - at.naive_utc();
        if offset(from) == offset(to) {
            return None;
        }
        // Clocks change at full quarters of an hour.
        let first = from.duration_trunc(QUARTER).ok()? + QUARTER;
        let quarters = std::iter::successors(Some(first), |at| Some(*at + QUARTER));
        let mut quarters = quarters.take_while(|at| *at < to);
        quarters.find(|at| self.is_open(*at, tz))
    }

    /// Whether letters may leave at that instant.
    pub fn is_open(&self, at: DateTime<Utc>, tz: Tz) -> bool {
        let (Some(from), Some(to)) = (minutes(&self.from), minutes(&self.to)) else {
            return false;
        };
        let local = at.with_timezone(&tz);
        let minute = u16::try_from(local.hour() * 60 + local.minute()).unwrap_or_default();
        self.opens_on(local.weekday()) && (from..to).contains(&minute)
    }

    fn opens_on(&self, day: Weekday) -> bool {
        let name = DAYS[day.num_days_from_monday() as usize];
        self.days.iter().any(|open| open == name)
    }
}

/// That minute of that day: both times where the clocks are put back over it, the first one after where they skip it.
fn openings(day: NaiveDate, minute: u16, tz: Tz) -> impl Iterator<Item = DateTime<Utc>> {
    let local = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(minute.into());
    let shown = (0..=3 * 60)
        .map(|later| tz.from_local_datetime(&(local + TimeDelta::minutes(later))))
        .find(|instant| instant.earliest().is_some());
    let both = shown.map(|shown| [shown.earliest(), shown.latest()]);
    let both = both.into_iter().flatten().flatten();
    both.map(|instant| instant.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn waits_for_the_morning_and_for_monday() {
        let office = SendWindow {
            days: DAYS[..5].iter().map(ToString::to_string).collect(),
            ..Default::default()
        };
        let berlin = Tz::Europe__Berlin;
        assert_eq!(
            office.next_opening(at("2026-11-20T12:00:00Z"), berlin),
            at("2026-11-20T12:00:00Z")
        );
        assert_eq!(
            office.next_opening(at("2026-11-20T05:00:00Z"), berlin),
            at("2026-11-20T07:00:00Z")
        );
        assert_eq!(
            office.next_opening(at("2026-11-20T19:00:00Z"), berlin),
            at("2026-11-23T07:00:00Z")
        );
    }

    #[test]
    fn opens_at_eight_on_the_wall_on_both_sides_of_a_clock_change() {
        let window = SendWindow::default();
        let berlin = Tz::Europe__Berlin;
        assert_eq!(
            window.next_opening(at("2026-10-24T21:00:00Z"), berlin),
            at("2026-10-25T07:00:00Z")
        );
        assert_eq!(
            window.next_opening(at("2026-10-23T21:00:00Z"), berlin),
            at("2026-10-24T06:00:00Z")
        );
        let night = SendWindow {
            from: "02:30".into(),
            to: "03:30".into(),
            ..Default::default()
        };
        assert_eq!(
            night.next_opening(at("2026-03-28T22:00:00Z"), berlin),
            at("2026-03-29T01:00:00Z")
        );
    }

    #[test]
    fn a_window_the_clocks_skip_opens_the_next_day_and_one_they_repeat_opens_twice() {
        let berlin = Tz::Europe__Berlin;
        let night = |days: &[&str], from: &str, to: &str| SendWindow {
            days: days.iter().map(ToString::to_string).collect(),
            from: from.into(),
            to: to.into(),
        };
        let skipped = night(&DAYS, "02:10", "02:40");
        assert_eq!(
            skipped.next_opening(at("2026-03-28T22:00:00Z"), berlin),
            at("2026-03-30T00:10:00Z")
        );
        let sundays = night(&["sun"], "02:10", "02:40");
        assert_eq!(
            sundays.next_opening(at("2026-03-28T22:00:00Z"), berlin),
            at("2026-04-05T00:10:00Z")
        );
        assert_eq!(
            skipped.next_opening(at("2026-10-25T00:45:00Z"), berlin),
            at("2026-10-25T01:10:00Z")
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        /// Never early, never outside its hours, and nothing inside them is passed over.
        #[test]
        fn the_next_opening_is_the_first_open_minute(
            zone in prop::sample::select(vec![
                Tz::UTC, Tz::Europe__Berlin, Tz::America__New_York, Tz::America__Sao_Paulo, Tz::Asia__Tokyo,
                Tz::Asia__Kathmandu, Tz::Australia__Lord_Howe, Tz::Pacific__Apia, Tz::Africa__Casablanca,
            ]),
            minute in 0_i64..5_256_000,
            days in prop::sample::subsequence(DAYS.to_vec(), 1..=7),
            (from, to) in (0_u16..1440).prop_flat_map(|from| (Just(from), from + 1..=1440)),
        ) {
            let text = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
            let window = SendWindow {
                days: days.iter().map(ToString::to_string).collect(),
                from: text(from),
                to: text(to),
            };
            let earliest = at("2020-01-01T00:00:00Z") + TimeDelta::minutes(minute);
            let opening = window.next_opening(earliest, zone);
            prop_assert!(opening >= earliest && window.is_open(opening, zone));
            let mut before = earliest;
            while before < opening {
                prop_assert!(!window.is_open(before, zone), "open at {before}, before {opening}");
                before += TimeDelta::minutes(1);
            }
        }
    }

    #[test]
    fn reads_hours_up_to_midnight() {
        assert_eq!(
            (minutes("08:05"), minutes("24:00")),
            (Some(485), Some(1440))
        );
        for bad in ["24:01", "8:00", "08:60", "", "ab:cd", "08:00:00", "+8:00"] {
            assert_eq!(minutes(bad), None, "{bad}");
        }
    }
}
