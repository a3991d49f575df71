//! What time makes happen: sending, retrying, settling answers.
