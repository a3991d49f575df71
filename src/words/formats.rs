//! Numbers and days as each language writes them, by CLDR: "10.000" and "22. November", in Egypt "١٠٬٠٠٠" and
//! "٢٢ نوفمبر".
//! Called by whoever puts one into a text of `words`. Numbers of a scale are not: they stay as they are sent.

use std::cell::RefCell;

use chrono::{Datelike, NaiveDate};
use hashlink::LruCache;
use icu_calendar::{Date, Gregorian};
use icu_datetime::{FixedCalendarDateTimeFormatter, fieldsets::MD};
use icu_decimal::{DecimalFormatter, input::Decimal};
use icu_locale_core::Locale;

use super::{closest, shipped};

/// Making one costs some microseconds, and letters go out by the thousand.
struct Formats {
    days: FixedCalendarDateTimeFormatter<Gregorian, MD>,
    numbers: DecimalFormatter,
}

/// So many languages with their regions are kept ready; customers' systems may name any.
const KEPT: usize = 64;

thread_local! {
    // the formatters cannot be shared between threads
    static READY: RefCell<LruCache<String, Option<Formats>>> = RefCell::new(LruCache::new(KEPT));
}

/// A day and its month, without the year: a letter speaks of days close by.
pub fn day(locale: &str, day: NaiveDate) -> String {
    let month_and_day = (u8::try_from(day.month()), u8::try_from(day.day()));
    let written = match month_and_day {
        (Ok(month), Ok(of_month)) => Date::try_new_gregorian(day.year(), month, of_month).ok(),
        _ => None,
    };
    with(locale, |formats| {
        Some(formats.days.format(&written?).to_string())
    })
    .unwrap_or_else(|| day.to_string())
}

/// A whole number, grouped, in the digits of the language.
pub fn number(locale: &str, number: usize) -> String {
    with(locale, |formats| {
        let digits = Decimal::from(u64::try_from(number).ok()?);
        Some(formats.numbers.format(&digits).to_string())
    })
    .unwrap_or_else(|| number.to_string())
}

fn with(locale: &str, write: impl Fn(&Formats) -> Option<String>) -> Option<String> {
    READY.with_borrow_mut(|ready| {
        if !ready.contains_key(locale) {
            ready.insert(locale.to_owned(), formats(locale));
        }
        ready.get(locale).and_then(Option::as_ref).and_then(write)
    })
}

fn formats(locale: &str) -> Option<Formats> {
    let locale = cldr(locale)?;
    Some(Formats {
        days: FixedCalendarDateTimeFormatter::try_new((&locale).into(), MD::long()).ok()?,
        numbers: DecimalFormatter::try_new((&locale).into(), Default::default()).ok()?,
    })
}

/// The locale whose ways are followed: the wanted one with its region, or that of the texts where those are another's.
fn cldr(locale: &str) -> Option<Locale> {
    let wanted = match closest(locale) {
        Some(_) => locale.to_owned(),
        None => shipped(locale).to_string(),
    };
    // CLDR knows Tagalog by its standard form's name, and Hebrew by its newer one.
    let (language, rest) = wanted.split_at(wanted.find(['-', '_']).unwrap_or(wanted.len()));
    let language = match language {
        "tl" => "fil",
        "iw" => "he",
        other => other,
    };
    format!("{language}{rest}").parse().ok()
}
