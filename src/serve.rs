//! (to be laid)
mod connections;
pub mod logging;
mod only;
