//! The body of `PUT /api/v1/surveys/{slug}` (API.md section 5), with its defaults. Rules between
//! fields belong to the survey itself and are asked there. Used by the surveys handlers.

use std::collections::BTreeMap;

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use utoipa::ToSchema;

use super::{
    faults::{entries, fault},
    rule_bodies::{LimitBody, SecondContactName, SkipBody},
    values::{Key, Locale, Name, Text, Whole, text_fault},
};
use crate::{
    domain::surveys::{faults::is_slug, wording::language_tag},
    web::error::Faults,
};

/// The longest text of a wording.
const WORDING_CHARACTERS: usize = 500;

/// What a survey asks, of whom, and when.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(title = "SurveyDefinition", example = json!({
    "name": "After a call", "touchpoints": ["phone-support"],
    "questions": [
        { "slug": "satisfaction", "kind": "csat" },
        { "slug": "resolved", "kind": "fcr" },
        { "slug": "reason", "kind": "choice", "options": ["agent", "product", "policy", "wait"],
          "show_when": { "question": "satisfaction", "score_max": 3 } },
        { "slug": "comment", "kind": "comment" }
    ],
    "default_locale": "en",
    "wording": { "en": { "subject": "How did we do, {customer_first_name}?" } },
    "send_after_minutes": 60
}))]
pub struct SurveyBody {
    /// The brand's slug; the key's brand, or the only one, when left out.
    #[deserr(default)]
    #[schema(inline)]
    pub brand: Option<Key>,
    /// What managers call it.
    #[deserr(default = Name::from_static("After a call"))]
    #[schema(inline, required = false, default = "After a call")]
    pub name: Name,
    /// The touchpoints it asks about; empty for every touchpoint that no other survey names.
    #[deserr(default)]
    #[schema(value_type = Vec<String>, required = false)]
    pub touchpoints: Vec<Key>,
    /// What is asked, in order. The first is rated and stands in the letter.
    #[schema(min_items = 1, max_items = 30)]
    pub questions: Vec<QuestionBody>,
    /// The language used when the customer's is not known or has no wording.
    #[deserr(default = Locale("en".into()))]
    #[schema(inline, required = false, default = "en")]
    pub default_locale: Locale,
    /// Texts of your own, by language and name. What is left out has a built-in text.
    #[deserr(default)]
    #[schema(value_type = BTreeMap<String, BTreeMap<String, String>>, required = false)]
    pub wording: WordingBody,
    /// How long after the interaction's end to ask.
    #[deserr(default = Whole(60))]
    #[schema(inline, required = false, default = 60)]
    pub send_after_minutes: Whole<0, 43_200>,
    /// The hours at which letters leave, in the customer's time zone; null for any hour.
    #[deserr(default = Some(WindowBody::default()))]
    #[schema(nullable)]
    pub send_window: Option<WindowBody>,
    /// After how many days to remind, once, who has not answered; null for never. Less than `expires_after_days`.
    #[deserr(default)]
    #[schema(inline)]
    pub remind_after_days: Option<Whole<1, 365>>,
    /// How long an answer is taken.
    #[deserr(default = Whole(28))]
    #[schema(inline, required = false, default = 28)]
    pub expires_after_days: Whole<1, 365>,
    /// How long a customer is left alone after being asked.
    #[deserr(default = Whole(30))]
    #[schema(inline, required = false, default = 30)]
    pub quarantine_days: Whole<0, 3_650>,
    /// How many of a hundred interactions are asked about.
    #[deserr(default = Whole(100))]
    #[schema(inline, required = false, default = 100)]
    pub sample_percent: Whole<0, 100>,
    /// The oldest interaction that is still asked about.
    #[deserr(default = Whole(72))]
    #[schema(inline, required = false, default = 72)]
    pub max_age_hours: Whole<1, 87_600>,
    /// What a click in the letter must show to count; `strict` takes no look alone for an answer.
    #[deserr(default)]
    #[schema(required = false, default = "balanced")]
    pub one_click: OneClickName,
    /// The most letters in a calendar month of the brand, by the day they leave; null for no limit.
    #[deserr(default)]
    #[schema(inline)]
    pub monthly_limit: Option<Whole<1, 10_000_000>>,
    /// Further limits, all of which must leave room.
    #[deserr(default)]
    #[schema(required = false, max_items = 20)]
    pub limits: Vec<LimitBody>,
    /// Contacts that are never asked about: those for which any of these holds.
    #[deserr(default)]
    #[schema(required = false, max_items = 50)]
    pub skip_when: Vec<SkipBody>,
    /// What happens to a letter that has not left when its customer contacts us again.
    #[deserr(default)]
    #[schema(required = false, default = "send")]
    pub on_second_contact: SecondContactName,
}

