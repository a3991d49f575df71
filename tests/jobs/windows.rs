//! The hours in which letters leave, kept also by letters that were held up or are tried again.

use afterword::domain::accounts::member::Role;
use afterword::domain::deliveries::delivery::State;
use afterword::domain::flow;
use afterword::domain::organization::brand;
use afterword::domain::surveys::{definition::Definition, send_window::SendWindow};
use afterword::mail::outcome::Outcome;
use afterword::mail::transport::Memory;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::DbErr;

use super::{attempts_of, delivery_to, report, report_from};
use crate::console::{NOTHING, enter, led_to, member, send};
use crate::support::server::Server;

/// The starting survey asks from 8 to 20 o'clock on weekdays from now on; the brand lives by UTC.
async fn asks_in_office_hours(server: &Server) {
    let brand = brand::by_slug(server.app.db.read(), "default").await;
    let (brand, now) = (
        brand.expect("an answer").expect("a brand").id,
        server.app.clock.now(),
    );
    let definition = Definition {
        send_window: Some(SendWindow {
            days: ["mon", "tue", "wed", "thu", "fri"].map(Into::into).into(),
            ..SendWindow::default()
        }),
        ..Definition::starting()
    };
    let publishing = server.app.db.write(move |tx| {
        Box::pin(async move {
            flow::publish_survey(tx, brand, "after-contact", definition, "member:test", now).await
        })
    });
    let published: Result<_, DbErr> = publishing.await;
    published.expect("a published survey");
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// Moves the clock on to that instant.
fn wait_until(server: &Server, text: &str) {
    server.advance(at(text) - server.app.clock.now());
}

crate::on_both! {
    async fn a_letter_that_could_not_leave_in_the_evening_waits_for_the_morning(db: Database) {
        let server = Server::start_with(db, &[("AFTERWORD_MAIL_WORKERS", "1")]).await;
        let memory = Memory::default();
        asks_in_office_hours(&server).await;
        wait_until(&server, "2026-11-27T19:50:00Z");
        memory.answer_to("kim@example.net", Outcome::Deferred { words: "452 4.3.1 Not now".into(), ambiguous: false });
        report(&server.app, "kim@example.net").await;
        server.send_due(&memory).await;
        let kim = delivery_to(&server.app, "kim@example.net").await;
        assert_eq!((kim.state, kim.attempts), (State::Deferred, 1));
        memory.take_all();

        // Its backoff ends on a Friday night, and on Monday at eight the office opens.
        for hour in ["2026-11-27T20:15:00Z", "2026-11-28T10:00:00Z", "2026-11-30T07:59:59Z"] {
            wait_until(&server, hour);
            server.send_due(&memory).await;
            let kim = delivery_to(&server.app, "kim@example.net").await;
            assert_eq!((kim.state, kim.attempts, kim.due_at), (State::Deferred, 1, at("2026-11-30T08:00:00Z")), "{hour}");
            assert_eq!(kim.reply.as_deref(), Some("452 4.3.1 Not now"));
        }
        assert_eq!(attempts_of(&server.app, &kim).await.len(), 1);
        wait_until(&server, "2026-11-30T08:00:00Z");
        server.send_due(&memory).await;
        assert_eq!(delivery_to(&server.app, "kim@example.net").await.state, State::Sent);
    }

    async fn after_a_pause_letters_keep_the_hours_of_where_their_customers_live(db: Database) {
        let server = Server::start_with(db, &[("AFTERWORD_MAIL_WORKERS", "1")]).await;
        let memory = Memory::default();
        asks_in_office_hours(&server).await;
        wait_until(&server, "2026-11-26T15:00:00Z");
        memory.answer_to("", Outcome::Halted { words: "connection refused".into(), to_one: false });
        for (email, zone) in [("kim@example.net", None), ("lou@example.net", Some("America/New_York")), ("yui@example.net", Some("Asia/Tokyo"))] {
            report_from(&server.app, email, zone).await;
        }
        server.send_due(&memory).await;
        memory.take_all();
        wait_until(&server, "2026-11-26T21:00:00Z");
        server.send_due(&memory).await;
        let seen = async |email: &str| {
            let letter = delivery_to(&server.app, email).await;
            (letter.state == State::Sent, letter.due_at)
        };
        assert!(seen("lou@example.net").await.0, "it is four in the afternoon in New York");
        assert_eq!(seen("kim@example.net").await, (false, at("2026-11-27T08:00:00Z")));
        assert_eq!(seen("yui@example.net").await, (false, at("2026-11-26T23:00:00Z")), "eight in Tokyo");
        wait_until(&server, "2026-11-26T23:00:00Z");
        server.send_due(&memory).await;
        assert!(seen("yui@example.net").await.0);
        wait_until(&server, "2026-11-27T08:00:00Z");
        server.send_due(&memory).await;
        assert!(seen("kim@example.net").await.0);
    }

    async fn a_letter_that_waits_for_its_hours_can_be_withdrawn_and_tried_again_by_hand(db: Database) {
        let server = Server::start_with(db, &[("AFTERWORD_MAIL_WORKERS", "1")]).await;
        let memory = Memory::default();
        asks_in_office_hours(&server).await;
        member(&server, "mia@example.com", Role::Manager).await;
        wait_until(&server, "2026-11-26T19:59:00Z");
        memory.answer_to("kim@example.net", Outcome::Refused { words: "554 5.0.0 No".into() });
        report(&server.app, "kim@example.net").await;
        report(&server.app, "lou@example.net").await;
        server.app.pace().pause().trouble("421 closing", server.app.clock.now());
        server.advance(TimeDelta::minutes(2));
        server.send_due(&memory).await;
        assert!(memory.letters().is_empty());
        let cookie = enter(&server, "mia@example.com").await;
        let lou = delivery_to(&server.app, "lou@example.net").await;
        let invitation = lou.invitation_id.expect("an invitation");
        let withdrawn = send(&server, &cookie, &format!("/invitations/{invitation}/cancel"), &[("reason", "Settled by phone")]).await;
        assert!(led_to(&withdrawn).contains("done=cancelled"));

        wait_until(&server, "2026-11-27T08:00:00Z");
        server.send_due(&memory).await;
        let kim = delivery_to(&server.app, "kim@example.net").await;
        assert_eq!((kim.state, kim.attempts), (State::Failed, 1));
        memory.take_all();
        wait_until(&server, "2026-11-27T22:00:00Z");
        let cookie = enter(&server, "mia@example.com").await;
        led_to(&send(&server, &cookie, &format!("/deliveries/{}/retry", kim.id), &NOTHING).await);
        server.send_due(&memory).await;
        let kim = delivery_to(&server.app, "kim@example.net").await;
        assert_eq!((kim.state, kim.due_at), (State::Deferred, at("2026-11-30T08:00:00Z")));
        wait_until(&server, "2026-11-30T08:00:00Z");
        server.send_due(&memory).await;
        assert_eq!(memory.letters().len(), 1, "and the one that was withdrawn never left");
    }
}
