//! A customer unsubscribes by mail: the address in the letter's header, and what comes in at it by the pipe and the
//! mailbox, from people, programs and forgers.

use super::{contact, dovecot::Dovecot, on_record, product, report, sent, suppressed};
use crate::support::{binary::Afterword, server::Server, smtp_server::SmtpServer};
use afterword::{
    domain::{
        accounts::audit,
        customers::{
            preference,
            suppression::{self, Reason},
        },
        deliveries::delivery,
        flow,
        invitations::invitation::{self, State},
    },
    jobs::read_bounces,
};
use sea_orm::{DbErr, EntityTrait, QueryOrder};

/// Where a reader of that letter unsubscribes.
fn address(server: &Server, letter: &delivery::Model) -> String {
    let token = server.app.keys.unsubscribe_token(letter.id.0);
    format!("bounce+{token}@bounce.acme.example")
}

fn message(to: &str, more: &str) -> String {
    format!(
        "Return-Path: <kim@example.net>\nFrom: Kim Lee <kim@example.net>\nTo: {to}\nSubject: unsubscribe\n\
         Message-ID: <wish.{}@example.net>\n{more}Content-Type: text/plain\n\nunsubscribe\n",
        more.len()
    )
}

async fn piped(server: &Server, message: &str) {
    let afterword = Afterword::on(&server.database);
    let ended = afterword.run_telling(&["mail", "bounce"], message).await;
    assert_eq!(ended.status, Some(0), "{}", ended.err);
}

async fn sources(server: &Server) -> Vec<String> {
    let all = suppression::Entity::find().all(server.app.db.read()).await;
    let all = all.expect("suppressions").into_iter();
    all.map(|row| row.source).collect()
}

