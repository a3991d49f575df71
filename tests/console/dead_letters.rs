//! The room of letters that could not leave: what the server said, and another chance given by a manager alone.

use std::time::Duration;

use super::{enter, get, member, page};
use crate::support::{
    centre::{Centre, Contact},
    server::Server,
};
use afterword::domain::{
    accounts::{audit, member::Role},
    customers::suppression,
    deliveries::delivery,
    organization::brand,
    scores::verify,
};
use afterword::jobs::send_letters::Post;
use afterword::mail::{
    outcome::Outcome,
    transport::{Memory, Transport},
};
use chrono::TimeDelta;
use reqwest::{Response, StatusCode, header};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

async fn press(server: &Server, cookie: &str, path: &str, form: &[(&str, &str)]) -> Response {
    let sent = server
        .http
        .post(server.url(path))
        .header(header::COOKIE, cookie)
        .form(form);
    sent.send().await.expect("an answer")
}

fn goes_to(answer: &Response) -> String {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    answer.headers()[header::LOCATION]
        .to_str()
        .expect("text")
        .to_owned()
}

async fn letters(server: &Server) -> Vec<delivery::Model> {
    let all = delivery::Entity::find().order_by_asc(delivery::Column::Recipient);
    all.all(server.app.db.read()).await.expect("letters")
}

async fn counted_right(server: &Server) {
    let report = verify::verify(&server.app.db, |_| ())
        .await
        .expect("a recount");
    assert!(report.is_right(), "{:?}", report.differences);
}

async fn send(server: &Server, memory: &Memory) {
    let post =
        Post::open(&server.app, &Transport::Memory(memory.clone()), "4711-a").expect("threads");
    post.send_due().await.expect("letters are claimed");
    post.close(Duration::from_secs(10))
        .await
        .expect("claims are given back");
}

/// So many contacts whose letters were refused, and one to another domain that was taken.
async fn refused(server: &Server, memory: &Memory, count: usize) {
    memory.answer_to(
        "@gone.example",
        Outcome::Refused {
            words: "550 5.2.0 Mailbox closed for repairs".into(),
        },
    );
    for n in 0..count {
        crate::jobs::report(&server.app, &format!("c{n}@gone.example")).await;
    }
    crate::jobs::report(&server.app, "kim@example.net").await;
    send(server, memory).await;
    memory.take_all();
}

