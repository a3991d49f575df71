//! A manager suppresses an address by keyboard alone, finds it again, and lifts it with a reason.

use super::{PASSWORD, member};
use crate::support::{browser::Browser, databases::Database, server::Server};
use afterword::domain::{
    accounts::member::Role,
    customers::suppression::{self, Reason},
};
use fantoccini::{
    Locator,
    actions::{InputSource, KeyAction, KeyActions},
};
use sea_orm::EntityTrait;

const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';
const DOWN: char = '\u{e015}';
const END: char = '\u{e010}';

async fn press(browser: &Browser, keys: impl IntoIterator<Item = char>) {
    let mut pressed = KeyActions::new("keys".into());
    for key in keys {
        let down = pressed.then(KeyAction::Down { value: key });
        pressed = down.then(KeyAction::Up { value: key });
    }
    let done = browser.perform_actions(pressed).await;
    done.expect("the keys go down");
}

/// Goes on with the tabulator until what has the focus is called so.
async fn tab_to(browser: &Browser, name: &str) {
    const FOCUSED: &str =
        "const it = document.activeElement; return [it.id, it.textContent.trim()]";
    for _ in 0..90 {
        let focused = browser.execute(FOCUSED, vec![]).await.expect("a focus");
        if focused[0] == name || focused[1] == name {
            return;
        }
        press(browser, [TAB]).await;
    }
    panic!("the keyboard does not reach {name}");
}

async fn reads(browser: &Browser, words: &str) {
    let path = format!("//main//*[contains(text(), '{words}')]");
    let there = browser.wait().for_element(Locator::XPath(&path)).await;
    there.unwrap_or_else(|error| panic!("{words}: {error}"));
}

async fn reasons(server: &Server) -> Vec<Reason> {
    let all = suppression::Entity::find().all(server.app.db.read());
    let all = all.await.expect("suppressions").into_iter();
    all.map(|row| row.reason).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_is_suppressed_found_and_lifted_by_keyboard_alone() {
    let server = Server::start(Database::sqlite()).await;
    member(&server, "mia@example.com", Role::Manager).await;
    let browser = Browser::open().await;
    let door = server.url("/sign-in?next=/suppressions");
    browser.goto(&door).await.expect("the door");
    tab_to(&browser, "email").await;
    press(&browser, "mia@example.com".chars()).await;
    tab_to(&browser, "password").await;
    press(&browser, PASSWORD.chars().chain([ENTER])).await;
    reads(&browser, "No address is suppressed").await;

    // What is no address is refused, and the field has the focus.
    tab_to(&browser, "address").await;
    press(&browser, "kim@nowhere".chars().chain([ENTER])).await;
    reads(&browser, "is no email address").await;
    tab_to(&browser, "address").await;
    press(&browser, [END].into_iter().chain(".example.net".chars())).await;
    tab_to(&browser, "reason").await;
    press(&browser, [DOWN]).await;
    tab_to(&browser, "Suppress").await;
    press(&browser, [ENTER]).await;
    reads(&browser, "The address is suppressed").await;
    let suppressed = reasons(&server).await;
    assert_eq!(suppressed, [Reason::Legal]);

    tab_to(&browser, "search").await;
    press(&browser, "KIM@nowhere.example.net".chars().chain([ENTER])).await;
    reads(&browser, "kim@nowhere.example.net").await;
    tab_to(&browser, "Lift…").await;
    press(&browser, [ENTER]).await;
    reads(&browser, "Make sure that the cause is gone").await;
    tab_to(&browser, "why").await;
    press(&browser, "The court case is over".chars()).await;
    tab_to(&browser, "Lift the suppression").await;
    press(&browser, [ENTER]).await;
    reads(&browser, "The suppression is lifted").await;
    reads(&browser, "The court case is over").await;
    assert!(reasons(&server).await.is_empty());
}
