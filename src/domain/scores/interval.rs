//! (to be laid)
