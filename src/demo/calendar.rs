//! When contacts happen: weekdays, hours, a season, and the weeks in which something goes wrong. Read by `contact`.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;

use super::Year;

/// Days of a year.
pub const DAYS: u64 = 365;
/// How long before the end of the year the bad fortnight begins.
const BAD_SINCE: TimeDelta = TimeDelta::days(41);
/// How long before the end bills begin to be wrong; they still are.
const WRONG_BILLS_SINCE: TimeDelta = TimeDelta::days(18);
const FORTNIGHT: TimeDelta = TimeDelta::days(14);

/// How busy each hour of a day is, from midnight; people call at ten and after lunch, and write in the evening.
pub const HOURS: [u32; 24] = [
    0, 0, 0, 0, 0, 0, 1, 4, 22, 44, 58, 52, 38, 40, 50, 48, 42, 36, 26, 18, 10, 4, 1, 0,
];

/// The first instant of the year.
pub fn begin(year: Year) -> DateTime<Utc> {
    year.until - TimeDelta::days(DAYS as i64)
}

/// How much of the year has gone, 0 to 1.
pub fn elapsed(year: Year, at: DateTime<Utc>) -> f64 {
    let gone = (at - begin(year)).num_minutes() as f64;
    (gone / (DAYS as f64 * 24.0 * 60.0)).clamp(0.0, 1.0)
}

/// Whether the product fails then.
pub fn is_bad(year: Year, at: DateTime<Utc>) -> bool {
    let since = year.until - BAD_SINCE;
    (since..since + FORTNIGHT).contains(&at)
}

/// Whether bills are wrong then.
pub fn bills_are_wrong(year: Year, at: DateTime<Utc>) -> bool {
    at >= year.until - WRONG_BILLS_SINCE
}

/// How busy a day is, compared with others.
pub fn busyness(year: Year, day: NaiveDate) -> f64 {
    let weekday = match day.weekday() {
        Weekday::Mon => 1.3,
        Weekday::Tue => 1.12,
        Weekday::Wed => 1.05,
        Weekday::Thu => 1.0,
        Weekday::Fri => 0.94,
        Weekday::Sat => 0.48,
        Weekday::Sun => 0.3,
    };
    let season = match day.month() {
        11 | 12 | 1 => 1.15,
        7 | 8 => 0.85,
        _ => 1.0,
    };
    let noon = day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(12);
    let failing = if is_bad(year, noon) { 1.3 } else { 1.0 };
    // The centre grows: the newest months, which people look at first, hold the most.
    let growth = 0.5 + elapsed(year, noon);
    weekday * season * failing * growth
}

/// Every day of the year, as the clock in `tz` has it.
pub fn days(year: Year, tz: Tz) -> Vec<NaiveDate> {
    let first = begin(year).with_timezone(&tz).date_naive();
    (0..=DAYS)
        .filter_map(|ahead| first.checked_add_days(Days::new(ahead)))
        .collect()
}

/// That second of that day on the clock in `tz`; an hour that the clock skips is taken as one later.
pub fn instant(day: NaiveDate, second: i64, tz: Tz) -> DateTime<Utc> {
    let local = day.and_time(NaiveTime::MIN) + TimeDelta::seconds(second);
    tz.from_local_datetime(&local)
        .earliest()
        .map_or_else(|| local.and_utc(), |instant| instant.with_timezone(&Utc))
}
