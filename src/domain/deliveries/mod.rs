//! Letters that must leave: the outbox, its claims and attempts, and what is heard of them later.

pub mod attempt;
pub mod backoff;
pub mod bounce;
pub mod bounce_report;
pub mod delivery;
pub mod listing;
pub mod mail_key;
pub mod outbox;
pub mod queue;
pub mod trial;
pub mod untried;
