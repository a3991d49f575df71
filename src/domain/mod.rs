//! What happens, noun by noun, in the order a survey travels. A noun uses only nouns above it.
//! Start with `flow`: every event of the product, one function each.

pub mod organization;

pub mod accounts;

pub mod customers;

pub mod surveys;

pub mod interactions;

pub mod deliveries;

pub mod invitations;

pub mod responses;

pub mod scores;

pub mod flow;