/// How much a click must show before it counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = lowercase)]
#[schema(title = "OneClick", rename_all = "snake_case")]
pub enum OneClickName {
    #[default]
    Balanced,
    Strict,
}

/// One thing asked.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct QuestionBody {
    /// Its name in answers, forms and wordings.
    #[schema(inline)]
    pub slug: SlugText,
    /// What kind of answer it takes.
    pub kind: KindName,
    /// The choices of a `choice`.
    #[deserr(default)]
    #[schema(value_type = Vec<String>, required = false, max_items = 50)]
    pub options: Vec<SlugText>,
    /// Asked only when an earlier rated question was answered so.
    #[deserr(default)]
    pub show_when: Option<ShowWhenBody>,
}

/// When a question is asked at all.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct ShowWhenBody {
    /// The slug of an earlier rated question.
    #[schema(inline)]
    pub question: SlugText,
    /// The lowest score that shows it.
    #[deserr(default)]
    #[schema(inline)]
    pub score_min: Option<Whole<0, 10>>,
    /// The highest score that shows it.
    #[deserr(default)]
    #[schema(inline)]
    pub score_max: Option<Whole<0, 10>>,
}

/// The kinds of question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = lowercase)]
#[schema(title = "QuestionKind", rename_all = "snake_case")]
pub enum KindName {
    Csat,
    Nps,
    Ces,
    Fcr,
    Choice,
    Text,
    Comment,
}

/// The hours at which letters may leave.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct WindowBody {
    /// The days of the week.
    #[deserr(default = DayName::WEEK.to_vec())]
    #[schema(required = false, min_items = 1)]
    pub days: Vec<DayName>,
    /// From this time of day.
    #[schema(inline)]
    pub from: TimeText,
    /// Until just before this time of day.
    #[schema(inline)]
    pub to: TimeText,
}

impl Default for WindowBody {
    fn default() -> Self {
        WindowBody {
            days: DayName::WEEK.to_vec(),
            from: TimeText("08:00".into()),
            to: TimeText("20:00".into()),
        }
    }
}

/// The days of the week, in the order of the survey's own list of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = lowercase)]
#[schema(rename_all = "snake_case")]
pub enum DayName {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl DayName {
    /// All of them, in order.
    pub const WEEK: [Self; 7] = [
        Self::Mon,
        Self::Tue,
        Self::Wed,
        Self::Thu,
        Self::Fri,
        Self::Sat,
        Self::Sun,
    ];
}

/// A time of day, `08:00` to `24:00`.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, example = "08:00")]
pub struct TimeText(pub String);

impl Deserr<Faults> for TimeText {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        at: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        let text = Text::<1, 5>::deserialize_from_value(value, at)?.0;
        let good = text == "24:00"
            || (text.len() == 5 && chrono::NaiveTime::parse_from_str(&text, "%H:%M").is_ok());
        if good {
            Ok(TimeText(text))
        } else {
            Err(fault(at, "must be a time of day, like 08:00"))
        }
    }
}

/// A name made of small letters, digits, `-` and `_`, up to 64 characters.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, pattern = "^[a-z0-9_-]{1,64}$")]
pub struct SlugText(pub String);

