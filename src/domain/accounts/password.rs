//! Passwords: argon2id, off the async threads, a few at a time.

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::phc::PasswordHash,
};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Shortest and longest password taken, in characters.
pub const LENGTH: std::ops::RangeInclusive<usize> = 8..=256;

/// The commonest passwords of eight characters or more, in small letters, apart by white space.
const COMMON: &str = include_str!("common_passwords.txt");

/// What guessers try before anything else: the commonest passwords, one sign or a short piece over and over, signs in
/// a row, the member's own address and the product's name, each also with a few figures or signs at its ends.
pub fn is_guessable(password: &str, email: &str) -> bool {
    let password = password.trim().to_lowercase();
    let email = email.trim().to_lowercase();
    let core = password.trim_matches(|c: char| !c.is_alphabetic());
    let own = [
        email.as_str(),
        email.split('@').next().unwrap_or_default(),
        email.split('@').nth(1).unwrap_or_default(),
        "afterword",
    ];
    COMMON
        .split_whitespace()
        .any(|common| common == password || common == core)
        || own
            .iter()
            .any(|word| !word.is_empty() && (*word == password || *word == core))
        || repeats(&password)
        || in_a_row(&password)
}

/// A piece of up to four signs, over and over.
fn repeats(password: &str) -> bool {
    let signs: Vec<_> = password.chars().collect();
    (1..=4).any(|piece| {
        signs
            .iter()
            .zip(signs.iter().skip(piece))
            .all(|(a, b)| a == b)
    })
}

/// Signs that follow each other upward or downward, as in `abcdefgh` or `87654321`.
fn in_a_row(password: &str) -> bool {
    let signs: Vec<_> = password.chars().map(|c| i64::from(u32::from(c))).collect();
    [1, -1]
        .iter()
        .any(|step| signs.windows(2).all(|two| two[1] - two[0] == *step))
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_guessed_first_is_known() {
        for easy in [
            "PASSWORD",
            "Password1!",
            "aaaaaaaaaa",
            "abcabcabc",
            "12345678",
            "87654321",
            "abcdefghijk",
            "qwertyuiop",
            "Iloveyou2",
            "Summer2026",
            "ana.silva@example.com",
            "ana.silva1",
            "example.com",
            "Afterword",
            "afterword2026!",
            "sunshine#1",
        ] {
            assert!(is_guessable(easy, "Ana.Silva@example.com"), "{easy}");
        }
        for good in [
            "three quiet words",
            "Xk4-morning-kettle",
            "ünwahrscheinlich7",
        ] {
            assert!(!is_guessable(good, "Ana.Silva@example.com"), "{good}");
        }
    }

    #[test]
    fn the_list_is_worth_its_name() {
        let all: Vec<_> = COMMON.split_whitespace().collect();
        assert!(all.len() > 500);
        for word in all {
            assert!(LENGTH.contains(&word.chars().count()), "{word}");
            assert_eq!(word, word.to_lowercase());
        }
    }
}
