//! What a CRM reports: one dealing between a customer and an agent.

pub mod interaction;
pub mod listing;
pub mod report;
