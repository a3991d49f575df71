//! The whole walks, told over real HTTP and real mail.

mod contacts;
pub mod crm;
mod crossing;
mod demo;
mod kill;
mod mail_over_tls;
mod mail_through_postfix;
mod mail_while_stopping;
mod packing;
mod rehearsing;
mod remembering;
mod tallies;
mod walk;
