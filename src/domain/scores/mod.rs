//! What the answers say: metrics, intervals, comparisons, and the tallies they are computed from.

pub mod compare;
pub mod interval;
pub mod metric;
pub mod period;
