//! Letters with signatures, as they arrive over a real conversation, before a verifier nobody here wrote.

use std::time::Duration;

use afterword::app::App;
use afterword::commands::mail;
use afterword::domain::deliveries::delivery::State;
use afterword::domain::flow;
use afterword::domain::organization::brand;
use afterword::domain::surveys::definition::Definition;
use afterword::domain::surveys::survey;
use afterword::jobs::send_letters::Post;
use afterword::mail::dkim::key::Kind;
use afterword::mail::outcome::Outcome;
use afterword::mail::smtp::SmtpServer as Relay;
use afterword::mail::transport::{Memory, Transport};
use chrono::TimeDelta;
use sea_orm::DbErr;

use super::{deliveries, report, run_due};
use crate::support::databases::Database;
use crate::support::dkim_verifier::{all_good, verdicts};
use crate::support::server::Server;
use crate::support::smtp_server::{Letter, SmtpServer};

const SUBJECT: &str = "Wie war’s, {customer_first_name}? كيف كانت تجربتك معنا اليوم يا صديقنا العزيز — 十分でしたか、とても長い件名です";
const QUESTION: &str = "هل أنت راضٍ عن مساعدة الفريق؟ Grüße, and one long line without an end: \
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  \tend";

/// The records that the operator was told to publish.
type Records = Vec<(String, String)>;

async fn add_key(app: &App, kind: Kind, selector: Option<&str>) -> (String, String) {
    let told = mail::add(
        &app.db,
        &app.clock,
        &app.keys,
        "Acme.example",
        selector,
        kind,
    )
    .await;
    let document = told.expect("a key").document;
    let text = |name: &str| document["record"][name].as_str().expect("text").to_owned();
    (text("name"), text("value"))
}

async fn server_over(db: Database, smtp: &SmtpServer) -> Server {
    let settings = [
        ("AFTERWORD_SMTP_URL", smtp.url()),
        (
            "AFTERWORD_MAIL_FROM",
            "Acme Grüße <support@acme.example>".into(),
        ),
        (
            "AFTERWORD_PUBLIC_URL",
            "https://feedback.acme.example".into(),
        ),
        (
            "AFTERWORD_BOUNCE_ADDRESS",
            "bounce@bounce.acme.example".into(),
        ),
    ];
    let settings = settings
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    // The verifier looks at its own clock.
    let server = Server::start_in_real_time(db, &settings).await;
    speak(&server.app).await;
    server
}

/// Gives the survey words that mail programs and servers have trouble with.
async fn speak(app: &App) {
    let mut definition = Definition::starting();
    let words = definition.wording.entry("en".into()).or_default();
    words.insert("subject".into(), SUBJECT.into());
    words.insert("satisfaction".into(), QUESTION.into());
    let brand = brand::all(app.db.read())
        .await
        .expect("brands")
        .remove(0)
        .id;
    let now = app.clock.now();
    let publishing = app.db.write(move |tx| {
        Box::pin(async move {
            flow::publish_survey(tx, brand, survey::STARTING_SLUG, definition, "test", now).await
        })
    });
    publishing.await.expect("published");
}

fn changed(letter: &Letter, from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(letter.raw.clone()).expect("text");
    assert!(text.contains(from), "{from} is not in {text}");
    text.replacen(from, to, 1).into_bytes()
}

