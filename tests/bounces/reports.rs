//! Reports as the mail servers of this world write them: what each means, twice, forged, and about somebody else.

use super::{
    delivery_of, invitation_of, on_record, product, recounted, report, rows, sent, suppressed,
};
use crate::support::server::Server;
use afterword::domain::{
    customers::suppression::Reason,
    deliveries::{bounce::Inlet, delivery::State},
    flow::Done,
    invitations::invitation,
};
use afterword::mail::bounce::{Envelope, read, taking::take};

async fn taken(server: &Server, message: &str) -> Done {
    let app = &server.app;
    let told = read(message.as_bytes(), Envelope::default(), Inlet::Pipe);
    take(
        &app.db,
        &app.keys,
        app.config.bouncing.soft_limit,
        told,
        app.clock.now(),
    )
    .await
    .expect("it is taken")
}

/// File, kind, effect, where the letter stands afterwards, why its address is suppressed.
const TABLE: &[(&str, &str, &str, State, Option<Reason>)] = &[
    (
        "postfix-unknown",
        "hard",
        "suppressed",
        State::Bounced,
        Some(Reason::HardBounce),
    ),
    (
        "exchange-unknown",
        "hard",
        "suppressed",
        State::Bounced,
        Some(Reason::HardBounce),
    ),
    (
        "gmail-unknown",
        "hard",
        "suppressed",
        State::Bounced,
        Some(Reason::HardBounce),
    ),
    (
        "exim-unknown",
        "hard",
        "suppressed",
        State::Bounced,
        Some(Reason::HardBounce),
    ),
    (
        "qmail-unknown",
        "hard",
        "suppressed",
        State::Bounced,
        Some(Reason::HardBounce),
    ),
    (
        "sendmail-unknown",
        "hard",
        "suppressed",
        State::Bounced,
        Some(Reason::HardBounce),
    ),
    ("postfix-full", "soft", "counted", State::Bounced, None),
    ("postfix-gave-up", "soft", "counted", State::Bounced, None),
    ("outlook-policy", "ours", "alarmed", State::Bounced, None),
    ("gmail-policy", "ours", "alarmed", State::Bounced, None),
    ("postfix-delayed", "noted", "noted", State::Sent, None),
    ("postfix-relayed", "noted", "noted", State::Sent, None),
    ("exim-warning", "noted", "noted", State::Sent, None),
    (
        "yahoo-complaint",
        "complaint",
        "suppressed",
        State::Sent,
        Some(Reason::Complaint),
    ),
    (
        "outlook-complaint",
        "complaint",
        "suppressed",
        State::Sent,
        Some(Reason::Complaint),
    ),
    ("not-spam", "not_spam", "noted", State::Sent, None),
    ("out-of-office", "auto_reply", "noted", State::Sent, None),
    ("read-receipt", "auto_reply", "noted", State::Sent, None),
    ("a-person", "no_report", "noted", State::Sent, None),
    ("broken", "malformed", "kept_aside", State::Sent, None),
];

