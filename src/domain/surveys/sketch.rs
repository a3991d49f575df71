//! A survey as it is being edited: every field as it was typed, sound or not, and the definition it would be. Pure.
//! Kept in a `draft`; the console's form is read into one and drawn from one.

use std::collections::BTreeMap;

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

use super::{
    definition::{Definition, OneClick},
    faults::Fault,
    question::{Kind, Question, ShowWhen},
    send_window::{DAYS, SendWindow},
    wording,
};

pub mod rules;
pub mod slugs;
pub mod unread;

use rules::RuleSketch;
use unread::{NO_QUESTION, Unread};

/// Texts by language tag.
pub type Texts = BTreeMap<String, String>;

/// Everything the form holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(default)]
pub struct Sketch {
    /// What it began from: what the form does not show stays as it is there.
    pub base: Definition,
    pub name: String,
    pub touchpoints: Vec<String>,
    pub questions: Vec<QuestionSketch>,
    pub default_locale: String,
    /// Further languages with texts of their own.
    pub locales: Vec<String>,
    pub subject: Texts,
    pub thanks: Texts,
    pub send_after: String,
    /// `minutes`, `hours` or `days`.
    pub send_unit: String,
    pub any_hour: bool,
    pub days: Vec<String>,
    pub from: String,
    pub to: String,
    /// Empty for never.
    pub remind_after_days: String,
    pub expires_after_days: String,
    pub quarantine_days: String,
    pub sample_percent: String,
    pub max_age_hours: String,
    /// None in drafts of before the form had them: those of the base.
    pub rules: Option<RuleSketch>,
    pub strict: bool,
}

/// One question as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuestionSketch {
    pub slug: String,
    /// The code of its kind.
    pub kind: String,
    pub texts: Texts,
    pub options: Vec<OptionSketch>,
    /// The slug of the question it depends on; empty: always shown.
    pub when: String,
    pub min: String,
    pub max: String,
}

/// One option of a choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OptionSketch {
    pub slug: String,
    pub texts: Texts,
}

impl QuestionSketch {
    /// Its kind; what nobody knows is a short text.
    pub fn kind(&self) -> Kind {
        Kind::parse(&self.kind).unwrap_or(Kind::Text)
    }

    /// Whether anything is typed about when it is shown.
    pub fn is_conditional(&self) -> bool {
        let typed = [&self.when, &self.min, &self.max].into_iter();
        typed.map(|text| text.trim()).any(|text| !text.is_empty())
    }
}

/// What a sketch says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// As close as it comes: what cannot be read is as in the base.
    pub definition: Definition,
    /// What speaks against publishing it. Of rules that were typed, the pointers count the lines.
    pub faults: Vec<Fault>,
}

impl Sketch {
    /// The sketch that says exactly this.
    pub fn of(definition: &Definition) -> Self {
        let texts = |key: &str| -> Texts {
            let found = definition.wording.iter();
            found
                .filter_map(|(locale, texts)| Some((locale.clone(), texts.get(key)?.clone())))
                .collect()
        };
        let questions = definition.questions.iter().map(|question| {
            let when = question.show_when.as_ref();
            let score =
                |score: Option<i16>| score.map(|score| score.to_string()).unwrap_or_default();
            let options = question.options.iter().map(|option| OptionSketch {
                slug: option.clone(),
                texts: texts(&format!("{}.{option}", question.slug)),
            });
            QuestionSketch {
                slug: question.slug.clone(),
                kind: question.kind.code().into(),
                texts: texts(&question.slug),
                options: options.collect(),
                when: when.map(|when| when.question.clone()).unwrap_or_default(),
                min: score(when.and_then(|when| when.score_min)),
                max: score(when.and_then(|when| when.score_max)),
            }
        });
        let locales = definition.wording.keys();
        let further = locales.filter(|locale| **locale != definition.default_locale);
        let window = definition.send_window.clone();
        let (send_after, send_unit) = delay(definition.send_after_minutes);
        let shown = window.clone().unwrap_or_default();
        Self {
            name: definition.name.clone(),
            touchpoints: definition.touchpoints.clone(),
            questions: questions.collect(),
            default_locale: definition.default_locale.clone(),
            locales: further.cloned().collect(),
            subject: texts("subject"),
            thanks: texts("thanks"),
            send_after: send_after.to_string(),
            send_unit: send_unit.into(),
            any_hour: window.is_none(),
            days: shown.days,
            from: shown.from,
            to: shown.to,
            remind_after_days: definition
                .remind_after_days
                .map(|days| days.to_string())
                .unwrap_or_default(),
            expires_after_days: definition.expires_after_days.to_string(),
            quarantine_days: definition.quarantine_days.to_string(),
            sample_percent: definition.sample_percent.to_string(),
            max_age_hours: definition.max_age_hours.to_string(),
            rules: Some(RuleSketch::of(definition)),
            strict: definition.one_click == OneClick::Strict,
            base: definition.clone(),
        }
    }

