//! How many letters a survey's limits have let through, by what the limits count. Pure; kept in the database by
//! `limit_count`, and in memory by a rehearsal.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike, Days as Ahead, NaiveDate};
use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::eligibility::Used;
use crate::{
    domain::{
        interactions::interaction::{self, Channel},
        surveys::{
            definition::Definition,
            rules::{By, Limit, attribute},
        },
    },
    ids::{AgentId, ProductId, SurveyId, TeamId, TouchpointId},
};

/// Counts of all letters of a month stand under this name, those of an attribute under their own with a prefix.
const MONTH: &str = "month";
/// A value longer than this many bytes is kept as its hash.
const LONGEST_VALUE: usize = 200;

/// Letters by the day they leave, on the brand's clock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct Days(BTreeMap<NaiveDate, u32>);

impl Days {
    pub fn add(&mut self, day: NaiveDate) {
        *self.0.entry(day).or_default() += 1;
    }

    pub fn take_back(&mut self, day: NaiveDate) {
        if let Some(count) = self.0.get_mut(&day) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.0.remove(&day);
            }
        }
    }

    /// Forgets what no limit looks at any more.
    pub fn forget_before(&mut self, day: NaiveDate) {
        self.0 = self.0.split_off(&day);
    }

    /// Letters in the fullest period of so many days that `day` is part of: letters to customers elsewhere may be due
    /// later than this one.
    pub fn fullest(&self, day: NaiveDate, days: u32) -> u32 {
        let ahead = Ahead::new(days.saturating_sub(1).into());
        let last = day.checked_add_days(ahead).unwrap_or(day);
        let later = self.0.range(day..=last).map(|(later, _)| *later);
        let ends = std::iter::once(day).chain(later);
        let within = |end: NaiveDate| {
            let first = end.checked_sub_days(ahead).unwrap_or(end);
            self.0.range(first..=end).map(|(_, count)| count).sum()
        };
        ends.map(within).max().unwrap_or_default()
    }

    /// Letters in the calendar month of `day`.
    pub fn in_month(&self, day: NaiveDate) -> u32 {
        let first = day.with_day(1).unwrap_or(day);
        let counts = self.0.range(first..);
        let month = |day: &NaiveDate| (day.year(), day.month());
        let same = counts.take_while(|(other, _)| month(other) == month(&day));
        same.map(|(_, count)| count).sum()
    }
}

/// What one count is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub survey: SurveyId,
    pub rule: String,
    pub value: String,
}

/// What contacts are counted by.
#[derive(Clone, Copy, Debug)]
pub struct Traits<'a> {
    pub agent: AgentId,
    pub team: Option<TeamId>,
    pub product: Option<ProductId>,
    pub touchpoint: TouchpointId,
    pub channel: Channel,
    pub attributes: Option<&'a Value>,
}

impl<'a> From<&'a interaction::Model> for Traits<'a> {
    fn from(of: &'a interaction::Model) -> Self {
        Self {
            agent: of.agent_id,
            team: of.team_id,
            product: of.product_id,
            touchpoint: of.touchpoint_id,
            channel: of.channel,
            attributes: of.attributes.as_ref(),
        }
    }
}

/// The counts that one letter is part of: one for each limit that applies to its contact, in the survey's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    limits: Vec<Option<Key>>,
    month: Option<Key>,
}

impl Keys {
    pub fn of(survey: SurveyId, definition: &Definition, traits: Traits) -> Self {
        let key = |limit: &Limit| {
            let value = value(limit, traits)?;
            let rule = rule(limit);
            Some(Key {
                survey,
                rule,
                value,
            })
        };
        let month = Key {
            survey,
            rule: MONTH.into(),
            value: String::new(),
        };
        Self {
            limits: definition.limits.iter().map(key).collect(),
            month: definition.monthly_limit.map(|_| month),
        }
    }

    /// Each once: two limits may look at the same count.
    pub fn each(&self) -> BTreeSet<&Key> {
        self.limits.iter().flatten().chain(&self.month).collect()
    }
}

/// The names of the counts a survey needs.
pub fn rules(definition: &Definition) -> BTreeSet<String> {
    let month = definition.monthly_limit.map(|_| MONTH.to_owned());
    definition.limits.iter().map(rule).chain(month).collect()
}

/// How many days back the limits of a survey look.
pub fn reach(definition: &Definition) -> u32 {
    let month = definition.monthly_limit.map(|_| 31);
    let limits = definition.limits.iter().map(|limit| limit.days);
    limits.chain(month).max().unwrap_or_default()
}

fn rule(limit: &Limit) -> String {
    match &limit.attribute {
        Some(name) if limit.by == By::Attribute => format!("attribute:{name}"),
        _ => limit.by.code().to_owned(),
    }
}

