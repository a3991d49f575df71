//! Files of many programs, faulty lines, and what is no file.

use super::*;
use proptest::prelude::*;

fn now() -> DateTime<Utc> {
    "2026-11-26T10:00:00Z".parse().unwrap()
}

fn of(text: &str) -> File {
    read(text.as_bytes(), &Keys::derive("test"), now()).unwrap()
}

fn told(file: &File) -> Vec<(u64, &str, Reason)> {
    let line = |line: &Line| (line.number, line.email.clone(), line.reason);
    let lines = file.lines.iter().map(line);
    lines
        .map(|(number, email, reason)| (number, &*email.unwrap_or_default().leak(), reason))
        .collect()
}

#[test]
fn files_of_many_programs_are_read() {
    for (text, first) in [
        (
            "address,reason,since\nkim@example.net,,\nBo.Li@example.com,hard_bounce,2026-01-02\n",
            2,
        ),
        (
            "\u{feff}Email;Type;Created At\r\nkim@example.net;Unsubscribe;2026-01-01T10:00:00+02:00\r\n\"Bo.Li@example.com\";Bounce;\r\n",
            2,
        ),
        (
            "created\treason\trecipient\n2026-01-01 10:00:00\tunsub\tkim@example.net\n\thard bounce\tBo.Li@example.com",
            2,
        ),
        ("\nkim@example.net\nBo.Li@example.com,HardBounce", 2),
        ("kim@example.net,\nBo.Li@example.com,bounced", 1),
    ] {
        let file = of(text);
        let wanted = [
            (first, "kim@example.net", Reason::Unsubscribed),
            (first + 1, "Bo.Li@example.com", Reason::HardBounce),
        ];
        assert_eq!(told(&file), wanted, "{text}");
        assert!(file.faults.is_empty() && file.doubles == 0, "{file:?}");
    }
    let plain = of("kim@example.net\n");
    assert_eq!(told(&plain), [(1, "kim@example.net", Reason::Unsubscribed)]);
}

#[test]
fn a_stray_quote_swallows_no_other_line() {
    for text in [
        "address,reason,since,note\nkim@example.net,legal,,\"wants none\nbo@example.com,spam,,x\nann@example.com,spam,,\"y\"\n",
        "address,reason,since,note\nkim@example.net,legal,,\"wants none\nbo@example.com,spam,,x\nann@example.com,spam,,y",
    ] {
        let file = of(text);
        let wanted = [
            (2, "kim@example.net", Reason::Legal),
            (3, "bo@example.com", Reason::Complaint),
            (4, "ann@example.com", Reason::Complaint),
        ];
        assert_eq!(told(&file), wanted, "{text}");
    }
    // A note of two lines costs nobody anything; what is no line by itself is named.
    let file = of("kim@example.net,legal,,\"one\ntwo\"\nbo@example.com\n");
    assert_eq!(told(&file).len(), 2);
    assert_eq!(
        file.faults
            .iter()
            .map(|fault| fault.line)
            .collect::<Vec<_>>(),
        [2]
    );
}

#[test]
fn every_faulty_line_is_named_and_the_others_are_kept() {
    let file = of(
        "address,reason,since\nkim@example.net,tired\nnobody\nbo@example.com,legal,yesterday\n\
                   ,legal\nbo@example.com,legal,2027-01-01\nhash:12\n\"ann@example.com\",spam,2026-11-25\n",
    );
    assert_eq!(told(&file), [(8, "ann@example.com", Reason::Complaint)]);
    let faults: Vec<_> = file
        .faults
        .iter()
        .map(|fault| (fault.line, fault.what.split(':').next().unwrap_or_default()))
        .collect();
    assert_eq!(
        faults,
        [
            (2, "“tired” is no reason"),
            (3, "“nobody” is no email address"),
            (
                4,
                "“yesterday” is no day such as 2026-11-26 and no time such as 2026-11-26T10"
            ),
            (5, "there is no address"),
            (6, "it was suppressed in the future"),
            (7, "after `hash"),
        ]
    );
}

#[test]
fn an_address_named_twice_is_one_with_the_stronger_reason() {
    let file = of("kim@example.net,bounce\nKIM@example.net ,spam\nkim@example.net,unsubscribed\n");
    assert_eq!(told(&file), [(1, "kim@example.net", Reason::Complaint)]);
    assert_eq!(file.doubles, 2);
}

#[test]
fn what_is_no_file_says_so() {
    let read = |bytes: &[u8]| read(bytes, &Keys::derive("test"), now());
    assert_eq!(read(b" \n"), Err(Unreadable::Empty));
    assert_eq!(read(b"kim\xff@example.net"), Err(Unreadable::NoText));
    assert_eq!(read(b"PK\x03\x04\0\0"), Err(Unreadable::NoText));
    assert_eq!(read(&vec![b'a'; HEAVIEST + 1]), Err(Unreadable::TooLarge));
    let long = "a@example.com\n".repeat(LONGEST + 2);
    assert_eq!(read(long.as_bytes()), Err(Unreadable::TooLong));
}

proptest! {
    #[test]
    fn nothing_typed_breaks_it_and_no_line_is_lost(text in "[a-z@.,;\"\n\t é]{1,80}") {
        if let Ok(file) = read(text.as_bytes(), &Keys::derive("test"), now()) {
            let told = file.lines.len() as u64 + file.faults.len() as u64 + file.doubles;
            prop_assert!(told <= text.lines().count() as u64 + 1);
        }
    }
}
