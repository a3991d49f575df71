//! A brand's own texts in place of the built-in ones, written as those are (Fluent), but for calls and references:
//! read, checked and said. Kept in the brand's look; `words::lookup` asks here first.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
    sync::{Arc, OnceLock},
};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement},
    parser,
};
use fluent_templates::fluent_bundle::{
    FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle,
};
use serde::{Deserialize, Serialize};

/// Language tag → key → text.
pub type Written = BTreeMap<String, BTreeMap<String, String>>;

/// Characters of one text.
pub const LONGEST: usize = 2000;
/// A choice within a choice, and a name in it; more would only be an attack.
const DEEPEST: usize = 4;

/// The texts of one brand.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Texts {
    written: Written,
    /// Made when the first text is said.
    read: Arc<OnceLock<HashMap<String, FluentBundle<FluentResource>>>>,
}

/// Why a text cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    TooLong,
    /// Braces that do not match, a choice without its default, and the like.
    Unreadable,
    /// It names something that is not known there.
    Unknown(String),
    /// It calls a function or refers to another text.
    Reference,
    /// It, or one of its forms, shows nothing.
    Invisible,
}

/// What is put into a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// What the reader sees.
    pub placed: BTreeSet<String>,
    /// What only chooses between forms.
    pub choosing: BTreeSet<String>,
    references: bool,
    invisible: bool,
}

impl Texts {
    pub fn written(&self) -> &Written {
        &self.written
    }

    /// The brand's own text of that key in that very language, if it has one.
    pub fn get(&self, language: &str, key: &str) -> Option<&str> {
        self.written.get(language)?.get(key).map(String::as_str)
    }

    /// The same texts with one changed; `None` takes the brand's own away.
    #[must_use]
    pub fn with(&self, language: &str, key: &str, text: Option<&str>) -> Self {
        let mut written = self.written.clone();
        let texts = written.entry(language.to_owned()).or_default();
        match text {
            Some(text) => texts.insert(key.to_owned(), text.to_owned()),
            None => texts.remove(key),
        };
        written.retain(|_, texts| !texts.is_empty());
        Self::from(written)
    }

    /// The text as it is said, if the brand has its own; one that cannot be said leaves the word to the built-in one.
    pub(super) fn say(
        &self,
        language: &str,
        key: &str,
        args: &HashMap<Cow<'static, str>, FluentValue<'_>>,
    ) -> Option<String> {
        self.get(language, key)?;
        let bundle = self.read.get_or_init(|| self.bundles()).get(language)?;
        let pattern = bundle.get_message(key)?.value()?;
        let args: FluentArgs = args
            .iter()
            .map(|(name, value)| (name.as_ref(), value.clone()))
            .collect();
        let mut faults = Vec::new();
        let said = bundle.format_pattern(pattern, Some(&args), &mut faults);
        faults.is_empty().then(|| said.into_owned())
    }

    fn bundles(&self) -> HashMap<String, FluentBundle<FluentResource>> {
        let read = |(tag, texts): (&String, &BTreeMap<String, String>)| {
            let language = tag.parse().unwrap_or_default();
            let mut bundle = FluentBundle::new_concurrent(vec![language]);
            bundle.set_use_isolating(false);
            for (key, text) in texts {
                if let Ok(resource) = FluentResource::try_new(message(key, text)) {
                    // Keys are unique, so there is nothing it could override.
                    drop(bundle.add_resource(resource));
                }
            }
            (tag.clone(), bundle)
        };
        self.written.iter().map(read).collect()
    }
}

/// What is put into `text`.
///
/// # Errors
/// When it cannot be read, or does what a brand's text may not do.
pub fn read(text: &str) -> Result<Made, Fault> {
    if text.chars().count() > LONGEST {
        return Err(Fault::TooLong);
    }
    if depth(text) > DEEPEST {
        return Err(Fault::Unreadable);
    }
    let resource = parser::parse(message("text", text)).map_err(|_| Fault::Unreadable)?;
    let [Entry::Message(message)] = resource.body.as_slice() else {
        return Err(Fault::Unreadable);
    };
    match &message.value {
        Some(pattern) if message.attributes.is_empty() => {
            let made = made(pattern);
            if made.references {
                Err(Fault::Reference)
            } else if made.invisible {
                Err(Fault::Invisible)
            } else {
                Ok(made)
            }
        }
        _ => Err(Fault::Unreadable),
    }
}

