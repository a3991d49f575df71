//! A manager drags questions with a mouse and with a finger in a real browser, as far as they like.

use super::{
    member,
    survey_by_keyboard::{arrives, becomes, signed_in},
};
use crate::support::{
    browser::{Browser, Person},
    databases::Database,
    server::Server,
};
use afterword::domain::accounts::member::Role;
use fantoccini::{
    Locator,
    actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction, TouchActions},
};
use serde_json::{Value, json};
use std::time::Duration;

const EDITOR: &str = "/surveys/default/after-contact/edit";
const ORDER: &str =
    "[...document.querySelectorAll('[data-questions] > li')].map(li => li.id).join()";

async fn opened(person: Person) -> (Server, Browser) {
    let server = Server::start(Database::sqlite()).await;
    member(&server, "mia@example.com", Role::Manager).await;
    let browser = signed_in(&server, person, EDITOR).await;
    arrives(&browser, "#q2 [data-grip]:not([hidden])").await;
    (server, browser)
}

async fn look(browser: &Browser, script: &str) -> Value {
    let seen = browser.execute(&format!("return {script}"), vec![]).await;
    seen.expect("a look")
}

/// Where the middle of an element is in the window.
async fn middle(browser: &Browser, css: &str) -> (f64, f64) {
    let script = "const { left, top, width, height } = document.querySelector(arguments[0]).getBoundingClientRect();\
        return [left + width / 2, top + height / 2]";
    let at = browser.execute(script, vec![json!(css)]).await;
    let at = at.expect("a place");
    let number = |i: usize| at[i].as_f64().expect("a number").round();
    (number(0), number(1))
}

fn to((x, y): (f64, f64)) -> PointerAction {
    let duration = Some(Duration::from_millis(40));
    PointerAction::MoveTo { duration, x, y }
}

/// From one height to another, as a hand does it: not at once.
fn along((x, from): (f64, f64), until: f64) -> impl Iterator<Item = PointerAction> {
    (1..=8).map(move |step| to((x, (from + (until - from) * f64::from(step) / 8.0).round())))
}

fn down() -> PointerAction {
    PointerAction::Down {
        button: MOUSE_BUTTON_LEFT,
    }
}

fn up() -> PointerAction {
    PointerAction::Up {
        button: MOUSE_BUTTON_LEFT,
    }
}

/// Whether the browser would ask before the page is left.
async fn is_unsaved(browser: &Browser) -> bool {
    let ask = "(() => { const leaving = new Event('beforeunload', { cancelable: true });\
        dispatchEvent(leaving); return leaving.defaultPrevented; })()";
    look(browser, ask).await == Value::Bool(true)
}

/// The narrowest list of a condition.
async fn narrowest(browser: &Browser) -> f64 {
    let script = "Math.min(...[...document.querySelectorAll('.question .condition select')].map(list => list.offsetWidth))";
    look(browser, script).await.as_f64().expect("a width")
}

async fn saved_as(browser: &Browser, order: &str) {
    let button = Locator::Css(".editor-bar button[value=save]");
    let button = browser.find(button).await.expect("a button");
    button.click().await.expect("a click");
    arrives(browser, ".flash-good").await;
    let slugs =
        "[...document.querySelectorAll('[id$=\".slug\"]')].map(field => field.value).join()";
    assert_eq!(look(browser, slugs).await, order);
    assert!(!is_unsaved(browser).await, "what is saved can be left");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_is_dragged_over_several_with_a_mouse() {
    let (_server, browser) = opened(Person::default()).await;
    assert!(narrowest(&browser).await >= 200.0, "room to read it");
    assert!(!is_unsaved(&browser).await);
    look(&browser, "document.querySelector('#q0').scrollIntoView()").await;
    let grip = middle(&browser, "#q0 [data-grip]").await;
    let edge = look(&browser, "innerHeight - 20").await;
    let edge = edge.as_f64().expect("a height");
    // held at the window's edge, the page moves on under it until the last question is passed
    let hold = [to(grip), down()].into_iter().chain(along(grip, edge));
    let hold = hold.fold(MouseActions::new("mouse".into()), MouseActions::then);
    browser.perform_actions(hold).await.expect("it is held");
    becomes(&browser, &format!("{ORDER} === 'q1,q2,q0'")).await;
    let release = MouseActions::new("mouse".into()).then(up());
    browser
        .perform_actions(release)
        .await
        .expect("it is let go");
    becomes(&browser, "!document.querySelector('.dragged')").await;
    assert_eq!(look(&browser, ORDER).await, "q1,q2,q0");
    let legends = "[...document.querySelectorAll('.question legend')].map(legend => legend.textContent).join()";
    assert_eq!(
        look(&browser, legends).await,
        "⠿Question 1 · in the letter,⠿Question 2,⠿Question 3"
    );
    let stuck = "[...document.querySelectorAll('.question-moves :disabled')].map(button => button.value).join()";
    assert_eq!(look(&browser, stuck).await, "up:1,down:0", "the ends");
    assert!(is_unsaved(&browser).await, "an order is a change, too");
    saved_as(&browser, "resolved,comment,satisfaction").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_is_dragged_with_a_finger() {
    let person = Person {
        on_a_phone: true,
        ..Person::default()
    };
    let (_server, browser) = opened(person).await;
    assert!(narrowest(&browser).await >= 200.0, "room to read it");
    assert!(!is_unsaved(&browser).await);
    // low enough for all three to be in sight: the finger's way is one
    let fold = "[...document.querySelectorAll('.question')].forEach(question => {\
        question.style.blockSize = '120px'; question.style.overflow = 'hidden'; })";
    look(&browser, fold).await;
    let begin = "document.querySelector('#questions-heading').scrollIntoView()";
    look(&browser, begin).await;
    let grip = middle(&browser, "#q2 [data-grip]").await;
    let (_, first) = middle(&browser, "#q0 [data-grip]").await;
    let way = [to(grip), down()].into_iter().chain(along(grip, first));
    let way = way.chain([up()]);
    let way = way.fold(TouchActions::new("finger".into()), TouchActions::then);
    browser.perform_actions(way).await.expect("it is dragged");
    becomes(&browser, &format!("{ORDER} === 'q2,q0,q1'")).await;
    becomes(&browser, "!document.querySelector('.dragged')").await;
    assert!(is_unsaved(&browser).await);
    saved_as(&browser, "comment,satisfaction,resolved").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_that_is_put_back_changes_nothing() {
    let (_server, browser) = opened(Person::default()).await;
    look(&browser, "document.querySelector('#q0').scrollIntoView()").await;
    let grip = middle(&browser, "#q0 [data-grip]").await;
    let way = [to(grip), down()]
        .into_iter()
        .chain(along(grip, grip.1 + 30.0));
    let way = way.chain([up()]);
    let way = way.fold(MouseActions::new("mouse".into()), MouseActions::then);
    browser.perform_actions(way).await.expect("it is dragged");
    assert_eq!(look(&browser, ORDER).await, "q0,q1,q2");
    assert!(!is_unsaved(&browser).await);
}
