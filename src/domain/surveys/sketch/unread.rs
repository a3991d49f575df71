//! What was typed and cannot even be read, each fault at its place. Pure; part of a sketch.

use crate::domain::surveys::faults::Fault;

/// What is said of a field that has to be a number and is none; whoever shows it knows from where to where.
pub const NO_NUMBER: &str = "must be a whole number";

/// What is said of scores that a question depends on where it depends on no question.
pub const NO_QUESTION: &str =
    "is “always”, yet scores are typed beside it: choose whose score, or empty them";

/// Lines of a field that are quoted for being unreadable; further ones are counted.
const MOST_QUOTED: usize = 20;

/// What cannot even be read.
#[derive(Debug, Default)]
pub(super) struct Unread(pub(super) Vec<Fault>);

impl Unread {
    pub(super) fn number(&mut self, pointer: &str, text: &str) -> Option<u32> {
        let number = text.trim().parse().ok();
        if number.is_none() {
            self.add(pointer, NO_NUMBER.into());
        }
        number
    }

    /// Each line at a place of its own, as far as they are quoted.
    pub(super) fn lines(&mut self, pointer: &str, wrong: Vec<(usize, String)>) {
        let further = wrong.len().saturating_sub(MOST_QUOTED);
        for (line, detail) in wrong.into_iter().take(MOST_QUOTED) {
            self.add(&format!("{pointer}/{line}"), detail);
        }
        if further > 0 {
            self.add(
                pointer,
                format!("further lines that cannot be read: {further}"),
            );
        }
    }

    pub(super) fn add(&mut self, pointer: &str, detail: String) {
        self.0.push(Fault {
            pointer: pointer.into(),
            detail,
        });
    }
}
