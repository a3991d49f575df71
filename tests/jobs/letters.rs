//! A letter's way from the outbox to the mail server, and what the rows say afterwards.

use afterword::domain::customers::suppression;
use afterword::domain::deliveries::delivery::State;
use afterword::domain::flow;
use afterword::domain::interactions::interaction::HeldReason;
use afterword::domain::invitations::invitation;
use chrono::TimeDelta;
use mail_parser::{HeaderName, MimeHeaders};
use sea_orm::DbErr;

use super::{attempts_of, deliveries, delivery_to, invitation_of, report, run_due};
use crate::support::databases::Database;
use crate::support::server::Server;
use crate::support::smtp_server::{Behaviour, Letter, SmtpServer};

async fn server_over(db: Database, smtp: &SmtpServer) -> Server {
    let settings = [
        ("AFTERWORD_SMTP_URL", smtp.url()),
        (
            "AFTERWORD_MAIL_FROM",
            "Acme Support <support@acme.example>".into(),
        ),
        (
            "AFTERWORD_PUBLIC_URL",
            "https://feedback.acme.example".into(),
        ),
    ];
    let settings = settings
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    Server::start_with(db, &settings).await
}

fn header(letter: &Letter, name: &str) -> String {
    let parsed = letter.parsed();
    let raw = parsed
        .headers_raw()
        .find(|(found, _)| found.eq_ignore_ascii_case(name));
    raw.unwrap_or_else(|| panic!("no {name}"))
        .1
        .trim()
        .to_owned()
}

