//! The door for other systems: reporting, scores, surveys, errors.
