//! Letters that must leave: the outbox, its claims and attempts.

pub mod attempt;
pub mod backoff;
pub mod delivery;
pub mod listing;
pub mod outbox;
pub mod trial;
