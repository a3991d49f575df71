//! What one version of a survey asks, of whom, and when. Pure: read from the API, kept as JSON, never changed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

use super::{
    question::{Kind, Question},
    rules::{Limit, SecondContact, SkipWhen},
    send_window::SendWindow,
};

/// Everything a published version fixes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Definition {
    pub name: String,
    /// Empty: every touchpoint that no other survey names.
    pub touchpoints: Vec<String>,
    /// The first is rated and stands in the letter.
    pub questions: Vec<Question>,
    pub default_locale: String,
    /// Own texts: language tag → key → text. What is not here has a built-in wording.
    pub wording: BTreeMap<String, BTreeMap<String, String>>,
    pub send_after_minutes: u32,
    /// None: at any hour.
    pub send_window: Option<SendWindow>,
    pub remind_after_days: Option<u32>,
    pub expires_after_days: u32,
    pub quarantine_days: u32,
    /// 0 to 100.
    pub sample_percent: u8,
    pub max_age_hours: u32,
    /// What a click must show to count.
    #[serde(default)]
    pub one_click: OneClick,
    /// Letters in a calendar month of the brand.
    #[serde(default)]
    pub monthly_limit: Option<u32>,
    #[serde(default)]
    pub limits: Vec<Limit>,
    /// Any of these holds: the contact is not asked about.
    #[serde(default)]
    pub skip_when: Vec<SkipWhen>,
    #[serde(default)]
    pub on_second_contact: SecondContact,
}

/// How much a click must show before it counts as an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OneClick {
    /// A look at the page counts after a while, unless something speaks against it.
    #[default]
    Balanced,
    /// Only a touch, a key or the button counts.
    Strict,
}

impl Default for Definition {
    fn default() -> Self {
        Self {
            name: "After a call".into(),
            touchpoints: Vec::new(),
            questions: Vec::new(),
            default_locale: "en".into(),
            wording: BTreeMap::new(),
            send_after_minutes: 60,
            send_window: Some(SendWindow::default()),
            remind_after_days: None,
            expires_after_days: 28,
            quarantine_days: 30,
            sample_percent: 100,
            max_age_hours: 72,
            one_click: OneClick::Balanced,
            monthly_limit: None,
            limits: Vec::new(),
            skip_when: Vec::new(),
            on_second_contact: SecondContact::Send,
        }
    }
}

impl Definition {
    /// What a brand starts with. It asks at once and at any hour: the customer has just hung up, and whoever tries
    /// Afterword sees the first letter within the minute.
    pub fn starting() -> Self {
        let question = |slug: &str, kind| Question {
            slug: slug.into(),
            kind,
            options: vec![],
            show_when: None,
        };
        Self {
            name: "After a contact".into(),
            questions: vec![
                question("satisfaction", Kind::Csat),
                question("resolved", Kind::Fcr),
                question("comment", Kind::Comment),
            ],
            send_after_minutes: 0,
            send_window: None,
            ..Self::default()
        }
    }

    /// The rated question that stands in the letter. A published definition always has one.
    pub fn first(&self) -> &Question {
        &self.questions[0]
    }

    /// The metrics its answers count for.
    pub fn metrics(&self) -> impl Iterator<Item = Kind> {
        self.questions
            .iter()
            .map(|question| question.kind)
            .filter(|kind| kind.is_metric())
    }

    /// The first instant from `earliest` on at which its letters may leave.
    pub fn opening(&self, earliest: DateTime<Utc>, tz: Tz) -> DateTime<Utc> {
        let window = self.send_window.as_ref();
        window.map_or(earliest, |window| window.next_opening(earliest, tz))
    }

    pub fn question(&self, slug: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.slug == slug)
    }
}
