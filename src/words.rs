//! The words customers read, from `locales/`, in their language. Used by the survey's pages and the letters;
//! what the console says to managers is not here.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_templates::{Loader, static_loader};
use unic_langid::{LanguageIdentifier, langid};
use unicode_bidi::{BidiClass, Direction, bidi_class, get_base_direction};

pub use fluent_templates::fluent_bundle::FluentValue;

use own::Texts;

pub mod catalogue;
pub mod formats;
pub mod own;
#[cfg(test)]
mod tests;

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        // names stand in subjects of letters too, where the invisible marks would be mojibake to some
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// A language that is shipped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    /// `pt-BR`.
    pub tag: String,
    /// What those who read it call it: `Português (Brasil)`.
    pub name: String,
    /// What the console calls it: `Portuguese (Brazil)`.
    pub english: String,
}

/// Every shipped language, by tag.
pub static LANGUAGES: LazyLock<Vec<Language>> = LazyLock::new(|| {
    let mut tags: Vec<String> = LOCALES.locales().map(ToString::to_string).collect();
    tags.sort();
    let named = tags.into_iter().map(|tag| Language {
        name: text(&tag, "language-name", &[]),
        english: text(&tag, "language-english", &[]),
        tag,
    });
    named.collect()
});

/// A shipped language by its English name, any other by its tag.
pub fn in_english(tag: &str) -> &str {
    let mut all = LANGUAGES.iter();
    let known = all.find(|language| language.tag.eq_ignore_ascii_case(tag));
    known.map_or(tag, |language| &language.english)
}

/// Who speaks to a customer: a language, and the brand's own texts where it has some.
#[derive(Clone, Copy, Debug)]
pub struct Voice<'a> {
    pub locale: &'a str,
    pub texts: Option<&'a Texts>,
}

impl Voice<'_> {
    /// The same brand in another language.
    pub fn in_language<'b>(&'b self, locale: &'b str) -> Voice<'b> {
        Voice {
            locale,
            texts: self.texts,
        }
    }
}

impl<'a> From<&'a str> for Voice<'a> {
    fn from(locale: &'a str) -> Self {
        Self {
            locale,
            texts: None,
        }
    }
}

impl<'a> From<&'a String> for Voice<'a> {
    fn from(locale: &'a String) -> Self {
        locale.as_str().into()
    }
}

/// One text, the brand's own where it has one. A language that is not shipped is answered in its closest relative, at last in English. A key that does
/// not exist says nothing and is logged; the tests know all keys.
pub fn text<'a>(
    voice: impl Into<Voice<'a>>,
    key: &str,
    args: &[(&'static str, FluentValue<'_>)],
) -> String {
    let voice = voice.into();
    lookup(voice, key, args).unwrap_or_else(|| {
        tracing::error!(key, locale = voice.locale, "there is no such text");
        String::new()
    })
}

/// One text, if there is one by this key.
pub fn lookup<'a>(
    voice: impl Into<Voice<'a>>,
    key: &str,
    args: &[(&'static str, FluentValue<'_>)],
) -> Option<String> {
    let voice = voice.into();
    let language = shipped(voice.locale);
    let args: HashMap<Cow<'static, str>, FluentValue> = args
        .iter()
        .map(|(name, value)| (Cow::Borrowed(*name), value.clone()))
        .collect();
    let own = voice.texts.filter(|texts| !texts.written().is_empty());
    own.and_then(|texts| texts.say(&language.to_string(), key, &args))
        .or_else(|| LOCALES.try_lookup_complete(&language, key, Some(&args)))
}

/// The shipped language closest to a wanted one: `de-AT` is answered in `de`, the unknown in `en`.
pub fn shipped(locale: &str) -> LanguageIdentifier {
    closest(locale).unwrap_or(langid!("en"))
}

/// The shipped language that someone who wants `locale` can read, if there is one.
pub fn closest(locale: &str) -> Option<LanguageIdentifier> {
    let wanted: LanguageIdentifier = locale.parse().ok()?;
    let mut relatives = LOCALES.locales();
    if let Some(exact) = LOCALES.locales().find(|shipped| **shipped == wanted) {
        return Some(exact.clone());
    }
    // no language is shipped in two kinds
    let relative = relatives.find(|shipped| shipped.language == language(&wanted));
    relative.cloned()
}

/// The language a customer is spoken to who wants `wanted`, where `default` is what the survey speaks else: the first
/// of both that is shipped, with its region, which decides how days are written; at last English.
pub fn spoken(wanted: &str, default: &str) -> String {
    let known = [wanted, default]
        .into_iter()
        .find(|locale| closest(locale).is_some());
    known.unwrap_or("en").to_owned()
}

/// The language of someone of whom nothing is known but what their browser asks for.
pub fn asked_for(accept_language: &str) -> String {
    let wanted = fluent_langneg::accepted_languages::parse(accept_language);
    let known = wanted
        .iter()
        .find_map(|language| closest(&language.to_string()));
    known.unwrap_or(langid!("en")).to_string()
}

/// The language itself, by its newer name where it has two.
fn language(wanted: &LanguageIdentifier) -> unic_langid::subtags::Language {
    match wanted.language.as_str() {
        "fil" => langid!("tl").language,
        "iw" => langid!("he").language,
        _ => wanted.language,
    }
}

/// A name as part of a page's sentence, marked so that its writing direction does not upset the sentence's.
pub fn isolated(name: &str) -> String {
    format!("\u{2068}{name}\u{2069}")
}

/// The same for a letter, where the invisible marks stand only if they are needed: old mail programs show them.
pub fn isolated_in(locale: &str, name: &str) -> String {
    let foreign = |c| match (direction(&shipped(locale)), bidi_class(c)) {
        ("rtl", class) => class == BidiClass::L,
        (_, class) => matches!(class, BidiClass::R | BidiClass::AL),
    };
    if name.chars().any(foreign) {
        isolated(name)
    } else {
        name.to_owned()
    }
}

/// The direction a language is written in, as HTML's `dir` wants it.
pub fn direction(language: &LanguageIdentifier) -> &'static str {
    match language.language.as_str() {
        "ar" | "fa" | "he" | "ur" => "rtl",
        _ => "ltr",
    }
}

/// The direction of a survey's own text, where it is not that of the page around it. Isolated names do not decide.
pub fn other_direction(locale: &str, text: &str) -> Option<&'static str> {
    own_direction(text).filter(|own| *own != direction(&shipped(locale)))
}

/// The direction of a text by its first letter; none where it has only digits and signs.
pub fn own_direction(text: &str) -> Option<&'static str> {
    match get_base_direction(text) {
        Direction::Ltr => Some("ltr"),
        Direction::Rtl => Some("rtl"),
        Direction::Mixed => None,
    }
}
