//! What a page shows, read from its address and written back into links: metric, period, filters, order.
//! A view can be sent to a colleague as it is. Values that mean nothing are left out, never an error.

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

/// Everything an address may say. The first ones follow the reader from page to page.
const FOLLOWING: [&str; 10] = [
    "metric",
    "period",
    "from",
    "to",
    "brand",
    "team",
    "product",
    "touchpoint",
    "channel",
    "survey",
];
const OF_ONE_PAGE: [&str; 9] = [
    "agent",
    "score_min",
    "score_max",
    "has_comment",
    "sort",
    "state",
    "reason",
    "after",
    "done",
];
/// The filters, in the order their chips are shown.
pub const FILTERS: [&str; 10] = [
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
];

/// The field in which a form says which days it came with.
pub const SHOWN: &str = "shown";
/// The period that is given by its days.
pub const CUSTOM: &str = "custom";
const LONGEST_VALUE: usize = 400;
/// A custom period may be this long; the trend of a longer one could not be drawn.
const LONGEST_PERIOD: u64 = 3_700;
const DEFAULT_PERIOD: Preset = Preset::Last30Days;

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
        let mut shown = None;
        for (name, value) in pairs {
            if name == SHOWN {
                shown = Some(value);
                continue;
            }
            let name = FOLLOWING
                .iter()
                .chain(&OF_ONE_PAGE)
                .find(|known| **known == name);
            if let Some(name) = name.filter(|_| value.len() <= LONGEST_VALUE) {
                view.set(name, value.trim());
            }
        }
        view.settle_period(shown.as_deref());
        view
    }

    /// A form sends a named period and two days at once. The days win, as somebody typed them, unless they are
    /// those the form came with: then it was the name that was picked.
    fn settle_period(&mut self, shown: Option<&str>) {
        let named = self.get("period").is_some_and(|period| period != CUSTOM);
        if named && self.days().is_some() && shown != Some(self.shown().as_str()) {
            self.set("period", CUSTOM);
        } else if named {
            self.0.remove("from");
            self.0.remove("to");
        }
    }

    /// The days of this view, as a form takes them along in [`SHOWN`].
    pub fn shown(&self) -> String {
        format!("{}/{}", self.value("from"), self.value("to"))
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
        if self.own_days().is_some() {
            return None;
        }
        Some(
            self.get("period")
                .and_then(Preset::parse)
                .unwrap_or(DEFAULT_PERIOD),
        )
    }

    pub fn period(&self, today: NaiveDate) -> Period {
        match (self.own_days(), self.preset()) {
            (Some(period), _) => period,
            (None, preset) => preset.unwrap_or(DEFAULT_PERIOD).period(today),
        }
    }

    /// The period that is given by its days.
    pub fn own_days(&self) -> Option<Period> {
        if self.get("period").is_some_and(|period| period != CUSTOM) {
            return None;
        }
        self.days()
    }

    fn days(&self) -> Option<Period> {
        let day = |name| self.get(name)?.parse::<NaiveDate>().ok();
        let period = Period::new(day("from")?, day("to")?)?;
        let sensible =
            period.from().format("%Y").to_string().len() == 4 && period.length() <= LONGEST_PERIOD;
        sensible.then_some(period)
    }

    /// The filters of the address, within the brands the reader may see.
    pub fn filter(&self, brands: impl IntoIterator<Item = BrandId>) -> Filter {
        let text = |name| self.get(name).map(str::to_owned);
        let number = |name| self.get(name).and_then(|text| text.parse().ok());
        Filter {
            brand: text("brand"),
            agent: text("agent"),
            team: text("team"),
            product: text("product"),
            touchpoint: text("touchpoint"),
            channel: text("channel"),
            survey: text("survey"),
            score_min: number("score_min"),
            score_max: number("score_max"),
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
    fn nonsense_is_left_out() {
        let today = "2026-11-22".parse().unwrap();
        for query in [
            "metric=xyz&period=never",
            "from=2026-01-02&to=2026-01-01",
            "from=0001-01-01&to=9999-12-31",
            "%ff=%ff&&&=",
            "from=-99999-01-01&to=+99999-01-01",
        ] {
            let view = read(query);
            assert_eq!(view.metric(), Metric::Csat);
            assert_eq!(view.period(today), DEFAULT_PERIOD.period(today), "{query}");
        }
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