/// What `text` leaves out of what the built-in text says.
///
/// # Errors
/// When it cannot be read, or names something that is not in `known`.
pub fn check(text: &str, built_in: &Made, known: &BTreeSet<String>) -> Result<Vec<String>, Fault> {
    let made = read(text)?;
    let named = made.placed.union(&made.choosing);
    if let Some(unknown) = named.into_iter().find(|name| !known.contains(*name)) {
        return Err(Fault::Unknown(unknown.clone()));
    }
    let missing = built_in.placed.difference(&made.placed);
    Ok(missing.cloned().collect())
}

/// Every name in a pattern.
pub(super) fn made<S: AsRef<str>>(pattern: &Pattern<S>) -> Made {
    let mut made = Made {
        invisible: !is_seen(pattern),
        ..Made::default()
    };
    of_pattern(pattern, &mut made);
    made
}

/// Whether a pattern shows something whatever form is chosen. What is put in is taken to be seen.
fn is_seen<S: AsRef<str>>(pattern: &Pattern<S>) -> bool {
    pattern.elements.iter().any(|element| match element {
        PatternElement::TextElement { value } => value.as_ref().chars().any(leaves_a_mark),
        PatternElement::Placeable { expression } => expression_is_seen(expression),
    })
}

fn expression_is_seen<S: AsRef<str>>(expression: &Expression<S>) -> bool {
    match expression {
        Expression::Select { variants, .. } => {
            variants.iter().all(|variant| is_seen(&variant.value))
        }
        Expression::Inline(InlineExpression::StringLiteral { value }) => {
            fluent_syntax::unicode::unescape_unicode_to_string(value.as_ref())
                .chars()
                .any(leaves_a_mark)
        }
        Expression::Inline(InlineExpression::Placeable { expression }) => {
            expression_is_seen(expression)
        }
        Expression::Inline(_) => true,
    }
}

/// Neither blank nor one of Unicode's characters that show nothing by themselves.
pub fn leaves_a_mark(c: char) -> bool {
    let ignorable = matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}');
    !(c.is_whitespace() || c.is_control() || ignorable)
}

fn of_pattern<S: AsRef<str>>(pattern: &Pattern<S>, made: &mut Made) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            of_expression(expression, made);
        }
    }
}

fn of_expression<S: AsRef<str>>(expression: &Expression<S>, made: &mut Made) {
    match expression {
        Expression::Inline(inline) => of_inline(inline, made),
        Expression::Select { selector, variants } => {
            match selector {
                InlineExpression::VariableReference { id } => {
                    made.choosing.insert(id.name.as_ref().to_owned());
                }
                other => of_inline(other, made),
            }
            for variant in variants {
                of_pattern(&variant.value, made);
            }
        }
    }
}

fn of_inline<S: AsRef<str>>(inline: &InlineExpression<S>, made: &mut Made) {
    match inline {
        InlineExpression::VariableReference { id } => {
            made.placed.insert(id.name.as_ref().to_owned());
        }
        InlineExpression::Placeable { expression } => of_expression(expression, made),
        InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        _ => made.references = true,
    }
}

/// A text as the one message of a file: further lines are set in, so that none begins another message.
fn message(key: &str, text: &str) -> String {
    let lines: Vec<_> = text.trim().lines().collect();
    format!("{key} = {}\n", lines.join("\n    "))
}

fn depth(text: &str) -> usize {
    let (mut deepest, mut depth) = (0, 0_usize);
    for letter in text.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        deepest = deepest.max(depth);
    }
    deepest
}

