//! Certificates for foreign servers that speak TLS.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use std::path::{Path, PathBuf};

/// A company's own authority, and what it signed for `localhost`.
pub struct Certificates {
    pub authority: PathBuf,
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// Makes them, in files in `folder`.
pub fn certificates(folder: &Path) -> Certificates {
    let authority_key = KeyPair::generate().expect("a key");
    let mut authority = CertificateParams::new(Vec::new()).expect("settings of an authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let signed = authority.self_signed(&authority_key).expect("an authority");
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().expect("a key");
    let leaf = CertificateParams::new(vec!["localhost".to_owned()]).expect("settings");
    let leaf = leaf.signed_by(&key, &issuer).expect("a certificate");
    let keep = |name: &str, text: String| {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("a place for it");
        path
    };
    Certificates {
        authority: keep("authority.pem", signed.pem()),
        certificate: keep("certificate.pem", leaf.pem()),
        key: keep("key.pem", key.serialize_pem()),
    }
}
