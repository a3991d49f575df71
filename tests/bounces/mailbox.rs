//! Reports from a mailbox of a real Dovecot: taken once, none lost, whatever lies between them.

use super::{dovecot::Dovecot, on_record, product, recounted, report, rows, sent, suppressed};
use crate::support::{binary::Afterword, certificates::certificates, process::eventually};
use afterword::{
    domain::{customers::suppression::Reason, deliveries::bounce::Inlet},
    jobs::read_bounces,
    mail::bounce::{Envelope, read, taking::take},
};

crate::on_both! {
    async fn every_message_is_taken_once_and_marked(db: Database) {
        let dovecot = Dovecot::start(None).await;
        let server = product(db, &[("AFTERWORD_IMAP_URL", &dovecot.url(""))]).await;
        let app = &server.app;
        let (kim, lee) = (sent(app, "kim@example.net").await, sent(app, "lee@example.net").await);
        dovecot.deliver(report(app, "postfix-unknown", &kim)).await;
        dovecot.deliver(b"\xff\xfe\x01 this is no message\r\n").await;
        dovecot.deliver(report(app, "broken", &lee)).await;
        // Thirty megabytes, in the shape of a report.
        let head = report(app, "exchange-unknown", &lee);
        let huge = format!("{head}{}", "a line of no use to anybody at all, repeated\r\n".repeat(700_000));
        assert!(huge.len() > 30_000_000);
        dovecot.deliver(&huge).await;
        dovecot.deliver(report(app, "yahoo-complaint", &lee)).await;

        assert_eq!(read_bounces::run(app).await.expect("it is read"), 5);
        let record = on_record(app).await;
        let said = |kind: &str, effect: &str| record.iter().filter(|row| (row.0.as_str(), row.1) == (kind, effect)).count();
        assert_eq!(said("hard", "suppressed"), 1, "{record:?}");
        assert_eq!(said("complaint", "suppressed"), 1, "{record:?}");
        assert_eq!(said("too_large", "kept_aside"), 1, "{record:?}");
        assert!(said("malformed", "kept_aside") >= 1, "{record:?}");
        assert_eq!(suppressed(app, "kim@example.net").await, Some(Reason::HardBounce));
        assert_eq!(suppressed(app, "lee@example.net").await, Some(Reason::Complaint));
        assert!(rows(app).await.iter().all(|row| row.inlet == "mailbox"));
        assert_eq!((dovecot.count("INBOX", "SEEN").await, dovecot.count("INBOX", "UNSEEN").await), (5, 0));
        assert!(dovecot.most_sent() < 200_000, "{} bytes were fetched", dovecot.most_sent());
        recounted(app).await;

        // What was marked is lost: everything is read again, and nothing happens twice.
        dovecot.forget_marks().await;
        assert_eq!(read_bounces::run(app).await.expect("it is read"), 5);
        assert_eq!(on_record(app).await, record);
        assert_eq!(read_bounces::run(app).await.expect("it is read"), 0);
    }

    async fn messages_move_or_go_once_they_are_on_disk(db: Database) {
        let dovecot = Dovecot::start(None).await;
        let server = product(db, &[("AFTERWORD_IMAP_URL", &dovecot.url("?move=Reports/Done"))]).await;
        let app = &server.app;
        let letter = sent(app, "kim@example.net").await;
        let message = report(app, "postfix-unknown", &letter);
        dovecot.deliver(&message).await;
        // The process died after the commit and before the move.
        let told = read(message.as_bytes(), Envelope::default(), Inlet::Mailbox);
        take(&app.db, &app.keys, 3, told, app.clock.now()).await.expect("taken");
        assert_eq!(read_bounces::run(app).await.expect("it is read"), 1);
        assert_eq!((dovecot.count("INBOX", "ALL").await, dovecot.count("Reports/Done", "SEEN").await), (0, 1));
        assert_eq!(on_record(app).await.len(), 1);
    }

    async fn messages_can_be_deleted(db: Database) {
        let dovecot = Dovecot::start(None).await;
        let server = product(db, &[("AFTERWORD_IMAP_URL", &dovecot.url("?delete"))]).await;
        let app = &server.app;
        let letter = sent(app, "kim@example.net").await;
        dovecot.deliver(report(app, "gmail-unknown", &letter)).await;
        // As the runner does it, between the other jobs.
        server.run_due().await;
        assert_eq!(dovecot.count("INBOX", "ALL").await, 0);
        assert_eq!(suppressed(app, "kim@example.net").await, Some(Reason::HardBounce));
    }

    async fn a_server_that_is_away_loses_nothing(db: Database) {
        let mut dovecot = Dovecot::start(None).await;
        let server = product(db, &[("AFTERWORD_IMAP_URL", &dovecot.url("?move=Done"))]).await;
        let app = &server.app;
        let letter = sent(app, "kim@example.net").await;
        dovecot.deliver(report(app, "qmail-unknown", &letter)).await;
        dovecot.stop().await;
        let trouble = read_bounces::run(app).await.expect_err("nobody answers").to_string();
        assert!(trouble.contains("cannot be reached") && !trouble.contains("s3cret"), "{trouble}");
        dovecot.begin().await;
        assert_eq!(read_bounces::run(app).await.expect("it is read"), 1);
        assert_eq!(suppressed(app, "kim@example.net").await, Some(Reason::HardBounce));
    }

    async fn several_readers_of_one_mailbox_take_each_report_once(db: Database) {
        let dovecot = Dovecot::start(None).await;
        let server = product(db, &[("AFTERWORD_IMAP_URL", &dovecot.url("?move=Done"))]).await;
        let app = &server.app;
        for n in 0..12 {
            let letter = sent(app, &format!("kim{n}@example.net")).await;
            dovecot.deliver(report(app, "postfix-full", &letter).replace("postfix-full", &format!("full-{n}"))).await;
        }
        let all = tokio::join!(read_bounces::run(app), read_bounces::run(app), read_bounces::run(app));
        for read in [all.0, all.1, all.2] {
            read.expect("it is read");
        }
        assert_eq!(dovecot.count("INBOX", "ALL").await, 0);
        assert_eq!(on_record(app).await, vec![("soft".to_owned(), "counted"); 12]);
        recounted(app).await;
    }

    async fn the_program_reads_over_tls(db: Database) {
        let folder = tempfile::tempdir().expect("a folder");
        let files = certificates(folder.path());
        let dovecot = Dovecot::start(Some(&files)).await;
        let server = product(db, &[]).await;
        let letter = sent(&server.app, "kim@example.net").await;
        dovecot.deliver(report(&server.app, "postfix-unknown", &letter)).await;
        let url = |password: &str| format!("imaps://bounce%40acme.example:{password}@localhost:{}/INBOX", dovecot.tls);
        let afterword = Afterword::on(&server.database);

        // An authority it does not know, and a wrong password: the log says so, and nothing is lost.
        for (trusted, password) in [(None, "s3cret%2Fword"), (Some(&files.authority), "guess3d")] {
            let mut wrong = afterword.clone().set("AFTERWORD_IMAP_URL", &url(password));
            if let Some(authority) = trusted {
                wrong = wrong.set("SSL_CERT_FILE", &authority.to_string_lossy());
            }
            let mut served = wrong.serve().await;
            served.process.line(|line| line.contains("bounce mailbox cannot be read").then_some(())).await;
            served.process.signal("TERM");
            assert!(served.process.end().await.success());
            assert!(!served.process.said().contains(password));
        }
        assert_eq!(dovecot.count("INBOX", "UNSEEN").await, 1);

        let right = afterword.set("AFTERWORD_IMAP_URL", &url("s3cret%2Fword")).set("SSL_CERT_FILE", &files.authority.to_string_lossy());
        let mut served = right.serve().await;
        eventually("the report is read", || async { (dovecot.count("INBOX", "SEEN").await == 1).then_some(()) }).await;
        assert_eq!(suppressed(&server.app, "kim@example.net").await, Some(Reason::HardBounce));
        served.process.signal("TERM");
        assert!(served.process.end().await.success());
    }
}
