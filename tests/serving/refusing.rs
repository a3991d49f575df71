//! What stops the start: each with a sentence that names what is wrong, and none with a panic.

use super::{beside, make_newer};
use crate::{
    on_both,
    support::{binary::Afterword, databases::Database},
};
use sea_orm::ConnectionTrait;
use std::net::TcpListener;

#[track_caller]
fn says(refusal: &str, words: &[&str]) {
    for word in words {
        assert!(refusal.contains(word), "`{word}` is not in: {refusal}");
    }
}

#[tokio::test]
async fn a_second_server_on_one_sqlite_file_until_the_first_is_gone() {
    let database = Database::sqlite();
    let afterword = Afterword::on(&database);
    let mut first = afterword.serve().await;
    says(
        &afterword.run(&["serve"]).await.refusal(),
        &["already running", "afterword.db"],
    );
    first.process.kill();
    afterword.serve().await;
}

#[tokio::test]
async fn a_port_that_is_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let refusal = Afterword::fresh(folder.path())
        .set("AFTERWORD_BIND", &address)
        .run(&["serve"])
        .await
        .refusal();
    says(&refusal, &["AFTERWORD_BIND", &address, "is taken"]);
}

#[tokio::test]
async fn nonsense_in_a_setting() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, value, words) in [
        ("AFTERWORD_DATABASE_URL", "sqlite::memory:", &["file"][..]),
        (
            "AFTERWORD_DATABASE_URL",
            "mysql://host/db",
            &["sqlite://", "mysql://host/db"],
        ),
        ("AFTERWORD_BIND", "here", &["here", "127.0.0.1:8080"]),
        (
            "AFTERWORD_BIND",
            "0.0.0.0:8080",
            &["AFTERWORD_SMTP_URL", "outbox"],
        ),
        ("AFTERWORD_BIND", "192.0.2.1:8080", &["AFTERWORD_SMTP_URL"]),
        ("AFTERWORD_PUBLIC_URL", "javascript:alert(1)", &["https://"]),
        (
            "AFTERWORD_SMTP_URL",
            "http://mail.example.com",
            &["smtp://"],
        ),
        ("AFTERWORD_MAIL_FROM", "nobody", &["nobody"]),
        (
            "AFTERWORD_MAIL_FROM",
            "Ünï <x@ü.example>",
            &["punycode", "xn--tda.example"],
        ),
        ("AFTERWORD_MAIL_WORKERS", "201", &["from 1 to 200", "201"]),
        ("AFTERWORD_SMTP_HELLO", "a b", &["mail.example.com", "a b"]),
        ("AFTERWORD_BOUNCE_ADDRESS", "a+b@c.example", &["no +"]),
        ("AFTERWORD_IMAP_URL", "pop3://c.example", &["imap"]),
        ("AFTERWORD_SECRET", "short", &["16"]),
        (
            "AFTERWORD_SECRET_FILE",
            "/does/not/exist",
            &["/does/not/exist"],
        ),
        ("AFTERWORD_LOG", "loud", &["loud", "debug"]),
        ("AFTERWORD_CONNECTIONS", "0", &["number"]),
        ("AFTERWORD_ONE_CLICK_HOLD_SECONDS", "-1", &["seconds"]),
        ("AFTERWORD_SCORE_FROM", "2", &["from 3 on", "\"2\""]),
        (
            "AFTERWORD_FULL_FROM",
            "4",
            &["AFTERWORD_SCORE_FROM", "\"4\""],
        ),
        (
            "AFTERWORD_FLAG_FROM",
            "many",
            &["AFTERWORD_SCORE_FROM", "many"],
        ),
        ("AFTERWORD_RANK_RELIABILITY", "70", &["0.5 to 0.99", "70"]),
        ("AFTERWORD_FLAG_FALSE_DISCOVERY", "nan", &["0.001", "nan"]),
        (
            "AFTERWORD_CONFIG",
            "/does/not/exist.toml",
            &["/does/not/exist.toml"],
        ),
    ] {
        let refusal = Afterword::fresh(folder.path())
            .set(name, value)
            .run(&["serve"])
            .await
            .refusal();
        says(&refusal, words);
        assert!(
            name == "AFTERWORD_CONFIG" || refusal.contains(name),
            "{refusal}"
        );
        assert_eq!(refusal.lines().count(), 1, "one sentence: {refusal}");
        let begun = folder.path().join("data").exists();
        assert!(!begun, "{name} left something behind");
    }
}