crate::on_both! {
    async fn a_manager_gives_a_failed_letter_another_chance(db: Database) {
        let server = Server::start(db).await;
        let memory = Memory::default();
        for (email, role) in [("mia@example.com", Role::Manager), ("ana@example.com", Role::Analyst)] {
            member(&server, email, role).await;
        }
        refused(&server, &memory, 1).await;
        let letter = letters(&server).await.remove(0);
        let path = format!("/deliveries/{}", letter.id);
        let ana = enter(&server, "ana@example.com").await;
        let shown = page(&server, &ana, &path).await;
        assert!(shown.contains("550 5.2.0 Mailbox closed for repairs") && shown.contains(">4711<"), "every attempt with its process");
        assert!(!shown.contains("Try again"));
        assert_eq!(press(&server, &ana, &format!("{path}/retry"), &[]).await.status(), StatusCode::FORBIDDEN);

        let mia = enter(&server, "mia@example.com").await;
        assert!(page(&server, &mia, &path).await.contains("Try again"));
        server.advance(TimeDelta::days(1));
        let mia = enter(&server, "mia@example.com").await;
        let answer = press(&server, &mia, &format!("{path}/retry"), &[]).await;
        let back = goes_to(&answer);
        assert!(page(&server, &mia, &back).await.contains("1 letter in the queue again."));
        // A second press, of somebody whose page is old, says so and changes nothing.
        let again = goes_to(&press(&server, &mia, &format!("{path}/retry"), &[]).await);
        assert!(page(&server, &mia, &again).await.contains("neither failed nor too late any more"));
        send(&server, &memory).await;
        let sent = letters(&server).await.remove(0);
        assert_eq!((sent.state, sent.attempts, sent.id), (delivery::State::Sent, 2, letter.id));
        let raw = String::from_utf8(memory.letters().pop().expect("a letter")).expect("text");
        assert!(raw.contains(&format!("Message-ID: <{}@", letter.id)), "the same letter");
        let noted = audit::Entity::find().filter(audit::Column::Action.eq("retry letter")).all(server.app.db.read()).await;
        let objects: Vec<_> = noted.expect("the audit").into_iter().map(|noted| noted.object).collect();
        assert_eq!(objects, [format!("delivery:{}", letter.id)]);
        counted_right(&server).await;
    }

    async fn many_are_asked_about_and_those_that_must_not_leave_do_not(db: Database) {
        let server = Server::start(db).await;
        let memory = Memory::default();
        member(&server, "mia@example.com", Role::Manager).await;
        refused(&server, &memory, 3).await;
        let mia = enter(&server, "mia@example.com").await;
        let list = page(&server, &mia, "/deliveries?state=failed&domain=gone.example").await;
        assert!(list.contains("/deliveries/retry?domain=gone.example&amp;state=failed"), "the list leads to the question");
        let question = page(&server, &mia, "/deliveries/retry?domain=gone.example&state=failed").await;
        assert!(question.contains("3 letters") && question.contains("that failed") && question.contains("gone.example"));
        assert_eq!(get(&server, &mia, "/deliveries/retry?state=sent").await.status(), StatusCode::NOT_FOUND);
        let none = page(&server, &mia, "/deliveries/retry?state=failed&domain=other.example").await;
        assert!(none.contains("No letters to try again"));

        let all = letters(&server).await;
        let (brand, keys, now) = (all[0].brand_id, server.app.keys.clone(), server.app.clock.now());
        let suppressing = server.app.db.write(move |tx| Box::pin(async move {
            suppression::suppress(tx, &keys, brand, "c0@gone.example", suppression::Reason::Legal, "letter", now).await
        }));
        let suppressed: Result<bool, DbErr> = suppressing.await;
        suppressed.expect("it is written");
        let form = [("state", "failed"), ("domain", "gone.example")];
        let back = goes_to(&press(&server, &mia, "/deliveries/retry", &form).await);
        let shown = page(&server, &mia, &back).await;
        assert!(shown.contains("2 letters in the queue again") && shown.contains("1 letter not tried: the address must not be written to"), "{shown}");
        send(&server, &memory).await;
        let states: Vec<_> = letters(&server).await.iter().map(|letter| letter.state).collect();
        use delivery::State::{Failed, Sent};
        assert_eq!(states, [Failed, Sent, Sent, Sent]);

        // Too late to be answered is too late to be sent.
        server.advance(TimeDelta::days(60));
        let mia = enter(&server, "mia@example.com").await;
        let back = goes_to(&press(&server, &mia, "/deliveries/retry", &[("state", "failed")]).await);
        assert!(page(&server, &mia, &back).await.contains("1 letter not tried"));
        counted_right(&server).await;
    }

    async fn the_room_shows_what_keeps_letters_waiting(db: Database) {
        let server = Server::start_with(db, &[("AFTERWORD_MAIL_WORKERS", "1")]).await;
        member(&server, "ana@example.com", Role::Analyst).await;
        let ana = enter(&server, "ana@example.com").await;
        assert!(page(&server, &ana, "/deliveries").await.contains("nothing waits"));
        let memory = Memory::default();
        memory.answer_to("@full.example", Outcome::Deferred { words: "452 4.2.2 Mailbox full".into(), ambiguous: false });
        memory.answer_to("@slow.example", Outcome::Slowed { words: "421 4.7.0 Too fast".into() });
        for to in ["a@full.example", "b@full.example", "c@slow.example", "d@example.net"] {
            crate::jobs::report(&server.app, to).await;
        }
        send(&server, &memory).await;
        let shown = page(&server, &ana, "/deliveries").await;
        for words in ["452 4.2.2 Mailbox full", "421 4.7.0 Too fast", "Slowed to 30 letters a minute", "domain=full.example&amp;state=deferred"] {
            assert!(shown.contains(words), "{words}");
        }
        let of_one = page(&server, &ana, "/deliveries?state=deferred&domain=full.example").await;
        assert!(of_one.contains("a@full.example") && !of_one.contains("c@slow.example<"));
        // A pattern's own characters stand for themselves.
        assert!(page(&server, &ana, "/deliveries?domain=%25").await.contains("No letters in this state"));
        memory.answer_to("@example.net", Outcome::Halted { words: "535 5.7.8 Bad credentials".into(), to_one: false });
        crate::jobs::report(&server.app, "e@example.net").await;
        send(&server, &memory).await;
        let shown = page(&server, &ana, "/deliveries").await;
        assert!(shown.contains("No letter can leave.") && shown.contains("535 5.7.8 Bad credentials"));
    }

    async fn nobody_retries_letters_of_a_brand_they_do_not_see(db: Database) {
        let server = Server::start(db).await;
        member(&server, "mia@example.com", Role::Manager).await;
        let mia = enter(&server, "mia@example.com").await;
        let (centre, brands) = (Centre::on(server.app.db.clone()), brand::all(server.app.db.read()).await.expect("brands"));
        let sent = centre.ask(&brands[0], Contact::default(), server.app.clock.now()).await;
        let answer = press(&server, &mia, &format!("/deliveries/{}/retry", sent.id), &[]).await;
        assert!(page(&server, &mia, &goes_to(&answer)).await.contains("neither failed"));
        let nobodys = "/deliveries/01930000-0000-7000-8000-000000000001/retry";
        assert_eq!(press(&server, &mia, nobodys, &[]).await.status(), StatusCode::NOT_FOUND);
        assert_eq!(press(&server, "", nobodys, &[]).await.status(), StatusCode::SEE_OTHER);
    }
}
