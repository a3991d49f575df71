//! How fast letters leave, and who is left alone for a while: one domain's trouble holds up nobody else's letters.

use std::collections::BTreeMap;

use afterword::domain::accounts::member::Role;
use afterword::domain::deliveries::delivery::State;
use afterword::domain::invitations::invitation;
use afterword::domain::organization::{brand, look};
use afterword::mail::outcome::Outcome;
use afterword::mail::transport::Memory;
use chrono::TimeDelta;

use super::{attempts_of, deliveries, delivery_to, invitation_of, report};
use crate::console::{enter, led_to, member, page, send};
use crate::support::server::Server;

async fn report_to(server: &Server, domain: &str, count: usize) {
    for n in 0..count {
        report(&server.app, &format!("c{n:03}@{domain}")).await;
    }
}

/// How many letters have arrived, by domain.
fn arrived(memory: &Memory) -> BTreeMap<String, usize> {
    let mut arrived = BTreeMap::new();
    for letter in memory.letters() {
        let parsed = mail_parser::MessageParser::default()
            .parse(&letter)
            .expect("a letter");
        let to = parsed
            .to()
            .and_then(|to| to.first())
            .and_then(|to| to.address());
        let domain = to
            .expect("a recipient")
            .rsplit_once('@')
            .expect("a domain")
            .1
            .to_owned();
        *arrived.entry(domain).or_default() += 1;
    }
    arrived
}

/// From now on letters of the first brand are enqueued with this sender.
async fn sends_from(server: &Server, address: Option<&'static str>) {
    let brand = brand::all(server.app.db.read())
        .await
        .expect("brands")
        .remove(0)
        .id;
    let now = server.app.clock.now();
    let change = move |look| {
        Ok(look::Look {
            sender_address: address.map(str::to_owned),
            ..look
        })
    };
    let published = server
        .app
        .db
        .write(move |tx| Box::pin(look::publish(tx, brand, change, now)));
    published.await.expect("a look");
}

fn counts(of: &[(&str, usize)]) -> BTreeMap<String, usize> {
    of.iter()
        .map(|(domain, count)| ((*domain).to_owned(), *count))
        .collect()
}

fn slowed() -> Outcome {
    Outcome::Slowed {
        words: "421 4.7.0 Too many messages from you".into(),
    }
}

