//! The room about what came back: empty with the way on, filled with what followed, alarms in sight, and the wall.

use super::{dovecot::Dovecot, on_record, product, report, sent};
use crate::{
    console::{enter, get, member, page},
    support::server::Server,
};
use afterword::{
    domain::{accounts::member::Role, deliveries::bounce::Inlet},
    jobs::read_bounces,
    mail::bounce::{Envelope, read, taking::take},
};
use chrono::TimeDelta;
use reqwest::StatusCode;

async fn comes_back(server: &Server, message: &str) {
    let app = &server.app;
    let told = read(message.as_bytes(), Envelope::default(), Inlet::Mailbox);
    take(&app.db, &app.keys, 3, told, app.clock.now())
        .await
        .expect("taken");
}

crate::on_both! {
    async fn what_came_back_is_listed_with_what_followed(db: Database) {
        let server = product(db, &[]).await;
        let app = &server.app;
        member(&server, "mia@example.com", Role::Manager).await;
        let mia = enter(&server, "mia@example.com").await;
        let empty = page(&server, &mia, "/bounces").await;
        assert!(empty.contains("Nothing has come back") && empty.contains("afterword mail bounce"));

        for (name, email) in [
            ("postfix-unknown", "gone@example.net"), ("postfix-full", "full@example.net"), ("gmail-policy", "ours@example.net"),
            ("yahoo-complaint", "cross@example.net"), ("broken", "what@example.net"),
        ] {
            let letter = sent(app, email).await;
            comes_back(&server, &report(app, name, &letter)).await;
        }
        let forged = sent(app, "boss@example.net").await;
        let message = report(app, "postfix-unknown", &forged);
        comes_back(&server, &message.replace(&app.keys.bounce_token(forged.id.0), "forged").replace("/u/", "/x/")).await;

        let listed = page(&server, &mia, "/bounces").await;
        for words in [
            "gone@example.net", "The address is suppressed", "Counted; after some more", "5.2.2", "Nobody is suppressed; see to the sender",
            "Kept aside", "1 letter was refused because of the sender", "1 report without proof of a letter of ours", "All 6",
        ] {
            assert!(listed.contains(words), "{words}");
        }
        assert!(!listed.contains("boss@example.net"), "a forged report names nobody");
        // It is counted as what it is, and not with those that say the same truly.
        assert!(listed.contains("No such address 1<") && listed.contains("Not ours, changed nothing 1<"), "{listed}");
        let not_ours = page(&server, &mia, "/bounces?kind=not_ours").await;
        assert!(not_ours.contains("says: no such address") && not_ours.contains("it proves no letter of ours"), "{not_ours}");
        assert!(!not_ours.contains("gone@example.net"), "{not_ours}");
        let hard = page(&server, &mia, "/bounces?kind=hard").await;
        assert!(hard.contains("gone@example.net") && !hard.contains("it proves no letter of ours"), "{hard}");
        let only = page(&server, &mia, "/bounces?kind=complaint").await;
        assert!(only.contains("cross@example.net") && !only.contains("gone@example.net"));
        assert!(page(&server, &mia, "/bounces?kind=not_spam").await.contains("No reports of this kind"));
        let letters = page(&server, &mia, "/deliveries?state=bounced").await;
        assert!(letters.contains("gone@example.net") && letters.contains("came back"));

        // What could not be read is there to be looked at, by who may see to it, and does nothing in a browser.
        let at = listed.find("\">Kept aside").expect("a link");
        let address = listed[..at].rsplit('"').next().expect("an address").to_owned();
        let kept = page(&server, &mia, &address).await;
        for words in ["Nothing followed from it", "The message", "&lt;", "multipart/report"] {
            assert!(kept.contains(words), "{words} in {kept}");
        }
        member(&server, "ana@example.com", Role::Analyst).await;
        let ana = enter(&server, "ana@example.com").await;
        assert_eq!(get(&server, &ana, &address).await.status(), StatusCode::FORBIDDEN);
        assert!(!page(&server, &ana, "/bounces").await.contains(&address));
        let nobodys = "/bounces/01a21d04-a760-7354-acdf-0cc548bd3578";
        assert_eq!(get(&server, &mia, nobodys).await.status(), StatusCode::NOT_FOUND);

        // The alarm fades when it does not come again.
        server.advance(TimeDelta::days(8));
        let mia = enter(&server, "mia@example.com").await;
        assert!(!page(&server, &mia, "/bounces").await.contains("because of the sender"));
    }

    async fn what_is_told_twice_about_a_letter_is_nothing_new(db: Database) {
        let server = product(db, &[]).await;
        let app = &server.app;
        member(&server, "mia@example.com", Role::Manager).await;
        let mia = enter(&server, "mia@example.com").await;
        let full = sent(app, "full@example.net").await;
        for name in ["postfix-full", "postfix-gave-up"] {
            comes_back(&server, &report(app, name, &full)).await;
        }
        let refused = sent(app, "ours@example.net").await;
        for name in ["gmail-policy", "outlook-policy"] {
            comes_back(&server, &report(app, name, &refused)).await;
        }
        let gone = sent(app, "gone@example.net").await;
        for name in ["postfix-unknown", "exchange-unknown", "postfix-full"] {
            comes_back(&server, &report(app, name, &gone)).await;
        }
        let told = on_record(app).await;
        let told: Vec<_> = told.iter().map(|(kind, effect)| (kind.as_str(), *effect)).collect();
        assert_eq!(told, [
            ("soft", "counted"), ("soft", "nothing_new"), ("ours", "alarmed"), ("ours", "nothing_new"),
            ("hard", "suppressed"), ("hard", "nothing_new"), ("soft", "nothing_new"),
        ]);
        let listed = page(&server, &mia, "/bounces").await;
        for words in [
            "1 letter was refused because of the sender", "Nothing new: the letter is counted already",
            "Nothing new: the address is suppressed already", "Nothing new: the letter is counted, or its address suppressed, already",
        ] {
            assert!(listed.contains(words), "{words} in {listed}");
        }
        assert_eq!(listed.matches("Counted; after some more").count(), 1, "{listed}");
    }

    async fn a_mailbox_that_cannot_be_read_is_told_until_it_can(db: Database) {
        let mut dovecot = Dovecot::start(None).await;
        let server = product(db, &[("AFTERWORD_IMAP_URL", &dovecot.url(""))]).await;
        let app = &server.app;
        member(&server, "mia@example.com", Role::Manager).await;
        let mia = enter(&server, "mia@example.com").await;
        dovecot.stop().await;
        read_bounces::run(app).await.expect_err("nobody answers");
        let since = app.mailbox_silence().clone().expect("a silence").since;
        server.advance(TimeDelta::minutes(2));
        read_bounces::run(app).await.expect_err("nobody answers");
        assert_eq!(app.mailbox_silence().clone().expect("a silence").since, since);
        let told = page(&server, &mia, "/bounces").await;
        assert!(told.contains("cannot be read") && told.contains("the server cannot be reached"), "{told}");
        assert!(told.contains(&since.format("%Y-%m-%dT%H:%M").to_string()) && !told.contains("s3cret"), "{told}");
        dovecot.begin().await;
        read_bounces::run(app).await.expect("it is read");
        assert!(!page(&server, &mia, "/bounces").await.contains("cannot be read"));
    }

    async fn it_is_not_for_agents_or_strangers(db: Database) {
        let server = product(db, &[("AFTERWORD_MAILGUN_SIGNING_KEY", "key-0123456789abcdef")]).await;
        member(&server, "own@example.com", Role::Agent).await;
        member(&server, "ana@example.com", Role::Analyst).await;
        assert_eq!(get(&server, "", "/bounces").await.status(), StatusCode::SEE_OTHER);
        let own = enter(&server, "own@example.com").await;
        assert_ne!(get(&server, &own, "/bounces").await.status(), StatusCode::OK);
        let ana = enter(&server, "ana@example.com").await;
        assert!(page(&server, &ana, "/bounces").await.contains("Reports come in by Mailgun"));
    }
}
