//! Secrets and what is derived from them: link tokens, keyed hashes, form nonces. No I/O.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use data_encoding::BASE32_NOPAD_NOCASE;
use hmac::{Hmac, KeyInit, Mac};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// Names the key a link token was made with, so that keys can be changed without breaking links.
const LINK_KEY_ID: &str = "a";

/// Characters of a link token: the key id and 128 bits in base64url.
const LINK_TOKEN_LENGTH: usize = LINK_KEY_ID.len() + 22;

/// Characters of a bounce token: the letter's id and 64 bits of proof in base32, which mail servers may write in capitals.
pub const BOUNCE_TOKEN_LENGTH: usize = 39;

/// What stands before the rest of an unsubscribe token, so that it is told from a bounce token.
const UNSUBSCRIBE_MARK: &str = "u-";

/// Characters of an unsubscribe token: the mark, the letter's id and 56 bits of proof in base32. No longer than a bounce
/// token, as both stand in the same part of an address.
const UNSUBSCRIBE_TOKEN_LENGTH: usize = UNSUBSCRIBE_MARK.len() + 37;

/// SHA-256 of a token: all of it that rests in the database.
pub type TokenHash = [u8; 32];

/// What the database keeps of a token.
pub fn hash(token: &str) -> TokenHash {
    Sha256::digest(token.as_bytes()).into()
}

/// A token handed to one person once (session, API key): 256 random bits in base64url.
pub fn random() -> String {
    let mut bytes = [0u8; 32];
    fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A new value for `AFTERWORD_SECRET`: 256 random bits in hex.
pub fn new_secret() -> String {
    let mut bytes = [0u8; 32];
    fill(&mut bytes);
    hex::encode(bytes)
}

/// Where secrets are drawn from, for what makes its own.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that draws secrets"
)]
pub fn randomness() -> impl rand::CryptoRng {
    rand::rng()
}

fn fill(bytes: &mut [u8]) {
    use rand::Rng;
    randomness().fill_bytes(bytes);
}

/// Equal, in a time that tells nothing of where they differ.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

/// The keys of this installation, all derived from `AFTERWORD_SECRET`.
#[derive(Clone)]
pub struct Keys {
    link: [u8; 32],
    address: [u8; 32],
    network: [u8; 32],
    form: [u8; 32],
    first_run: [u8; 32],
    sealing: [u8; 32],
    bounce: [u8; 32],
    unsubscribe: [u8; 32],
    draw: [u8; 32],
}

impl Keys {
    pub fn derive(secret: &str) -> Self {
        let key = |purpose: &str| mac(secret.as_bytes(), &[b"afterword key", purpose.as_bytes()]);
        Self {
            link: key("link"),
            address: key("address"),
            network: key("network"),
            form: key("form"),
            first_run: key("first run"),
            sealing: key("sealing"),
            bounce: key("bounce"),
            unsubscribe: key("unsubscribe by mail"),
            draw: key("draw"),
        }
    }

    /// The token in every link of one letter. Derived, never stored: a retried letter carries the same one.
    pub fn link_token(&self, message: Uuid) -> String {
        let code = mac(&self.link, &[message.as_bytes()]);
        format!("{LINK_KEY_ID}{}", URL_SAFE_NO_PAD.encode(&code[..16]))
    }

    /// The token in the address that reports about a letter come back to. It names the letter, and only we can make it.
    pub fn bounce_token(&self, message: Uuid) -> String {
        naming(message, &self.bounce, 8)
    }

    /// The letter a bounce token was made for; `None` for every token that we did not make.
    pub fn letter_of_bounce_token(&self, token: &str) -> Option<Uuid> {
        named(token, &self.bounce, 8)
    }

    /// The token in the address that a letter can be unsubscribed from by mail. A key of its own makes it: whoever sees
    /// where a letter comes back to cannot unsubscribe its reader.
    pub fn unsubscribe_token(&self, message: Uuid) -> String {
        let rest = naming(message, &self.unsubscribe, 7);
        format!("{UNSUBSCRIBE_MARK}{rest}")
    }

    /// The letter an unsubscribe token was made for; `None` for every token that we did not make.
    pub fn letter_of_unsubscribe_token(&self, token: &str) -> Option<Uuid> {
        named(token.strip_prefix(UNSUBSCRIBE_MARK)?, &self.unsubscribe, 7)
    }

