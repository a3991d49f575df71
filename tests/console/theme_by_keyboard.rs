//! A manager defines a theme by keyboard alone, tries it, and reads its share on the page of comments.

use super::{PASSWORD, member, week};
use crate::support::{browser::Browser, databases::Database, server::Server};
use afterword::domain::accounts::member::Role;
use fantoccini::{
    Locator,
    actions::{InputSource, KeyAction, KeyActions},
};

const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';

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

async fn arrives(browser: &Browser, css: &str) {
    let there = browser.wait().for_element(Locator::Css(css)).await;
    there.unwrap_or_else(|error| panic!("{css}: {error}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_theme_is_defined_by_keyboard_alone() {
    let server = Server::start(Database::sqlite()).await;
    week::lived(&server).await;
    member(&server, "ana@example.com", Role::Manager).await;
    let browser = Browser::open().await;
    let door = browser.goto(&server.url("/sign-in?next=/comments")).await;
    door.expect("the door");
    tab_to(&browser, "email").await;
    press(&browser, "ana@example.com".chars()).await;
    tab_to(&browser, "password").await;
    press(&browser, PASSWORD.chars().chain([ENTER])).await;
    arrives(&browser, "#themes").await;

    tab_to(&browser, "Add a theme").await;
    press(&browser, [ENTER]).await;
    arrives(&browser, "textarea").await;
    tab_to(&browser, "name").await;
    press(&browser, "Waiting".chars()).await;
    tab_to(&browser, "words").await;
    press(
        &browser,
        "wait".chars().chain([ENTER]).chain("queue".chars()),
    )
    .await;
    tab_to(&browser, "Try it").await;
    press(&browser, [ENTER]).await;
    arrives(&browser, ".tried").await;
    let tried = browser.text().await;
    assert!(
        tried.contains("of the last 90 days have this theme"),
        "{tried}"
    );

    tab_to(&browser, "Save").await;
    press(&browser, [ENTER]).await;
    arrives(&browser, "#themes tbody tr").await;
    let row = browser.find(Locator::Css("#themes tbody tr")).await;
    let row = row.expect("a row").text().await.expect("its text");
    assert!(row.contains("Waiting") && row.contains('%'), "{row}");
    assert!(row.contains("pulls CSAT down by"), "{row}");
    browser.picture("comments-with-a-theme").await;

    tab_to(&browser, "Waiting").await;
    press(&browser, [ENTER]).await;
    arrives(&browser, "mark").await;
    assert!(browser.text().await.contains("Theme: Waiting"));
}
