//! The hours in which letters may leave, in the customer's or the brand's time zone. Pure.

use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Timelike, Utc, Weekday,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// The days' names in the API, Monday first.
pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MINUTES_A_DAY: u16 = 24 * 60;

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
        let (Some(from), Some(to)) = (minutes(&self.from), minutes(&self.to)) else {
            return earliest;
        };
        let local = earliest.with_timezone(&tz);
        let minute = u16::try_from(local.hour() * 60 + local.minute()).unwrap_or_default();
        if self.opens_on(local.weekday()) && (from..to).contains(&minute) {
            return earliest;
        }
        let today = local.date_naive();
        (0..=7)
            .filter_map(|ahead| today.checked_add_days(Days::new(ahead)))
            .filter(|day| self.opens_on(day.weekday()))
            .filter_map(|day| instant(day, from, tz))
            .find(|opening| *opening >= earliest)
            .unwrap_or(earliest)
    }

    fn opens_on(&self, day: Weekday) -> bool {
        let name = DAYS[day.num_days_from_monday() as usize];
        self.days.iter().any(|open| open == name)
    }
}

/// That minute of that day; where the clocks skip it, the first one after.
fn instant(day: NaiveDate, minute: u16, tz: Tz) -> Option<DateTime<Utc>> {
    let local = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(minute.into());
    (0..=3 * 60)
        .find_map(|later| {
            tz.from_local_datetime(&(local + TimeDelta::minutes(later)))
                .earliest()
        })
        .map(|instant| instant.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

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
