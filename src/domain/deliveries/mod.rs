//! (to be laid)
pub mod backoff;
