//! Names for questions and options that nobody has named: made from their texts, each once. Pure.

use unicode_normalization::UnicodeNormalization;

use super::{QuestionSketch, Sketch};
use crate::domain::surveys::question::Kind;

/// A name made of a text is cut here; the longest a slug may be is 64.
const LONGEST: usize = 40;

impl Sketch {
    /// Gives every question and option without a name one of its own.
    pub fn name_the_nameless(&mut self) {
        let locale = self.default_locale.clone();
        for i in 0..self.questions.len() {
            let taken: Vec<_> = self
                .questions
                .iter()
                .map(|other| other.slug.clone())
                .collect();
            let question = &mut self.questions[i];
            if question.slug.is_empty() {
                let proposed = proposed(question, &locale);
                question.slug = unused(&proposed, &taken);
            }
            for j in 0..question.options.len() {
                let options = question.options.iter();
                let taken: Vec<_> = options.map(|option| option.slug.clone()).collect();
                let option = &mut question.options[j];
                if option.slug.is_empty() {
                    let text = option.texts.get(&locale).or(option.texts.values().next());
                    let made = text.map(|text| slug_of(text)).unwrap_or_default();
                    let made = if made.is_empty() { "option" } else { &made };
                    option.slug = unused(made, &taken);
                }
            }
        }
    }
}

/// Questions of a metric are called alike in every survey, so that answers can be read side by side.
fn proposed(question: &QuestionSketch, locale: &str) -> String {
    let text = question.texts.get(locale).map(|text| slug_of(text));
    let text =
        text.filter(|slug| !["", "score", "comment", "subject", "thanks"].contains(&slug.as_str()));
    match question.kind() {
        Kind::Csat => "satisfaction".into(),
        Kind::Nps => "recommend".into(),
        Kind::Ces => "effort".into(),
        Kind::Fcr => "resolved".into(),
        Kind::Comment => "comment".into(),
        Kind::Choice => text.unwrap_or_else(|| "reason".into()),
        Kind::Text => text.unwrap_or_else(|| "text".into()),
    }
}

/// A text as a slug: small letters without accents, digits, hyphens; nothing where the script has none of these.
pub fn slug_of(text: &str) -> String {
    let plain = text
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    let mut slug = String::new();
    for c in plain {
        match c.to_ascii_lowercase() {
            c if c.is_ascii_lowercase() || c.is_ascii_digit() => slug.push(c),
            'ß' => slug.push_str("ss"),
            '\'' | '’' => {}
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
        if slug.len() >= LONGEST {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// The name itself, or with the first free number behind it.
pub fn unused(name: &str, taken: &[String]) -> String {
    let free = |name: &String| !taken.contains(name);
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    std::iter::once(name.to_owned())
        .chain(numbered)
        .find(free)
        .unwrap_or_default()
}
