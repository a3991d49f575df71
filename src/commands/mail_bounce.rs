//! `afterword mail bounce`: takes one report from standard input, as a mail server pipes it. Its exit status is what mail
//! servers understand: 0 taken, 65 there was nothing, 75 try again later.

use std::io::Read;

use crate::{
    clock::Clock,
    config::Config,
    db::Db,
    domain::deliveries::bounce::{Inlet, Told},
    mail::bounce::{Envelope, HEAD, LIMIT, read, taking::take, too_large},
    token::Keys,
};

/// `EX_DATAERR` of sysexits.
pub const NOTHING: u8 = 65;

/// `EX_TEMPFAIL`: the mail server keeps the message and comes again.
pub const LATER: u8 = 75;

/// What stands in a message; `None` when it is empty. What is too large is read to its end and not kept.
///
/// # Errors
/// When the input breaks off.
pub fn told(mut input: impl Read, envelope: Envelope<'_>) -> std::io::Result<Option<Told>> {
    let mut raw = Vec::new();
    input
        .by_ref()
        .take(LIMIT as u64 + 1)
        .read_to_end(&mut raw)?;
    if raw.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    if raw.len() <= LIMIT {
        return Ok(Some(read(&raw, envelope, Inlet::Pipe)));
    }
    let more = std::io::copy(&mut input, &mut std::io::sink())?;
    let size = raw.len() as u64 + more;
    Ok(Some(too_large(&raw[..HEAD], size, Inlet::Pipe)))
}

/// Acts on it.
///
/// # Errors
/// When the database fails.
pub async fn bounce(db: &Db, clock: &Clock, config: &Config, told: Told) -> anyhow::Result<()> {
    use secrecy::ExposeSecret;
    let keys = Keys::derive(config.secret.expose_secret());
    take(db, &keys, config.bouncing.soft_limit, told, clock.now()).await?;
    Ok(())
}
