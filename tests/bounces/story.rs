//! From a bounce to no further letter, and from three soft ones; an answer outlives what is reported later.

use super::{
    contact, delivery_of, invitation_of, product, recounted, report, rows, sent, suppressed,
    the_brand,
};
use crate::support::{
    server::Server,
    smtp_server::{Behaviour, SmtpServer},
};
use afterword::domain::{
    customers::suppression::Reason,
    deliveries::{
        bounce::{self, Inlet, Kind, Proof, Told},
        bounce_report::{self, Effect},
        delivery,
        delivery::State,
    },
    interactions::interaction::{HeldReason, Outcome},
    invitations::invitation,
    responses::{
        click::{ClickKind, Windows},
        click_event::Visit,
        submission::Submission,
    },
    surveys::definition::Definition,
};
use afterword::{
    domain::flow,
    mail::{
        self,
        bounce::{Envelope, read, taking::take},
        transport::Memory,
    },
};
use chrono::TimeDelta;
use sea_orm::{DbErr, EntityTrait, QueryOrder};

async fn comes_back(server: &Server, name: &str, letter: &delivery::Model) {
    let app = &server.app;
    let message = report(app, name, letter);
    let told = read(message.as_bytes(), Envelope::default(), Inlet::Mailbox);
    let limit = app.config.bouncing.soft_limit;
    take(&app.db, &app.keys, limit, told, app.clock.now())
        .await
        .expect("it is taken");
}

