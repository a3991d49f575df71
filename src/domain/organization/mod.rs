//! Brands, and the people and things their customers rate.

pub mod agent;
pub mod brand;
pub mod listing;
pub mod product;
pub mod team;
pub mod touchpoint;
