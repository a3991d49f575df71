//! Mail servers that are down, hang, or ask to come back later: nothing is lost, nothing is claimed that did not happen.

use std::time::Duration;

use afterword::domain::deliveries::delivery::State;
use afterword::domain::invitations::invitation;
use afterword::jobs::send_letters::Post;
use afterword::mail::outcome::Outcome;
use afterword::mail::transport::{Memory, Transport};
use chrono::TimeDelta;

use super::{attempts_of, deliveries, delivery_to, invitation_of, report, report_many, run_due};
use crate::support::databases::Database;
use crate::support::server::Server;
use crate::support::smtp_server::{Behaviour, SmtpServer};

async fn server_over(db: Database, url: &str, more: &[(&str, &str)]) -> Server {
    let mut settings = vec![
        ("AFTERWORD_SMTP_URL", url),
        ("AFTERWORD_MAIL_FROM", "support@acme.example"),
    ];
    settings.extend(more);
    Server::start_with(db, &settings).await
}

/// Sends what is due through a mail server made of memory.
fn deferred(words: &str, ambiguous: bool) -> Outcome {
    Outcome::Deferred {
        words: words.into(),
        ambiguous,
    }
}

crate::on_both! {
    async fn a_server_that_is_down_at_the_start_gets_the_letters_when_it_is_up(db: Database) {
        let place = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = place.local_addr().expect("an address").port();
        drop(place);
        let server = server_over(db, &format!("smtp://127.0.0.1:{port}?tls=none"), &[]).await;
        report_many(&server.app, 3).await;
        run_due(&server.app).await;
        let waiting = deliveries(&server.app).await;
        assert!(waiting.iter().all(|delivery| matches!(delivery.state, State::Queued | State::Deferred)), "{waiting:?}");
        assert!(waiting.iter().all(|delivery| delivery.claimed_by.is_none()), "{waiting:?}");
        let tried = waiting.iter().filter_map(|delivery| delivery.reply.as_deref()).next();
        assert!(tried.is_some_and(|words| words.contains("refused")), "the reason is kept: {tried:?}");

        let smtp = SmtpServer::start_at(port, None).await;
        server.advance(TimeDelta::seconds(10));
        run_due(&server.app).await;
        assert_eq!(smtp.letters(3).await.len(), 3);
        assert!(deliveries(&server.app).await.iter().all(|delivery| delivery.state == State::Sent));
    }

    async fn a_server_that_hangs_mid_letter_has_not_been_sent_it(db: Database) {
        let mut smtp = SmtpServer::start().await;
        smtp.behave(&Behaviour { hang_after_data: true, ..Behaviour::default() }).await;
        let server = server_over(db, &smtp.url(), &[("AFTERWORD_SMTP_TIMEOUT_SECONDS", "1")]).await;
        report(&server.app, "kim@example.net").await;
        run_due(&server.app).await;
        smtp.wait_for("hang", 1).await;
        let delivery = delivery_to(&server.app, "kim@example.net").await;
        assert_eq!(delivery.state, State::Deferred);
        assert_eq!(delivery.reply.as_deref(), Some("the mail server did not answer in time"));
        let invitation = invitation_of(&server.app, &delivery).await;
        assert_eq!((invitation.state, invitation.sent_at), (invitation::State::Scheduled, None));

        smtp.behave(&Behaviour::default()).await;
        server.advance(TimeDelta::minutes(6));
        run_due(&server.app).await;
        let letters = smtp.letters(1).await;
        assert_eq!(letters.len(), 1);
        let parsed = letters[0].parsed();
        assert_eq!(parsed.message_id(), Some(format!("{}@acme.example", delivery.id).as_str()));
        let outcomes: Vec<_> = attempts_of(&server.app, &delivery).await.into_iter().map(|attempt| attempt.outcome).collect();
        assert_eq!(outcomes, [Some("deferred".to_owned()), Some("sent".to_owned())]);
    }

    async fn a_letter_asked_to_come_later_comes_later_and_is_the_same(db: Database) {
        let server = Server::start(db).await;
        let memory = Memory::default();
        // the server may have it each time, so each try leaves a copy to compare
        memory.answer_next([deferred("451 4.7.1 Greylisted", true), deferred("timed out", true)]);
        report(&server.app, "kim@example.net").await;
        server.send_due(&memory).await;
        let delivery = delivery_to(&server.app, "kim@example.net").await;
        assert_eq!((delivery.state, delivery.attempts), (State::Deferred, 1));
        assert_eq!(delivery.reply.as_deref(), Some("451 4.7.1 Greylisted"));

        for (early, late, tries) in [(269, 61, 2), (809, 181, 3)] {
            server.advance(TimeDelta::seconds(early));
            server.send_due(&memory).await;
            assert_eq!(memory.letters().len(), tries - 1, "too early");
            server.advance(TimeDelta::seconds(late));
            server.send_due(&memory).await;
            assert_eq!(memory.letters().len(), tries, "on time");
        }
        let letters = memory.letters();
        assert!(letters.iter().all(|letter| letter == &letters[0]), "not the same letter to the byte");
        assert_eq!(delivery_to(&server.app, "kim@example.net").await.state, State::Sent);
    }

    async fn a_letter_nobody_takes_for_two_days_is_given_up(db: Database) {
        let server = Server::start(db).await;
        let memory = Memory::default();
        memory.answer_next((0..100).map(|_| deferred("452 4.2.2 Mailbox full", false)));
        report(&server.app, "kim@example.net").await;
        for _ in 0..60 {
            server.send_due(&memory).await;
            server.advance(TimeDelta::hours(1));
        }
        let delivery = delivery_to(&server.app, "kim@example.net").await;
        assert_eq!((delivery.state, delivery.reply.as_deref()), (State::Expired, Some("452 4.2.2 Mailbox full")));
        assert!((12..=18).contains(&delivery.attempts), "{} tries", delivery.attempts);
        assert_eq!(invitation_of(&server.app, &delivery).await.state, invitation::State::Expired);
        assert!(memory.letters().is_empty());
    }

    async fn trouble_of_the_whole_transport_stops_all_letters_and_loses_none(db: Database) {
        let server = Server::start_with(db, &[("AFTERWORD_MAIL_WORKERS", "1")]).await;
        let memory = Memory::default();
        let trouble = || Outcome::Halted { words: "535 5.7.8 Bad credentials".into(), to_one: false };
        memory.answer_next([trouble(), trouble()]);
        report_many(&server.app, 5).await;
        let post = Post::open(&server.app, &Transport::Memory(memory.clone()), "a worker").expect("threads");
        post.send_due().await.expect("letters are claimed");
        let tried = |deliveries: Vec<afterword::domain::deliveries::delivery::Model>| deliveries.iter().map(|d| d.attempts).sum::<i32>();
        assert_eq!(tried(deliveries(&server.app).await), 1, "one letter met the trouble, the others waited");
        server.advance(TimeDelta::seconds(6));
        post.send_due().await.expect("letters are claimed");
        assert_eq!(tried(deliveries(&server.app).await), 2, "one letter sees whether it is over");
        server.advance(TimeDelta::seconds(11));
        post.send_due().await.expect("letters are claimed");
        assert_eq!(memory.letters().len(), 5);
        assert!(deliveries(&server.app).await.iter().all(|delivery| delivery.state == State::Sent));
        post.close(Duration::from_secs(10)).await.expect("claims are given back");
    }
}
