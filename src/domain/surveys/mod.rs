//! What is asked: surveys, their published versions, questions and wording.

pub mod asked;
pub mod changes;
pub mod definition;
pub mod draft;
pub mod faults;
pub mod in_words;
pub mod phrasing;
pub mod question;
pub mod replacing;
pub mod rule_lines;
pub mod rules;
pub mod send_window;
pub mod sketch;
pub mod starting;
pub mod survey;
pub mod survey_version;
pub mod wording;

pub mod hands;