    /// Its name, or what it is called by its slug while it has none.
    pub fn shown_name(&self, slug: &str) -> String {
        match self.name.trim() {
            "" => format!("Unnamed ({slug})"),
            _ => self.name.clone(),
        }
    }

    /// The unit of its delay: how many minutes that has, and its name.
    pub fn delay_unit(&self) -> (u32, &'static str) {
        match self.send_unit.as_str() {
            "days" => (24 * 60, "days"),
            "hours" => (60, "hours"),
            _ => (1, "minutes"),
        }
    }

    /// Every language with texts, the default first.
    pub fn languages(&self) -> Vec<String> {
        let further = self.locales.iter();
        let further = further.filter(|locale| **locale != self.default_locale);
        std::iter::once(&self.default_locale)
            .chain(further)
            .cloned()
            .collect()
    }

    /// What was typed as the first language and is none goes again once another stands there, its texts with that one.
    pub fn forget_no_languages(&mut self) {
        let none = |locale: &String| wording::language_tag(locale).is_none();
        let first = self.default_locale.clone();
        let gone: Vec<_> = self.locales.extract_if(.., |locale| none(locale)).collect();
        for locale in gone {
            for texts in self.texts_mut() {
                if let Some(text) = texts.remove(&locale) {
                    texts.entry(first.clone()).or_insert(text);
                }
            }
        }
    }

    /// The texts of everything that has some.
    pub fn texts_mut(&mut self) -> impl Iterator<Item = &mut Texts> {
        let questions = self.questions.iter_mut().flat_map(|question| {
            let options = question.options.iter_mut().map(|option| &mut option.texts);
            std::iter::once(&mut question.texts).chain(options)
        });
        [&mut self.subject, &mut self.thanks]
            .into_iter()
            .chain(questions)
    }

    /// The rules as they were typed, else those of the base.
    pub fn rules(&self) -> RuleSketch {
        let typed = self.rules.clone();
        typed.unwrap_or_else(|| RuleSketch::of(&self.base))
    }

    /// The definition this would be, and what speaks against publishing it: the rules are those of the API.
    pub fn read(&self) -> Reading {
        let mut unread = Unread::default();
        let mut definition = self.base.clone();
        definition.name = one_line(&self.name);
        definition.touchpoints = self.touchpoints.clone();
        definition.default_locale = self.default_locale.clone();
        definition.questions = self
            .questions
            .iter()
            .enumerate()
            .map(|(i, question)| question.read(i, &mut unread))
            .collect();
        definition.wording = self.wording();
        self.read_times(&mut definition, &mut unread);
        if let Some(rules) = &self.rules {
            rules.read(&mut definition, &mut unread);
        }
        let mut faults = unread.0;
        // a number that cannot be read is said once
        let said: Vec<_> = faults.iter().map(|fault| fault.pointer.clone()).collect();
        for mut fault in definition.faults() {
            if said.contains(&fault.pointer) {
                continue;
            }
            let rules = self.rules.as_ref();
            if let Some(typed) = rules.and_then(|rules| rules.typed(&fault.pointer)) {
                fault.pointer = typed;
            }
            faults.push(fault);
        }
        Reading { definition, faults }
    }

