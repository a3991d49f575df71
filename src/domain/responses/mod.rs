//! What came back: responses, their answers, and the clicks that are their evidence.

pub mod click;
