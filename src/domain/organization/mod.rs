//! Brands, and the people and things their customers rate.

pub mod agent;
pub mod brand;
pub mod colour;
pub mod listing;
pub mod logo;
pub mod look;
pub mod picture;
pub mod product;
pub mod team;
pub mod touchpoint;
