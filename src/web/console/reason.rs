//! Why a member does what stays on record: asked for before it is done.

use maud::Markup;

use crate::web::ui::form::{Field, field};

/// Characters of a reason.
const LONGEST: usize = 500;

/// What is wrong with a reason, trimmed; `missing` says why one is needed.
pub fn fault(reason: &str, missing: &'static str) -> Option<&'static str> {
    match reason.chars().count() {
        0 => Some(missing),
        length if length > LONGEST => Some("A reason has at most 500 characters."),
        _ => None,
    }
}

/// Its field, with what is wrong.
pub fn ask(name: &str, typed: &str, fault: Option<&str>) -> Markup {
    field(&Field {
        name,
        label: "Why",
        kind: "text",
        value: typed,
        error: fault,
        autocomplete: Some("off"),
        autofocus: true,
        ..Field::default()
    })
}
