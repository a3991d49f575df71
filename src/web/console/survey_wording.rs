//! The editor's texts: what the letter and the page say in each language, each with the built-in text where nothing is
//! typed, and the names that may stand in them.

use maud::{Markup, html};

use super::{
    survey_errors::Misfits,
    survey_fields::{press, sure, text},
};
use crate::{
    domain::surveys::{
        definition::Definition,
        phrasing,
        question::{Kind, Question},
        sketch::{OptionSketch, QuestionSketch, Sketch},
        wording::{Names, PLACEHOLDERS},
    },
    web::ui::form::{Field, field},
    words::{self, in_english},
};

/// What is said where the survey has no text of its own, with the names still in braces.
pub fn built_in(question: &QuestionSketch, locale: &str) -> String {
    let asked = Question {
        slug: question.slug.clone(),
        kind: question.kind(),
        options: vec![],
        show_when: None,
    };
    let silent = Definition {
        default_locale: locale.into(),
        ..Definition::default()
    };
    phrasing::question(&silent, &asked, locale, &braces(), str::to_owned)
}

/// The same for an option of a choice.
pub fn built_in_option(option: &OptionSketch, locale: &str) -> String {
    if option.slug.is_empty() {
        return String::new();
    }
    let asked = Question {
        slug: "q".into(),
        kind: Kind::Choice,
        options: vec![],
        show_when: None,
    };
    phrasing::option(
        &Definition::default(),
        &asked,
        &option.slug,
        locale,
        &braces(),
    )
}

fn braces() -> Names<'static> {
    Names {
        customer: Some("{customer_first_name}"),
        agent: Some("{agent_first_name}"),
        brand: "{brand}",
        product: Some("{product}"),
    }
}

fn subject(locale: &str) -> String {
    let name = [("name", "{customer_first_name}".into())];
    words::text(locale, "letter-subject", &name)
}

/// The letter's subject and the thanks in the survey's first language.
pub fn first_language(sketch: &Sketch, misfits: &Misfits) -> Markup {
    html! {
        section class="panel form" aria-labelledby="letter-heading" {
            h2 id="letter-heading" { "Letter and thanks" }
            (around(sketch, &sketch.default_locale, misfits))
            (names())
        }
    }
}

fn around(sketch: &Sketch, locale: &str, misfits: &Misfits) -> Markup {
    let own = |texts: &std::collections::BTreeMap<String, String>| {
        texts.get(locale).cloned().unwrap_or_default()
    };
    let thanks = words::text(locale, "thanks-heading", &[]);
    html! {
        (text(&format!("subject.{locale}"), "Subject of the letter", &own(&sketch.subject), &subject(locale), misfits))
        (text(&format!("thanks.{locale}"), "Thanks after the answer", &own(&sketch.thanks), &thanks, misfits))
    }
}

/// The names that may stand in a text; with scripts a press puts one where the cursor was.
pub fn names() -> Markup {
    html! {
        div class="names" {
            p class="hint" { "Names that may stand in any text:" }
            ul {
                @for (name, meaning) in PLACEHOLDERS {
                    li {
                        code data-insert={ "{" (name) "}" } { "{" (name) "}" }
                        span class="hint" { " " (meaning) }
                    }
                }
            }
        }
    }
}

/// Every further language with all its texts, and a way to add one. `dropping`: the one whose removal waits for a second
/// word.
pub fn further_languages(
    sketch: &Sketch,
    new_locale: &str,
    dropping: Option<&str>,
    misfits: &Misfits,
) -> Markup {
    let further = sketch.languages().into_iter().skip(1);
    html! {
        section class="panel form" aria-labelledby="languages-heading" {
            h2 id="languages-heading" { "Languages" }
            p class="hint" {
                "Every text has a built-in wording in 14 languages. What you write in the first language is said to everybody, until you add their language and write it there too; what you wrote nowhere is said in the built-in words."
            }
            @for locale in further {
                details class="language" id={ "language." (locale) } open {
                    summary { (in_english(&locale)) span class="soft" { " " (locale) } }
                    @if dropping == Some(locale.as_str()) {
                        (sure(
                            "Everything written in this language goes with it. Who speaks it is asked in the words of the first language, or in the built-in ones.",
                            &format!("drop-language-anyway:{locale}"),
                        ))
                    }
                    div class="form" {
                        (around(sketch, &locale, misfits))
                        @for (i, question) in sketch.questions.iter().enumerate() {
                            (texts_of(i, question, &locale, misfits))
                        }
                        div { (press(&format!("drop-language:{locale}"), &format!("Remove {}", in_english(&locale)))) }
                    }
                }
            }
            div class="adding" {
                (field(&Field {
                    name: "new_locale",
                    label: "Add a language",
                    kind: "text",
                    value: new_locale,
                    hint: Some("Its tag: de, pt-BR, fr-CA."),
                    error: misfits.at("new_locale").as_deref(),
                    autocomplete: Some("off"),
                    list: Some("languages"),
                    ..Field::default()
                }))
                datalist id="languages" {
                    @for known in words::LANGUAGES.iter() { option value=(known.tag) { (known.english) } }
                }
                (press("language", "Add language"))
            }
        }
    }
}

fn texts_of(i: usize, question: &QuestionSketch, locale: &str, misfits: &Misfits) -> Markup {
    let own = question.texts.get(locale).cloned().unwrap_or_default();
    let label = format!("Question {}, {}", i + 1, question.slug);
    html! {
        (text(&format!("q{i}.text.{locale}"), &label, &own, &built_in(question, locale), misfits))
        @if question.kind() == Kind::Choice {
            @for (j, option) in question.options.iter().enumerate() {
                (text(
                    &format!("q{i}.o{j}.text.{locale}"),
                    &format!("Option {}", option.slug),
                    option.texts.get(locale).map_or("", String::as_str),
                    &built_in_option(option, locale),
                    misfits,
                ))
            }
        }
    }
}
