//! One sending thread's line to a mail server nobody here wrote: what it reports is what happened.

use std::time::Duration;

use afterword::mail::outcome::Outcome;
use afterword::mail::smtp::{SmtpLine, SmtpServer, Timeouts};
use lettre::Message;

use crate::support::smtp_server::{self, Behaviour, Demands};

fn letter(to: &str) -> Message {
    Message::builder()
        .from("Acme <support@acme.example>".parse().expect("an address"))
        .to(to.parse().expect("an address"))
        .subject("How did we do?")
        .body(".\n.. dots\nGrüße\n.".to_owned())
        .expect("a letter")
}

fn line(url: &str, patience: Duration) -> SmtpLine {
    let server = SmtpServer::from_url(url).expect("an address of a server");
    SmtpLine::new(
        server
            .with_timeouts(Timeouts::default().capped(patience))
            .into(),
    )
}

/// Sends from a thread of its own, as the product does.
async fn send(mut line: SmtpLine, to: &str) -> (SmtpLine, Outcome) {
    let letter = letter(to);
    let sending = tokio::task::spawn_blocking(move || {
        let outcome = line.send(&letter, "");
        (line, outcome)
    });
    sending.await.expect("no panic")
}

const PATIENT: Duration = Duration::from_secs(30);

#[tokio::test]
async fn one_refused_among_several_spoils_no_other() {
    let mut server = smtp_server::SmtpServer::start().await;
    let rules = Behaviour {
        refuse: Some("^gone@".into()),
        defer: Some("^grey@".into()),
        ..Behaviour::default()
    };
    server.behave(&rules).await;
    let mut line = line(&server.url(), PATIENT);
    let mut outcomes = Vec::new();
    for to in [
        "a@example.net",
        "gone@example.net",
        "b@example.net",
        "grey@example.net",
        "c@example.net",
    ] {
        let (kept, outcome) = send(line, to).await;
        line = kept;
        outcomes.push(outcome);
    }
    assert!(
        matches!(&outcomes[0], Outcome::Sent { words } if words == "250 2.0.0 Kept as 1"),
        "{outcomes:?}"
    );
    assert_eq!(
        outcomes[1],
        Outcome::Refused {
            words: "550 5.1.1 No such user here".into()
        }
    );
    assert!(matches!(&outcomes[2], Outcome::Sent { .. }), "{outcomes:?}");
    assert_eq!(
        outcomes[3],
        Outcome::Deferred {
            words: "451 4.7.1 Greylisted, try again later".into(),
            ambiguous: false
        }
    );
    assert!(matches!(&outcomes[4], Outcome::Sent { .. }), "{outcomes:?}");
    let letters = server.letters(3).await;
    let to: Vec<_> = letters
        .iter()
        .flat_map(|letter| letter.to.clone())
        .collect();
    assert_eq!(to, ["a@example.net", "b@example.net", "c@example.net"]);
    assert_eq!(letters[0].sender, "support@acme.example");
    assert_eq!(
        letters[2].text().replace("\r\n", "\n").trim_end(),
        ".\n.. dots\nGrüße\n."
    );
}

#[tokio::test]
async fn a_server_that_never_answers_the_letter_leaves_it_open() {
    let mut server = smtp_server::SmtpServer::start().await;
    server
        .behave(&Behaviour {
            hang_after_data: true,
            ..Behaviour::default()
        })
        .await;
    let line = line(&server.url(), Duration::from_millis(500));
    let (line, outcome) = send(line, "a@example.net").await;
    assert!(
        matches!(
            outcome,
            Outcome::Deferred {
                ambiguous: true,
                ..
            }
        ),
        "{outcome:?}"
    );
    // a line whose send did not come back clean is not used again
    server.behave(&Behaviour::default()).await;
    let (_, outcome) = send(line, "b@example.net").await;
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_server_that_was_restarted_between_two_letters_gets_each_once() {
    let first = smtp_server::SmtpServer::start().await;
    let port = first.port;
    let (line, outcome) = send(line(&first.url(), PATIENT), "a@example.net").await;
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
    drop(first);
    let (line, outcome) = send(line, "b@example.net").await;
    assert!(
        matches!(outcome, Outcome::Halted { .. }),
        "nobody is there: {outcome:?}"
    );
    let second = smtp_server::SmtpServer::start_at(port, None).await;
    let (_, outcome) = send(line, "b@example.net").await;
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
    assert_eq!(second.letters(1).await.len(), 1);
}

#[tokio::test]
async fn no_letter_goes_to_a_server_that_cannot_prove_who_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let (certificate, key) = (
        folder.path().join("certificate.pem"),
        folder.path().join("key.pem"),
    );
    std::fs::write(&certificate, made.cert.pem()).expect("a place for it");
    std::fs::write(&key, made.signing_key.serialize_pem()).expect("a place for it");
    let demands = Demands {
        certificate: &certificate,
        key: &key,
        user: "relay",
        password: "s3cret",
    };
    let server = smtp_server::SmtpServer::demanding(&demands).await;
    let url = format!("smtp://relay:s3cret@localhost:{}?tls=required", server.port);
    let (_, outcome) = send(line(&url, PATIENT), "a@example.net").await;
    assert!(matches!(outcome, Outcome::Halted { .. }), "{outcome:?}");
    assert!(!outcome.words().contains("s3cret"));
    // and none without the protection the server demands
    let plain = format!("smtp://localhost:{}", server.port);
    let (_, outcome) = send(line(&plain, PATIENT), "a@example.net").await;
    assert!(matches!(outcome, Outcome::Halted { .. }), "{outcome:?}");
    assert!(server.letters_so_far().is_empty());
}
