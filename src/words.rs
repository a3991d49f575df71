//! The words customers read, from `locales/`, in their language. Used by the survey's pages and the letters;
//! what the console says to managers is not here.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::{Loader, static_loader};
use unic_langid::LanguageIdentifier;

pub use fluent_templates::fluent_bundle::FluentValue;

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        // names stand in subjects of letters too, where the invisible marks would be mojibake to some
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// One text. A language that is not shipped is answered in its closest relative, at last in English;
/// a key that does not exist is answered with itself.
pub fn text(locale: &str, key: &str, args: &[(&'static str, FluentValue<'_>)]) -> String {
    lookup(locale, key, args).unwrap_or_else(|| key.to_owned())
}

/// One text, if there is one by this key.
pub fn lookup(locale: &str, key: &str, args: &[(&'static str, FluentValue<'_>)]) -> Option<String> {
    let args: HashMap<Cow<'static, str>, FluentValue> = args
        .iter()
        .map(|(name, value)| (Cow::Borrowed(*name), value.clone()))
        .collect();
    LOCALES.try_lookup_complete(&shipped(locale), key, Some(&args))
}

/// The shipped language closest to a wanted one: `de-AT` is answered in `de`, the unknown in `en`.
pub fn shipped(locale: &str) -> LanguageIdentifier {
    let wanted: LanguageIdentifier = locale.parse().unwrap_or_default();
    let exists = |candidate: &LanguageIdentifier| LOCALES.locales().any(|l| l == candidate);
    if exists(&wanted) {
        return wanted;
    }
    let language = LanguageIdentifier::from_parts(wanted.language, None, None, &[]);
    if exists(&language) {
        return language;
    }
    unic_langid::langid!("en")
}

/// A name as part of a page's sentence, marked so that its writing direction does not upset the sentence's.
pub fn isolated(name: &str) -> String {
    format!("\u{2068}{name}\u{2069}")
}

/// The direction a language is written in, as HTML's `dir` wants it.
pub fn direction(language: &LanguageIdentifier) -> &'static str {
    match language.language.as_str() {
        "ar" | "fa" | "he" | "ur" => "rtl",
        _ => "ltr",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_that_is_not_shipped_is_answered_in_english() {
        for locale in ["en", "en-GB", "xx", "", "not a language"] {
            assert_eq!(text(locale, "survey-send", &[]), "Send answer");
        }
    }

    #[test]
    fn an_unknown_key_shows_itself() {
        assert_eq!(text("en", "no-such-key", &[]), "no-such-key");
        assert_eq!(lookup("en", "no-such-key", &[]), None);
    }

    #[test]
    fn names_are_put_in_unmarked() {
        let name = [("agent_first_name", "Ana".into())];
        let asked = text("en", "question-csat-agent", &name);
        assert!(asked.contains("Ana"), "{asked}");
    }

    #[test]
    fn directions() {
        assert_eq!(direction(&shipped("en")), "ltr");
        assert_eq!(direction(&unic_langid::langid!("ar")), "rtl");
    }
}