/// Says what is wrong with a slug.
pub fn slug_fault(text: &str) -> Option<String> {
    (!is_slug(text)).then(|| "must be 1 to 64 small letters, digits, - or _".into())
}

impl Deserr<Faults> for SlugText {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        at: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        let text = String::deserialize_from_value(value, at)?;
        match slug_fault(&text) {
            None => Ok(SlugText(text)),
            Some(detail) => Err(fault(at, detail)),
        }
    }
}

/// Texts by language, then by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordingBody(pub BTreeMap<String, BTreeMap<String, String>>);

struct Texts(BTreeMap<String, String>);

impl Deserr<Faults> for Texts {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        at: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        let texts =
            entries::<V, Text<1, WORDING_CHARACTERS>>(value, at, |key| text_fault(key, 1, 200))?;
        Ok(Texts(
            texts.into_iter().map(|(key, text)| (key, text.0)).collect(),
        ))
    }
}

impl Deserr<Faults> for WordingBody {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        at: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        let known = |key: &str| {
            language_tag(key)
                .is_none()
                .then(|| "must be a language tag, like de or pt-BR".into())
        };
        let languages = entries::<V, Texts>(value, at, known)?;
        Ok(WordingBody(
            languages
                .into_iter()
                .filter_map(|(key, texts)| Some((language_tag(&key)?, texts.0)))
                .collect(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::document::read, *};
    use chrono::DateTime;
    use serde_json::json;

    fn faults_of(sent: serde_json::Value) -> Vec<String> {
        let mut found: Vec<_> = match read::<SurveyBody>(sent, DateTime::UNIX_EPOCH) {
            Ok(_) => vec![],
            Err(faults) => faults.0.into_iter().map(|fault| fault.pointer).collect(),
        };
        found.sort();
        found
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let sent =
            json!({ "name": "After a call", "questions": [{ "slug": "s", "kind": "csat" }] });
        let body = read::<SurveyBody>(sent, DateTime::UNIX_EPOCH).unwrap();
        let window = body.send_window.unwrap();
        assert_eq!(
            (
                window.days.len(),
                window.from.0.as_str(),
                window.to.0.as_str()
            ),
            (7, "08:00", "20:00")
        );
        assert_eq!(
            (
                body.send_after_minutes.0,
                body.expires_after_days.0,
                body.quarantine_days.0
            ),
            (60, 28, 30)
        );
        assert_eq!((body.sample_percent.0, body.max_age_hours.0), (100, 72));
        assert!(body.remind_after_days.is_none() && body.touchpoints.is_empty());
    }

    #[test]
    fn null_is_any_hour() {
        let sent = json!({ "name": "x", "questions": [{ "slug": "s", "kind": "csat" }], "send_window": null });
        assert!(
            read::<SurveyBody>(sent, DateTime::UNIX_EPOCH)
                .unwrap()
                .send_window
                .is_none()
        );
    }

    #[test]
    fn every_fault_is_named_in_one_answer() {
        let sent = json!({
            "touchpoints": ["ok", "a\nb"],
            "questions": [{ "slug": "Bad Slug", "kind": "stars", "options": [7] },
                          { "slug": "fine", "kind": "choice", "show_when": { "score_max": 11, "when": 1 } }],
            "wording": { "en": { "subject": "two\nlines", "x": 3 }, "klingon": {} },
            "send_window": { "days": ["mon", "funday"], "from": "25:00", "to": "20:00" },
            "sample_percent": 101, "remind": 3
        });
        let expected = [
            "/questions/0/kind",
            "/questions/0/options/0",
            "/questions/0/slug",
            "/questions/1/show_when/question",
            "/questions/1/show_when/score_max",
            "/questions/1/show_when/when",
            "/remind",
            "/sample_percent",
            "/send_window/days/1",
            "/send_window/from",
            "/touchpoints/1",
            "/wording/en/subject",
            "/wording/en/x",
            "/wording/klingon",
        ];
        assert_eq!(faults_of(sent), expected);
    }
}
