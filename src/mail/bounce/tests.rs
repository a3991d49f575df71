//! What the reader makes of messages that no server of this world would send.

use proptest::prelude::*;

use super::*;

fn real() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bounces/reports");
    let files = std::fs::read_dir(folder).expect("reports of real servers");
    let mut all: Vec<_> = files
        .map(|file| std::fs::read(file.expect("a file").path()).expect("a report"))
        .collect();
    all.sort();
    assert!(all.len() > 15);
    all
}

/// What holds for everything that was read.
fn is_sound(told: &Told) {
    assert!(!told.outcomes.is_empty());
    assert!(told.key.len() <= 80 && told.proofs.len() < 100);
    for said in &told.outcomes {
        assert!(said.diagnostic.chars().count() <= 200 && !said.diagnostic.contains(['\n', '\0']));
        assert!(said.status.as_ref().is_none_or(|status| status.len() <= 16));
    }
}

fn to(recipient: &str) -> Envelope<'_> {
    Envelope {
        sender: None,
        recipient: Some(recipient),
    }
}

proptest! {
    #[test]
    fn no_bytes_upset_the_reader(raw in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        is_sound(&read(&raw, Envelope::default(), Inlet::Pipe));
        is_sound(&too_large(&raw, 1 << 30, Inlet::Pipe));
    }

    #[test]
    fn a_real_report_cut_and_stained_upsets_nobody(
        which in 0usize..15,
        from in 0usize..1_500,
        until in 0usize..4_000,
        stains in proptest::collection::vec((0usize..4_000, any::<u8>()), 0..40),
    ) {
        let mut raw = real().swap_remove(which);
        raw.truncate(until);
        for (at, byte) in stains {
            if let Some(place) = raw.get_mut(at) {
                *place = byte;
            }
        }
        raw.drain(..from.min(raw.len()));
        is_sound(&read(&raw, to("bounce+x@bounce.example"), Inlet::Pipe));
    }

    #[test]
    fn fields_of_any_text_are_fields(text in "[a-z: \t\r\n;=\"\u{0}é]{0,200}") {
        for block in Fields::blocks(&text) {
            prop_assert!(block != Fields::default());
        }
    }
}

/// On a stack as small as a worker thread's.
fn told_of(raw: Vec<u8>) -> Told {
    let reading = std::thread::Builder::new().stack_size(1 << 20);
    let reading = reading.spawn(move || read(&raw, Envelope::default(), Inlet::Pipe));
    reading.expect("a thread").join().expect("it is read")
}

#[test]
fn messages_within_messages_do_not_exhaust_the_stack() {
    let mut nested = b"MIME-Version: 1.0\n".to_vec();
    while nested.len() < LIMIT - 100 {
        nested.extend(b"Content-Type: message/rfc822\n\n");
    }
    is_sound(&told_of(nested));
    let mut parts = b"MIME-Version: 1.0\n".to_vec();
    for n in 0.. {
        let part = format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n");
        if parts.len() + part.len() > LIMIT {
            break;
        }
        parts.extend(part.bytes());
    }
    is_sound(&told_of(parts));
}

#[test]
fn a_flood_of_tokens_is_looked_at_in_part() {
    let token = "a".repeat(crate::token::BOUNCE_TOKEN_LENGTH);
    let to = format!("x+{token}@b.example, ").repeat(10_000);
    let told = read(
        format!("To: {to}\n\nhello").as_bytes(),
        Envelope::default(),
        Inlet::Pipe,
    );
    assert_eq!(told.proofs, [Proof::Sender(token)]);
}

#[test]
fn the_same_message_has_the_same_key_and_one_that_proves_less_another() {
    let raw = |to: &str| format!("Message-ID: <1@x>\nTo: {to}\n\nhello");
    let token = "b".repeat(crate::token::BOUNCE_TOKEN_LENGTH);
    let proven = raw(&format!("bounce+{token}@b.example"));
    let key = |raw: &str, recipient| {
        let envelope = Envelope {
            recipient,
            sender: None,
        };
        read(raw.as_bytes(), envelope, Inlet::Pipe).key
    };
    assert_eq!(
        key(&proven, None),
        key(&format!("Received: by y\n{proven}"), None)
    );
    assert_ne!(key(&proven, None), key(&raw("bounce@b.example"), None));
    let by_envelope = format!("bounce+{token}@b.example");
    assert_eq!(
        key(&proven, None),
        key(&raw("bounce@b.example"), Some(&by_envelope))
    );
}

#[test]
fn addresses_are_read_as_they_stand_and_as_they_are_meant() {
    assert_eq!(addresses("<kim@example.net>"), ["kim@example.net"]);
    assert_eq!(
        addresses("kim+2Bwork@example.net"),
        ["kim+2Bwork@example.net", "kim+work@example.net"]
    );
    assert_eq!(addresses("kim+work@example.net"), ["kim+work@example.net"]);
    assert_eq!(addresses("kim+é@example.net"), ["kim+é@example.net"]);
    assert!(addresses("kim").is_empty());
}

#[test]
fn several_recipients_are_told_apart() {
    let text = "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\n\n\
                Final-Recipient: rfc822; b@x.example\nAction: delayed\nStatus: 4.4.1\n\nAction: failed\nStatus: 5.1.1\n";
    let kinds: Vec<_> = delivery_status(text)
        .into_iter()
        .map(|said| (said.kind, said.recipients))
        .collect();
    assert_eq!(
        kinds,
        [
            (Kind::Hard, vec!["a@x.example".to_owned()]),
            (Kind::Noted, vec!["b@x.example".to_owned()])
        ],
        "one without an address is none"
    );
}

#[test]
fn only_a_person_unsubscribes() {
    let token = format!("u-{}", "b".repeat(37));
    let address = format!("bounce+{token}@b.example");
    let told = |head: &str, sender: Option<&str>, recipient: Option<&str>| {
        let raw = format!("{head}Message-ID: <1@x>\nSubject: unsubscribe\n\n");
        let envelope = Envelope { sender, recipient };
        let told = read(raw.as_bytes(), envelope, Inlet::Pipe);
        (told.outcomes[0].kind, told.proofs)
    };
    let to = format!("To: <{address}>\n");
    let wish = (
        Kind::Unsubscribe,
        vec![Proof::Unsubscribe(token.to_owned())],
    );
    for head in [
        String::new(),
        "Return-Path: <kim@example.net>\n".into(),
        "Auto-Submitted: no\n".into(),
        "Precedence: first-class\n".into(),
    ] {
        assert_eq!(told(&format!("{to}{head}"), None, None), wish, "{head}");
    }
    let capitals = address.to_uppercase();
    assert_eq!(
        told("To: us\n", Some("kim@x.example"), Some(&capitals)),
        wish
    );
    for head in [
        "Auto-Submitted: auto-replied\n",
        "Auto-Submitted: auto-generated (rejected)\n",
        "X-Autoreply: yes\n",
        "X-Autorespond: Re\n",
        "Precedence: Bulk\n",
        "Return-Path: <>\n",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n",
    ] {
        let (kind, _) = told(&format!("{to}{head}"), None, None);
        assert_eq!(kind, Kind::AutoReply, "{head}");
    }
    assert_eq!(told(&to, Some(""), None).0, Kind::AutoReply);
    let elsewhere = [
        "To: bounce@b.example\n",
        "To: bounce+u-b@b.example\n",
        "To: x\n",
    ];
    for head in elsewhere {
        assert_eq!(told(head, None, None), (Kind::NoReport, vec![]), "{head}");
    }
}
