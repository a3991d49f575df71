//! `afterword serve`: one process with everything, from the first sentence it prints to its graceful end.

pub mod connections;
pub mod database;
pub mod logging;
pub mod only;
