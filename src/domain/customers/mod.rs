//! The people who may be asked, and the addresses that must not be written to.

pub mod address_hash;
pub mod customer;
pub mod email_address;
pub mod suppression;

pub mod preference;

pub mod suppression_lift;
pub mod suppression_list;

pub mod suppression_file;

pub mod suppression_upload;
