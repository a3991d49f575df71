//! The people who may be asked, and the addresses that must not be written to.

pub mod customer;
pub mod email_address;
pub mod suppression;
