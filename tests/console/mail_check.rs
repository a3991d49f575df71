//! The page that says what receivers think of the sender.

use super::{PASSWORD, enter, get, member, page};
use crate::support::{
    browser::{Browser, Person},
    databases::Database,
    dns_server::DnsServer,
    server::Server,
};
use afterword::{
    commands::mail,
    domain::{
        accounts::member::Role,
        organization::{brand, look},
    },
    mail::dkim::key::Kind,
};
use chrono::TimeDelta;
use fantoccini::Locator;
use reqwest::{StatusCode, header};

crate::on_both! {
    async fn a_manager_sees_what_to_publish_and_asks_again(db: Database) {
        let dns = DnsServer::start().await;
        dns.break_name("acme.example");
        let settings = [
            ("AFTERWORD_DNS", dns.address.to_string()),
            ("AFTERWORD_SMTP_URL", "smtp://127.0.0.1:9?tls=none".into()),
            ("AFTERWORD_MAIL_FROM", "Acme <support@acme.example>".into()),
        ];
        let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
        let server = Server::start_with(db, &settings).await;
        let app = &server.app;
        mail::add(&app.db, &app.clock, &app.keys, "acme.example", None, Kind::Ed25519).await.expect("a key");
        member(&server, "mia@example.com", Role::Manager).await;
        member(&server, "ana@example.com", Role::Analyst).await;
        let cookie = enter(&server, "mia@example.com").await;
        assert!(page(&server, &cookie, "/deliveries").await.contains("href=\"/mail\""));
        let first = page(&server, &cookie, "/mail").await;
        assert!(first.contains("There is no record at s1._domainkey.acme.example.") && first.contains("IN TXT ("));
        assert!(first.contains("acme.example could not be asked") && !first.contains("does not say who may send"));
        assert!(first.contains("Checked") && first.contains("23 Nov"), "{first}");

        // What was found is kept for a while, unless somebody asks again.
        dns.publish_text("_dmarc.acme.example", "v=DMARC1; p=reject; rua=mailto:d@acme.example");
        server.advance(TimeDelta::minutes(5));
        assert!(!page(&server, &cookie, "/mail").await.contains("p=reject"));
        let asking = server.http.post(server.url("/mail")).header(header::COOKIE, &cookie).send();
        assert_eq!(asking.await.expect("an answer").status(), StatusCode::SEE_OTHER);
        assert!(page(&server, &cookie, "/mail").await.contains("p=reject"));
        dns.publish_text("s1._domainkey.acme.example", "v=DKIM1; k=ed25519; p=");
        server.advance(TimeDelta::minutes(10));
        assert!(page(&server, &cookie, "/mail").await.contains("revoked"));

        let analyst = enter(&server, "ana@example.com").await;
        assert_eq!(get(&server, &analyst, "/mail").await.status(), StatusCode::FORBIDDEN);
        assert!(!page(&server, &analyst, "/deliveries").await.contains("href=\"/mail\""));
    }

    async fn the_bounces_domain_and_a_brands_own_sender_are_looked_up_too(db: Database) {
        let dns = DnsServer::start().await;
        dns.publish_text("bounce.acme.example", "v=spf1 mx -all");
        let settings = [
            ("AFTERWORD_DNS", dns.address.to_string()),
            ("AFTERWORD_SMTP_URL", "smtp://127.0.0.1:9?tls=none".into()),
            ("AFTERWORD_MAIL_FROM", "Acme <support@acme.example>".into()),
            ("AFTERWORD_BOUNCE_ADDRESS", "back@bounce.acme.example".into()),
        ];
        let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
        let server = Server::start_with(db, &settings).await;
        let brand = brand::all(server.app.db.read()).await.expect("brands").remove(0).id;
        for address in ["old@gone.example", "care@globex.example"] {
            let (now, address) = (server.app.clock.now(), Some(address.to_owned()));
            let change = |look| Ok(look::Look { sender_address: address, ..look });
            server.app.db.write(move |tx| Box::pin(look::publish(tx, brand, change, now))).await.expect("a look");
        }
        member(&server, "mia@example.com", Role::Manager).await;
        let cookie = enter(&server, "mia@example.com").await;
        let page = page(&server, &cookie, "/mail").await;
        assert!(page.contains("bounce.acme.example says who may send for it"), "{page}");
        assert!(page.contains("No host takes mail for bounce.acme.example, so bounces cannot come back."));
        for domain in ["acme.example", "globex.example"] {
            assert!(page.contains(&format!("No host takes mail for {domain}, so answers cannot come back.")), "{page}");
        }
        assert!(!page.contains("gone.example"));
    }

    async fn without_a_sender_the_page_says_what_to_set(db: Database) {
        let server = Server::start(db).await;
        member(&server, "mia@example.com", Role::Manager).await;
        let cookie = enter(&server, "mia@example.com").await;
        assert!(page(&server, &cookie, "/mail").await.contains("AFTERWORD_SMTP_URL"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_records_to_publish_fit_a_phone_by_day_and_by_night() {
    let dns = DnsServer::start().await;
    dns.break_name("_dmarc.acme.example");
    dns.publish_text("acme.example", "v=spf1 mx -all");
    let settings = [
        ("AFTERWORD_DNS", dns.address.to_string()),
        ("AFTERWORD_SMTP_URL", "smtp://127.0.0.1:9?tls=none".into()),
        ("AFTERWORD_MAIL_FROM", "Acme <support@acme.example>".into()),
    ];
    let settings = settings
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let server = Server::start_with(Database::sqlite(), &settings).await;
    let app = &server.app;
    mail::add(
        &app.db,
        &app.clock,
        &app.keys,
        "acme.example",
        None,
        Kind::Rsa,
    )
    .await
    .expect("a key");
    member(&server, "mia@example.com", Role::Manager).await;
    for (on_a_phone, in_the_dark, name) in [
        (true, false, "small"),
        (true, true, "small-dark"),
        (false, false, "wide"),
        (false, true, "wide-dark"),
    ] {
        let person = Person {
            on_a_phone,
            in_the_dark,
            ..Person::default()
        };
        let browser = Browser::open_for(person).await;
        browser.goto(&server.url("/mail")).await.expect("the door");
        for (name, words) in [("email", "mia@example.com"), ("password", PASSWORD)] {
            let field = browser.find(Locator::Id(name)).await.expect("a field");
            field.send_keys(words).await.expect("keys");
        }
        let button = Locator::Css("button[type=submit]");
        let button = browser.find(button).await.expect("a button");
        button.click().await.expect("a click");
        let record = Locator::Css("pre.plain");
        browser
            .wait()
            .for_element(record)
            .await
            .expect("a record to publish");
        let widths = "return [document.documentElement.scrollWidth, innerWidth]";
        let widths = browser.execute(widths, vec![]).await.expect("a look");
        assert!(
            widths[0].as_f64() <= widths[1].as_f64(),
            "sideways scrolling: {widths}"
        );
        browser.picture(&format!("sender-check-{name}")).await;
    }
}
