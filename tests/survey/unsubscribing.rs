//! Unsubscribing: never by opening a link, always by one press, as RFC 8058 wants it.

use super::letter::{self, Letter};
use crate::{on_both, support::server::Server};
use afterword::domain::{
    accounts::{api_key::Scope, audit},
    customers::{
        suppression::{self, Reason},
        suppression_lift,
    },
    deliveries::delivery,
    flow,
    invitations::invitation,
    organization::brand,
    surveys::definition::Definition,
};
use chrono::TimeDelta;
use sea_orm::{DbErr, QueryOrder, entity::prelude::*};
use serde_json::{Value, json};

async fn the_brand(server: &Server) -> brand::Model {
    let brands = brand::all(server.app.db.read()).await;
    brands.expect("brands").remove(0)
}

/// The page behind the link.
async fn get(server: &Server, letter: &Letter) -> String {
    let url = server.url(&format!("/u/{}", letter.token));
    let page = server.http.get(&url).send().await.expect("a page");
    assert_eq!(page.status(), 200);
    page.text().await.expect("text")
}

/// What one of the page's buttons leads to.
async fn press(server: &Server, letter: &Letter, form: &[(&str, &str)]) -> String {
    let url = server.url(&format!("/u/{}", letter.token));
    let page = server
        .http
        .post(&url)
        .form(form)
        .send()
        .await
        .expect("a page");
    assert_eq!(page.status(), 200);
    page.text().await.expect("text")
}

/// The customer calls again: what is decided, and why not.
async fn contact(server: &Server, id: &str) -> (String, Option<String>) {
    let key = server.key(&[Scope::InteractionsWrite]).await;
    let report = json!({
        "source": "zendesk", "external_id": id, "touchpoint": "support", "channel": "phone",
        "agent": { "external_id": "a-1" }, "customer": { "email": "KIM@example.net" },
        "ended_at": server.app.clock.now().to_rfc3339(),
    });
    let url = server.url("/api/v1/interactions");
    let answer = server.http.post(url).bearer_auth(key).json(&report).send();
    let answer: Value = answer.await.expect("an answer").json().await.expect("JSON");
    let text = |name: &str| answer["decision"][name].as_str().map(str::to_owned);
    (
        text("outcome").unwrap_or_else(|| answer.to_string()),
        text("reason"),
    )
}

/// What the audit says that customers did.
async fn actions(server: &Server) -> Vec<String> {
    let noted = audit::Entity::find()
        .filter(audit::Column::Actor.eq("customer by link"))
        .order_by_asc(audit::Column::Id);
    let noted = noted.all(server.app.db.read()).await.expect("an audit");
    noted.into_iter().map(|event| event.action).collect()
}

async fn end_letters(server: &Server, reason: Reason) {
    assert!(suppress(server, reason).await, "it is news");
}

/// Suppresses the customer's address; whether that is news.
async fn suppress(server: &Server, reason: Reason) -> bool {
    let (keys, brand, now) = (
        server.app.keys.clone(),
        the_brand(server).await.id,
        server.app.clock.now(),
    );
    let ending = server.app.db.write(move |tx| {
        Box::pin(async move {
            flow::suppress(tx, &keys, brand, "kim@example.net", reason, "test", now).await
        })
    });
    let news: Result<bool, DbErr> = ending.await;
    news.expect("suppressed")
}

/// Why the customer is not written to, and the reason beneath.
async fn standing(server: &Server) -> (Reason, Option<Reason>) {
    let (db, keys) = (server.app.db.read(), &server.app.keys);
    let row = suppression::of(db, keys, the_brand(server).await.id, "kim@example.net").await;
    let row = row.expect("an answer").expect("a suppression");
    (row.reason, row.beneath)
}

async fn letters_in(server: &Server, state: delivery::State) -> usize {
    let letters = delivery::Entity::find().filter(delivery::Column::State.eq(state));
    letters
        .all(server.app.db.read())
        .await
        .expect("letters")
        .len()
}

/// Letters that are still to leave.
async fn waiting(server: &Server) -> usize {
    letters_in(server, delivery::State::Queued).await
}

/// What the ledger says of the newest letter that was withdrawn.
async fn withdrawn(server: &Server) -> String {
    let invitations = invitation::Entity::find()
        .filter(invitation::Column::State.eq(invitation::State::Cancelled))
        .order_by_desc(invitation::Column::Id);
    let newest = invitations
        .one(server.app.db.read())
        .await
        .expect("invitations");
    newest.and_then(|it| it.cancel_reason).expect("a reason")
}

