//! Which days an address means, which days they are compared with, and what was wrong with what was typed.
//! Pure; `view` asks it. Nothing is replaced silently: every remark says what is shown instead.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::{dates, view::View};
use crate::domain::scores::{
    metric::Metric,
    period::{Period, Preset},
};

/// The period that is given by its days.
pub const CUSTOM: &str = "custom";
/// The period of an address that names none.
pub const DEFAULT_PERIOD: Preset = Preset::Last30Days;
/// Ten years; the trend of a longer period could not be drawn.
const LONGEST_PERIOD: u64 = 3_653;
/// Typed text is repeated up to so many characters.
const REPEATED: usize = 60;

/// What a figure is set beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// The equally long period before.
    Previous,
    /// The same days a year earlier.
    Year,
    Nothing,
    Custom,
}

impl Compare {
    /// The name in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Previous => "previous",
            Self::Year => "year",
            Self::Nothing => "none",
            Self::Custom => CUSTOM,
        }
    }

    fn parse(code: &str) -> Option<Self> {
        let all = [Self::Previous, Self::Year, Self::Nothing, Self::Custom];
        all.into_iter().find(|compare| compare.code() == code)
    }
}

/// Something an address says that cannot be done, in words for a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The field it is about.
    pub field: &'static str,
    pub words: String,
}

fn remark(field: &'static str, words: impl Into<String>) -> Remark {
    Remark {
        field,
        words: words.into(),
    }
}

/// Days made sense of, and what there is to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub period: Period,
    pub remarks: Vec<Remark>,
}

/// The period of an address.
pub fn span(view: &View, today: NaiveDate) -> Span {
    let preset = match view.get("period").filter(|code| *code != CUSTOM) {
        None => Ok(DEFAULT_PERIOD),
        Some(code) => Preset::parse(code).ok_or_else(|| {
            remark(
                "period",
                format!(
                    "There is no period called “{}”. {}",
                    repeated(code),
                    instead()
                ),
            )
        }),
    };
    if !view.has_own_days() {
        let (preset, mut remarks) = match preset {
            Ok(preset) => (preset, Vec::new()),
            Err(remark) => (DEFAULT_PERIOD, vec![remark]),
        };
        if view.get("period") == Some(CUSTOM) {
            let words = format!(
                "For dates of your own enter the first and the last day. {}",
                instead()
            );
            remarks.push(remark("from", words));
        }
        return Span {
            period: preset.period(today),
            remarks,
        };
    }
    match own(view, today) {
        Ok((period, remarks)) => Span { period, remarks },
        Err(remarks) => Span {
            period: DEFAULT_PERIOD.period(today),
            remarks,
        },
    }
}

/// What is shown when the days of an address are of no use.
fn instead() -> String {
    format!(
        "Shown instead: {}.",
        dates::preset(DEFAULT_PERIOD).to_lowercase()
    )
}

fn own(view: &View, today: NaiveDate) -> Result<(Period, Vec<Remark>), Vec<Remark>> {
    let (from, to) = ends(view, "from", "to").map_err(|mut remarks| {
        if let Some(last) = remarks.last_mut() {
            last.words = format!("{} {}", last.words, instead());
        }
        remarks
    })?;
    let mut remarks = Vec::new();
    let month_before = |to: NaiveDate| to.checked_sub_days(Days::new(29)).unwrap_or(to);
    let (from, to) = match (from, to) {
        (Some(from), Some(to)) => (from, to),
        (Some(from), None) => {
            let to = today.max(from);
            let words = format!(
                "The last day is missing. Shown is {} to {}.",
                dates::day(from),
                dates::day(to)
            );
            remarks.push(remark("to", words));
            (from, to)
        }
        (None, to) => {
            let to = to.unwrap_or(today);
            let from = month_before(to);
            let words = format!(
                "The first day is missing. Shown are the 30 days up to {}.",
                dates::day(to)
            );
            remarks.push(remark("from", words));
            (from, to)
        }
    };
    let period = sensible("to", from, to).map_err(|mut refused| {
        refused.words = format!("{} {}", refused.words, instead());
        vec![refused]
    })?;
    if period.from() > today {
        let words = format!(
            "{} lies in the future: nothing can have been answered yet. Today is {}.",
            dates::period(period),
            dates::day(today)
        );
        remarks.push(remark("from", words));
    }
    Ok((period, remarks))
}

fn sensible(field: &'static str, from: NaiveDate, to: NaiveDate) -> Result<Period, Remark> {
    let Some(period) = Period::new(from, to) else {
        let words = format!(
            "The period ends before it starts: it begins on {} and ends on {}.",
            dates::day(from),
            dates::day(to)
        );
        return Err(remark(field, words));
    };
    if period.length() > LONGEST_PERIOD {
        let words = format!(
            "{} is longer than ten years, and ten years are the most that can be shown.",
            dates::period(period)
        );
        return Err(remark(field, words));
    }
    Ok(period)
}

type Ends = (Option<NaiveDate>, Option<NaiveDate>);