    /// A keyed hash of a normalised address: a suppression outlives the erased address by it.
    pub fn address_hash(&self, normalised: &str) -> [u8; 32] {
        mac(&self.address, &[normalised.as_bytes()])
    }

    /// A keyed hash of a recipient's domain, for the memory of domains whose scanners sweep letters.
    pub fn domain_hash(&self, domain: &str) -> [u8; 32] {
        mac(&self.address, &[b"domain", domain.as_bytes()])
    }

    /// A number that these parts always draw, and that nobody can foretell without the secret.
    pub fn draw(&self, parts: &[&[u8]]) -> u64 {
        let code = mac(&self.draw, parts);
        let head = code.first_chunk().copied().unwrap_or_default();
        u64::from_be_bytes(head)
    }

    /// A hash of a coarse network (/24 or /48), different every day: enough to see a burst, not a person.
    pub fn network_hash(&self, network: &str, day: chrono::NaiveDate) -> [u8; 32] {
        mac(
            &self.network,
            &[day.to_string().as_bytes(), network.as_bytes()],
        )
    }

    /// What a survey page must send back to prove that it was rendered for this link, score and time.
    pub fn form_nonce(&self, link: &TokenHash, score: i16, issued_ms: i64) -> String {
        let code = mac(
            &self.form,
            &[link, &score.to_be_bytes(), &issued_ms.to_be_bytes()],
        );
        URL_SAFE_NO_PAD.encode(&code[..16])
    }

    /// Encrypts a secret that rests in the database (AES-256-GCM). `what` it is must be said again to open it, so that
    /// one sealed value cannot stand in for another.
    pub fn seal(&self, what: &str, secret: &[u8]) -> Vec<u8> {
        let mut nonce = [0u8; NONCE_LEN];
        fill(&mut nonce);
        let mut sealed = secret.to_vec();
        let what = Aad::from(what.as_bytes());
        self.sealing_key()
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), what, &mut sealed)
            .unwrap_or_else(|_| unreachable!("no secret is as long as AES-GCM's limit"));
        [&nonce[..], &sealed].concat()
    }

    /// What [`Keys::seal`] sealed; none when it was sealed with another secret, as something else, or changed since.
    pub fn unseal(&self, what: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut opened = sealed.to_vec();
        let (nonce, what) = (
            Nonce::assume_unique_for_key(*nonce),
            Aad::from(what.as_bytes()),
        );
        let length = self
            .sealing_key()
            .open_in_place(nonce, what, &mut opened)
            .ok()?
            .len();
        opened.truncate(length);
        Some(opened)
    }

    /// Names the key that seals, to be kept beside what is sealed; tells nothing about it.
    pub fn sealing_id(&self) -> String {
        hex::encode(&mac(&self.sealing, &[b"id"])[..4])
    }

    fn sealing_key(&self) -> LessSafeKey {
        let key = UnboundKey::new(&AES_256_GCM, &self.sealing);
        LessSafeKey::new(key.unwrap_or_else(|_| unreachable!("AES-256 takes 32 bytes")))
    }

    /// The token of the page that makes the first member; the same until there is one.
    pub fn first_run_token(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.first_run[..16])
    }
}

