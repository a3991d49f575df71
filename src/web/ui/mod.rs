//! The pieces every page is made of. They know maud and nothing of the domain.

pub mod badge;
pub mod chart;
pub mod flash;
pub mod form;
pub mod layout;
pub mod table;
