//! Keys that sign letters: making them, reading them, and the DNS record by which receivers know them. `afterword mail`
//! makes and shows them, the signer signs with them. rsa only makes keys; what signs is ring.

use base64::{Engine, engine::general_purpose::STANDARD};
use rand::CryptoRng;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use rsa::pkcs8::{DecodePublicKey, EncodePrivateKey, EncodePublicKey};
use rsa::traits::PublicKeyParts;

const RSA_BITS: usize = 2048;

/// The longest string of a TXT record.
const LONGEST_STRING: usize = 255;

/// How a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What every receiver knows.
    Rsa,
    /// Short and fast, known to some receivers.
    Ed25519,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::Rsa, Self::Ed25519];

    /// Its name in the record and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::Ed25519 => "ed25519",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Both halves of a new key: the public one as the record has it, the private one as [`SigningKey::read`] wants it.
pub struct Pair {
    pub public: Vec<u8>,
    pub private: Vec<u8>,
}

/// Makes a key. RSA takes some tenths of a second.
///
/// # Errors
/// When the numbers cannot be written as a key, which does not happen to good randomness.
pub fn make(kind: Kind, randomness: &mut impl CryptoRng) -> anyhow::Result<Pair> {
    match kind {
        Kind::Rsa => {
            let key = rsa::PrivateKey::new(randomness, RSA_BITS)?;
            Ok(Pair {
                public: key.as_public_key().to_public_key_der()?.into_vec(),
                private: key.to_pkcs8_der()?.as_bytes().to_vec(),
            })
        }
        Kind::Ed25519 => {
            let mut seed = [0u8; 32];
            randomness.fill_bytes(&mut seed);
            let key = Ed25519KeyPair::from_seed_unchecked(&seed)
                .map_err(|rejected| anyhow::anyhow!("{rejected}"))?;
            Ok(Pair {
                public: key.public_key().as_ref().to_vec(),
                private: seed.to_vec(),
            })
        }
    }
}

/// What is wrong with a public key for receivers; none: nothing.
pub fn weakness(kind: Kind, public: &[u8]) -> Option<String> {
    match kind {
        Kind::Ed25519 if public.len() == 32 => None,
        Kind::Ed25519 => Some(format!("has {} bytes, where Ed25519 has 32", public.len())),
        Kind::Rsa => match rsa::PublicKey::from_public_key_der(public) {
            Err(_) => Some("is no RSA key".into()),
            Ok(key) => {
                let bits = key.size() * 8;
                (bits < RSA_BITS).then(|| {
                    format!("is an RSA key of {bits} bits, where {RSA_BITS} are asked for")
                })
            }
        },
    }
}

/// A private key, ready to sign.
pub enum SigningKey {
    Rsa(RsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl SigningKey {
    pub fn read(kind: Kind, private: &[u8]) -> Option<Self> {
        match kind {
            Kind::Rsa => RsaKeyPair::from_pkcs8(private).ok().map(Self::Rsa),
            Kind::Ed25519 => Ed25519KeyPair::from_seed_unchecked(private)
                .ok()
                .map(Self::Ed25519),
        }
    }

    /// The `a=` of its signatures.
    pub fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "rsa-sha256",
            Self::Ed25519(_) => "ed25519-sha256",
        }
    }

    /// The signature of a text.
    pub fn sign(&self, text: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                // This padding has no chance in it: the source of randomness is asked for and not used.
                key.sign(
                    &RSA_PKCS1_SHA256,
                    &SystemRandom::new(),
                    text,
                    &mut signature,
                )
                .ok()?;
                Some(signature)
            }
            // RFC 8463 signs the hash, not the text.
            Self::Ed25519(key) => Some(key.sign(digest(&SHA256, text).as_ref()).as_ref().to_vec()),
        }
    }
}

/// A TXT record to be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub name: String,
    pub value: String,
}

impl Record {
    /// The record of a key.
    pub fn of_key(domain: &str, selector: &str, kind: Kind, public: &[u8]) -> Self {
        Self {
            name: format!("{selector}._domainkey.{domain}"),
            value: format!("v=DKIM1; k={}; p={}", kind.code(), STANDARD.encode(public)),
        }
    }

    /// The value in pieces that fit a TXT record.
    pub fn strings(&self) -> Vec<String> {
        let characters: Vec<char> = self.value.chars().collect();
        characters
            .chunks(LONGEST_STRING)
            .map(|piece| piece.iter().collect())
            .collect()
    }

    /// The line of a zone file.
    pub fn zone_line(&self) -> String {
        let quoted: Vec<_> = self
            .strings()
            .iter()
            .map(|piece| format!("\"{piece}\""))
            .collect();
        format!("{}. IN TXT ( {} )", self.name, quoted.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_cut_where_dns_needs_it_and_nothing_is_lost() {
        let record = Record::of_key("acme.example", "s1", Kind::Rsa, &[7; 294]);
        let strings = record.strings();
        assert_eq!(
            strings.iter().map(String::len).collect::<Vec<_>>(),
            [255, 155]
        );
        assert_eq!(strings.concat(), record.value);
        let line = record.zone_line();
        assert!(line.starts_with("s1._domainkey.acme.example. IN TXT ( \"v=DKIM1; k=rsa; p=BwcH"));
        assert_eq!(line.matches('"').count(), 4);
    }

    #[test]
    fn a_made_key_signs_and_short_ones_are_told() {
        for kind in Kind::ALL {
            let pair = make(kind, &mut crate::token::randomness()).unwrap();
            assert_eq!(weakness(kind, &pair.public), None);
            let key = SigningKey::read(kind, &pair.private).unwrap();
            assert_eq!(key.sign(b"text").unwrap(), key.sign(b"text").unwrap());
            assert_ne!(key.sign(b"text").unwrap(), key.sign(b"tex").unwrap());
            assert!(SigningKey::read(kind, &pair.private[1..]).is_none());
            assert!(weakness(kind, &pair.public[1..]).is_some());
        }
        let short = rsa::PrivateKey::new(&mut crate::token::randomness(), 1024).unwrap();
        let short = short
            .as_public_key()
            .to_public_key_der()
            .unwrap()
            .into_vec();
        assert!(weakness(Kind::Rsa, &short).unwrap().contains("1024 bits"));
    }
}
