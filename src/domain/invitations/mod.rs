//! Asking one customer about one interaction, and deciding whether to.

pub mod eligibility;
pub mod invitation;
pub mod issue;
pub mod listing;
