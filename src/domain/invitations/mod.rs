//! Asking one customer about one interaction, and deciding whether to.

pub mod deciding;
pub mod eligibility;
pub mod invitation;
pub mod issue;
pub mod limit_count;
pub mod limits;
pub mod listing;
pub mod past;
pub mod rehearsal;
pub mod reminder;
pub mod waiting;
