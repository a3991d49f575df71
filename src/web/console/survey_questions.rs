//! The editor's questions: one block each with its kind, text, options, name and condition, and buttons to move and
//! remove it. With scripts a block can be dragged by its handle too.

use maud::{Markup, html};

use super::{
    survey_errors::Misfits,
    survey_fields::{pick, press, sure, text},
    survey_wording::{built_in, built_in_option},
};
use crate::{
    domain::surveys::{
        in_words,
        question::Kind,
        sketch::{OptionSketch, QuestionSketch, Sketch},
    },
    web::ui::form::Choice,
};

/// All questions, and a way to add one. `leaving`: the one whose removal waits for a second word.
pub fn questions(sketch: &Sketch, leaving: Option<usize>, misfits: &Misfits) -> Markup {
    let kinds: Vec<_> = Kind::ALL
        .map(|kind| Choice::new(kind.code(), named(kind)))
        .into();
    html! {
        section class="panel" aria-labelledby="questions-heading" {
            h2 id="questions-heading" { "Questions" }
            p class="hint" { "The first one is rated and stands in the letter; the others follow on the page." }
            ol class="questions" data-questions {
                @for (i, question) in sketch.questions.iter().enumerate() {
                    (block(sketch, i, question, leaving == Some(i), misfits))
                }
            }
            div class="adding" {
                (pick("new_kind", "Add a question", &kinds, next_kind(sketch).code(), misfits))
                (press("add", "Add question"))
            }
        }
    }
}

/// What a survey has least reason to ask for twice.
fn next_kind(sketch: &Sketch) -> Kind {
    let asked = |kind: Kind| {
        sketch
            .questions
            .iter()
            .any(|question| question.kind() == kind)
    };
    let wanted = [Kind::Csat, Kind::Fcr, Kind::Choice, Kind::Comment];
    let wanted = wanted.into_iter().find(|kind| !asked(*kind));
    wanted.unwrap_or(Kind::Text)
}

fn named(kind: Kind) -> String {
    let words = in_words::kind(kind);
    let words = words
        .strip_prefix("a ")
        .or(words.strip_prefix("the "))
        .unwrap_or(words);
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        format!("{}{}", first.to_uppercase(), letters.as_str())
    })
}

fn block(
    sketch: &Sketch,
    i: usize,
    question: &QuestionSketch,
    leaving: bool,
    misfits: &Misfits,
) -> Markup {
    let name = |field: &str| format!("q{i}.{field}");
    let locale = &sketch.default_locale;
    let own = question.texts.get(locale).cloned().unwrap_or_default();
    let kinds: Vec<_> = Kind::ALL
        .map(|kind| Choice::new(kind.code(), named(kind)))
        .into();
    let last = i + 1 == sketch.questions.len();
    html! {
        li class="question" id={ "q" (i) } tabindex="-1" {
            input type="hidden" name="row" value=(i);
            fieldset class="form" {
                legend {
                    span class="grip" data-grip hidden aria-hidden="true" { "⠿" }
                    "Question " span data-number { (i + 1) }
                    @if i == 0 { span class="soft" data-first { " · in the letter" } }
                }
                @if leaving {
                    (sure(
                        "Customers have answered this question. Their answers stay readable and stay in every score; it is only asked no more.",
                        &format!("remove-anyway:{i}"),
                    ))
                }
                (pick(&name("kind"), "Kind", &kinds, question.kind().code(), misfits))
                (text(&name(&format!("text.{locale}")), "Text", &own, &built_in(question, locale), misfits))
                @if question.kind() == Kind::Choice { (options(i, question, locale, misfits)) } @else {
                    // kept in case it becomes a choice again
                    @for (j, option) in question.options.iter().enumerate() { (hidden_option(i, j, option)) }
                }
                @if i > 0 || question.is_conditional() { (condition(sketch, i, question, misfits)) }
                details class="question-name" open[misfits.at(&name("slug")).is_some()] {
                    summary { "Name in answers and exports: " code { (question.slug) } }
                    (text(&name("slug"), "Name: small letters, digits, - and _", &question.slug, "", misfits))
                }
                div class="question-moves" {
                    button class="button button-quiet" type="submit" name="press" value={ "up:" (i) } disabled[i == 0] {
                        "Up" span class="sr-only" { ": question " span data-number { (i + 1) } }
                    }
                    button class="button button-quiet" type="submit" name="press" value={ "down:" (i) } disabled[last] {
                        "Down" span class="sr-only" { ": question " span data-number { (i + 1) } }
                    }
                    button class="button button-quiet" type="submit" name="press" value={ "remove:" (i) } {
                        "Remove" span class="sr-only" { " question " span data-number { (i + 1) } }
                    }
                }
            }
        }
    }
}

fn hidden_option(i: usize, j: usize, option: &OptionSketch) -> Markup {
    html! {
        input type="hidden" name=(format!("q{i}.o{j}.slug")) value=(option.slug);
        @for (locale, text) in &option.texts {
            input type="hidden" name=(format!("q{i}.o{j}.text.{locale}")) value=(text);
        }
    }
}

/// The options, and one more line for the next; an option whose line is emptied is gone.
fn options(i: usize, question: &QuestionSketch, locale: &str, misfits: &Misfits) -> Markup {
    let blank = OptionSketch::default();
    let blanks = if question.options.is_empty() { 3 } else { 1 };
    let rows = question
        .options
        .iter()
        .chain(std::iter::repeat_n(&blank, blanks));
    html! {
        div class="options" role="group" aria-label={ "Options of question " (i + 1) } {
            p class="hint" { "Options: what customers read, and the name kept with their answers (made from the text when left empty)." }
            @for (j, option) in rows.enumerate() {
                div class="option" {
                    (text(
                        &format!("q{i}.o{j}.text.{locale}"),
                        &format!("Option {}", j + 1),
                        option.texts.get(locale).map_or("", String::as_str),
                        &built_in_option(option, locale),
                        misfits,
                    ))
                    (text(&format!("q{i}.o{j}.slug"), &format!("Its name {}", j + 1), &option.slug, "", misfits))
                }
            }
            div { (press(&format!("option:{i}"), "Another option")) }
        }
    }
}

fn condition(sketch: &Sketch, i: usize, question: &QuestionSketch, misfits: &Misfits) -> Markup {
    let rated = |other: &QuestionSketch| other.kind().scale().is_some();
    let mut choices = vec![Choice::new("", "always")];
    let position = sketch
        .questions
        .iter()
        .position(|other| other.slug == question.when);
    for (row, other) in sketch.questions.iter().enumerate() {
        if (rated(other) && row < i) || position == Some(row) {
            choices.push(Choice::new(
                row.to_string(),
                format!("the score of {}", other.slug),
            ));
        }
    }
    let mut chosen = position.map(|row| row.to_string()).unwrap_or_default();
    if position.is_none() && !question.when.is_empty() {
        chosen = format!("?{}", question.when);
        choices.push(Choice::new(
            &chosen,
            format!("the score of {}, which is gone", question.when),
        ));
    }
    let scale = position.and_then(|row| sketch.questions[row].kind().scale());
    let (min, max) = scale.map_or((String::new(), String::new()), |scale| {
        (scale.min.to_string(), scale.max.to_string())
    });
    html! {
        div class="condition" role="group" aria-label={ "When question " (i + 1) " is shown" } {
            (pick(&format!("q{i}.when"), "Show", &choices, &chosen, misfits))
            (text(&format!("q{i}.min"), "is from", &question.min, &min, misfits))
            (text(&format!("q{i}.max"), "to", &question.max, &max, misfits))
        }
    }
}
