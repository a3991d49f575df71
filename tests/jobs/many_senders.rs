//! Several processes on one database, and processes that stop or die: every letter once, and none forgotten.

use std::collections::BTreeSet;
use std::time::Duration;

use afterword::domain::deliveries::delivery::State;
use afterword::domain::deliveries::outbox;
use afterword::jobs::send_letters::Post;
use afterword::mail::smtp::SmtpServer;
use afterword::mail::transport::{Memory, Transport};
use chrono::TimeDelta;
use sea_orm::DbErr;

use super::{deliveries, report_many, run_due};
use crate::support::server::Server;
use crate::support::smtp_server::{self, Behaviour};

async fn claim(server: &Server, worker: &'static str, most: u64) -> usize {
    let now = server.app.clock.now();
    let claimed: Result<_, DbErr> = server
        .app
        .db
        .write(move |tx| Box::pin(async move { outbox::claim(tx, worker, most, now).await }))
        .await;
    claimed.expect("it is written").len()
}

crate::on_both! {
    async fn two_senders_at_once_never_send_one_letter_twice(db: Database) {
        let smtp = smtp_server::SmtpServer::start().await;
        let server = Server::start(db).await;
        report_many(&server.app, 150).await;
        let transport = Transport::smtp(SmtpServer::from_url(&smtp.url()).expect("an address"));
        let one = Post::open(&server.app, &transport, "one").expect("threads");
        let two = Post::open(&server.app, &transport, "two").expect("threads");
        let (first, second) = tokio::join!(one.send_due(), two.send_due());
        first.and(second).expect("letters are claimed");
        for post in [one, two] {
            post.close(Duration::from_secs(10)).await.expect("claims are given back");
        }
        let letters = smtp.letters(150).await;
        let people: BTreeSet<_> = letters.iter().flat_map(|letter| letter.to.clone()).collect();
        assert_eq!((letters.len(), people.len()), (150, 150));
        assert!(deliveries(&server.app).await.iter().all(|delivery| (delivery.state, delivery.attempts) == (State::Sent, 1)));
    }

    async fn a_dead_senders_letters_go_out_when_its_lease_is_over(db: Database) {
        let server = Server::start(db).await;
        report_many(&server.app, 3).await;
        assert_eq!(claim(&server, "the dead", 3).await, 3);
        run_due(&server.app).await;
        assert!(deliveries(&server.app).await.iter().all(|delivery| delivery.state == State::Queued), "they are another's");
        // Nothing of them left, so a minute is caution enough.
        server.advance(TimeDelta::minutes(1));
        run_due(&server.app).await;
        assert!(deliveries(&server.app).await.iter().all(|delivery| delivery.state == State::Sent));
    }

    async fn a_living_sender_keeps_its_claims(db: Database) {
        let mut smtp = smtp_server::SmtpServer::start().await;
        smtp.behave(&Behaviour { hang_after_data: true, ..Behaviour::default() }).await;
        let server = Server::start_with(db, &[("AFTERWORD_MAIL_WORKERS", "1")]).await;
        report_many(&server.app, 2).await;
        let transport = Transport::smtp(SmtpServer::from_url(&smtp.url()).expect("an address"));
        let slow = Post::open(&server.app, &transport, "slow").expect("threads");
        slow.feed().await.expect("letters are claimed");
        smtp.wait_for("hang", 1).await;
        for _ in 0..32 {
            server.advance(TimeDelta::seconds(30));
            slow.renew_leases().await.expect("it is written");
        }
        let memory = Memory::default();
        let other = Post::open(&server.app, &Transport::Memory(memory.clone()), "other").expect("threads");
        other.send_due().await.expect("letters are claimed");
        assert!(memory.letters().is_empty(), "the slow one is at it still");

        // it stops: what it had not begun is anybody's at once, the letter in flight keeps its lease
        slow.close(Duration::from_millis(50)).await.expect("claims are given back");
        other.send_due().await.expect("letters are claimed");
        assert_eq!(memory.letters().len(), 1);
        let states: Vec<_> = deliveries(&server.app).await.iter().map(|delivery| delivery.state).collect();
        assert_eq!(states, [State::Sending, State::Sent]);
        server.advance(TimeDelta::minutes(10));
        run_due(&server.app).await;
        assert!(deliveries(&server.app).await.iter().all(|delivery| delivery.state == State::Sent));
    }
}