impl From<Written> for Texts {
    fn from(written: Written) -> Self {
        Self {
            written,
            read: Arc::default(),
        }
    }
}

impl From<Texts> for Written {
    fn from(texts: Texts) -> Self {
        texts.written
    }
}

impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl Eq for Texts {}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.written.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Voice, text};

    fn of_english(key: &str, own: &str) -> Texts {
        Texts::default().with("en", key, Some(own))
    }

    #[test]
    fn the_brands_text_is_said_in_its_language_and_the_built_in_one_elsewhere() {
        let texts = of_english("letter-greeting", "Ahoy { $name }!");
        let said = |locale| {
            let voice = Voice {
                locale,
                texts: Some(&texts),
            };
            text(voice, "letter-greeting", &[("name", "Kim".into())])
        };
        assert_eq!(said("en"), "Ahoy Kim!");
        assert_eq!(said("en-GB"), "Ahoy Kim!");
        assert_eq!(said("sv"), "Ahoy Kim!", "who reads no language we have");
        assert_eq!(said("de"), "Guten Tag Kim,");
        let away = texts.with("en", "letter-greeting", None);
        assert_eq!(away, Texts::default());
    }

    #[test]
    fn forms_are_chosen_as_in_the_built_in_texts() {
        let texts = of_english(
            "error-text-long",
            "{ $count ->\n    [one] One letter too many\n   *[other] { $over } letters too many\n}",
        );
        let voice = Voice {
            locale: "en",
            texts: Some(&texts),
        };
        let said = |count: usize| {
            let over = count.to_string();
            let args = [
                ("count", count.into()),
                ("over", over.into()),
                ("most", "9".into()),
            ];
            text(voice, "error-text-long", &args)
        };
        assert_eq!(said(1), "One letter too many");
        assert_eq!(said(3), "3 letters too many");
    }

    #[test]
    fn a_text_is_refused_with_what_is_wrong_and_told_what_it_leaves_out() {
        let built_in =
            read("Hello { $name }, { $channel ->\n    [phone] called\n   *[other] wrote\n}")
                .unwrap();
        assert!(built_in.choosing.contains("channel") && built_in.placed.contains("name"));
        let known = ["name".to_owned(), "channel".to_owned()].into();
        let checked = |text: &str| check(text, &built_in, &known);
        assert_eq!(checked("Hi { $name }"), Ok(vec![]));
        assert_eq!(checked("[Hi] <b>all</b>"), Ok(vec!["name".to_owned()]));
        assert_eq!(checked("Hi { $nam }"), Err(Fault::Unknown("nam".into())));
        for unreadable in [
            "Hi { $name",
            "Hi } there",
            "Hi\n.attribute = there",
            "{ $name -> [a] b }",
            "{}",
            "",
        ] {
            assert_eq!(checked(unreadable), Err(Fault::Unreadable), "{unreadable}");
        }
        for invisible in [
            "{ \"\" }",
            "{ \"  \" }",
            "\u{200b}",
            "{ \"\\u200B\" }",
            "{ $channel ->\n    [phone] called\n   *[other] { \"\" }\n}",
        ] {
            assert_eq!(checked(invisible), Err(Fault::Invisible), "{invisible:?}");
        }
        for reference in ["{ letter-why }", "{ -brand }", "{ NUMBER($name) }"] {
            assert_eq!(checked(reference), Err(Fault::Reference), "{reference}");
        }
        assert_eq!(checked(&"{".repeat(1500)), Err(Fault::Unreadable));
        assert_eq!(checked(&"é".repeat(2001)), Err(Fault::TooLong));
    }

    #[test]
    fn no_line_of_a_text_becomes_a_text_of_its_own() {
        let texts = of_english(
            "letter-how",
            "One\nletter-why = Two\n\n# three\nsurvey-send = Four",
        );
        let voice = Voice {
            locale: "en",
            texts: Some(&texts),
        };
        assert_eq!(text(voice, "survey-send", &[]), "Send answer");
        assert!(text(voice, "letter-how", &[]).contains("survey-send = Four"));
    }
}
