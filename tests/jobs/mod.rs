//! What time makes happen: sending, retrying, settling answers.

mod smtp_line;
