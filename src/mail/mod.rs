//! Letters out: what is written (`layout`, one file per letter), how it leaves (`transport`, `smtp`, `outcome`) and how
//! fast (`pace`), and what comes back (`bounce`).

pub mod bounce;
pub mod check;
pub mod composer;
pub mod dkim;
pub mod dns;
pub mod invitation_letter;
pub mod layout;
pub mod one_line;
pub mod rating_row;
pub mod seven_bit;

pub mod outcome;
pub mod pace;
mod pause;
pub mod smtp;
pub mod smtp_url;
pub mod transport;
