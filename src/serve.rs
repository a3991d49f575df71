//! (to be laid)
mod connections;
