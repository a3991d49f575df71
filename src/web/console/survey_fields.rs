//! The small parts of the editor's form: lines of text with the built-in text shown, lists to choose from, boxes to tick.
//! Every field's id is its name, so that a fault leads to it.

use maud::{Markup, html};

use super::survey_errors::Misfits;
use crate::web::ui::form::{Choice, Field, field};

/// A line of text in a language: its writing direction is that of what is typed.
pub fn text(name: &str, label: &str, value: &str, built_in: &str, misfits: &Misfits) -> Markup {
    field(&Field {
        name,
        label,
        kind: "text",
        value,
        placeholder: (!built_in.is_empty()).then_some(built_in),
        error: misfits.at(name).as_deref(),
        autocomplete: Some("off"),
        ..Field::default()
    })
}

/// The same with a hint below.
pub fn hinted(name: &str, label: &str, value: &str, hint: &str, misfits: &Misfits) -> Markup {
    field(&Field {
        name,
        label,
        kind: "text",
        value,
        hint: Some(hint),
        error: misfits.at(name).as_deref(),
        autocomplete: Some("off"),
        ..Field::default()
    })
}

/// Several lines of text, with a hint below.
pub fn lines(name: &str, label: &str, value: &str, hint: &str, misfits: &Misfits) -> Markup {
    let error = misfits.at(name);
    let described = match error {
        Some(_) => format!("{name}-hint {name}-error"),
        None => format!("{name}-hint"),
    };
    html! {
        div class={ "field" @if error.is_some() { " field-wrong" } } {
            label for=(name) { (label) }
            textarea id=(name) name=(name) rows="3" dir="auto" spellcheck="false" aria-describedby=(described)
                aria-invalid=[error.as_ref().map(|_| "true")] { "\n" (value) }
            p class="hint" id={ (name) "-hint" } { (hint) }
            @if let Some(error) = &error { p class="error" id={ (name) "-error" } { bdi { (error) } } }
        }
    }
}

/// A list to choose from.
pub fn pick(
    name: &str,
    label: &str,
    choices: &[Choice],
    chosen: &str,
    misfits: &Misfits,
) -> Markup {
    let error = misfits.at(name);
    let error_id = error.as_ref().map(|_| format!("{name}-error"));
    html! {
        div class={ "field" @if error.is_some() { " field-wrong" } } {
            label for=(name) { (label) }
            select id=(name) name=(name) aria-invalid=[error.as_ref().map(|_| "true")] aria-describedby=[error_id.as_deref()] {
                @for choice in choices {
                    option value=(choice.value) selected[choice.value == chosen] { (choice.label) }
                }
            }
            @if let (Some(id), Some(error)) = (&error_id, &error) { p class="error" id=(id) { (error) } }
        }
    }
}

/// A box to tick. Boxes of one name are told apart by their values.
pub fn tick(name: &str, value: &str, label: &str, ticked: bool) -> Markup {
    one_of("checkbox", name, value, label, ticked)
}

/// One of several that exclude each other.
pub fn radio(name: &str, value: &str, label: &str, chosen: bool) -> Markup {
    one_of("radio", name, value, label, chosen)
}

fn one_of(kind: &str, name: &str, value: &str, label: &str, chosen: bool) -> Markup {
    let id = format!("{name}.{value}");
    html! {
        span class="tick" {
            input type=(kind) id=(id) name=(name) value=(value) checked[chosen];
            label for=(id) dir="auto" { (label) }
        }
    }
}

/// Asks before something is removed. The page was sent for this question, so it has the reader's eye and the focus.
pub fn sure(words: &str, remove: &str) -> Markup {
    html! {
        div class="flash flash-watch" role="alert" {
            div {
                p { (words) }
                p class="entry-actions" {
                    (press(remove, "Remove it"))
                    button class="button button-quiet" type="submit" name="press" value="save" autofocus { "Keep it" }
                }
            }
        }
    }
}

/// A button of the form that says what it is about.
pub fn press(value: &str, label: &str) -> Markup {
    html! { button class="button button-quiet" type="submit" name="press" value=(value) { (label) } }
}
