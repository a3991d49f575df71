//! Evidence over time: suspects and a manager's word on them, the memory for domains that sweep, and strict surveys.

use super::letter::{self, Letter, Who, responses, tallied};
use crate::{on_both, support::server::Server};
use afterword::domain::{
    accounts::audit,
    flow::{self, Word},
    responses::click::Ruling,
    surveys::definition::{Definition, OneClick},
};
use chrono::TimeDelta;
use sea_orm::EntityTrait;

const HOLD: TimeDelta = TimeDelta::seconds(600);

/// What the page's script does, said over plain HTTP: opens the link and tells of a sign of a person.
async fn sign(server: &Server, letter: &Letter, kind: &str, score: i16) {
    let page = letter.open(server, score).await.text().await.expect("text");
    let data = |name: &str| {
        let start = page
            .split_once(&format!("data-{name}=\""))
            .expect("an attribute")
            .1;
        start.split('"').next().expect("a value").to_owned()
    };
    server.advance(TimeDelta::milliseconds(1_500));
    let (issued, nonce, score) = (data("issued"), data("nonce"), score.to_string());
    let form = [
        ("kind", kind),
        ("score", score.as_str()),
        ("issued", issued.as_str()),
        ("nonce", nonce.as_str()),
    ];
    let beacon = server
        .http
        .post(server.url(&data("beacon")))
        .header("x-afterword-beacon", "1")
        .form(&form);
    assert!(
        beacon
            .send()
            .await
            .expect("an answer")
            .status()
            .is_success()
    );
}

async fn later(server: &Server, letter: &Letter, step: TimeDelta) {
    server.advance(step);
    letter.weighed_again(server).await;
}

async fn rule(server: &Server, letter: &Letter, ruling: Ruling) {
    let clicks = letter.clicks(server).await;
    let suspect = clicks
        .into_iter()
        .rfind(|click| click.suspicion.is_some())
        .expect("a suspect");
    let word = Word {
        click: suspect.id,
        ruling,
        actor: "member:test".into(),
        brands: vec![suspect.brand_id],
    };
    let (keys, windows, now) = (
        server.app.keys.clone(),
        server.app.config.windows,
        server.app.clock.now(),
    );
    let ruling = server
        .app
        .db
        .write(move |tx| Box::pin(async move { flow::rule(tx, &keys, word, windows, now).await }));
    assert!(ruling.await.expect("ruled").is_some());
}

on_both! {
    async fn a_manager_settles_what_the_rule_cannot(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        sign(&server, &letter, "dwell", 5).await;
        later(&server, &letter, HOLD * 2).await;
        assert_eq!(letter.counts(&server).await, None);
        rule(&server, &letter, Ruling::Accepted).await;
        assert_eq!(letter.counts(&server).await, Some((5, "manual".into())));
        assert_eq!(tallied(&server).await.len(), 1);
        let audited = audit::Entity::find().all(server.app.db.read()).await.expect("read");
        assert_eq!(audited.last().expect("a note").action, "accepted click");

        // the person's own later word wins
        sign(&server, &letter, "input", 3).await;
        assert_eq!(letter.counts(&server).await, Some((3, "input".into())));
        assert_eq!(responses(&server).await.len(), 1);

        let other = Letter::arrives_for(&server, Who { email: "other@example.org".into(), ..Who::default() }).await;
        sign(&server, &other, "dwell", 1).await;
        rule(&server, &other, Ruling::Dismissed).await;
        later(&server, &other, HOLD * 2).await;
        assert_eq!(other.counts(&server).await, None);
        let ruled = other.clicks(&server).await.into_iter().find_map(|click| click.ruling);
        assert_eq!(ruled.as_deref(), Some("dismissed"));
    }

    async fn a_domain_that_swept_three_letters_needs_a_touch(db: Database) {
        let server = Server::start(db).await;
        let to = |name: &str| Who { email: format!("{name}@swept.example"), ..Who::default() };
        for name in ["one", "two", "three"] {
            let letter = Letter::arrives_for(&server, to(name)).await;
            for score in 1..=5 {
                letter.open(&server, score).await;
            }
            assert!(letter.invitation(&server).await.swept_at.is_some());
        }
        let elsewhere = Letter::arrives(&server).await;
        let fourth = Letter::arrives_for(&server, to("four")).await;
        server.advance(TimeDelta::minutes(5));
        sign(&server, &fourth, "dwell", 5).await;
        sign(&server, &elsewhere, "dwell", 5).await;
        server.advance(HOLD);
        fourth.weighed_again(&server).await;
        elsewhere.weighed_again(&server).await;
        assert_eq!(elsewhere.counts(&server).await, Some((5, "dwell".into())));
        assert_eq!(fourth.counts(&server).await, None);
        let suspicion = fourth.clicks(&server).await.into_iter().find_map(|click| click.suspicion);
        assert!(suspicion.expect("a reason").contains("this mail domain"));
        sign(&server, &fourth, "input", 5).await;
        assert_eq!(fourth.counts(&server).await, Some((5, "input".into())));
    }

    async fn a_strict_survey_wants_more_than_a_look(db: Database) {
        let server = Server::start(db).await;
        letter::publish(&server, Definition { one_click: OneClick::Strict, ..Definition::starting() }).await;
        let letter = Letter::arrives(&server).await;
        server.advance(TimeDelta::minutes(5));
        sign(&server, &letter, "dwell", 4).await;
        later(&server, &letter, HOLD).await;
        assert_eq!(letter.counts(&server).await, None);
        sign(&server, &letter, "input", 4).await;
        assert_eq!(letter.counts(&server).await, Some((4, "input".into())));
    }

    async fn a_weaker_sign_never_undoes_what_was_sent(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        letter.send(&server, &[("score", "2"), ("comment", "Slow")]).await;
        server.advance(TimeDelta::days(1));
        sign(&server, &letter, "input", 5).await;
        sign(&server, &letter, "dwell", 5).await;
        later(&server, &letter, HOLD).await;
        let standing = letter.standing(&server).await.expect("an answer");
        assert_eq!((standing.content.score, standing.content.comment.as_deref()), (2, Some("Slow")));
    }
}
