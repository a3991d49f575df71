//! What is wrong with a brand's own texts, in words. Called by `texts`.

use std::collections::BTreeMap;

use crate::words::{
    catalogue::BuiltIn,
    own::{Fault, LONGEST, Texts},
};

/// Steps of one scale that would say the same: no customer could tell them apart.
pub fn alike<'a>(
    language: &str,
    built_in: &'a [BuiltIn],
    typed: &BTreeMap<String, String>,
    present: &Texts,
) -> Vec<(&'a str, String)> {
    let mut known: BTreeMap<(&str, String), &BuiltIn> = BTreeMap::new();
    let mut found = Vec::new();
    for text in built_in {
        let Some((scale, step)) = text.key.rsplit_once('-') else {
            continue;
        };
        if step.parse::<u8>().is_err() {
            continue;
        }
        let own = match typed.get(&text.key) {
            Some(typed) => own_text(text, typed),
            None => present.get(language, &text.key),
        };
        let said = own.unwrap_or(&text.text).trim().to_lowercase();
        if let Some(other) = known.insert((scale, said), text) {
            let fault = format!(
                "This says the same as the step “{}” of this scale.",
                other.text
            );
            // The field that was typed in is the one to change.
            let place = if typed.contains_key(&text.key) {
                text
            } else {
                other
            };
            found.push((place.key.as_str(), fault));
        }
    }
    found
}

/// What somebody typed, where it is not what is built in anyway.
pub fn own_text<'a>(built_in: &BuiltIn, typed: &'a str) -> Option<&'a str> {
    let typed = typed.trim();
    (!typed.is_empty() && typed != built_in.text).then_some(typed)
}

/// A fault in words.
pub fn said(fault: &Fault, built_in: &BuiltIn) -> String {
    match fault {
        Fault::TooLong => format!("This text is too long: a text has at most {LONGEST} characters."),
        Fault::Unreadable => "This cannot be read. Braces come in pairs, and a choice is written as in the built-in text, with one * before its last form.".into(),
        Fault::Unknown(name) => format!("{{ ${name} }} is not known here. {}", may_stand(built_in)),
        Fault::Invisible => "Nobody would see this text, or one of its forms. Leave the field empty for the built-in one.".into(),
        Fault::Reference => "In braces only names can stand, such as { $brand }: no functions and no other texts.".into(),
    }
}

fn may_stand(built_in: &BuiltIn) -> String {
    let known: Vec<_> = built_in
        .known
        .iter()
        .map(|name| format!("{{ ${name} }}"))
        .collect();
    if known.is_empty() {
        "No names can stand in this text.".into()
    } else {
        format!("Names that can: {}.", known.join(", "))
    }
}
