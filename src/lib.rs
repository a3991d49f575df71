//! Afterword: ask customers how it went, and show who runs support what the answers were.
//!
//! The map, in reading order. `domain` is what happens; `web`, `mail` and `jobs` are the doors;
//! the rest is what they stand on. Imports run one way: main → serve → web, jobs → app → mail →
//! domain → db, clock, ids, token, words. `tests/tidy.rs` keeps it so.

pub mod clock;
pub mod ids;
pub mod token;
pub mod words;

pub mod db;

pub mod domain;

pub mod mail;

pub mod config;

pub mod app;

pub mod jobs;
pub mod web;

pub mod commands;
pub mod demo;
pub mod serve;