crate::on_both! {
    async fn a_domain_that_says_421_holds_up_nobody_elses_letters(db: Database) {
        let server = Server::start_with(db, &[("AFTERWORD_MAIL_WORKERS", "1")]).await;
        let memory = Memory::default();
        memory.answer_to("@slow.example", slowed());
        report_to(&server, "slow.example", 30).await;
        report_to(&server, "other.example", 30).await;
        server.send_due(&memory).await;
        assert_eq!(arrived(&memory), counts(&[("other.example", 30)]));
        let slow: Vec<_> = deliveries(&server.app).await.into_iter().filter(|d| d.recipient.ends_with("@slow.example")).collect();
        assert_eq!(slow.iter().map(|d| d.attempts).sum::<i32>(), 1, "one letter heard it, the others waited");
        assert!(slow.iter().all(|d| d.claimed_by.is_none() && d.due_at > server.app.clock.now() + TimeDelta::minutes(4)), "{slow:?}");

        // The domain rests for a quarter of an hour, and then one letter shows whether it is over.
        server.advance(TimeDelta::minutes(14));
        server.send_due(&memory).await;
        assert_eq!(arrived(&memory), counts(&[("other.example", 30)]));
        memory.take_all();
        server.advance(TimeDelta::minutes(2));
        server.send_due(&memory).await;
        assert_eq!(arrived(&memory)["slow.example"], 1);
        for _ in 0..40 {
            server.advance(TimeDelta::minutes(2));
            server.send_due(&memory).await;
        }
        assert_eq!(arrived(&memory), counts(&[("other.example", 30), ("slow.example", 30)]));
        assert!(deliveries(&server.app).await.iter().all(|d| d.state == State::Sent));
    }

    async fn a_domain_that_objects_to_us_is_left_alone_and_nobody_in_it_is_given_up(db: Database) {
        let server = Server::start_with(db, &[("AFTERWORD_MAIL_WORKERS", "1")]).await;
        let memory = Memory::default();
        memory.answer_to("@strict.example", Outcome::Barred { words: "550 5.7.26 Unauthenticated mail".into() });
        report_to(&server, "strict.example", 5).await;
        report_to(&server, "other.example", 5).await;
        server.send_due(&memory).await;
        server.advance(TimeDelta::minutes(16));
        server.send_due(&memory).await;
        assert_eq!(arrived(&memory), counts(&[("other.example", 5)]));
        let tried: i32 = deliveries(&server.app).await.iter().filter(|d| d.recipient.ends_with("strict.example")).map(|d| d.attempts).sum();
        assert_eq!(tried, 2, "one letter at a time");
        memory.take_all();
        for _ in 0..12 {
            server.advance(TimeDelta::minutes(15));
            server.send_due(&memory).await;
        }
        assert_eq!(arrived(&memory)["strict.example"], 5);
    }

    async fn a_letter_refused_where_others_are_taken_holds_nobody_up(db: Database) {
        let server = Server::start_with(db, &[("AFTERWORD_MAIL_WORKERS", "1")]).await;
        let memory = Memory::default();
        memory.answer_to("c000@big.example", Outcome::Barred { words: "550 5.7.1 members only".into() });
        report_to(&server, "big.example", 20).await;
        server.send_due(&memory).await;
        assert!(memory.letters().is_empty(), "nobody knows yet that it is about one letter");
        for _ in 0..18 {
            server.advance(TimeDelta::minutes(1));
            server.send_due(&memory).await;
        }
        assert_eq!(arrived(&memory), counts(&[("big.example", 19)]));
        server.advance(TimeDelta::minutes(15));
        server.send_due(&memory).await;
        let refused = delivery_to(&server.app, "c000@big.example").await;
        assert_eq!((refused.state, refused.attempts), (State::Failed, 2));
        assert!(server.app.pace().troubles().is_empty(), "the domain does not rest for it");
    }

    async fn a_brands_refused_sender_holds_up_nobody_elses_letters(db: Database) {
        let server = Server::start_with(db, &[("AFTERWORD_MAIL_WORKERS", "1")]).await;
        let memory = Memory::default();
        sends_from(&server, Some("care@acme.example")).await;
        report_to(&server, "own.example", 30).await;
        sends_from(&server, None).await;
        report_to(&server, "other.example", 30).await;
        let refused = || Outcome::Disowned { words: "553 5.1.8 care@acme.example is not yours".into(), to_one: false };
        memory.answer_to("@own.example", refused());
        server.send_due(&memory).await;
        assert_eq!(arrived(&memory), counts(&[("other.example", 30)]));
        let own = || async { deliveries(&server.app).await.into_iter().filter(|d| d.recipient.ends_with("@own.example")).collect::<Vec<_>>() };
        assert_eq!(own().await.iter().map(|d| d.attempts).sum::<i32>(), 1, "one letter heard it, the others waited");
        let told = server.app.pace().senders().told();
        assert_eq!((told.len(), told[0].address.as_str(), told[0].words.as_str()), (1, "care@acme.example", "553 5.1.8 care@acme.example is not yours"));
        member(&server, "mia@example.com", Role::Manager).await;
        let cookie = enter(&server, "mia@example.com").await;
        assert!(page(&server, &cookie, "/deliveries").await.contains("No letter from care@acme.example can leave."));

        memory.take_all();
        server.advance(TimeDelta::seconds(6));
        server.send_due(&memory).await;
        assert_eq!(arrived(&memory), counts(&[("other.example", 30), ("own.example", 30)]));
        assert!(server.app.pace().senders().is_empty());

        // So it is with the sender that brands share: brands with one of their own go on.
        memory.answer_to("@third.example", refused());
        report_to(&server, "third.example", 3).await;
        sends_from(&server, Some("care@acme.example")).await;
        report_to(&server, "own2.example", 3).await;
        server.send_due(&memory).await;
        assert_eq!(arrived(&memory).get("own2.example"), Some(&3));
        assert!(!server.app.pace().pause().is_probing());
        let told = server.app.pace().senders().told();
        assert_eq!(told.len(), 1);
        assert!(page(&server, &cookie, "/deliveries").await.contains(&format!("No letter from {} can leave.", told[0].address)));
    }

    async fn one_domain_that_refuses_a_sender_holds_up_nobody_elses_letters(db: Database) {
        let server = Server::start_with(db, &[("AFTERWORD_MAIL_WORKERS", "1")]).await;
        let memory = Memory::default();
        let words = "554 5.7.1 <support@acme.example>: Sender address rejected";
        memory.answer_to("@strict.example", Outcome::Disowned { words: words.into(), to_one: true });
        report_to(&server, "strict.example", 5).await;
        report_to(&server, "other.example", 30).await;
        server.send_due(&memory).await;
        assert_eq!(arrived(&memory), counts(&[("other.example", 30)]));
        assert!(!server.app.pace().pause().is_probing() && server.app.pace().senders().told().is_empty());
        let strict = deliveries(&server.app).await.into_iter().filter(|d| d.recipient.ends_with("@strict.example"));
        let strict: Vec<_> = strict.map(|d| (d.attempts, d.due_at - server.app.clock.now())).collect();
        assert_eq!(strict.iter().map(|(attempts, _)| attempts).sum::<i32>(), 1, "one letter heard it");
        // That one waits longest, so that another shows whether it is over.
        let heard = strict.iter().find(|(attempts, _)| *attempts == 1).expect("the one that was tried").1;
        assert!(strict.iter().all(|(attempts, wait)| *attempts == 1 || *wait < heard), "{strict:?}");

        // Where one domain after the other says so, it is about the sender.
        for domain in ["stern.example", "severe.example", "stiff.example"] {
            memory.answer_to(&format!("@{domain}"), Outcome::Disowned { words: words.into(), to_one: true });
            report_to(&server, domain, 1).await;
        }
        server.send_due(&memory).await;
        assert_eq!(server.app.pace().senders().told().len(), 1);
        report_to(&server, "other2.example", 2).await;
        server.send_due(&memory).await;
        assert_eq!(arrived(&memory).get("other2.example"), None, "all its letters wait");
        memory.take_all();
        for _ in 0..8 {
            server.advance(TimeDelta::minutes(10));
            server.send_due(&memory).await;
        }
        assert!(deliveries(&server.app).await.iter().all(|d| d.state == State::Sent));
        assert!(server.app.pace().senders().is_empty());
    }

    async fn no_more_letters_leave_in_a_second_than_may(db: Database) {
        let server = Server::start_with(db, &[("AFTERWORD_MAIL_PER_SECOND", "4")]).await;
        let memory = Memory::default();
        report_to(&server, "example.net", 10).await;
        for arrived in [4, 8, 10] {
            server.send_due(&memory).await;
            assert_eq!(memory.letters().len(), arrived);
            server.advance(TimeDelta::seconds(1));
        }
    }

    async fn one_domains_rate_is_not_anothers(db: Database) {
        let server = Server::start_with(db, &[("AFTERWORD_MAIL_PER_DOMAIN_PER_MINUTE", "6")]).await;
        let memory = Memory::default();
        report_to(&server, "big.example", 12).await;
        report_to(&server, "small.example", 1).await;
        server.send_due(&memory).await;
        assert_eq!(arrived(&memory), counts(&[("big.example", 1), ("small.example", 1)]));
        assert!(deliveries(&server.app).await.iter().all(|d| d.claimed_by.is_none()), "nobody holds what may not leave yet");
        for _ in 0..6 {
            server.advance(TimeDelta::seconds(10));
            server.send_due(&memory).await;
        }
        assert_eq!(arrived(&memory)["big.example"], 7);
    }

    async fn letters_begun_together_arrive_once_each(db: Database) {
        let settings = [("AFTERWORD_MAIL_BATCH", "8"), ("AFTERWORD_MAIL_PER_DOMAIN_AT_ONCE", "20")];
        let server = Server::start_with(db, &settings).await;
        let memory = Memory::default();
        memory.answer_to("c007@example.net", Outcome::Refused { words: "550 5.1.1 No such user".into() });
        report_to(&server, "example.net", 60).await;
        for _ in 0..60 {
            server.send_due(&memory).await;
            server.advance(TimeDelta::seconds(1));
        }
        assert_eq!(arrived(&memory), counts(&[("example.net", 59)]));
        let failed = delivery_to(&server.app, "c007@example.net").await;
        assert_eq!((failed.state, failed.attempts), (State::Failed, 1));
        let all = deliveries(&server.app).await;
        let replies: Vec<_> = all.iter().filter(|d| d.id != failed.id).map(|d| (d.state, d.attempts)).collect();
        assert!(replies.iter().all(|told| *told == (State::Sent, 1)), "{replies:?}");
    }

    async fn letters_begun_together_do_not_go_on_into_a_pause(db: Database) {
        let settings = [("AFTERWORD_MAIL_BATCH", "8"), ("AFTERWORD_MAIL_WORKERS", "1")];
        let server = Server::start_with(db, &settings).await;
        let memory = Memory::default();
        memory.answer_next([Outcome::Halted { words: "535 5.7.8 Bad credentials".into(), to_one: false }]);
        report_to(&server, "example.net", 8).await;
        server.send_due(&memory).await;
        assert!(memory.letters().is_empty());
        let all = deliveries(&server.app).await;
        let (tried, untried): (Vec<_>, Vec<_>) = all.iter().partition(|d| d.state == State::Deferred);
        assert_eq!((tried.len(), tried[0].attempts), (1, 1), "one letter heard it");
        for letter in &untried {
            assert_eq!((letter.state, letter.attempts, letter.first_attempt_at), (State::Queued, 0, None));
            assert!(letter.claimed_by.is_none() && attempts_of(&server.app, letter).await.is_empty(), "{letter:?}");
            assert_eq!(invitation_of(&server.app, letter).await.state, invitation::State::Scheduled);
        }
        member(&server, "mia@example.com", Role::Manager).await;
        let cookie = enter(&server, "mia@example.com").await;
        let shown = page(&server, &cookie, &format!("/deliveries/{}", untried[0].id)).await;
        assert!(shown.contains("None yet.") && !shown.contains("not tried"), "{shown}");
        // Nobody tried it: it may still be withdrawn.
        let id = untried[0].invitation_id.expect("an invitation");
        let withdrawn = send(&server, &cookie, &format!("/invitations/{id}/cancel"), &[("reason", "Settled by phone")]).await;
        assert!(led_to(&withdrawn).contains("done=cancelled"));
        for _ in 0..3 {
            server.advance(TimeDelta::seconds(6));
            server.send_due(&memory).await;
        }
        assert_eq!(memory.letters().len(), 7);
        let all = deliveries(&server.app).await;
        assert_eq!(all.iter().map(|d| d.attempts).sum::<i32>(), 8, "each once, and the first one twice");
    }

    async fn a_letter_tried_before_waits_as_it_did_when_it_is_held_up(db: Database) {
        let settings = [("AFTERWORD_MAIL_BATCH", "8"), ("AFTERWORD_MAIL_WORKERS", "1")];
        let server = Server::start_with(db, &settings).await;
        let memory = Memory::default();
        memory.answer_to("", Outcome::Deferred { words: "452 4.2.2 Mailbox full".into(), ambiguous: false });
        report_to(&server, "example.net", 4).await;
        server.send_due(&memory).await;
        memory.take_all();
        memory.answer_next([Outcome::Halted { words: "535 5.7.8 Bad credentials".into(), to_one: false }]);
        server.advance(TimeDelta::minutes(6));
        server.send_due(&memory).await;
        let all = deliveries(&server.app).await;
        let (again, held_up): (Vec<_>, Vec<_>) = all.iter().partition(|d| d.attempts == 2);
        assert_eq!((again.len(), held_up.len()), (1, 3));
        for letter in held_up {
            assert_eq!((letter.state, letter.attempts, letter.reply.as_deref()), (State::Deferred, 1, Some("452 4.2.2 Mailbox full")));
            let said: Vec<_> = attempts_of(&server.app, letter).await.into_iter().map(|attempt| (attempt.number, attempt.outcome)).collect();
            assert_eq!(said, [(1, Some("deferred".to_owned()))]);
            assert_eq!(letter.first_attempt_at, again[0].first_attempt_at, "its date stays");
        }
        server.advance(TimeDelta::minutes(30));
        server.send_due(&memory).await;
        assert_eq!(memory.letters().len(), 4);
    }

    async fn a_mail_server_that_is_down_for_a_day_costs_nobody_a_letter(db: Database) {
        let server = Server::start_with(db, &[("AFTERWORD_MAIL_WORKERS", "2")]).await;
        let memory = Memory::default();
        memory.answer_to("", Outcome::Halted { words: "connection refused".into(), to_one: false });
        report_to(&server, "example.net", 40).await;
        for _ in 0..96 {
            server.send_due(&memory).await;
            server.advance(TimeDelta::minutes(15));
        }
        assert!(memory.letters().is_empty());
        memory.take_all();
        server.send_due(&memory).await;
        server.advance(TimeDelta::minutes(6));
        server.send_due(&memory).await;
        let all = deliveries(&server.app).await;
        assert!(all.iter().all(|d| d.state == State::Sent), "{all:?}");
        let mut to: Vec<_> = memory.letters().iter().map(|letter| {
            let parsed = mail_parser::MessageParser::default().parse(letter).expect("a letter");
            parsed.message_id().expect("a Message-ID").to_owned()
        }).collect();
        assert_eq!(to.len(), 40);
        to.sort();
        to.dedup();
        assert_eq!(to.len(), 40, "nobody has two");
    }

    async fn a_letter_is_tried_for_as_long_as_is_set(db: Database) {
        let server = Server::start_with(db, &[("AFTERWORD_MAIL_GIVE_UP_HOURS", "120")]).await;
        let memory = Memory::default();
        memory.answer_to("", Outcome::Deferred { words: "452 4.2.2 Mailbox full".into(), ambiguous: false });
        report(&server.app, "kim@example.net").await;
        for _ in 0..110 {
            server.send_due(&memory).await;
            server.advance(TimeDelta::hours(1));
        }
        assert_eq!(delivery_to(&server.app, "kim@example.net").await.state, State::Deferred);
        server.advance(TimeDelta::hours(11));
        server.send_due(&memory).await;
        assert_eq!(delivery_to(&server.app, "kim@example.net").await.state, State::Expired);
    }

    async fn a_letter_never_tried_is_too_late_all_the_same(db: Database) {
        let server = Server::start(db).await;
        let memory = Memory::default();
        report(&server.app, "kim@example.net").await;
        server.advance(TimeDelta::hours(49));
        server.send_due(&memory).await;
        let delivery = delivery_to(&server.app, "kim@example.net").await;
        assert_eq!((delivery.state, delivery.reply.as_deref()), (State::Expired, Some("its time passed before the letter left")));
        assert!(memory.letters().is_empty());
    }
}