/// Both ends as days; a text that is none is an error that names it.
fn ends(view: &View, from: &'static str, to: &'static str) -> Result<Ends, Vec<Remark>> {
    let read = |field: &'static str| match view.get(field) {
        None => Ok(None),
        Some(text) => day(text).map(Some).ok_or_else(|| {
            let words = format!(
                "“{}” is not a day; days are written like 2026-11-22.",
                repeated(text)
            );
            remark(field, words)
        }),
    };
    match (read(from), read(to)) {
        (Ok(from), Ok(to)) => Ok((from, to)),
        (from, to) => Err([from.err(), to.err()].into_iter().flatten().collect()),
    }
}

/// A day of the years a calendar on a screen can show.
fn day(text: &str) -> Option<NaiveDate> {
    let day: NaiveDate = text.parse().ok()?;
    (1900..=2999).contains(&day.year()).then_some(day)
}

/// The days that `period` is compared with, if any.
pub fn compared(view: &View, period: Period) -> (Option<Period>, Vec<Remark>) {
    let year = || {
        let back = |day: NaiveDate| day.checked_sub_months(Months::new(12));
        Period::new(back(period.from())?, back(period.to())?)
    };
    match compare(view) {
        Ok(Compare::Previous) => (Some(period.previous()), Vec::new()),
        Ok(Compare::Year) => (year(), Vec::new()),
        Ok(Compare::Nothing) => (None, Vec::new()),
        Ok(Compare::Custom) => own_comparison(view, period),
        Err(remark) => (Some(period.previous()), vec![remark]),
    }
}

/// How an address wants to be compared.
pub fn compare(view: &View) -> Result<Compare, Remark> {
    let code = view.get("compare");
    if code.is_none_or(|code| code == CUSTOM) && view.has_own_comparison() {
        return Ok(Compare::Custom);
    }
    code.map_or(Some(Compare::Previous), Compare::parse)
        .ok_or_else(|| {
            let words = format!(
                "There is no comparison called “{}”. Compared with the period before instead.",
                repeated(view.value("compare"))
            );
            remark("compare", words)
        })
}

fn own_comparison(view: &View, period: Period) -> (Option<Period>, Vec<Remark>) {
    let previous = |words: String| {
        let words = format!("{words} Compared with the period before instead.");
        (Some(period.previous()), vec![remark("compare_from", words)])
    };
    let (from, to) = match ends(view, "compare_from", "compare_to") {
        Ok(ends) => ends,
        Err(remarks) => {
            let words: Vec<_> = remarks.into_iter().map(|remark| remark.words).collect();
            return previous(words.join(" "));
        }
    };
    let further = Days::new(period.length() - 1);
    let (from, to, missing) = match (from, to) {
        (Some(from), Some(to)) => (from, to, None),
        (Some(from), None) => (
            from,
            from.checked_add_days(further).unwrap_or(from),
            Some("last"),
        ),
        (None, Some(to)) => (
            to.checked_sub_days(further).unwrap_or(to),
            to,
            Some("first"),
        ),
        (None, None) => {
            return previous(
                "To compare with days of your own enter the first and the last of them.".into(),
            );
        }
    };
    match sensible("compare_to", from, to) {
        Err(remark) => previous(remark.words.replacen(
            "The period",
            "The period to compare with",
            1,
        )),
        Ok(found) => {
            let said = missing.map(|end| {
                let words = format!(
                    "The {end} day to compare with is missing. Compared with as many days: {}.",
                    dates::period(found)
                );
                remark("compare_to", words)
            });
            (Some(found), said.into_iter().collect())
        }
    }
}

/// Everything an address says that cannot be done.
pub fn remarks(view: &View, today: NaiveDate) -> Vec<Remark> {
    let span = span(view, today);
    let (_, comparing) = compared(view, span.period);
    let metric = view
        .get("metric")
        .filter(|code| code.parse::<Metric>().is_err())
        .map(|code| {
            let words = format!(
                "There is no metric called “{}”. There are CSAT, NPS, CES and Resolved; choose one of them.",
                repeated(code)
            );
            remark("metric", words)
        });
    let scores = [("score_min", "lowest"), ("score_max", "highest")]
        .into_iter()
        .filter_map(|(field, end)| {
            let text = view
                .get(field)
                .filter(|text| text.parse::<i16>().is_err())?;
            let words = format!(
                "“{}” is not a whole number, so the {end} score does not limit what is shown.",
                repeated(text)
            );
            Some(remark(field, words))
        });
    let turned = match view.scores() {
        (Some(lowest), Some(highest)) if lowest > highest => {
            let words = format!(
                "The lowest score, {lowest}, is above the highest, {highest}, so the score does not limit what is shown."
            );
            Some(remark("score_max", words))
        }
        _ => None,
    };
    let comment = view
        .get("has_comment")
        .filter(|text| text.parse::<bool>().is_err())
        .map(|text| {
            let words = format!(
                "“{}” is neither true nor false, so answers with and without a comment are shown.",
                repeated(text)
            );
            remark("has_comment", words)
        });
    let mut all = span.remarks;
    all.extend(comparing);
    all.extend(
        metric
            .into_iter()
            .chain(scores)
            .chain(turned)
            .chain(comment),
    );
    all
}

/// What somebody typed, short enough for a sentence.
pub fn repeated(text: &str) -> String {
    let mut shown: String = text.chars().take(REPEATED).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