crate::on_both! {
    async fn receivers_can_check_both_kinds_of_signature(db: Database) {
        let smtp = SmtpServer::start().await;
        let server = server_over(db, &smtp).await;
        let app = &server.app;
        let transport = Transport::smtp(Relay::from_url(&smtp.url()).expect("an address"));
        // One post for the whole test: keys are taken up and dropped while it is open.
        let post = Post::open(app, &transport, "test").expect("threads");
        let mut records = Records::new();

        report(app, "unsigned@example.net").await;
        post.send_due().await.expect("it is sent");
        let unsigned = smtp.letters(1).await.remove(0);
        assert_eq!(verdicts(&unsigned.raw, &records), Vec::<serde_json::Value>::new());

        records.push(add_key(app, Kind::Rsa, None).await);
        report(app, "rsa@example.net").await;
        post.send_due().await.expect("it is sent");
        let by_rsa = smtp.letters(2).await.remove(1);
        let said = verdicts(&by_rsa.raw, &records);
        assert_eq!((said.len(), &said[0]["good"]), (1, &true.into()), "{said:?}");
        let tags = &said[0]["tags"];
        assert_eq!((&tags["a"], &tags["c"]), (&"rsa-sha256".into(), &"relaxed/relaxed".into()));
        assert_eq!((&tags["d"], &tags["s"]), (&"acme.example".into(), &"s1".into()));
        assert_eq!(
            tags["h"],
            "From:From:To:Subject:Date:Message-ID:MIME-Version:Content-Type:Reply-To:List-Id:List-Unsubscribe:List-Unsubscribe-Post:Feedback-ID"
        );
        assert!(tags["l"].is_null());

        records.push(add_key(app, Kind::Ed25519, None).await);
        report(app, "both@example.net").await;
        post.send_due().await.expect("it is sent");
        let by_both = smtp.letters(3).await.remove(2);
        let said = verdicts(&by_both.raw, &records);
        assert!(said.len() == 2 && said.iter().all(|verdict| verdict["good"] == true), "{said:?}");
        assert_eq!(said[1]["tags"]["a"], "ed25519-sha256");
        assert!(by_both.parsed().subject().expect("a subject").contains("كيف كانت"));

        // What a server may do to spaces breaks nothing, nor does what is not covered; anything else does.
        assert!(all_good(&changed(&by_both, "\r\nList-Unsubscribe-Post: ", "\r\nlist-unsubscribe-post:\r\n  "), &records));
        assert!(all_good(&changed(&by_both, "\r\nFeedback-ID: ", "\r\nX-Relay: seen\r\nFeedback-ID: "), &records));
        for (from, to) in [
            ("List-Unsubscribe: <https://feedback.acme.example/", "List-Unsubscribe: <https://feedback.evil.example/"),
            ("@bounce.acme.example?subject=unsubscribe>", "@bounce.evil.example?subject=unsubscribe>"),
            ("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", ""),
            ("\r\nFeedback-ID: ", "\r\nX-Feedback-ID: "),
            ("MIME-Version: 1.0\r\n", "MIME-Version: 1.0\r\nFrom: Other <other@evil.example>\r\n"),
            ("Content-Transfer-Encoding: quoted-printable", "Content-Transfer-Encoding: 8bit"),
        ] {
            let said = verdicts(&changed(&by_both, from, to), &records);
            assert!(said.len() == 2 && said.iter().all(|verdict| verdict["good"] == false), "{from}: {said:?}");
        }

        post.close(Duration::from_secs(10)).await.expect("claims are given back");
    }

    async fn a_second_try_is_the_same_letter_with_the_same_signatures(db: Database) {
        let server = Server::start_with(db, &[("AFTERWORD_MAIL_FROM", "support@acme.example")]).await;
        let app = &server.app;
        add_key(app, Kind::Rsa, Some("a")).await;
        add_key(app, Kind::Ed25519, Some("b")).await;
        let memory = Memory::default();
        memory.answer_next([Outcome::Deferred { words: "cut off".into(), ambiguous: true }]);
        let post = Post::open(app, &Transport::Memory(memory.clone()), "test").expect("threads");
        report(app, "kim@example.net").await;
        post.send_due().await.expect("it is sent");
        server.advance(TimeDelta::hours(1));
        post.send_due().await.expect("it is sent");
        post.close(Duration::from_secs(10)).await.expect("claims are given back");
        let letters = memory.letters();
        assert_eq!(letters.len(), 2);
        assert_eq!(String::from_utf8_lossy(&letters[0]), String::from_utf8_lossy(&letters[1]));
        assert!(letters[0].starts_with(b"DKIM-Signature: "));
    }

    async fn a_letter_that_cannot_be_signed_waits_and_says_why(db: Database) {
        let smtp = SmtpServer::start().await;
        let server = server_over(db, &smtp).await;
        let app = &server.app;
        let elsewhere = afterword::token::Keys::derive("the secret of another installation");
        mail::add(&app.db, &app.clock, &elsewhere, "acme.example", Some("old"), Kind::Ed25519).await.expect("a key");
        report(app, "kim@example.net").await;
        run_due(app).await;
        let waiting = deliveries(app).await.remove(0);
        assert_eq!(waiting.state, State::Deferred);
        let words = waiting.reply.expect("words");
        assert!(words.contains("old._domainkey.acme.example") && words.contains("AFTERWORD_SECRET"), "{words}");
        assert!(smtp.letters_so_far().is_empty());
        let removed: Result<bool, DbErr> = app.db.write(|tx| Box::pin(async move {
            afterword::domain::deliveries::mail_key::remove(tx, "acme.example", "old").await
        })).await;
        assert!(removed.expect("it is written"));
    }
}
