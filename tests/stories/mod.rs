//! The whole walks, told over real HTTP and real mail.

mod tallies;
