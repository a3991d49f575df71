//! Who may come in: members and their sessions, API keys, and the audit of what they did.

pub mod api_key;
pub mod audit;
pub mod member;
pub mod password;
pub mod session;

pub mod actor;