crate::on_both! {
    async fn every_report_means_what_it_says_and_twice_no_more(db: Database) {
        let server = product(db, &[]).await;
        let app = &server.app;
        for (n, (name, kind, effect, state, reason)) in TABLE.iter().enumerate() {
            let email = format!("kim{n}@example.net");
            let letter = sent(app, &email).await;
            // Reports come later, on another day.
            server.advance(chrono::TimeDelta::hours(30));
            let message = report(app, name, &letter);
            taken(&server, &message).await;
            let record = on_record(app).await;
            assert_eq!(record.len(), n + 1, "{name}");
            assert_eq!(record[n], ((*kind).to_owned(), *effect), "{name}");
            let after = delivery_of(app, &letter).await;
            assert_eq!((after.state, suppressed(app, &email).await), (*state, *reason), "{name}");
            let arrived = invitation_of(app, &letter).await.state != invitation::State::Bounced;
            assert_eq!(arrived, *state == State::Sent, "{name}");
            recounted(app).await;

            // The same once more, as another server's line ends have it.
            let again = taken(&server, &message.replace('\n', "\r\n")).await;
            assert_eq!(again.effect, None, "{name}");
            assert_eq!(on_record(app).await.len(), n + 1, "{name}");
            assert_eq!(delivery_of(app, &letter).await, after, "{name}");
        }
        recounted(app).await;
        for row in rows(app).await {
            assert!(!row.diagnostic.contains("@example.net"), "{}", row.diagnostic);
            assert_eq!(row.kept.is_some(), row.kind == "malformed");
        }
    }

    async fn a_forged_report_changes_nothing(db: Database) {
        let server = product(db, &[]).await;
        let app = &server.app;
        let letter = sent(app, "kim@example.net").await;
        let (token, link) = (app.keys.bounce_token(letter.id.0), app.keys.link_token(letter.id.0));
        let other = if token[20..].starts_with('a') { "b" } else { "a" };
        let wrong = format!("{}{other}{}", &token[..20], &token[21..]);
        let mut forgeries = 0;
        for (name, ..) in TABLE.iter().filter(|(_, _, _, _, reason)| reason.is_some()) {
            let real = report(app, name, &letter);
            // Of our letter: address, Message-ID, subject. Not the token.
            let forged = real.replace(&token, "token").replace(&token.to_uppercase(), "TOKEN").replace(&link, "link");
            taken(&server, &forged).await;
            // One that is ours but for a letter.
            let near = real.replace(&token, &wrong).replace(&token.to_uppercase(), &wrong).replace(&link, "link");
            taken(&server, &near).await;
            forgeries += 2;
        }
        // The right token, and somebody else's address.
        let about_another = report(app, "postfix-unknown", &letter).replace("kim@example.net", "boss@example.net");
        let done = taken(&server, &about_another).await;
        assert_eq!((done.letter, suppressed(app, "boss@example.net").await), (None, None));
        let record = on_record(app).await;
        assert_eq!(record.iter().filter(|(_, effect)| *effect == "unproven").count(), record.len() - 1);
        assert!(record.len() > forgeries / 2, "{record:?}");
        assert_eq!(record.last().map(|(_, effect)| *effect), Some("other_recipient"));
        assert_eq!(delivery_of(app, &letter).await.state, State::Sent);
        assert_eq!(suppressed(app, "kim@example.net").await, None);
        assert!(rows(app).await.iter().all(|row| row.brand_id.is_none() && row.delivery_id.is_none()));

        // None of them stands in the way of the real one.
        taken(&server, &report(app, "postfix-unknown", &letter)).await;
        assert_eq!(suppressed(app, "kim@example.net").await, Some(Reason::HardBounce));
    }

    async fn a_report_inside_somebodys_mail_is_no_report(db: Database) {
        let server = product(db, &[]).await;
        let app = &server.app;
        let letter = sent(app, "kim@example.net").await;
        let inner = report(app, "postfix-unknown", &letter);
        let forwarded = format!(
            "From: a@example.com\nTo: bounce+{}@bounce.acme.example\nSubject: Fwd\nMIME-Version: 1.0\n\
             Content-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: message/rfc822\n\n{inner}\n--q--\n",
            app.keys.bounce_token(letter.id.0),
        );
        taken(&server, &forwarded).await;
        assert_eq!(on_record(app).await, [("no_report".to_owned(), "noted")]);
        assert_eq!(suppressed(app, "kim@example.net").await, None);
    }

    async fn a_complaint_is_stronger_than_what_was_before(db: Database) {
        let server = product(db, &[]).await;
        let app = &server.app;
        let letter = sent(app, "kim@example.net").await;
        taken(&server, &report(app, "postfix-unknown", &letter)).await;
        taken(&server, &report(app, "yahoo-complaint", &letter)).await;
        assert_eq!(suppressed(app, "kim@example.net").await, Some(Reason::Complaint));
        let another = report(app, "gmail-unknown", &letter);
        taken(&server, &another).await;
        assert_eq!(suppressed(app, "kim@example.net").await, Some(Reason::Complaint));
        recounted(app).await;
    }
}
