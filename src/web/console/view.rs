//! What a page shows, read from its address and written back into links: metric, period, filters, order.
//! A view can be sent to a colleague as it is. Values are kept as they were typed; `span` says what is wrong with them.

use std::{collections::BTreeMap, convert::Infallible};

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use chrono::NaiveDate;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    domain::{
        responses::filter::Filter,
        scores::{
            metric::Metric,
            period::{Period, Preset},
        },
    },
    ids::BrandId,
};

use super::span::{self, CUSTOM, DEFAULT_PERIOD};

/// Everything an address may say. The first ones follow the reader from page to page.
const FOLLOWING: [&str; 13] = [
    "metric",
    "period",
    "from",
    "to",
    "compare",
    "compare_from",
    "compare_to",
    "brand",
    "team",
    "product",
    "touchpoint",
    "channel",
    "survey",
];
const OF_ONE_PAGE: [&str; 18] = [
    "agent",
    "search",
    "theme",
    "feel",
    "score_min",
    "score_max",
    "has_comment",
    "sort",
    "flag",
    "rows",
    "columns",
    "format",
    "state",
    "domain",
    "kind",
    "reason",
    "after",
    "done",
];
/// The filters, in the order their chips are shown.
pub const FILTERS: [&str; 13] = [
    "brand",
    "agent",
    "team",
    "product",
    "touchpoint",
    "channel",
    "survey",
    "score_min",
    "score_max",
    "has_comment",
    "feel",
    "theme",
    "search",
];

/// The field in which a form says which days it came with.
pub const SHOWN: &str = "shown";
/// The same for the days to compare with.
pub const COMPARE_SHOWN: &str = "compare_shown";
/// In bytes: 200 characters of any script. What is longer is cut, and then matches nothing.
const LONGEST_VALUE: usize = 800;

const PLAIN: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// One step of a path, or a value of a query, safe in an address.
pub fn escaped(text: &str) -> String {
    utf8_percent_encode(text, &PLAIN).to_string()
}

/// The part of an address after `?`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View(BTreeMap<&'static str, String>);

impl<S: Send + Sync> FromRequestParts<S> for View {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        Ok(Self::read(
            pairs.map(|Query(pairs)| pairs).unwrap_or_default(),
        ))
    }
}

impl View {
    /// Of a value given twice, the last counts.
    fn read(pairs: Vec<(String, String)>) -> Self {
        let mut view = Self::default();
        let (mut shown, mut compare_shown) = (None, None);
        for (name, value) in pairs {
            match name.as_str() {
                SHOWN => shown = Some(value.clone()),
                COMPARE_SHOWN => compare_shown = Some(value.clone()),
                _ => {}
            }
            let name = FOLLOWING
                .iter()
                .chain(&OF_ONE_PAGE)
                .find(|known| **known == name);
            if let Some(name) = name {
                // PostgreSQL takes no text with a zero byte; nothing is named so, and it matches nothing either way.
                let value =
                    value[..value.floor_char_boundary(LONGEST_VALUE)].replace('\0', "\u{fffd}");
                view.set(name, value.trim());
            }
        }
        view.settle("period", ["from", "to"], shown.as_deref());
        let ends = ["compare_from", "compare_to"];
        view.settle("compare", ends, compare_shown.as_deref());
        view
    }

