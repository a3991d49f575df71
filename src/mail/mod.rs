//! Letters out: what is written (`layout`, one file per letter) and how it leaves (`transport`, `smtp`, `outcome`),
//! and what comes back (`bounce`).

pub mod bounce;
pub mod composer;
pub mod invitation_letter;
pub mod layout;
pub mod one_line;
pub mod rating_row;

pub mod outcome;
pub mod smtp;
pub mod smtp_url;
pub mod transport;
