//! The queue in the database: found by its indexes however long it is, and what a dead process leaves behind.

use std::time::Duration;

use afterword::domain::deliveries::delivery::State;
use afterword::domain::deliveries::{outbox, queue};
use afterword::domain::flow::{self, Leave};
use afterword::domain::organization::brand;
use afterword::ids::MemberId;
use afterword::jobs::runner;
use afterword::jobs::send_letters::Post;
use afterword::mail::transport::{Memory, Transport};
use chrono::TimeDelta;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, QueryTrait, Statement};

use super::{attempts_of, deliveries, delivery_to, report, report_many, run_due};
use crate::support::server::Server;

/// How the database means to run a statement, as one text. With so few rows PostgreSQL would rather read them all, so
/// it is told not to.
async fn plan(server: &Server, mut statement: Statement) -> String {
    let on_sqlite = server.app.db.backend() == DbBackend::Sqlite;
    let explain = if on_sqlite {
        "EXPLAIN QUERY PLAN"
    } else {
        "EXPLAIN"
    };
    statement.sql = format!("{explain} {}", statement.sql);
    let asking = server.app.db.write(move |tx| {
        Box::pin(async move {
            if !on_sqlite {
                let index_only =
                    "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off";
                tx.execute_unprepared(index_only).await?;
            }
            tx.query_all_raw(statement).await
        })
    });
    let rows: Result<Vec<QueryResult>, DbErr> = asking.await;
    let column = if on_sqlite { "detail" } else { "QUERY PLAN" };
    let rows = rows.expect("a plan");
    let lines = rows
        .iter()
        .map(|row| row.try_get::<String>("", column).expect("a line"));
    lines.collect::<Vec<_>>().join("\n")
}