    fn read_times(&self, definition: &mut Definition, unread: &mut Unread) {
        let (factor, _) = self.delay_unit();
        if let Some(number) = unread.number("/send_after_minutes", &self.send_after) {
            definition.send_after_minutes = number.saturating_mul(factor);
        }
        definition.send_window = (!self.any_hour).then(|| SendWindow {
            days: DAYS
                .iter()
                .filter(|day| self.days.iter().any(|chosen| chosen == *day))
                .map(|day| (*day).to_owned())
                .collect(),
            from: self.from.trim().into(),
            to: self.to.trim().into(),
        });
        definition.remind_after_days = match self.remind_after_days.trim() {
            "" => None,
            text => unread
                .number("/remind_after_days", text)
                .or(definition.remind_after_days),
        };
        let mut number = |pointer: &str, text: &str, field: &mut u32| {
            *field = unread.number(pointer, text).unwrap_or(*field);
        };
        number(
            "/expires_after_days",
            &self.expires_after_days,
            &mut definition.expires_after_days,
        );
        number(
            "/quarantine_days",
            &self.quarantine_days,
            &mut definition.quarantine_days,
        );
        number(
            "/max_age_hours",
            &self.max_age_hours,
            &mut definition.max_age_hours,
        );
        let mut percent = definition.sample_percent.into();
        number("/sample_percent", &self.sample_percent, &mut percent);
        // what does not fit is too much either way
        definition.sample_percent = u8::try_from(percent).unwrap_or(u8::MAX);
        definition.one_click = if self.strict {
            OneClick::Strict
        } else {
            OneClick::Balanced
        };
    }

    fn wording(&self) -> BTreeMap<String, BTreeMap<String, String>> {
        let shown: Vec<String> = self.base.own_keys();
        let mut wording = self.base.wording.clone();
        for texts in wording.values_mut() {
            texts.retain(|key, _| !shown.contains(key));
        }
        for locale in self.languages() {
            let texts = wording.entry(locale.clone()).or_default();
            let mut put = |key: String, own: &Texts| {
                let text = own.get(&locale).map(|text| one_line(text));
                if let Some(text) = text.filter(|text| !text.is_empty()) {
                    texts.insert(key, text);
                }
            };
            put("subject".into(), &self.subject);
            put("thanks".into(), &self.thanks);
            for question in &self.questions {
                put(question.slug.clone(), &question.texts);
                if question.kind() == Kind::Choice {
                    for option in &question.options {
                        put(format!("{}.{}", question.slug, option.slug), &option.texts);
                    }
                }
            }
        }
        wording.retain(|_, texts| !texts.is_empty());
        wording
    }
}

impl QuestionSketch {
    fn read(&self, i: usize, unread: &mut Unread) -> Question {
        let kind = self.kind();
        let mut score = |field: &str, text: &str| match text.trim() {
            "" => None,
            text => unread
                .number(&format!("/questions/{i}/show_when/{field}"), text)
                .map(|score| i16::try_from(score).unwrap_or(i16::MAX)),
        };
        let (score_min, score_max) = (score("score_min", &self.min), score("score_max", &self.max));
        if self.when.is_empty() && self.is_conditional() {
            unread.add(&format!("/questions/{i}/show_when"), NO_QUESTION.into());
        }
        let options = self.options.iter().map(|option| option.slug.clone());
        Question {
            slug: self.slug.clone(),
            kind,
            // those of another kind wait in the sketch, in case it becomes a choice again
            options: options.filter(|_| kind == Kind::Choice).collect(),
            show_when: (!self.when.is_empty()).then(|| ShowWhen {
                question: self.when.clone(),
                score_min,
                score_max,
            }),
        }
    }
}

/// Text of one line: what breaks lines or only makes room becomes single spaces.
pub fn one_line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ")
}

/// Minutes in the largest unit that says them in a whole number.
pub fn delay(minutes: u32) -> (u32, &'static str) {
    match minutes {
        0 => (0, "minutes"),
        days if days % (24 * 60) == 0 => (days / (24 * 60), "days"),
        hours if hours % 60 == 0 => (hours / 60, "hours"),
        minutes => (minutes, "minutes"),
    }
}

#[cfg(test)]
mod tests;