    /// A form sends a name and two days at once. The days win, as somebody typed them, unless they are
    /// those the form came with: then it was the name that was picked.
    fn settle(&mut self, name: &'static str, ends: [&'static str; 2], shown: Option<&str>) {
        let named = self.get(name).is_some_and(|name| name != CUSTOM);
        let typed = ends.iter().any(|end| self.get(end).is_some());
        if named && typed && shown != Some(self.between(ends).as_str()) {
            self.set(name, CUSTOM);
        } else if named {
            self.0.remove(ends[0]);
            self.0.remove(ends[1]);
        }
    }

    /// The days of this view, as a form takes them along in [`SHOWN`].
    pub fn shown(&self) -> String {
        self.between(["from", "to"])
    }

    /// The days it is compared with, as a form takes them along in [`COMPARE_SHOWN`].
    pub fn compare_shown(&self) -> String {
        self.between(["compare_from", "compare_to"])
    }

    fn between(&self, [from, to]: [&str; 2]) -> String {
        format!("{}/{}", self.value(from), self.value(to))
    }

    fn set(&mut self, name: &'static str, value: &str) {
        if value.is_empty() {
            self.0.remove(name);
        } else {
            self.0.insert(name, value.to_owned());
        }
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The value, or nothing: how form fields want it.
    pub fn value(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// The same view with one value changed.
    pub fn with(&self, name: &'static str, value: &str) -> Self {
        let mut view = self.clone();
        view.set(name, value);
        view
    }

    pub fn without(&self, name: &str) -> Self {
        let mut view = self.clone();
        view.0.remove(name);
        view
    }

    /// What stays when the reader goes to another page.
    pub fn following(&self) -> Self {
        let kept = self.0.iter().filter(|(name, _)| FOLLOWING.contains(name));
        Self(kept.map(|(name, value)| (*name, value.clone())).collect())
    }

    /// The address of the answers behind a score of this view.
    pub fn answers(&self) -> String {
        let mut view = self.clone();
        view.0
            .retain(|name, _| FOLLOWING.contains(name) || FILTERS.contains(name));
        view.set("metric", self.metric().code());
        // "Not applicable" is an answer, but none that counts.
        if self.metric() == Metric::Fcr && self.get("score_min").is_none() {
            view.set("score_min", "0");
        }
        view.href("/responses")
    }

    /// Where the page of explanations works this view's figure out; `part` is one of its anchors.
    pub fn how(&self, part: &str) -> String {
        let mut view = self.clone();
        view.0
            .retain(|name, _| FOLLOWING.contains(name) || FILTERS.contains(name));
        format!("{}#{part}", view.href("/how"))
    }

    /// The address of the answers of just this value.
    pub fn answers_of(&self, value: i32) -> String {
        let value = value.to_string();
        self.with("score_min", &value)
            .with("score_max", &value)
            .answers()
    }

    /// The address of `path` with this view.
    pub fn href(&self, path: &str) -> String {
        let pairs: Vec<_> = self
            .0
            .iter()
            .map(|(name, value)| format!("{name}={}", escaped(value)))
            .collect();
        if pairs.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", pairs.join("&"))
        }
    }

    pub fn metric(&self) -> Metric {
        self.get("metric")
            .and_then(|code| code.parse().ok())
            .unwrap_or(Metric::Csat)
    }

    /// The period's name, unless it is given by its days.
    pub fn preset(&self) -> Option<Preset> {
        let name = self.get("period");
        if self.has_own_days() || name == Some(CUSTOM) {
            return None;
        }
        Some(name.and_then(Preset::parse).unwrap_or(DEFAULT_PERIOD))
    }

    /// The days it means; what could not be made sense of is replaced, and `span::remarks` says so.
    pub fn period(&self, today: NaiveDate) -> Period {
        span::span(self, today).period
    }

    /// The days that `period` is compared with, if it is compared at all.
    pub fn compared(&self, period: Period) -> Option<Period> {
        span::compared(self, period).0
    }

    /// Whether days of one's own were typed, sensible or not.
    pub fn has_own_days(&self) -> bool {
        self.get("from").or(self.get("to")).is_some()
    }

    /// Whether days to compare with were typed, sensible or not.
    pub fn has_own_comparison(&self) -> bool {
        self.get("compare_from")
            .or(self.get("compare_to"))
            .is_some()
    }

    /// Whether the figures are wanted as a file instead of a page.
    pub fn wants_csv(&self) -> bool {
        self.get("format") == Some("csv")
    }

    /// The address of the file with what `path` shows.
    pub fn csv(&self, path: &str) -> String {
        self.with("format", "csv").href(path)
    }

    /// The lowest and the highest score that were typed, in their right order or not.
    pub fn scores(&self) -> (Option<i16>, Option<i16>) {
        let number = |name| self.get(name).and_then(|text| text.parse().ok());
        (number("score_min"), number("score_max"))
    }

    /// The filters of the address, within the brands the reader may see.
    pub fn filter(&self, brands: impl IntoIterator<Item = BrandId>) -> Filter {
        let text = |name| self.get(name).map(str::to_owned);
        let (score_min, score_max) = match self.scores() {
            (Some(lowest), Some(highest)) if lowest > highest => (None, None),
            scores => scores,
        };
        Filter {
            brand: text("brand"),
            agent: text("agent"),
            team: text("team"),
            product: text("product"),
            touchpoint: text("touchpoint"),
            channel: text("channel"),
            survey: text("survey"),
            score_min,
            score_max,
            has_comment: self.get("has_comment").and_then(|text| text.parse().ok()),
            ..Filter::within(brands)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> View {
        let uri = format!("/?{query}").parse().unwrap();
        View::read(
            Query::<Vec<(String, String)>>::try_from_uri(&uri)
                .map(|q| q.0)
                .unwrap_or_default(),
        )
    }

    #[test]
    fn an_address_comes_back_as_it_was() {
        let view = read("metric=nps&team=Tier%201%20%26%20more&brand=acme&unknown=1&product=");
        assert_eq!(view.metric(), Metric::Nps);
        assert_eq!(view.get("team"), Some("Tier 1 & more"));
        assert_eq!(
            view.href("/agents"),
            "/agents?brand=acme&metric=nps&team=Tier%201%20%26%20more"
        );
        assert_eq!(read(view.href("").trim_start_matches('?')), view);
    }

    #[test]
    fn nonsense_is_replaced_and_remarked_on() {
        let today = "2026-11-22".parse().unwrap();
        for query in [
            "metric=xyz&period=never",
            "from=2026-01-02&to=2026-01-01",
            "from=0001-01-01&to=9999-12-31",
            "from=2006-01-01&to=2026-01-01",
            "period=custom",
            "from=-99999-01-01&to=+99999-01-01",
            "from=yesterday&period=last_7_days",
        ] {
            let view = read(query);
            assert_eq!(view.metric(), Metric::Csat);
            assert_eq!(view.period(today), DEFAULT_PERIOD.period(today), "{query}");
            assert!(!span::remarks(&view, today).is_empty(), "{query}");
        }
        assert_eq!(read("%ff=%ff&&&="), View::default());
    }

    #[test]
    fn days_that_were_typed_beat_a_named_period_and_a_picked_name_beats_the_days_of_before() {
        let today = "2026-11-22".parse().unwrap();
        let own =
            Period::new("2026-01-01".parse().unwrap(), "2026-01-31".parse().unwrap()).unwrap();
        for query in [
            "from=2026-01-01&to=2026-01-31",
            "period=custom&from=2026-01-01&to=2026-01-31",
            "period=last_7_days&from=2026-01-01&to=2026-01-31",
            "period=last_7_days&from=2026-01-01&to=2026-01-31&shown=2026-01-01/2026-01-30",
        ] {
            let view = read(query);
            assert_eq!(view.period(today), own, "{query}");
            assert_eq!(view.preset(), None, "{query}");
        }
        let picked = read("period=today&from=2026-01-01&to=2026-01-31&shown=2026-01-01/2026-01-31");
        assert_eq!(picked.period(today), Period::day(today));
        assert_eq!(picked.href("/"), "/?period=today");
    }

    #[test]
    fn another_page_keeps_the_period_and_loses_the_order() {
        let view = read("metric=ces&period=today&sort=score&after=x&score_min=1");
        assert_eq!(
            view.following().href("/teams"),
            "/teams?metric=ces&period=today"
        );
    }
}
