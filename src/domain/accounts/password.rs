//! Passwords: argon2id, off the async threads, a few at a time.

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::phc::PasswordHash,
};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Shortest and longest password taken, in characters.
pub const LENGTH: std::ops::RangeInclusive<usize> = 8..=256;

/// Hashes at once: each takes 19 MiB, and sign-in must not be a way to use up memory.
static AT_ONCE: Semaphore = Semaphore::const_new(3);

fn hasher() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or(Params::DEFAULT);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The PHC string to keep.
pub async fn hash(password: String) -> anyhow::Result<String> {
    let _turn = AT_ONCE.acquire().await?;
    spawn_blocking(move || {
        hasher()
            .hash_password(password.as_bytes())
            .map(|phc| phc.to_string())
    })
    .await?
    .map_err(|error| anyhow::anyhow!("cannot hash: {error}"))
}

/// Whether `password` is the one behind `phc`. Takes as long where there is no such member (`None`).
pub async fn verify(password: String, phc: Option<String>) -> anyhow::Result<bool> {
    let _turn = AT_ONCE.acquire().await?;
    Ok(spawn_blocking(move || match phc {
        Some(phc) => PasswordHash::new(&phc)
            .is_ok_and(|phc| hasher().verify_password(password.as_bytes(), &phc).is_ok()),
        None => {
            let _as_long = hasher().hash_password(password.as_bytes());
            false
        }
    })
    .await?)
}