/// Whether `text` could be a link token at all, before the database is asked.
pub fn is_link_token(text: &str) -> bool {
    text.len() == LINK_TOKEN_LENGTH
        && text.starts_with(LINK_KEY_ID)
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Whether `text`, in small letters, could be an unsubscribe token at all.
pub fn is_unsubscribe_token(text: &str) -> bool {
    text.len() == UNSUBSCRIBE_TOKEN_LENGTH
        && text
            .strip_prefix(UNSUBSCRIBE_MARK)
            .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// The letter's id and so many bytes of proof, in small letters.
fn naming(message: Uuid, key: &[u8], proof: usize) -> String {
    let code = mac(key, &[message.as_bytes()]);
    let text = [&message.as_bytes()[..], &code[..proof]].concat();
    BASE32_NOPAD_NOCASE.encode(&text).to_ascii_lowercase()
}

/// The letter's id of such a text, if the proof is right.
fn named(text: &str, key: &[u8], proof: usize) -> Option<Uuid> {
    let text = BASE32_NOPAD_NOCASE.decode(text.as_bytes()).ok()?;
    let (message, code) = text.split_at_checked(16)?;
    let message = Uuid::from_slice(message).ok()?;
    let ours = mac(key, &[message.as_bytes()]);
    same(code, &ours[..proof]).then_some(message)
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key)
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    for part in parts {
        // The length first: ("ab", "c") and ("a", "bc") must differ.
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_token_is_the_same_every_time_and_another_for_every_letter_and_secret() {
        let keys = Keys::derive("secret");
        let one = keys.link_token(Uuid::from_u128(1));
        assert_eq!(one, Keys::derive("secret").link_token(Uuid::from_u128(1)));
        assert_ne!(one, keys.link_token(Uuid::from_u128(2)));
        assert_ne!(one, Keys::derive("other").link_token(Uuid::from_u128(1)));
        assert!(is_link_token(&one));
        assert!(!is_link_token(&one[..one.len() - 1]));
    }
    #[test]
    fn what_is_sealed_opens_only_as_what_it_is_with_the_same_secret() {
        let keys = Keys::derive("secret");
        let sealed = keys.seal("mail key a", b"private");
        assert_eq!(keys.unseal("mail key a", &sealed).unwrap(), b"private");
        assert!(!sealed.windows(7).any(|part| part == b"private"));
        assert_ne!(sealed, keys.seal("mail key a", b"private"));
        assert_eq!(keys.unseal("mail key b", &sealed), None);
        let other = Keys::derive("other");
        assert_eq!(other.unseal("mail key a", &sealed), None);
        assert_ne!(other.sealing_id(), keys.sealing_id());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(keys.unseal("mail key a", &changed), None);
            assert_eq!(keys.unseal("mail key a", &sealed[..at]), None);
        }
    }

    #[test]
    fn a_bounce_token_names_its_letter_in_any_case_and_cannot_be_made_up() {
        let (keys, letter) = (Keys::derive("secret"), Uuid::from_u128(7 << 64 | 9));
        let token = keys.bounce_token(letter);
        assert_eq!(token.len(), BOUNCE_TOKEN_LENGTH);
        assert!(format!("bounce+{token}").len() <= 64, "a local part");
        assert_eq!(keys.letter_of_bounce_token(&token), Some(letter));
        assert_eq!(
            keys.letter_of_bounce_token(&token.to_ascii_uppercase()),
            Some(letter)
        );
        assert_eq!(
            Keys::derive("other").letter_of_bounce_token(&token),
            None,
            "another installation's"
        );
        for at in 0..token.len() {
            let other = if &token[at..=at] == "a" { "b" } else { "a" };
            let forged = format!("{}{other}{}", &token[..at], &token[at + 1..]);
            assert_eq!(keys.letter_of_bounce_token(&forged), None, "{forged}");
        }
        for text in ["", "a", &token[1..], "ä", &"a".repeat(400)] {
            assert_eq!(keys.letter_of_bounce_token(text), None);
        }
    }

    #[test]
    fn an_unsubscribe_token_names_its_letter_and_is_no_bounce_token() {
        let (keys, letter) = (Keys::derive("secret"), Uuid::from_u128(7 << 64 | 9));
        let token = keys.unsubscribe_token(letter);
        assert!(is_unsubscribe_token(&token), "{token}");
        assert_eq!(token.len(), BOUNCE_TOKEN_LENGTH, "a local part holds both");
        assert_eq!(keys.letter_of_unsubscribe_token(&token), Some(letter));
        assert_eq!(
            Keys::derive("other").letter_of_unsubscribe_token(&token),
            None
        );
        let bounce = keys.bounce_token(letter);
        assert!(!is_unsubscribe_token(&bounce));
        // Half of a bounce token is known to whoever sees one; the proof is another.
        let made_of_it = format!("{UNSUBSCRIBE_MARK}{}", &bounce[..37]);
        assert_eq!(keys.letter_of_unsubscribe_token(&made_of_it), None);
        for at in UNSUBSCRIBE_MARK.len()..token.len() {
            let other = if &token[at..=at] == "a" { "b" } else { "a" };
            let forged = format!("{}{other}{}", &token[..at], &token[at + 1..]);
            assert_eq!(keys.letter_of_unsubscribe_token(&forged), None, "{forged}");
        }
        for text in ["", "u-", &token[2..], "u-ä", &"a".repeat(400)] {
            assert!(!is_unsubscribe_token(text), "{text}");
            assert_eq!(keys.letter_of_unsubscribe_token(text), None);
        }
    }
}
