//! What signatures cover and when a letter is not signed. Whether receivers can check them, a verifier nobody here wrote
//! says in tests/jobs/signed_letters.rs.

use lettre::message::SinglePart;
use lettre::message::header::{HeaderName, HeaderValue};

use super::*;

fn message(from: &str) -> Message {
    Message::builder()
        .from(from.parse().unwrap())
        .to("kim@example.net".parse().unwrap())
        .subject("How did we do?")
        .date(UNIX_EPOCH + std::time::Duration::from_secs(1_764_000_000))
        .singlepart(SinglePart::plain("Hello".to_owned()))
        .unwrap()
}

fn row(keys: &Keys, selector: &str, kind: Kind) -> mail_key::Model {
    let now = "2026-11-25T10:00:00Z".parse().unwrap();
    let pair = key::make(kind, &mut crate::token::randomness()).unwrap();
    let what = format!("mail key {selector}._domainkey.acme.example");
    mail_key::Model {
        id: MailKeyId::new(now),
        domain: "acme.example".into(),
        selector: selector.into(),
        kind: kind.code().into(),
        public_key: pair.public,
        sealed_key: keys.seal(&what, &pair.private),
        sealed_with: keys.sealing_id(),
        created_at: now,
    }
}

#[test]
fn every_key_of_the_senders_domain_signs_the_same_way_each_time() {
    let keys = Keys::derive("secret");
    let rows = [row(&keys, "s1", Kind::Rsa), row(&keys, "s2", Kind::Ed25519)];
    let signer = Signer::of(&rows, &keys);
    let letter = message("Acme <support@Acme.Example>");
    let lines = signer.signatures(&letter).unwrap();
    assert_eq!(lines.matches("DKIM-Signature: v=1; ").count(), 2);
    assert!(lines.contains("a=rsa-sha256;") && lines.contains("a=ed25519-sha256;"));
    assert!(lines.contains("t=1764000000;") && !lines.contains("l="));
    assert!(
        lines.contains("h=From:From:To:Subject:Date:Message-ID:"),
        "{lines}"
    );
    assert!(
        lines.ends_with("\r\n") && lines.lines().all(|line| line.len() <= 78),
        "{lines}"
    );
    assert_eq!(signer.signatures(&letter).unwrap(), lines);
    assert_eq!(Signer::of(&rows, &keys).signatures(&letter).unwrap(), lines);
}

#[test]
fn what_mail_services_add_is_covered_only_where_the_letter_has_it() {
    let keys = Keys::derive("secret");
    let signer = Signer::of(&[row(&keys, "s1", Kind::Ed25519)], &keys);
    let without = signer.signatures(&message("a@acme.example")).unwrap();
    assert!(without.contains(":List-Unsubscribe-Post;"), "{without}");
    let name = HeaderName::new_from_ascii_str("Feedback-ID");
    let letter = Message::builder()
        .from("a@acme.example".parse().unwrap())
        .to("kim@example.net".parse().unwrap())
        .raw_header(HeaderValue::new(
            name,
            "csat:acme:invitation:afterword".into(),
        ))
        .singlepart(SinglePart::plain("Hello".to_owned()))
        .unwrap();
    let with = signer.signatures(&letter).unwrap();
    assert!(
        with.contains(":List-Unsubscribe-Post:Feedback-ID;"),
        "{with}"
    );
    assert!(with.lines().all(|line| line.len() <= 78), "{with}");
}

#[test]
fn a_sender_without_a_key_is_not_signed_for() {
    let keys = Keys::derive("secret");
    let signer = Signer::of(&[row(&keys, "s1", Kind::Ed25519)], &keys);
    for other in ["a@mail.acme.example", "a@notacme.example"] {
        assert_eq!(signer.signatures(&message(other)).unwrap(), "");
    }
}

#[test]
fn a_key_of_another_secret_lets_no_letter_leave_unsigned() {
    let keys = Keys::derive("secret");
    let rows = [
        row(&keys, "s1", Kind::Ed25519),
        row(&Keys::derive("other"), "s2", Kind::Ed25519),
    ];
    let signer = Signer::of(&rows, &keys);
    let why = signer.signatures(&message("a@acme.example")).unwrap_err();
    assert_eq!(why, CannotSign::Sealed("s2._domainkey.acme.example".into()));
    assert!(why.to_string().contains("AFTERWORD_SECRET"));
    assert_eq!(
        signer.signatures(&message("a@elsewhere.example")).unwrap(),
        ""
    );
}
