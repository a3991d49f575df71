//! The customer's door: the page behind the link in a letter.
