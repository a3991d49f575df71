//! Every language has every text, with the same names put in and every form its numbers need; and what is asked for
//! in languages nobody shipped.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};
use fluent_syntax::parser;
use icu_plurals::{PluralCategory, PluralRules};

use super::formats::{day, number};
use super::*;

type Texts = BTreeMap<String, Pattern<String>>;

/// The one argument that is a number and chooses a form.
const COUNTED: &str = "count";

const SHIPPED: [&str; 14] = [
    "ar", "de", "en", "es", "fr", "he", "it", "ja", "nl", "pl", "pt-BR", "tl", "tr", "zh-Hans",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn texts(tag: &str) -> Texts {
    let mut texts = Texts::new();
    for file in ["letter.ftl", "survey.ftl"] {
        let path = root().join("locales").join(tag).join(file);
        let source = fs::read_to_string(&path).unwrap();
        let resource =
            parser::parse(source).unwrap_or_else(|(_, faults)| panic!("{tag}/{file}: {faults:?}"));
        for entry in resource.body {
            match entry {
                Entry::Message(message) => {
                    let text = message.value.unwrap();
                    let before = texts.insert(message.id.name.clone(), text);
                    assert!(before.is_none(), "{tag} has {} twice", message.id.name);
                }
                Entry::Junk { content } => panic!("{tag}/{file}: {content}"),
                _ => {}
            }
        }
    }
    texts
}

/// What is put in, and for each choice of form its argument with the forms there are.
#[derive(Debug, Default, PartialEq, Eq)]
struct Made {
    variables: BTreeSet<String>,
    choices: BTreeMap<String, BTreeSet<String>>,
    words: String,
}

fn made(text: &Pattern<String>) -> Made {
    let mut made = Made::default();
    read(text, &mut made);
    made
}

fn read(text: &Pattern<String>, made: &mut Made) {
    for element in &text.elements {
        match element {
            PatternElement::TextElement { value } => made.words.push_str(value),
            PatternElement::Placeable {
                expression: Expression::Inline(inline),
            } => variable(inline, made),
            PatternElement::Placeable {
                expression: Expression::Select { selector, variants },
            } => {
                variable(selector, made);
                let InlineExpression::VariableReference { id } = selector else {
                    panic!("{selector:?}")
                };
                let forms = made.choices.entry(id.name.clone()).or_default();
                for variant in variants {
                    let VariantKey::Identifier { name } = &variant.key else {
                        panic!("{:?}", variant.key)
                    };
                    forms.insert(name.clone());
                }
                for variant in variants {
                    read(&variant.value, made);
                }
            }
        }
    }
}

fn variable(inline: &InlineExpression<String>, made: &mut Made) {
    match inline {
        InlineExpression::VariableReference { id } => drop(made.variables.insert(id.name.clone())),
        InlineExpression::StringLiteral { .. } => {}
        other => panic!("not a plain name: {other:?}"),
    }
}

fn categories(tag: &str) -> BTreeSet<String> {
    let tag = if tag == "tl" { "fil" } else { tag };
    let locale: icu_locale_core::Locale = tag.parse().unwrap();
    let rules = PluralRules::try_new_cardinal((&locale).into()).unwrap();
    let name = |category| match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    };
    rules
        .categories()
        .map(|category| name(category).to_owned())
        .collect()
}

#[test]
fn every_language_says_everything_with_the_same_names_and_all_its_forms() {
    let english = texts("en");
    let tags: Vec<&str> = LANGUAGES
        .iter()
        .map(|language| language.tag.as_str())
        .collect();
    assert_eq!(tags, SHIPPED);
    for tag in SHIPPED {
        let texts = texts(tag);
        let keys = |texts: &Texts| texts.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(keys(&texts), keys(&english), "{tag}");
        for (key, text) in &texts {
            let (here, there) = (made(text), made(&english[key]));
            assert_eq!(here.variables, there.variables, "{tag} {key}");
            assert!(
                !here.words.trim().is_empty() || !here.variables.is_empty(),
                "{tag} {key} is empty"
            );
            for (chooser, forms) in &there.choices {
                let wanted = if chooser == COUNTED {
                    categories(tag)
                } else {
                    forms.clone()
                };
                assert_eq!(here.choices.get(chooser), Some(&wanted), "{tag} {key}");
            }
            assert_eq!(here.choices.len(), there.choices.len(), "{tag} {key}");
        }
    }
}

