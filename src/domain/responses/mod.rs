//! What came back: clicks as evidence, the rule that weighs them, and the responses that count.

pub mod answer;
pub mod click;
pub mod click_event;
pub mod commented;
pub mod commented_day;
pub mod domain_sweep;
pub mod filter;
pub mod link;
pub mod listing;
pub mod phrase;
pub mod record;
pub mod response;
pub mod revision;
pub mod search;
pub mod submission;
pub mod suspect;
pub mod theme;
pub mod tokens;