crate::on_both! {
    async fn a_letter_leaves_as_promised(db: Database) {
        let smtp = SmtpServer::start().await;
        let server = server_over(db, &smtp).await;
        report(&server.app, "kim@example.net").await;
        run_due(&server.app).await;

        let letter = smtp.letters(1).await.remove(0);
        assert_eq!((letter.sender.as_str(), letter.to.as_slice()), ("support@acme.example", &["kim@example.net".to_owned()][..]));
        let delivery = delivery_to(&server.app, "kim@example.net").await;
        let token = server.app.keys.link_token(delivery.id.0);
        let unsubscribe = format!("https://feedback.acme.example/u/{token}");
        for (name, value) in [
            ("From", "\"Acme Support\" <support@acme.example>".to_owned()),
            ("Reply-To", "support@acme.example".into()),
            ("To", "\"Kim Lee\" <kim@example.net>".into()),
            ("Subject", "How did we do, Kim?".into()),
            ("Date", "Mon, 23 Nov 2026 10:00:00 +0000".into()),
            ("Message-ID", format!("<{}@acme.example>", delivery.id)),
            ("Auto-Submitted", "auto-generated".into()),
            ("X-Auto-Response-Suppress", "OOF, AutoReply".into()),
            ("List-Id", "<after-contact.default.acme.example>".into()),
            ("List-Unsubscribe", format!("<{unsubscribe}>")),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".into()),
            ("Feedback-ID", "after-contact:default:invitation:afterword".into()),
            ("MIME-Version", "1.0".into()),
        ] {
            assert_eq!(header(&letter, name), value, "{name}");
        }
        let parsed = letter.parsed();
        assert!(parsed.parts[0].is_content_type("multipart", "alternative"));
        assert!(parsed.header(HeaderName::Bcc).is_none() && parsed.header(HeaderName::Cc).is_none());
        for score in 1..=5 {
            let link = format!("https://feedback.acme.example/s/{token}?score={score}");
            assert!(letter.text().contains(&link) && letter.html().contains(&link), "{link}");
        }
        assert!(letter.text().contains("How satisfied were you with Ana’s help?"), "{}", letter.text());
        assert!(letter.text().contains("You spoke with Ana on the phone on November 23 about broadband."));
        assert!(letter.text().contains(&unsubscribe) && letter.html().contains(&unsubscribe));

        assert_eq!((delivery.state, delivery.attempts), (State::Sent, 1));
        assert_eq!(delivery.reply.as_deref(), Some("250 2.0.0 Kept as 1"));
        assert_eq!(delivery.claimed_by, None);
        let attempts = attempts_of(&server.app, &delivery).await;
        assert_eq!(attempts.len(), 1);
        assert_eq!(attempts[0].outcome.as_deref(), Some("sent"));
        let invitation = invitation_of(&server.app, &delivery).await;
        assert_eq!(invitation.state, invitation::State::Sent);
        assert_eq!(invitation.sent_at, Some(server.app.clock.now()));

        // and never again
        server.advance(TimeDelta::days(3));
        run_due(&server.app).await;
        assert_eq!(smtp.letters_so_far().len(), 1);
    }

    async fn one_refused_recipient_among_a_hundred_spoils_no_other_letter(db: Database) {
        let mut smtp = SmtpServer::start().await;
        smtp.behave(&Behaviour { refuse: Some("^gone@".into()), ..Behaviour::default() }).await;
        let server = server_over(db, &smtp).await;
        let mut others: Vec<_> = (0..99).map(|n| format!("customer-{n}@example.net")).collect();
        others.sort();
        for (n, email) in others.iter().enumerate() {
            report(&server.app, email).await;
            if n == 40 {
                report(&server.app, "gone@example.net").await;
            }
        }
        run_due(&server.app).await;
        let mut arrived: Vec<_> = smtp.letters(99).await.into_iter().flat_map(|letter| letter.to).collect();
        arrived.sort();
        assert_eq!(arrived, others);

        let refused = delivery_to(&server.app, "gone@example.net").await;
        assert_eq!((refused.state, refused.reply.as_deref()), (State::Failed, Some("550 5.1.1 No such user here")));
        let invitation = invitation_of(&server.app, &refused).await;
        assert_eq!((invitation.state, invitation.sent_at), (invitation::State::Bounced, None));
        let attempts = attempts_of(&server.app, &refused).await;
        assert_eq!(attempts[0].outcome.as_deref(), Some("failed"));
        assert_eq!(attempts[0].reply.as_deref(), Some("550 5.1.1 No such user here"));
        let sent = deliveries(&server.app).await.into_iter().filter(|delivery| delivery.state == State::Sent);
        assert_eq!(sent.count(), 99);

        server.advance(TimeDelta::days(1));
        run_due(&server.app).await;
        assert_eq!(attempts_of(&server.app, &refused).await.len(), 1, "a refusal is final");
        // Nor is an address written to again of which its server said that there is none.
        let told = report(&server.app, "Gone@example.net").await;
        assert_eq!(told.interaction.reason, Some(HeldReason::Suppressed));
    }

    async fn who_unsubscribes_before_the_letter_leaves_gets_none(db: Database) {
        let smtp = SmtpServer::start().await;
        let server = server_over(db, &smtp).await;
        report(&server.app, "kim@example.net").await;
        let letter = delivery_to(&server.app, "kim@example.net").await;
        let (keys, now) = (server.app.keys.clone(), server.app.clock.now());
        let written: Result<bool, DbErr> = server.app.db.write(move |tx| Box::pin(async move {
            flow::unsubscribe(tx, &keys, &letter, "link", now).await
        })).await;
        assert!(written.expect("it is written"));
        run_due(&server.app).await;
        let delivery = delivery_to(&server.app, "kim@example.net").await;
        assert_eq!(delivery.state, State::Cancelled);
        assert_eq!(invitation_of(&server.app, &delivery).await.state, invitation::State::Cancelled);
        let suppressed = suppression::suppressed(server.app.db.read(), &server.app.keys, delivery.brand_id, "kim@example.net").await;
        assert!(suppressed.expect("an answer"));
        assert!(smtp.letters_so_far().is_empty());
    }

    async fn without_a_mail_server_letters_are_kept_and_count_as_sent(db: Database) {
        let server = Server::start(db).await;
        report(&server.app, "kim@example.net").await;
        run_due(&server.app).await;
        let delivery = delivery_to(&server.app, "kim@example.net").await;
        assert_eq!((delivery.state, delivery.reply.as_deref()), (State::Sent, Some("kept in the outbox")));
        assert_eq!(invitation_of(&server.app, &delivery).await.state, invitation::State::Sent);
        let letter = server.app.composer().letter_of(server.app.db.read(), &delivery).await.expect("the kept letter");
        assert!(letter.html().contains(&server.url("/s/")));
        assert!(letter.message().expect("a message").formatted().starts_with(b"From: Default <survey@localhost>"));
    }
}
