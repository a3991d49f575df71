//! What every test stands on: fresh databases of both kinds, a browser, an SMTP server, other programs under control.
#![allow(
    dead_code,
    reason = "a helper stays when the last test that used it goes"
)]

pub mod binary;
pub mod browser;
pub mod centre;
pub mod certificates;
pub mod databases;
pub mod dice;
pub mod dkim_verifier;
pub mod dns_server;
pub mod form;
pub mod fortnight;
pub mod postfix;
pub mod process;
pub mod server;
pub mod smtp_server;
