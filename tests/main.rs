//! Every test that needs the running product, in one binary.

mod support;

mod api;
mod bounces;
mod console;
mod jobs;
mod serving;
mod stats;
mod stories;
mod survey;
