//! The schema, one file per step.
pub use sea_orm_migration::prelude::*;