crate::on_both! {
    async fn a_letter_names_the_address_behind_its_link(db: Database) {
        let smtp = SmtpServer::start().await;
        let settings = [
            ("AFTERWORD_SMTP_URL", smtp.url()),
            ("AFTERWORD_MAIL_FROM", "Acme Support <support@acme.example>".into()),
            ("AFTERWORD_PUBLIC_URL", "https://feedback.acme.example".into()),
            ("AFTERWORD_BOUNCE_ADDRESS", "exactly-24-characters.ok@bounce.acme.example".into()),
        ];
        let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
        let server = product(db, &settings).await;
        contact(&server.app, "kim@example.net").await;
        server.run_due().await;
        let arrived = smtp.letters(1).await.remove(0);
        let letter = delivery::Entity::find().one(server.app.db.read()).await.expect("an answer").expect("a letter");
        let keys = &server.app.keys;
        let (link, token) = (keys.link_token(letter.id.0), keys.unsubscribe_token(letter.id.0));
        let user = format!("exactly-24-characters.ok+{token}");
        assert_eq!(user.len(), 64, "as long as the first part of an address may be");
        let parsed = arrived.parsed();
        let header = |wanted: &str| {
            let mut all = parsed.headers_raw().filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
            let only = all.next().map(|(_, value)| value.trim().to_owned());
            assert!(all.next().is_none());
            only.unwrap_or_default()
        };
        assert_eq!(
            header("List-Unsubscribe"),
            format!("<https://feedback.acme.example/u/{link}>, <mailto:{user}@bounce.acme.example?subject=unsubscribe>")
        );
        assert_eq!(header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
        assert!(!arrived.sender.contains(&token) && !arrived.text().contains(&token), "it is the header's alone");
    }

    async fn mail_to_it_ends_the_letters_as_one_click_does(db: Database) {
        let server = product(db, &[]).await;
        let app = &server.app;
        let letter = sent(app, "kim@example.net").await;
        contact(app, "kim@example.net").await;
        let (keys, read, now) = (app.keys.clone(), letter.clone(), app.clock.now());
        let wishing = app.db.write(move |tx| {
            Box::pin(async move { flow::ask_less_often(tx, &keys, &read, 3, "link", now).await })
        });
        let wished: Result<_, DbErr> = wishing.await;
        wished.expect("it is kept");
        contact(app, "bo@example.com").await;

        let wish = message(&address(&server, &letter), "");
        piped(&server, &wish).await;
        piped(&server, &wish).await;
        assert_eq!(on_record(app).await, [("unsubscribe".to_owned(), "suppressed")], "the same comes twice");
        assert_eq!(suppressed(app, "kim@example.net").await, Some(Reason::Unsubscribed));
        assert_eq!(sources(&server).await, ["mail"]);
        let invitations = invitation::Entity::find().order_by_asc(invitation::Column::Id).all(app.db.read()).await;
        let states: Vec<_> = invitations.expect("invitations").into_iter().map(|row| row.state).collect();
        assert_eq!(states, [State::Sent, State::Cancelled, State::Scheduled], "only what waited for this customer");
        let wishes = preference::Entity::find().all(app.db.read()).await.expect("wishes");
        assert!(wishes.is_empty(), "none is less than fewer");
        let noted = audit::Entity::find().all(app.db.read()).await.expect("the audit");
        assert!(noted.iter().any(|row| row.actor == "customer by mail" && row.action == "unsubscribe"));
    }

    async fn a_wish_in_the_mailbox_counts_as_much(db: Database) {
        let dovecot = Dovecot::start(None).await;
        let server = product(db, &[("AFTERWORD_IMAP_URL", &dovecot.url(""))]).await;
        let letter = sent(&server.app, "kim@example.net").await;
        dovecot.deliver(message(&address(&server, &letter).to_uppercase(), "")).await;
        assert_eq!(read_bounces::run(&server.app).await.expect("it is read"), 1);
        assert_eq!(suppressed(&server.app, "kim@example.net").await, Some(Reason::Unsubscribed));
        assert_eq!(sources(&server).await, ["mail"]);
    }

    async fn what_is_forged_or_automatic_unsubscribes_nobody(db: Database) {
        let server = product(db, &[]).await;
        let app = &server.app;
        let letter = sent(app, "kim@example.net").await;
        let address = address(&server, &letter);
        let bounce = format!("bounce+{}@bounce.acme.example", app.keys.bounce_token(letter.id.0));
        let forged = format!("bounce+u-{}@bounce.acme.example", "a".repeat(37));
        let both = format!("{bounce}, {forged}");
        let report_to_it = report(app, "postfix-unknown", &letter)
            .replace(&app.keys.bounce_token(letter.id.0), &app.keys.unsubscribe_token(letter.id.0))
            .replace(&app.keys.link_token(letter.id.0), "gone");
        for (n, (message, kind, effect)) in [
            (message(&forged, "X-Number: 1\n"), "unsubscribe", "unproven"),
            (message(&both, "X-Number: 02\n"), "unsubscribe", "unproven"),
            (message(&bounce, "X-Number: 003\n"), "no_report", "noted"),
            (message(&address, "Auto-Submitted: auto-replied\n"), "auto_reply", "noted"),
            (message(&address, "Precedence: bulk\n"), "auto_reply", "noted"),
            (message(&address, "X-Number: 0004\n").replace("<kim@example.net>\nFrom", "<>\nFrom"), "auto_reply", "noted"),
            (report(app, "out-of-office", &letter).replace(&bounce, &address), "auto_reply", "noted"),
            (report_to_it, "hard", "unproven"),
        ].into_iter().enumerate() {
            piped(&server, &message).await;
            let record = on_record(app).await;
            assert_eq!(record.len(), n + 1, "{message}");
            assert_eq!(record[n], (kind.to_owned(), effect), "{message}");
            assert_eq!(suppressed(app, "kim@example.net").await, None, "{message}");
        }
        // As mail servers tell a command that nobody waits for an answer.
        let bounced = Afterword::on(&server.database).set("SENDER", "");
        let wish = message(&address, "X-Number: 00005\n").replace("Return-Path: <kim@example.net>\n", "");
        assert_eq!(bounced.run_telling(&["mail", "bounce"], &wish).await.status, Some(0));
        assert_eq!(suppressed(app, "kim@example.net").await, None);
    }
}