crate::on_both! {
    async fn claims_are_found_by_their_indexes(db: Database) {
        let server = Server::start(db).await;
        let (now, backend) = (server.app.clock.now(), server.app.db.backend());
        let due = plan(&server, outbox::due_first(now, 64).build(backend)).await;
        assert!(due.contains("ix_deliveries_due_at"), "{due}");
        assert!(!due.contains("TEMP B-TREE") && !due.contains("Sort"), "{due}");
        let lapsed = plan(&server, outbox::lapsed(now).build(backend)).await;
        assert!(lapsed.contains("ix_deliveries_claimed_until"), "{lapsed}");
    }

    async fn a_process_that_dies_between_sent_and_settled_sends_the_same_letter_again(db: Database) {
        let server = Server::start(db).await;
        report(&server.app, "kim@example.net").await;
        let (app, now) = (&server.app, server.app.clock.now());
        let keys = app.keys.clone();
        let begun = app.db.write(move |tx| Box::pin(async move {
            let letter = outbox::claim(tx, "the dead", 1, now).await?.remove(0);
            flow::begin_attempt(tx, &keys, letter.id, "the dead", now).await
        }));
        let begun: Result<_, DbErr> = begun.await;
        let Leave::Now { delivery, definition, .. } = begun.expect("it is written") else {
            panic!("it may leave");
        };
        // It goes out, and the process dies before it can write so.
        let first = app.composer().letter(&delivery, &definition, Default::default()).message().expect("a message").formatted();

        // On PostgreSQL another process may still be at it: nobody touches it for ten minutes.
        server.advance(TimeDelta::minutes(9));
        run_due(app).await;
        assert_eq!(delivery_to(app, "kim@example.net").await.state, State::Sending);
        server.advance(TimeDelta::minutes(2));
        let memory = Memory::default();
        let recovered = app.db.write(move |tx| Box::pin(async move { outbox::recover(tx, now + TimeDelta::minutes(11)).await }));
        let recovered: Result<u64, DbErr> = recovered.await;
        assert_eq!(recovered.expect("it is written"), 1);
        let post = Post::open(app, &Transport::Memory(memory.clone()), "the living").expect("threads");
        post.send_due().await.expect("letters are claimed");
        post.close(Duration::from_secs(10)).await.expect("claims are given back");
        assert_eq!(memory.letters(), [first], "the same letter to the byte");
        let delivery = delivery_to(app, "kim@example.net").await;
        assert_eq!((delivery.state, delivery.attempts), (State::Sent, 2));
        let attempts: Vec<_> = attempts_of(app, &delivery).await.into_iter().map(|attempt| (attempt.worker, attempt.outcome)).collect();
        assert_eq!(attempts, [("the dead".to_owned(), None), ("the living".to_owned(), Some("sent".to_owned()))]);
    }

    async fn a_letter_withdrawn_while_a_process_has_it_never_leaves(db: Database) {
        let server = Server::start(db).await;
        for email in ["kim@example.net", "lee@example.net"] {
            report(&server.app, email).await;
        }
        let (app, now) = (&server.app, server.app.clock.now());
        let claiming = app.db.write(move |tx| Box::pin(async move { outbox::claim(tx, "a worker", 10, now).await }));
        let claimed: Result<_, DbErr> = claiming.await;
        assert_eq!(claimed.expect("they are claimed").len(), 2);
        let letter = delivery_to(app, "kim@example.net").await;
        let id = letter.invitation_id.expect("an invitation");
        let cancelling = app.db.write(move |tx| Box::pin(async move {
            let brand = brand::all(tx).await?.remove(0);
            flow::cancel_invitation(tx, &[brand.id], id, MemberId::new(now), "Settled by phone", now).await
        }));
        let cancelled: Result<_, DbErr> = cancelling.await;
        cancelled.expect("it is withdrawn");
        // The process that has them begins, dies, is given up, and another one starts.
        let keys = app.keys.clone();
        let beginning = app.db.write(move |tx| Box::pin(async move { flow::begin_attempt(tx, &keys, letter.id, "a worker", now).await }));
        let begun: Result<Leave, DbErr> = beginning.await;
        assert_eq!(begun.expect("an answer"), Leave::NotMine);
        let recovering = app.db.write(move |tx| Box::pin(async move {
            outbox::recover(tx, now + TimeDelta::minutes(11)).await?;
            outbox::recover_all(tx).await
        }));
        let recovered: Result<u64, DbErr> = recovering.await;
        recovered.expect("they are taken back");
        server.advance(TimeDelta::minutes(12));
        let memory = Memory::default();
        server.send_due(&memory).await;
        assert_eq!(memory.letters().len(), 1, "the other one");
        assert_eq!(delivery_to(app, "kim@example.net").await.state, State::Cancelled);
    }

    async fn the_queue_says_how_it_stands(db: Database) {
        let server = Server::start(db).await;
        report_many(&server.app, 5).await;
        server.advance(TimeDelta::minutes(3));
        let brands: Vec<_> = deliveries(&server.app).await.iter().map(|delivery| delivery.brand_id).collect();
        let now = server.app.clock.now();
        let standing = queue::of_brands(server.app.db.read(), &brands, now).await.expect("an answer");
        assert_eq!((standing.due, standing.later, standing.sent_last_hour), (5, 0, 0));
        assert_eq!(standing.oldest_due, Some(now - TimeDelta::minutes(3)));
        runner::run_due(&server.app).await.expect("the jobs do their work");
        let metrics = server.http.get(server.url("/metrics")).send().await.expect("an answer");
        let metrics = metrics.text().await.expect("text");
        assert!(metrics.contains("afterword_letters_due ") && metrics.contains("afterword_letters_oldest_due_age "), "{metrics}");
        let standing = queue::of_brands(server.app.db.read(), &brands, now).await.expect("an answer");
        assert_eq!((standing.due, standing.sent_last_hour, standing.sent_last_day), (0, 5, 5));
        assert_eq!(queue::of_all(server.app.db.read(), now).await.expect("an answer"), (0, None));
    }
}
