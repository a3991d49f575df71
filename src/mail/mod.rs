//! Letters out: what is written (`layout`, one file per letter) and how it leaves (`transport`, `outcome`).

pub mod invitation_letter;
pub mod layout;
pub mod outcome;
pub mod transport;