#[test]
fn no_language_repeats_english() {
    let english = texts("en");
    // what happens to be the same in both
    let same = [
        ("es", "fcr-no"),
        ("it", "fcr-no"),
        ("es", "csat-3"),
        ("es", "ces-4"),
        ("de", "csat-3"),
        ("de", "ces-4"),
    ];
    for tag in SHIPPED.iter().filter(|tag| **tag != "en") {
        for (key, text) in texts(tag) {
            let repeats = made(&text).words == made(&english[&key]).words;
            assert!(
                !repeats || same.contains(&(tag, &key)),
                "{tag} says {key} in English"
            );
        }
    }
}

#[test]
fn every_text_is_used_and_every_used_text_is_there() {
    let english = texts("en");
    let mut code = String::new();
    sources(&root().join("src"), &mut code);
    let literals: BTreeSet<&str> = code.split('"').collect();
    // put together from a kind, a value or an option
    let mut composed: BTreeSet<String> = BTreeSet::new();
    for kind in ["csat", "nps", "ces", "fcr", "choice", "text", "comment"] {
        composed.insert(format!("question-{kind}"));
    }
    composed.insert("question-csat-agent".into());
    let values = [
        ("csat", 1..=5),
        ("ces", 1..=7),
        ("nps", 0..=0),
        ("nps", 10..=10),
    ];
    composed.extend(
        values
            .into_iter()
            .flat_map(|(kind, values)| values.map(move |value| format!("{kind}-{value}"))),
    );
    composed.extend(["yes", "partly", "no", "not_applicable"].map(|value| format!("fcr-{value}")));
    composed
        .extend(["agent", "product", "policy", "wait"].map(|option| format!("choice-{option}")));
    for page in ["expired", "unknown", "busy", "failed"] {
        composed.extend([format!("{page}-title"), format!("{page}-heading")]);
    }
    for offer in ["unsubscribed", "fewer", "again"] {
        composed.extend(["title", "heading", "body"].map(|part| format!("{offer}-{part}")));
    }
    for key in english.keys() {
        assert!(
            literals.contains(key.as_str()) || composed.contains(key),
            "nobody says {key}"
        );
    }
    for key in &composed {
        assert!(english.contains_key(key), "{key} has no words");
    }
    let families: BTreeSet<&str> = english
        .keys()
        .filter_map(|key| key.split('-').next())
        .collect();
    let families: Vec<String> = families
        .into_iter()
        .map(|family| format!("{family}-"))
        .collect();
    let asked = code
        .split("words::text(")
        .chain(code.split("self.say("))
        .chain(code.split("key = "));
    for call in asked.skip(1) {
        let said = call.split('"').nth(1).unwrap_or_default();
        let is_key =
            families.iter().any(|family| said.starts_with(family)) && !said.contains([' ', '{']);
        assert!(!is_key || english.contains_key(said), "{said} has no words");
    }
}

