//! Administration from the command line, by what is administered. Each works while `serve` runs. Called by `main`.

pub mod brand;
pub mod key;
pub mod mail;
pub mod mail_bounce;
mod mail_check;
pub mod member;
pub mod scores;
pub mod suppressions;

use std::fmt;

use serde_json::{Value, json};

/// What a command tells: a sentence for people, a document for machines (`--json`).
#[derive(Debug)]
pub struct Told {
    pub sentence: String,
    pub document: Value,
    /// All is well; otherwise the exit status says so.
    pub well: bool,
}

impl Told {
    fn new(sentence: impl fmt::Display, document: Value) -> Self {
        Self {
            sentence: sentence.to_string(),
            document,
            well: true,
        }
    }
}

/// What `afterword migrate` tells.
pub fn migrated(steps: usize) -> Told {
    let sentence = match steps {
        0 => "The schema was current already.".to_owned(),
        n => format!("{n} steps were taken; the schema is current."),
    };
    Told::new(sentence, json!({ "steps": steps }))
}