#[tokio::test]
async fn where_nobody_reads_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = Afterword::fresh(folder.path()).set("AFTERWORD_BIND", "here");
    let ended = refused.run_unheard(&["serve"]).await;
    assert_eq!(ended.status, Some(1), "it says so in words, to nobody");
}

#[tokio::test]
async fn mail_without_a_sender_and_passwords_are_not_repeated() {
    let folder = tempfile::tempdir().expect("a folder");
    let afterword = Afterword::fresh(folder.path());
    let with_mail = afterword.clone().set(
        "AFTERWORD_SMTP_URL",
        "smtp://user:geheim@mail.example.com:587?tls=required",
    );
    says(
        &with_mail.run(&["serve"]).await.refusal(),
        &["AFTERWORD_MAIL_FROM", "AFTERWORD_SMTP_URL"],
    );
    for (name, value) in [
        ("AFTERWORD_SMTP_URL", "smpt://user:geheim@mail.example.com"),
        (
            "AFTERWORD_DATABASE_URL",
            "pg://user:geheim@db.example.com/afterword",
        ),
    ] {
        let refusal = afterword
            .clone()
            .set(name, value)
            .run(&["serve"])
            .await
            .refusal();
        says(&refusal, &[name]);
        assert!(!refusal.contains("geheim"), "{refusal}");
    }
}

on_both! {
    async fn a_database_newer_than_the_program(db: Database) {
        let afterword = Afterword::on(&db);
        afterword.run(&["migrate"]).await.well();
        make_newer(&db).await;
        let refusal = afterword.run(&["serve"]).await.refusal();
        says(&refusal, &["newer", "m20990101_000001_future", "AFTERWORD_DATABASE_URL"]);
    }

    async fn a_database_that_is_read_only(db: Database) {
        let afterword = Afterword::on(&db);
        afterword.run(&["migrate"]).await.well();
        let afterword = if db.is_postgres() {
            let connection = beside(&db).await;
            let name = db.url.rsplit('/').next().expect("a name");
            let close = format!("ALTER DATABASE \"{name}\" SET default_transaction_read_only = on");
            connection.execute_unprepared(&close).await.expect("it obeys");
            afterword
        } else {
            afterword.set("AFTERWORD_DATABASE_URL", &format!("{}?mode=ro", db.url))
        };
        says(&afterword.run(&["serve"]).await.refusal(), &["read-only", "AFTERWORD_DATABASE_URL"]);
    }

    async fn postgresql_without_a_secret(db: Database) {
        if db.is_postgres() {
            let refusal = Afterword::on(&db).unset("AFTERWORD_SECRET").run(&["serve"]).await.refusal();
            says(&refusal, &["AFTERWORD_SECRET", "PostgreSQL"]);
        }
    }
}

#[tokio::test]
async fn a_database_nobody_answers_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let refusal = Afterword::fresh(folder.path())
        .set(
            "AFTERWORD_DATABASE_URL",
            "postgres://user:geheim@127.0.0.1:1/afterword",
        )
        .set(
            "AFTERWORD_SECRET",
            "a secret of the tests, long enough to be taken",
        )
        .run(&["serve"])
        .await
        .refusal();
    says(&refusal, &["127.0.0.1:1/afterword", "cannot be opened"]);
    assert!(!refusal.contains("geheim"), "{refusal}");
}