fn sources(folder: &Path, code: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            sources(&path, code);
        } else if name.ends_with(".rs") && name != "tests.rs" {
            code.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn the_words_of_a_scale_differ_in_every_language() {
    for tag in SHIPPED {
        for (kind, values) in [("csat", 1..=5), ("ces", 1..=7)] {
            let words: BTreeSet<_> = values
                .clone()
                .map(|value| text(tag, &format!("{kind}-{value}"), &[]))
                .collect();
            assert_eq!(words.len(), values.count(), "{tag} {kind}: {words:?}");
        }
    }
}

#[test]
fn a_language_that_is_not_shipped_is_answered_in_its_relative_or_in_english() {
    for (wanted, shipped_as) in [
        ("en-GB", "en"),
        ("xx", "en"),
        ("", "en"),
        ("not a language", "en"),
        ("fr-ca", "fr"),
        ("pt", "pt-BR"),
        ("pt-PT", "pt-BR"),
        ("zh-CN", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("fil", "tl"),
        ("fil-PH", "tl"),
        ("iw", "he"),
    ] {
        assert_eq!(shipped(wanted).to_string(), shipped_as, "{wanted}");
    }
    let november = NaiveDate::from_ymd_opt(2026, 11, 27).unwrap();
    assert_eq!(day("iw-IL", november), day("he-IL", november));
    assert_eq!(spoken("fr-CA", "de"), "fr-CA");
    assert_eq!(spoken("sv", "de"), "de");
    assert_eq!(spoken("sv", "fi"), "en");
    assert_eq!(asked_for("sv;q=1, de-AT;q=0.9, en;q=0.5"), "de");
    assert_eq!(asked_for("*, ,;;"), "en");
}

#[test]
fn an_unknown_key_shows_nothing() {
    assert_eq!(text("en", "no-such-key", &[]), "");
    assert_eq!(lookup("de", "no-such-key", &[]), None);
    assert_eq!(lookup("de", "survey-title", &[]), None, "a name is missing");
}

#[test]
fn numbers_choose_the_form_of_the_word() {
    let said = |locale: &str, over: usize| {
        let args = [
            ("count", over.into()),
            ("over", number(locale, over).into()),
            ("most", number(locale, 10_000).into()),
        ];
        text(locale, "error-text-long", &args)
    };
    assert_eq!(
        said("pl", 1),
        "Ten tekst jest za długi o jeden znak: limit znaków to 10 000."
            .replace("10 000", &number("pl", 10_000))
    );
    assert!(said("pl", 3).contains("3 znaki:") && said("pl", 5).contains("5 znaków:"));
    assert!(
        said("ar", 2).contains("بحرفين")
            && said("ar-EG", 3).contains("٣ أحرف")
            && said("ar", 11).contains("11 حرفًا")
    );
    assert!(said("he", 2).contains("בשני תווים"));
    assert!(said("de", 1_234).contains("1.234 Zeichen"));
}

#[test]
fn numbers_and_days_are_written_as_the_language_does() {
    let november = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let january = NaiveDate::from_ymd_opt(2027, 1, 3).unwrap();
    for (locale, written) in [
        ("en", "November 22"),
        ("en-GB", "22 November"),
        ("de", "22. November"),
        ("fr-CA", "22 novembre"),
        ("es", "22 de noviembre"),
        ("pt", "22 de novembro"),
        ("it", "22 novembre"),
        ("nl", "22 november"),
        ("pl", "22 listopada"),
        ("tr", "22 Kasım"),
        ("ja", "11月22日"),
        ("zh-CN", "11月22日"),
        ("tl", "Nobyembre 22"),
        ("ar", "22 نوفمبر"),
        ("ar-EG", "٢٢ نوفمبر"),
        ("he", "22 בנובמבר"),
        ("sv", "November 22"),
    ] {
        assert_eq!(day(locale, november), written, "{locale}");
    }
    assert_eq!(day("de-AT", january), "3. Jänner");
    for (locale, written) in [
        ("en", "10,000"),
        ("de", "10.000"),
        ("fr", "10\u{202f}000"),
        ("ar", "10,000"),
        ("ar-EG", "١٠٬٠٠٠"),
        ("ja", "10,000"),
    ] {
        assert_eq!(number(locale, 10_000), written, "{locale}");
    }
}

#[test]
fn names_are_put_in_unmarked_and_isolated_where_they_need_it() {
    let name = [("agent_first_name", "Ana".into())];
    let asked = text("en", "question-csat-agent", &name);
    assert!(asked.contains("Ana"), "{asked}");
    assert_eq!(isolated_in("de", "Ana"), "Ana");
    assert_eq!(isolated_in("de", "עדי"), "\u{2068}עדי\u{2069}");
    assert_eq!(isolated_in("ar", "Ana"), "\u{2068}Ana\u{2069}");
    assert_eq!(isolated_in("he", "عمر"), "عمر");
}

#[test]
fn directions() {
    assert_eq!(direction(&shipped("en")), "ltr");
    assert_eq!(direction(&shipped("ar-EG")), "rtl");
    assert_eq!(other_direction("ar", "How did Ana do?"), Some("ltr"));
    assert_eq!(other_direction("ar", "\u{2068}Acme\u{2069} سهّلت"), None);
    assert_eq!(other_direction("en", "ما رأيكم؟"), Some("rtl"));
    assert_eq!(other_direction("en", "1–5"), None);
}
