//! Every test that needs the running product, in one binary.

mod stats;
