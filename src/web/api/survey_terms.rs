//! From the body of a survey to its definition, and the survey's own rules about it. Used by the
//! surveys handlers.

use chrono::{DateTime, Utc};

use super::{
    document::Document,
    survey_body::{KindName, OneClickName, QuestionBody, SurveyBody},
    values::Whole,
};
use crate::{
    domain::surveys::{
        definition::{Definition, OneClick},
        question::{Kind, Question, ShowWhen},
        send_window::{DAYS, SendWindow},
    },
    web::error::Faults,
};

impl Document for SurveyBody {
    /// The survey's own rules, over as much of it as can be read.
    fn across(sent: &serde_json::Value, _now: DateTime<Utc>, faults: &mut Faults) {
        let Ok(serde_json::Value::Object(mut readable)) =
            serde_json::to_value(Definition::default())
        else {
            return;
        };
        let mut unreadable = Vec::new();
        for (field, value) in sent
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(field, _)| *field != "brand")
        {
            let usual = readable.insert(field.clone(), value.clone());
            if serde_json::from_value::<Definition>(readable.clone().into()).is_err() {
                unreadable.push(format!("/{field}"));
                readable.insert(field.clone(), usual.unwrap_or_default());
            }
        }
        let Ok(definition) = serde_json::from_value::<Definition>(readable.into()) else {
            return;
        };
        // which texts a survey has depends on its questions
        if unreadable.iter().any(|field| field == "/questions") {
            unreadable.push("/wording".into());
        }
        for fault in definition.faults() {
            if !unreadable
                .iter()
                .any(|field| fault.pointer.starts_with(field.as_str()))
            {
                faults.add(fault.pointer, fault.detail);
            }
        }
    }
}

impl From<SurveyBody> for Definition {
    fn from(sent: SurveyBody) -> Self {
        // every range fits: it was checked on the way in
        let whole = |number: i64| u32::try_from(number).unwrap_or_default();
        Definition {
            name: sent.name.0,
            touchpoints: sent
                .touchpoints
                .into_iter()
                .map(|touchpoint| touchpoint.0)
                .collect(),
            questions: sent.questions.into_iter().map(Question::from).collect(),
            default_locale: sent.default_locale.0,
            wording: sent.wording.0,
            send_after_minutes: whole(sent.send_after_minutes.0),
            send_window: sent.send_window.map(|window| SendWindow {
                days: window
                    .days
                    .into_iter()
                    .map(|day| DAYS[day as usize].into())
                    .collect(),
                from: window.from.0,
                to: window.to.0,
            }),
            remind_after_days: sent.remind_after_days.map(|days| whole(days.0)),
            expires_after_days: whole(sent.expires_after_days.0),
            quarantine_days: whole(sent.quarantine_days.0),
            sample_percent: u8::try_from(sent.sample_percent.0).unwrap_or_default(),
            max_age_hours: whole(sent.max_age_hours.0),
            one_click: match sent.one_click {
                OneClickName::Balanced => OneClick::Balanced,
                OneClickName::Strict => OneClick::Strict,
            },
            monthly_limit: sent.monthly_limit.map(|most| whole(most.0)),
            limits: sent.limits.into_iter().map(Into::into).collect(),
            skip_when: sent.skip_when.into_iter().map(Into::into).collect(),
            on_second_contact: sent.on_second_contact.into(),
        }
    }
}

impl From<QuestionBody> for Question {
    fn from(sent: QuestionBody) -> Self {
        let score =
            |score: Option<Whole<0, 10>>| score.and_then(|score| i16::try_from(score.0).ok());
        Question {
            slug: sent.slug.0,
            kind: sent.kind.into(),
            options: sent.options.into_iter().map(|option| option.0).collect(),
            show_when: sent.show_when.map(|when| ShowWhen {
                question: when.question.0,
                score_min: score(when.score_min),
                score_max: score(when.score_max),
            }),
        }
    }
}

impl From<KindName> for Kind {
    fn from(name: KindName) -> Self {
        match name {
            KindName::Csat => Kind::Csat,
            KindName::Nps => Kind::Nps,
            KindName::Ces => Kind::Ces,
            KindName::Fcr => Kind::Fcr,
            KindName::Choice => Kind::Choice,
            KindName::Text => Kind::Text,
            KindName::Comment => Kind::Comment,
        }
    }
}
