//! The customer's door: the survey behind a letter's links, thanks, and unsubscribing. No sign-in, no
//! cookie; the link's token is all a visitor needs.

pub mod frame;
pub mod messages;
pub mod page;
pub mod question;