crate::on_both! {
    async fn a_hard_bounce_ends_the_asking(db: Database) {
        let smtp = SmtpServer::start().await;
        let settings = [
            ("AFTERWORD_SMTP_URL", smtp.url()),
            ("AFTERWORD_MAIL_FROM", "Acme Support <support@acme.example>".into()),
            ("AFTERWORD_BOUNCE_ADDRESS", "bounce@bounce.acme.example".into()),
        ];
        let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
        let server = product(db, &settings).await;
        let app = &server.app;
        contact(app, "kim@example.net").await;
        server.run_due().await;
        let arrived = smtp.letters(1).await.remove(0);
        let all = delivery::Entity::find().all(app.db.read()).await.expect("letters");
        let token = app.keys.bounce_token(all[0].id.0);
        assert_eq!(arrived.sender, format!("bounce+{token}@bounce.acme.example"));
        assert!(!arrived.text().contains(&token), "it is the envelope's alone");

        // A second letter waits when the report about the first one comes.
        contact(app, "kim@example.net").await;
        server.advance(TimeDelta::minutes(3));
        comes_back(&server, "postfix-unknown", &all[0]).await;
        server.run_due().await;
        let letter = delivery_of(app, &all[0]).await;
        assert_eq!(letter.state, State::Bounced);
        assert!(letter.reply.as_deref().is_some_and(|words| words.contains("5.1.1")), "{:?}", letter.reply);
        assert_eq!(invitation_of(app, &letter).await.state, invitation::State::Bounced);

        // The next contact is held, and nothing leaves any more.
        server.advance(TimeDelta::days(200));
        let next = contact(app, "Kim@Example.net").await;
        assert_eq!((next.interaction.outcome, next.interaction.reason), (Outcome::Held, Some(HeldReason::Suppressed)));
        server.run_due().await;
        assert_eq!(smtp.letters_so_far().len(), 1);
        let waited = delivery::Entity::find().all(app.db.read()).await.expect("letters");
        assert_eq!(waited.iter().filter(|letter| letter.state == State::Cancelled).count(), 1);
        recounted(app).await;
    }

    async fn a_letter_tried_again_has_the_envelope_of_its_own(db: Database) {
        let mut smtp = SmtpServer::start().await;
        let settings = [
            ("AFTERWORD_SMTP_URL", smtp.url()),
            ("AFTERWORD_MAIL_FROM", "Acme Support <support@acme.example>".into()),
            ("AFTERWORD_BOUNCE_ADDRESS", "bounce@bounce.acme.example".into()),
        ];
        let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
        let server = product(db, &settings).await;
        smtp.behave(&Behaviour { defer: Some("^kim@".into()), ..Behaviour::default() }).await;
        contact(&server.app, "kim@example.net").await;
        server.run_due().await;
        assert!(smtp.letters_so_far().is_empty());
        smtp.behave(&Behaviour::default()).await;
        server.advance(TimeDelta::minutes(10));
        server.run_due().await;
        let arrived = smtp.letters(1).await.remove(0);
        let all = delivery::Entity::find().all(server.app.db.read()).await.expect("letters");
        assert_eq!(all[0].attempts, 2);
        let token = server.app.keys.bounce_token(all[0].id.0);
        assert_eq!(arrived.sender, format!("bounce+{token}@bounce.acme.example"));
    }

    async fn only_the_third_soft_bounce_within_a_month_suppresses(db: Database) {
        let server = product(db, &[]).await;
        let app = &server.app;
        for (day, reason) in [(0, None), (20, None), (20, None), (5, Some(Reason::SoftBounces))] {
            server.advance(TimeDelta::days(day));
            let letter = sent(app, "kim@example.net").await;
            comes_back(&server, "postfix-full", &letter).await;
            // Another server's words about the same letter are no second failure.
            comes_back(&server, "postfix-gave-up", &letter).await;
            assert_eq!(suppressed(app, "kim@example.net").await, reason);
            assert_eq!(delivery_of(app, &letter).await.state, State::Bounced);
        }
        assert_eq!(suppressed(app, "lee@example.net").await, None);
        recounted(app).await;
    }

    async fn a_mailbox_found_full_at_the_door_counts_as_one_that_is_reported(db: Database) {
        let server = product(db, &[]).await;
        let app = &server.app;
        let memory = Memory::default();
        let words = "552 5.2.2 <kim@example.net>: mailbox full";
        memory.answer_to("kim@example.net", mail::outcome::Outcome::Refused { words: words.into() });
        for (day, reason) in [(0, None), (20, None), (20, None)] {
            server.advance(TimeDelta::days(day));
            contact(app, "kim@example.net").await;
            server.send_due(&memory).await;
            assert_eq!(suppressed(app, "kim@example.net").await, reason, "of the last month two at most");
        }
        let letter = sent(app, "kim@example.net").await;
        comes_back(&server, "postfix-full", &letter).await;
        assert_eq!(suppressed(app, "kim@example.net").await, Some(Reason::SoftBounces), "both ways count together");
        let told = rows(app).await;
        let told: Vec<_> = told.iter().map(|row| (row.inlet.as_str(), row.kind.as_str(), row.diagnostic.as_str())).collect();
        assert_eq!(told[..3], [("session", "soft", "552 5.2.2 <…>: mailbox full"); 3]);
        recounted(app).await;
    }

    async fn a_mailbox_full_until_the_letter_is_given_up_counts_too(db: Database) {
        let server = product(db, &[]).await;
        let app = &server.app;
        let memory = Memory::default();
        let words = "452 4.2.2 <kim@example.net>: mailbox full";
        memory.answer_to("kim@example.net", mail::outcome::Outcome::Deferred { words: words.into(), ambiguous: false });
        for reason in [None, None, Some(Reason::SoftBounces)] {
            contact(app, "kim@example.net").await;
            let given_up = loop {
                server.send_due(&memory).await;
                let newest = delivery::Entity::find().order_by_desc(delivery::Column::Id).one(app.db.read()).await;
                let newest = newest.expect("an answer").expect("a letter");
                if newest.state != State::Deferred {
                    break newest.state;
                }
                server.advance(newest.due_at - app.clock.now());
            };
            assert_eq!(given_up, State::Expired);
            assert_eq!(suppressed(app, "kim@example.net").await, reason);
        }
        let told = rows(app).await;
        let told: Vec<_> = told.iter().map(|row| (row.inlet.as_str(), row.kind.as_str())).collect();
        assert_eq!(told, [("session", "soft"); 3], "each letter counts once, not each try");
        recounted(app).await;
    }

    async fn nothing_follows_from_what_comes_back_about_a_trial(db: Database) {
        let server = product(db, &[]).await;
        let (app, brand, now) = (&server.app, the_brand(&server.app).await, server.app.clock.now());
        let keys = app.keys.clone();
        let sending = app.db.write(move |tx| {
            Box::pin(async move {
                let definition = Definition::starting();
                flow::send_trial(tx, &keys, &brand, ("after-contact", &definition), ("mia@example.com", "en"), now).await
            })
        });
        let sent: Result<_, DbErr> = sending.await;
        sent.expect("a trial");
        let trial = delivery::Entity::find().one(app.db.read()).await.expect("read").expect("a letter");
        for (kind, proof) in [
            (Kind::Hard, Proof::Letter(trial.id.0)),
            (Kind::Complaint, Proof::Letter(trial.id.0)),
            (Kind::Unsubscribe, Proof::Unsubscribe(app.keys.unsubscribe_token(trial.id.0))),
        ] {
            let outcome = bounce::Outcome { kind, status: None, recipients: Vec::new(), diagnostic: String::new() };
            let told = Told {
                key: kind.code().into(), once: None, inlet: Inlet::Sendgrid, proofs: vec![proof], outcomes: vec![outcome], kept: None,
            };
            let done = take(&app.db, &app.keys, 1, told, now).await.expect("it is taken");
            assert_eq!(done.effect, Some(Effect::Noted), "{kind:?}");
            assert_eq!(suppressed(app, "mia@example.com").await, None, "{kind:?}");
        }
    }

    async fn an_answer_outlives_a_bounce(db: Database) {
        let server = product(db, &[]).await;
        let app = &server.app;
        let letter = sent(app, "kim@example.net").await;
        let visit = Visit { kind: ClickKind::Submit, score: Some(4), network_hash: None, agent_class: "browser" };
        let submission = Submission { score: 4, comment: None, answers: [].into(), locale: None };
        let (keys, answered, now) = (app.keys.clone(), letter.clone(), app.clock.now());
        let answering = app.db.write(move |tx| {
            Box::pin(async move { flow::submit(tx, &keys, &answered, visit, submission, Windows::default(), now).await })
        });
        let recorded: Result<_, DbErr> = answering.await;
        recorded.expect("an answer");
        server.advance(TimeDelta::hours(1));
        comes_back(&server, "postfix-unknown", &letter).await;
        assert_eq!(invitation_of(app, &letter).await.state, invitation::State::Answered);
        assert_eq!(delivery_of(app, &letter).await.state, State::Sent);
        assert_eq!(suppressed(app, "kim@example.net").await, Some(Reason::HardBounce));
        recounted(app).await;
    }

    async fn reports_are_forgotten_in_time(db: Database) {
        let server = product(db, &[]).await;
        let app = &server.app;
        let letter = sent(app, "kim@example.net").await;
        comes_back(&server, "postfix-unknown", &letter).await;
        comes_back(&server, "broken", &letter).await;
        comes_back(&server, "out-of-office", &letter).await;
        for (days, left) in [(29, 3), (2, 1), (60, 0)] {
            server.advance(TimeDelta::days(days));
            let now = app.clock.now();
            let forgetting = app.db.write(move |tx| Box::pin(async move { bounce_report::forget(tx, now).await }));
            let forgotten: Result<_, DbErr> = forgetting.await;
            forgotten.expect("room");
            assert_eq!(rows(app).await.len(), left, "after {days} more days");
        }
        assert_eq!(suppressed(app, "kim@example.net").await, Some(Reason::HardBounce), "that stays");
    }
}
