//! Monday morning, by keyboard alone: what changed, the product it is about, what customers wrote, the agent to talk to.

use super::{PASSWORD, member, week};
use crate::support::{
    browser::{Browser, Person},
    databases::Database,
    server::Server,
};
use afterword::domain::accounts::member::Role;
use fantoccini::{
    Locator,
    actions::{InputSource, KeyAction, KeyActions},
};

const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';

async fn press(browser: &Browser, key: char) {
    let keys = KeyActions::new("keyboard".into())
        .then(KeyAction::Down { value: key })
        .then(KeyAction::Up { value: key });
    browser.perform_actions(keys).await.expect("a key");
}

/// What a screen reader would say of the thing in focus, and where it leads.
const FOCUS: &str = "const at = document.activeElement;
    return (at.getAttribute('aria-label') || at.textContent || '').trim() + ' -> ' + (at.getAttribute('href') || '');";

/// Tabs on until the focus is on something that says this; as a person would, without a mouse.
async fn tab_to(browser: &Browser, wanted: impl Fn(&str) -> bool, what: &str) {
    let mut passed = Vec::new();
    let short = |words: &str| words.chars().take(80).collect::<String>();
    for _ in 0..200 {
        press(browser, TAB).await;
        let focus = browser.execute(FOCUS, vec![]).await.expect("a focus");
        let focus = focus.as_str().unwrap_or_default().to_owned();
        if wanted(&focus) {
            return;
        }
        passed.push(short(&focus));
    }
    panic!("no {what} on the way: {passed:?}");
}

async fn follow(browser: &Browser, wanted: impl Fn(&str) -> bool, what: &str, heading: &str) {
    tab_to(browser, wanted, what).await;
    press(browser, ENTER).await;
    let there = Locator::XPath(heading);
    let waited = browser.wait().for_element(there).await;
    if waited.is_err() {
        let address = browser.current_url().await.expect("an address");
        panic!("{what} led to {address}: {}", browser.text().await);
    }
}

async fn monday(person: Person) {
    let server = Server::start(Database::sqlite()).await;
    week::lived(&server).await;
    member(&server, "ana@example.com", Role::Manager).await;
    let browser = Browser::open_for(person).await;
    browser.goto(&server.url("/")).await.expect("the door");
    tab_to_field(&browser, "email").await;
    type_words(&browser, "ana@example.com").await;
    press(&browser, TAB).await;
    type_words(&browser, PASSWORD).await;
    press(&browser, ENTER).await;
    let overview = Locator::XPath("//h1[text()='Overview']");
    browser
        .wait()
        .for_element(overview)
        .await
        .expect("the overview");

    // What changed, and since when.
    let read = browser.text().await;
    assert!(read.contains("billing") && read.contains("since"), "{read}");
    follow(
        &browser,
        |focus| focus.contains("billing") && focus.contains("/products/billing"),
        "signal",
        "//h1[text()='billing']",
    )
    .await;
    let read = browser.text().await;
    assert!(read.contains("real change"), "{read}");
    follow(
        &browser,
        |focus| focus.contains("/comments") && focus.contains("product=billing"),
        "way to the comments",
        "//h1[text()='Comments']",
    )
    .await;
    let read = browser.text().await;
    assert!(read.contains("the bill is still wrong"), "{read}");
    follow(
        &browser,
        |focus| focus.ends_with("/agents/a-2") || focus.contains("/agents/a-2?"),
        "way to the agent",
        "//h1[text()='a-2']",
    )
    .await;
    // The back button leads back through the same pages, filters and all.
    browser.back().await.expect("back");
    let comments = Locator::XPath("//h1[text()='Comments']");
    browser
        .wait()
        .for_element(comments)
        .await
        .expect("the comments");
    let address = browser.current_url().await.expect("an address");
    assert!(
        address
            .query()
            .is_some_and(|query| query.contains("product=billing")),
        "{address}"
    );
}

async fn tab_to_field(browser: &Browser, name: &str) {
    for _ in 0..10 {
        let at = browser
            .execute("return document.activeElement.name || ''", vec![])
            .await;
        if at.expect("a focus").as_str() == Some(name) {
            return;
        }
        press(browser, TAB).await;
    }
    panic!("no field {name}");
}

async fn type_words(browser: &Browser, words: &str) {
    for key in words.chars() {
        press(browser, key).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_overview_to_the_agent_by_keyboard() {
    monday(Person::default()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_scripts_the_way_is_the_same() {
    monday(Person {
        without_scripts: true,
        ..Person::default()
    })
    .await;
}
