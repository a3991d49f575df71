//! The customer's door: the page behind the link in a letter.

mod answers;
mod letter;
mod pages;
mod unsubscribing;
