//! Forms: labelled fields with hints and errors, and the filter bar of a report.

use maud::{Markup, html};

use super::icon::Icon;

/// One labelled line of input.
#[derive(Clone, Debug, Default)]
pub struct Field<'a> {
    pub name: &'a str,
    /// Where the name is not the id: several fields share it.
    pub id: Option<&'a str>,
    pub label: &'a str,
    /// `text`, `email`, `password`, `date`.
    pub kind: &'a str,
    pub value: &'a str,
    pub hint: Option<&'a str>,
    pub error: Option<&'a str>,
    pub autocomplete: Option<&'a str>,
    /// What stands there while nothing is typed.
    pub placeholder: Option<&'a str>,
    /// The id of a list of values to offer.
    pub list: Option<&'a str>,
    pub required: bool,
    pub autofocus: bool,
}

/// The field with its label above, its hint and its error below.
pub fn field(field: &Field) -> Markup {
    let id = field.id.unwrap_or(field.name);
    let hint = field.hint.map(|_| format!("{id}-hint"));
    let error = field.error.map(|_| format!("{id}-error"));
    let described: Vec<_> = hint.iter().chain(&error).map(String::as_str).collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    html! {
        div class={ "field" @if field.error.is_some() { " field-wrong" } } {
            label for=(id) { (field.label) }
            input id=(id) name=(field.name) type=(field.kind) value=[(field.kind != "password").then_some(field.value)]
                autocomplete=[field.autocomplete] placeholder=[field.placeholder] list=[field.list] required[field.required] autofocus[field.autofocus]
                aria-describedby=[described] aria-invalid=[error.as_ref().map(|_| "true")]
                dir=[(field.kind == "text").then_some("auto")];
            @if let (Some(id), Some(words)) = (hint, field.hint) { p class="hint" id=(id) { (words) } }
            @if let (Some(id), Some(words)) = (error, field.error) { p class="error" id=(id) { (words) } }
        }
    }
}

/// One choice of a list; `value` is empty for "all".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// A drop-down list with its label.
pub fn select(name: &str, label: &str, choices: &[Choice], chosen: &str) -> Markup {
    html! {
        div class="field" {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                @for choice in choices {
                    option value=(choice.value) selected[choice.value == chosen] { (choice.label) }
                }
            }
        }
    }
}

/// The button that sends a form.
pub fn submit(label: &str) -> Markup {
    html! { button class="button" type="submit" { (label) } }
}

/// A row of links of which one is chosen, for instance the metrics.
pub fn tabs(label: &str, entries: &[(String, String, bool)]) -> Markup {
    html! {
        nav class="tabs" aria-label=(label) {
            @for (text, href, chosen) in entries {
                a href=(href) aria-current=[chosen.then_some("page")] { (text) }
            }
        }
    }
}

/// A filter that is set: what it says and the address of the page without it.
#[derive(Clone, Debug)]
pub struct Chip {
    pub label: String,
    pub without: String,
}

/// The filter bar: a form whose every field is in the address, so that a view can be sent to a colleague.
#[derive(Default)]
pub struct Filters {
    pub action: String,
    /// Fields that are always in sight.
    pub first: Vec<Markup>,
    /// Fields behind "More filters".
    pub more: Vec<Markup>,
    /// Values kept as they are: name and value.
    pub kept: Vec<(String, String)>,
    pub chips: Vec<Chip>,
    /// Something behind "More filters" wants to be seen.
    pub open: bool,
}

/// Renders the filter bar with the filters that are set below it.
pub fn filters(bar: &Filters) -> Markup {
    html! {
        form class="filters" method="get" action=(bar.action) role="search" aria-label="Filters" data-tidy {
            @for (name, value) in &bar.kept { input type="hidden" name=(name) value=(value); }
            div class="filters-first" {
                @for field in &bar.first { (field) }
                @if bar.more.is_empty() { button class="button button-quiet" type="submit" { "Show" } }
            }
            @if !bar.more.is_empty() {
                details class="filters-more" open[bar.open] {
                    summary {
                        "More filters"
                        @if !bar.chips.is_empty() { span class="filters-count" { (bar.chips.len()) span class="sr-only" { " set" } } }
                    }
                    div class="filters-fields" { @for field in &bar.more { (field) } }
                }
                button class="button button-quiet filters-show" type="submit" { "Show" }
            }
        }
        @if !bar.chips.is_empty() {
            ul class="chips" aria-label="Filters that are set" {
                @for chip in &bar.chips {
                    li {
                        a class="chip" href=(chip.without) {
                            bdi { (chip.label) }
                            span aria-hidden="true" { "×" } span class="sr-only" { " – remove this filter" }
                        }
                    }
                }
            }
        }
    }
}

/// What was wrong with a form, at its top.
pub fn wrong(words: &str) -> Markup {
    html! {
        div class="flash flash-bad" role="alert" { (Icon::Warning.draw()) div { (words) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_written_back_and_an_error_is_tied_to_its_field() {
        let page = field(&Field {
            name: "password",
            label: "Password",
            kind: "password",
            value: "secret",
            error: Some("Too short"),
            ..Field::default()
        })
        .into_string();
        assert!(!page.contains("secret"));
        assert!(
            page.contains(r#"aria-describedby="password-error""#)
                && page.contains(r#"aria-invalid="true""#)
        );
    }
}