fn value(limit: &Limit, traits: Traits) -> Option<String> {
    let id = |id: Uuid| id.to_string();
    let value = match limit.by {
        By::Agent => id(traits.agent.0),
        By::Team => id(traits.team?.0),
        By::Product => id(traits.product?.0),
        By::Touchpoint => id(traits.touchpoint.0),
        By::Channel => traits.channel.code().to_owned(),
        By::Attribute => attribute(traits.attributes, limit.attribute.as_deref()?)?,
    };
    if value.len() <= LONGEST_VALUE {
        return Some(value);
    }
    let digest: [u8; 32] = Sha256::digest(&value).into();
    Some(format!("sha256:{}", hex::encode(digest)))
}

/// Counts at hand, and which of them were changed.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    known: HashMap<Key, Days>,
    changed: BTreeSet<Key>,
}

impl Counts {
    pub fn put(&mut self, key: Key, days: Days) {
        self.known.insert(key, days);
    }

    /// What the limits have let through beside a letter that leaves on `day`.
    pub fn used(&self, keys: &Keys, definition: &Definition, day: NaiveDate) -> Used {
        let count = |key: &Option<Key>, of: &dyn Fn(&Days) -> u32| {
            let days = key.as_ref().and_then(|key| self.known.get(key));
            days.map_or(0, of)
        };
        let limits = definition.limits.iter().zip(&keys.limits);
        Used {
            limits: limits
                .map(|(limit, key)| count(key, &|days| days.fullest(day, limit.days)))
                .collect(),
            this_month: count(&keys.month, &|days| days.in_month(day)),
        }
    }

    /// A letter leaves on `day`.
    pub fn take(&mut self, keys: &Keys, day: NaiveDate) {
        self.change(keys, |days| days.add(day));
    }

    /// It does not leave after all.
    pub fn give_back(&mut self, keys: &Keys, day: NaiveDate) {
        self.change(keys, |days| days.take_back(day));
    }

    fn change(&mut self, keys: &Keys, change: impl Fn(&mut Days)) {
        for key in keys.each() {
            change(self.known.entry(key.clone()).or_default());
            self.changed.insert(key.clone());
        }
    }

    /// What was changed, in the order of the keys.
    pub fn changed(&self) -> impl Iterator<Item = (&Key, &Days)> {
        let each = self.changed.iter();
        each.filter_map(|key| Some((key, self.known.get(key)?)))
    }

    /// All there is.
    pub fn all(self) -> impl Iterator<Item = (Key, Days)> {
        self.known.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn day(number: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Ahead::new(number)
    }

    #[test]
    fn a_value_too_long_to_keep_is_kept_as_its_hash_and_none_is_not_counted() {
        let limit = Limit {
            most: 1,
            days: 1,
            by: By::Attribute,
            attribute: Some("queue".into()),
        };
        let (long, other) = ("x".repeat(201), "x".repeat(202));
        let of = |attributes: &Value| {
            let traits = Traits {
                agent: AgentId(Uuid::nil()),
                team: None,
                product: None,
                touchpoint: TouchpointId(Uuid::nil()),
                channel: Channel::Phone,
                attributes: Some(attributes),
            };
            value(&limit, traits)
        };
        assert_eq!(of(&json!({ "queue": "sales" })).as_deref(), Some("sales"));
        assert_eq!(of(&json!({ "line": "sales" })), None);
        let (long, other) = (
            of(&json!({ "queue": long })),
            of(&json!({ "queue": other })),
        );
        assert!(long != other && long.is_some_and(|hash| hash.len() < LONGEST_VALUE));
    }

    #[test]
    fn a_month_is_the_calendars() {
        let mut days = Days::default();
        for number in [0, 30, 31, 31, 58, 400] {
            days.add(day(number));
        }
        assert_eq!((days.in_month(day(5)), days.in_month(day(40))), (2, 3));
        days.take_back(day(31));
        assert_eq!(days.in_month(day(40)), 2);
        days.forget_before(day(31));
        assert_eq!((days.in_month(day(5)), days.in_month(day(40))), (0, 2));
    }

    proptest! {
        /// The same as looking at every period there is.
        #[test]
        fn the_fullest_period_is_found(
            letters in prop::collection::vec(0_u64..40, 0..60),
            at in 0_u64..40,
            length in 1_u32..12,
        ) {
            let mut days = Days::default();
            letters.iter().for_each(|letter| days.add(day(*letter)));
            let span = u64::from(length);
            let every = (at.saturating_sub(span - 1)..=at).map(|first| {
                letters.iter().filter(|letter| (first..first + span).contains(letter)).count()
            });
            prop_assert_eq!(days.fullest(day(at), length) as usize, every.max().unwrap_or(0));
        }

        /// Whatever is let through one by one, no period ever has more than the limit.
        #[test]
        fn no_period_gets_more_than_its_limit(
            wanted in prop::collection::vec(0_u64..30, 0..120),
            most in 1_u32..4,
            length in 1_u32..9,
        ) {
            let (mut days, mut sent) = (Days::default(), Vec::new());
            for letter in wanted {
                if days.fullest(day(letter), length) < most {
                    days.add(day(letter));
                    sent.push(letter);
                }
            }
            for first in 0..30 {
                let within = sent.iter().filter(|letter| (first..first + u64::from(length)).contains(letter));
                prop_assert!(within.count() <= most as usize);
            }
        }
    }
}