async fn suppressed(server: &Server) -> bool {
    let (db, keys) = (server.app.db.read(), &server.app.keys);
    let brand = afterword::domain::organization::brand::all(db)
        .await
        .expect("brands")
        .remove(0);
    suppression::suppressed(db, keys, brand.id, "Kim@Example.net")
        .await
        .expect("read")
}

on_both! {
    async fn opening_the_link_only_asks(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        let url = server.url(&format!("/u/{}", letter.token));
        let page = server.http.get(&url).send().await.expect("a page");
        assert_eq!(page.status(), 200);
        assert!(page.text().await.expect("text").contains("method=\"post\""));
        assert_eq!(server.http.head(&url).send().await.expect("an answer").status(), 200);
        assert!(!suppressed(&server).await);
    }

    async fn one_click_of_any_form_unsubscribes_and_may_be_repeated(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        let url = server.url(&format!("/u/{}", letter.token));
        let multipart = reqwest::multipart::Form::new().text("List-Unsubscribe", "One-Click");
        let first = server.http.post(&url).multipart(multipart).send().await.expect("an answer");
        assert_eq!(first.status(), 200);
        assert!(!first.headers().contains_key("set-cookie"));
        assert!(suppressed(&server).await);
        let again = server.http.post(&url).form(&[("List-Unsubscribe", "One-Click")]).send().await.expect("an answer");
        assert_eq!(again.status(), 200);
        let button = server.http.post(&url).send().await.expect("an answer");
        assert_eq!(button.status(), 200);
        assert!(button.text().await.expect("text").contains("We will not ask again"));
    }

    async fn who_wants_less_gets_less_and_may_change_their_mind(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        let page = get(&server, &letter).await;
        assert!(page.contains("k…@example.net") && page.contains("at most once every three months"), "{page}");

        let fewer = press(&server, &letter, &[("choice", "fewer"), ("months", "3")]).await;
        assert!(fewer.contains("We will ask less often") && fewer.contains("at most once every three months"), "{fewer}");
        assert!(!suppressed(&server).await);
        let page = get(&server, &letter).await;
        assert!(page.contains("Since ") && page.contains("Ask me again"), "{page}");
        // The survey that asks after every contact waits for the customer.
        server.advance(TimeDelta::days(60));
        assert_eq!(contact(&server, "c-2").await, ("held".to_owned(), Some("quarantine".to_owned())));
        server.advance(TimeDelta::days(40));
        assert_eq!(contact(&server, "c-3").await.0, "invited");

        let none = press(&server, &letter, &[("choice", "none")]).await;
        assert!(none.contains("We will not ask again") && none.contains("Ask me again"), "{none}");
        assert_eq!(contact(&server, "c-4").await, ("held".to_owned(), Some("suppressed".to_owned())));
        let page = get(&server, &letter).await;
        assert!(page.contains("you get no surveys at this address"), "{page}");
        let again = press(&server, &letter, &[("choice", "again")]).await;
        assert!(again.contains("We may ask you again"), "{again}");
        assert!(!suppressed(&server).await);
        // "None" had taken the place of "less often", so that nothing of it is left.
        assert_eq!(contact(&server, "c-5").await.0, "invited");
        let actions: Vec<String> = actions(&server).await;
        assert_eq!(actions, ["ask for one survey in 3 months", "unsubscribe", "ask again"]);
        // Who lifted it is kept for good, as when a manager does.
        let lifts = suppression_lift::Entity::find().all(server.app.db.read()).await.expect("lifts");
        let [lift] = &lifts[..] else { panic!("one lift: {lifts:?}") };
        assert_eq!((lift.reason, lift.lifted_by, lift.why.as_str()), (Reason::Unsubscribed, None, "Asked to be asked again."));
    }

    async fn what_is_no_offer_changes_nothing_and_says_so(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        for body in ["choice=all", "choice=fewer", "choice=fewer&months=2", "choice=fewer&months=-3"] {
            let url = server.url(&format!("/u/{}", letter.token));
            let form = server.http.post(&url).header("content-type", "application/x-www-form-urlencoded");
            let answer = form.body(body).send().await.expect("an answer");
            assert_eq!(answer.status(), 422, "{body}");
            let page = answer.text().await.expect("text");
            assert!(page.contains("Nothing was changed") && page.contains("Stop asking me"), "{page}");
        }
        assert!(!suppressed(&server).await && actions(&server).await.is_empty());
    }

    async fn a_multipart_form_that_breaks_off_is_no_failure_of_ours(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        let url = server.url(&format!("/u/{}", letter.token));
        let form = server.http.post(&url).header("content-type", "multipart/form-data; boundary=b");
        let body = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Cl";
        let answer = form.body(body).send().await.expect("an answer");
        assert!(answer.status().is_success());
        assert!(suppressed(&server).await, "who sends anything at all to this address wants no letters");
    }

    async fn a_complaint_is_not_the_customers_to_lift(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        for (reason, words) in [
            (suppression::Reason::HardBounce, "came back"),
            (suppression::Reason::Complaint, "marked as spam"),
        ] {
            end_letters(&server, reason).await;
            let page = get(&server, &letter).await;
            assert!(page.contains(words) && !page.contains("Ask me again"), "{page}");
            for form in [[("choice", "again"), ("months", "")], [("choice", "fewer"), ("months", "3")]] {
                let answer = press(&server, &letter, &form).await;
                assert!(answer.contains(words), "{answer}");
                assert!(suppressed(&server).await);
            }
        }
        let answer = press(&server, &letter, &[("choice", "none")]).await;
        assert!(answer.contains("marked as spam") && !answer.contains("Ask me again"), "{answer}");
    }

    async fn who_says_none_and_again_does_not_lift_a_bounce(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        end_letters(&server, suppression::Reason::HardBounce).await;
        press(&server, &letter, &[("choice", "none")]).await;
        assert_eq!(standing(&server).await, (suppression::Reason::Unsubscribed, Some(suppression::Reason::HardBounce)));
        let answer = press(&server, &letter, &[("choice", "again")]).await;
        assert!(answer.contains("came back"), "{answer}");
        assert_eq!(standing(&server).await, (suppression::Reason::HardBounce, None));

        // In the other order too: what came while the customer wanted none is not forgotten.
        press(&server, &letter, &[("choice", "none")]).await;
        let known = suppress(&server, suppression::Reason::SoftBounces).await;
        assert!(!known, "a stronger reason stands");
        assert_eq!(standing(&server).await, (suppression::Reason::Unsubscribed, Some(suppression::Reason::HardBounce)));
        assert!(suppress(&server, suppression::Reason::Legal).await);
        assert_eq!(standing(&server).await, (suppression::Reason::Legal, Some(suppression::Reason::Unsubscribed)));
        let answer = press(&server, &letter, &[("choice", "fewer"), ("months", "3")]).await;
        assert!(!answer.contains("Ask me again") && suppressed(&server).await, "{answer}");
    }

    async fn letters_that_have_not_left_are_withdrawn_at_once(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        let survey = Definition { send_after_minutes: 120, quarantine_days: 0, remind_after_days: Some(3), ..Definition::starting() };
        letter::publish(&server, survey).await;
        assert_eq!(contact(&server, "c-2").await.0, "invited");
        assert_eq!(waiting(&server).await, 1);
        press(&server, &letter, &[("choice", "fewer"), ("months", "1")]).await;
        assert_eq!(waiting(&server).await, 0);
        let reason = withdrawn(&server).await;
        assert!(reason.contains("at most one survey in 1 month before"), "{reason}");

        press(&server, &letter, &[("choice", "again")]).await;
        assert_eq!(contact(&server, "c-3").await.0, "invited");
        server.advance(TimeDelta::hours(3));
        server.run_due().await;
        // The letter of before left; its reminder and the next letter do not.
        server.advance(TimeDelta::days(2));
        assert_eq!(contact(&server, "c-4").await.0, "invited");
        press(&server, &letter, &[("choice", "none")]).await;
        assert_eq!(waiting(&server).await, 0);
        let sent = letters_in(&server, delivery::State::Sent).await;
        server.advance(TimeDelta::days(8));
        server.run_due().await;
        assert_eq!(letters_in(&server, delivery::State::Sent).await, sent, "neither the reminder nor the letter left");
    }

    async fn a_survey_long_closed_can_still_be_unsubscribed_from(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        server.advance(chrono::TimeDelta::days(400));
        let url = server.url(&format!("/u/{}", letter.token));
        assert_eq!(server.http.post(&url).send().await.expect("an answer").status(), 200);
        assert!(suppressed(&server).await);
    }
}
