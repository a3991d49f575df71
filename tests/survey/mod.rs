//! The customer's door: the page behind the link in a letter.

mod answers;
mod evidence;
mod keyboard;
mod languages;
mod letter;
mod look_by_keyboard;
mod looks;
mod pages;
mod street;
mod unsubscribing;
mod unsubscribing_by_keyboard;
mod visitors;
