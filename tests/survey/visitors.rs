//! Everybody who opens the links of a letter, in a real Chromium: machines, none of which counts, and people, each of
//! whom counts once, with their last word.

use super::{
    letter::{Letter, responses, tallied},
    street::{HOLD, Street, TAB},
};
use crate::support::browser::Person;
use chrono::TimeDelta;
use fantoccini::actions::{InputSource, PointerAction, TouchActions};
use std::time::Duration;

/// Long after everything that could still come of it.
async fn nothing_ever_counts(street: &Street, letter: &Letter) {
    assert_eq!(letter.counts(&street.server).await, None);
    street.later(letter, HOLD).await;
    street.later(letter, TimeDelta::days(1)).await;
    assert_eq!(letter.counts(&street.server).await, None);
}

async fn was_seen_as_a_sweep(street: &Street, letter: &Letter) {
    assert!(letter.invitation(&street.server).await.swept_at.is_some());
}

async fn fetch_all(street: &Street, letter: &Letter) {
    let fetches = (1..=5).flat_map(|score| {
        let url = street.server.url(&letter.path(score));
        [street.server.http.head(&url), street.server.http.get(&url)]
    });
    for answer in futures_util::future::join_all(fetches.map(reqwest::RequestBuilder::send)).await {
        assert_eq!(answer.expect("an answer").status(), 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_that_fetch_count_nothing() {
    let street = Street::open(Person::default()).await;
    let in_turn = street.letter().await;
    for score in 1..=5 {
        let url = street.server.url(&in_turn.path(score));
        street
            .server
            .http
            .head(&url)
            .send()
            .await
            .expect("an answer");
        street
            .server
            .http
            .get(&url)
            .send()
            .await
            .expect("an answer");
    }
    nothing_ever_counts(&street, &in_turn).await;
    was_seen_as_a_sweep(&street, &in_turn).await;

    let in_parallel = street.old_letter().await;
    fetch_all(&street, &in_parallel).await;
    nothing_ever_counts(&street, &in_parallel).await;
    was_seen_as_a_sweep(&street, &in_parallel).await;

    // one link only, at delivery, and with a browser that runs the script
    let one_link = street.letter().await;
    street.visit(&one_link, 5).await;
    street.told(&one_link, "dwell", 5).await;
    nothing_ever_counts(&street, &one_link).await;
    let suspicion = one_link
        .clicks(&street.server)
        .await
        .into_iter()
        .find_map(|click| click.suspicion);
    assert!(suspicion.expect("a reason").ends_with("s after delivery"));
    assert!(responses(&street.server).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_with_a_browser_count_nothing() {
    let street = Street::open(Person::default()).await;
    let in_turn = street.old_letter().await;
    for score in 1..=5 {
        street.visit(&in_turn, score).await;
        street.told(&in_turn, "dwell", score).await;
    }
    nothing_ever_counts(&street, &in_turn).await;
    was_seen_as_a_sweep(&street, &in_turn).await;

    let in_parallel = street.old_letter().await;
    for score in 1..=5 {
        let url = street.server.url(&in_parallel.path(score));
        street.evaluate(&format!("void window.open('{url}')")).await;
    }
    street.told(&in_parallel, "get", 5).await;
    let windows = street.browser.windows().await.expect("windows");
    for window in windows.iter().skip(1) {
        street
            .browser
            .switch_to_window(window.clone())
            .await
            .expect("a window");
        street
            .browser
            .wait()
            .for_element(fantoccini::Locator::Css("form"))
            .await
            .expect("the page");
    }
    nothing_ever_counts(&street, &in_parallel).await;

    let with_made_up_events = street.old_letter().await;
    for score in 1..=3 {
        street.visit(&with_made_up_events, score).await;
        street
            .evaluate(
                "['pointermove', 'pointerdown', 'touchstart', 'keydown', 'wheel'].forEach(\
                    name => document.body.dispatchEvent(new Event(name, { bubbles: true })))",
            )
            .await;
        street.told(&with_made_up_events, "dwell", score).await;
    }
    nothing_ever_counts(&street, &with_made_up_events).await;
    assert_eq!(
        with_made_up_events.scores_of(&street.server, "input").await,
        []
    );
    assert!(responses(&street.server).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_with_a_mouse_on_every_button_withdraws_itself() {
    let street = Street::open(Person::default()).await;
    let letter = street.old_letter().await;
    for score in 1..=5 {
        street.visit(&letter, score).await;
        street.move_the_mouse().await;
        street.press_the_button().await;
    }
    nothing_ever_counts(&street, &letter).await;
    assert_eq!(tallied(&street.server).await.len(), 0);
    let suspects = letter
        .clicks(&street.server)
        .await
        .into_iter()
        .filter_map(|click| click.suspicion);
    assert!(
        suspects
            .into_iter()
            .any(|reason| reason.starts_with("5 ratings pressed in"))
    );

    // the person comes afterwards
    street.visit(&letter, 4).await;
    street.press_the_button().await;
    street.counts(&letter, 4, "submit").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_who_touch_the_page_count_at_once() {
    let street = Street::open(Person::default()).await;
    let moves = street.letter().await;
    street.visit(&moves, 4).await;
    street.move_the_mouse().await;
    street.counts(&moves, 4, "input").await;
    assert!(
        street
            .browser
            .text()
            .await
            .contains("Your rating 4, “Satisfied”, is saved.")
    );

    let presses_a_key = street.letter().await;
    street.visit(&presses_a_key, 2).await;
    street.press(&[TAB]).await;
    street.counts(&presses_a_key, 2, "input").await;

    let changes_their_mind = street.letter().await;
    street.visit(&changes_their_mind, 5).await;
    street.move_the_mouse().await;
    street.counts(&changes_their_mind, 5, "input").await;
    street.visit(&changes_their_mind, 1).await;
    street.move_the_mouse().await;
    street.counts(&changes_their_mind, 1, "input").await;
    street.press_the_button().await;
    street.counts(&changes_their_mind, 1, "submit").await;

    let after_a_sweep = street.letter().await;
    fetch_all(&street, &after_a_sweep).await;
    street.visit(&after_a_sweep, 3).await;
    street.move_the_mouse().await;
    street.counts(&after_a_sweep, 3, "input").await;
    assert_eq!(responses(&street.server).await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_who_only_look_count_after_a_while() {
    let street = Street::open(Person::default()).await;
    let looks_and_leaves = street.old_letter().await;
    street.visit(&looks_and_leaves, 5).await;
    street.told(&looks_and_leaves, "dwell", 5).await;
    street.leave().await;
    assert_eq!(looks_and_leaves.counts(&street.server).await, None);
    street.later(&looks_and_leaves, HOLD).await;
    assert_eq!(
        looks_and_leaves.counts(&street.server).await,
        Some((5, "dwell".into()))
    );

    let swept = street.letter().await;
    fetch_all(&street, &swept).await;
    street.visit(&swept, 4).await;
    street.told(&swept, "dwell", 4).await;
    street.leave().await;
    street.later(&swept, TimeDelta::hours(20)).await;
    assert_eq!(swept.counts(&street.server).await, None);
    // comes back, and looks again
    street.visit(&swept, 4).await;
    crate::support::process::eventually("a second look", || async {
        (swept.scores_of(&street.server, "dwell").await.len() == 2).then_some(())
    })
    .await;
    street.leave().await;
    street.later(&swept, HOLD).await;
    assert_eq!(
        swept.counts(&street.server).await,
        Some((4, "dwell".into()))
    );

    let too_short = street.old_letter().await;
    street.visit(&too_short, 5).await;
    street.leave().await;
    nothing_ever_counts(&street, &too_short).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tap_on_a_phone_counts() {
    let street = Street::open(Person {
        on_a_phone: true,
        ..Person::default()
    })
    .await;
    let letter = street.letter().await;
    street.visit(&letter, 4).await;
    let tap = TouchActions::new("finger".into())
        .then(PointerAction::MoveTo {
            duration: Some(Duration::ZERO),
            x: 170.0,
            y: 12.0,
        })
        .then(PointerAction::Down { button: 0 })
        .then(PointerAction::Up { button: 0 });
    street.browser.perform_actions(tap).await.expect("a tap");
    street.counts(&letter, 4, "input").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_one_press_counts() {
    let street = Street::open(Person {
        without_scripts: true,
        ..Person::default()
    })
    .await;
    let letter = street.letter().await;
    street.visit(&letter, 4).await;
    street.move_the_mouse().await;
    assert!(
        street
            .browser
            .text()
            .await
            .contains("Press “Send answer” to send it")
    );
    street.press_the_button().await;
    assert_eq!(
        letter.counts(&street.server).await,
        Some((4, "submit".into()))
    );
    let kinds: Vec<_> = letter
        .clicks(&street.server)
        .await
        .into_iter()
        .map(|click| click.kind)
        .collect();
    assert_eq!(kinds, ["get", "submit"]);
}
