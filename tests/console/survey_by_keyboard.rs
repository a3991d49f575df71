//! A manager makes a survey by keyboard alone in a real browser, and its preview follows.

use super::{PASSWORD, member};
use crate::support::{
    browser::{Browser, Person},
    databases::Database,
    server::Server,
};
use afterword::domain::accounts::{api_key::Scope, member::Role};
use fantoccini::{
    Locator,
    actions::{InputSource, KeyAction, KeyActions},
};
use serde_json::{Value, json};

const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';

async fn keys(browser: &Browser, pressed: impl IntoIterator<Item = char>) {
    let mut actions = KeyActions::new("keys".into());
    for key in pressed {
        let down = actions.then(KeyAction::Down { value: key });
        actions = down.then(KeyAction::Up { value: key });
    }
    browser
        .perform_actions(actions)
        .await
        .expect("the keys go down");
}

/// Goes on with the tabulator until what has the focus has that id, value or text.
async fn tab_to(browser: &Browser, name: &str) {
    const FOCUSED: &str =
        "const it = document.activeElement; return [it.id, it.value || '', it.textContent.trim()]";
    for _ in 0..160 {
        let focused = browser.execute(FOCUSED, vec![]).await.expect("a focus");
        if (0..3).any(|i| focused[i] == name) {
            return;
        }
        keys(browser, [TAB]).await;
    }
    panic!("the keyboard does not reach {name}");
}

/// A script about what the preview shows, until it says yes.
pub async fn becomes(browser: &Browser, condition: &str) {
    let ask = "const [condition, done] = arguments, shown = new Function('return ' + condition), end = Date.now() + 20000;\
        (function look() { let yes = false; try { yes = shown(); } catch {} \
        if (yes || Date.now() > end) done(yes); else setTimeout(look, 50); })();";
    let yes = browser
        .execute_async(ask, vec![json!(condition)])
        .await
        .expect("an answer");
    assert_eq!(yes, Value::Bool(true), "never: {condition}");
}

pub async fn arrives(browser: &Browser, css: &str) {
    let there = browser.wait().for_element(Locator::Css(css)).await;
    there.unwrap_or_else(|error| panic!("{css}: {error}"));
}

pub async fn signed_in(server: &Server, person: Person, to: &str) -> Browser {
    let browser = Browser::open_for(person).await;
    let door = server.url(&format!("/sign-in?next={to}"));
    browser.goto(&door).await.expect("the door");
    for (name, words) in [("email", "mia@example.com"), ("password", PASSWORD)] {
        let field = browser.find(Locator::Id(name)).await.expect("a field");
        field.send_keys(words).await.expect("keys");
    }
    keys(&browser, [ENTER]).await;
    browser
}

/// The text of a frame of the preview.
const LETTER: &str =
    "document.querySelector('.preview-letter iframe').contentDocument.body.textContent";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_survey_is_made_by_keyboard_alone() {
    let server = Server::start(Database::sqlite()).await;
    member(&server, "mia@example.com", Role::Manager).await;
    let browser = signed_in(&server, Person::default(), "/surveys").await;
    arrives(&browser, "a[href='/new-survey']").await;
    tab_to(&browser, "New survey").await;
    keys(&browser, [ENTER]).await;
    arrives(&browser, "#call").await;
    tab_to(&browser, "name").await;
    keys(&browser, "Hotline".chars()).await;
    tab_to(&browser, "Begin").await;
    keys(&browser, [ENTER]).await;
    arrives(&browser, "#q3").await;
    browser.picture("survey-editor-light-1280").await;

    tab_to(&browser, "another-touchpoint").await;
    keys(&browser, "hotline".chars()).await;
    // the reason comes before "resolved", and only for the lowest scores
    tab_to(&browser, "up:2").await;
    keys(&browser, [ENTER]).await;
    arrives(&browser, "[id='q1.when']").await;
    tab_to(&browser, "q1.max").await;
    keys(&browser, "2".chars()).await;
    let max = browser.find(Locator::Id("q1.max")).await.expect("a field");
    max.clear().await.expect("an empty field");
    max.send_keys("2").await.expect("keys");

    // the preview follows what is typed, with its colours and its language
    tab_to(&browser, "subject.en").await;
    tab_to(&browser, "new_locale").await;
    keys(&browser, "de".chars()).await;
    tab_to(&browser, "Add language").await;
    keys(&browser, [ENTER]).await;
    arrives(&browser, "[id='q0.text.de']").await;
    tab_to(&browser, "q0.text.de").await;
    keys(&browser, "Wie war es mit {agent_first_name}?".chars()).await;
    becomes(
        &browser,
        &format!("{LETTER}.includes('Wie war es mit Ana?')"),
    )
    .await;
    becomes(&browser, "getComputedStyle(document.querySelector('.preview-letter iframe').contentDocument.querySelector('h1')).fontSize.startsWith('2')").await;
    let entries = browser
        .execute("return history.length", vec![])
        .await
        .expect("a length");
    tab_to(&browser, "see.scheme.light").await;
    keys(&browser, ['\u{e014}']).await;
    becomes(&browser, "document.querySelector('.preview-letter iframe').contentWindow.matchMedia('(prefers-color-scheme: dark)').matches").await;
    let after = browser
        .execute("return history.length", vec![])
        .await
        .expect("a length");
    assert_eq!(entries, after, "the preview leaves no trace in the history");
    browser.picture("survey-preview-german-dark").await;

    tab_to(&browser, "Publish").await;
    keys(&browser, [ENTER]).await;
    arrives(&browser, ".flash-good").await;
    assert!(browser.text().await.contains("It is published"));

    let told = json!({
        "external_id": "c-1", "touchpoint": "hotline", "channel": "phone", "agent": { "external_id": "a-1", "name": "Ana Reyes" },
        "customer": { "email": "kim@example.net", "name": "Kim Lee", "locale": "de" }, "ended_at": "2026-11-23T09:30:00Z",
    });
    let key = server.key(&[Scope::InteractionsWrite, Scope::Admin]).await;
    let asked = server
        .http
        .post(server.url("/api/v1/interactions"))
        .bearer_auth(&key);
    let decision: Value = asked
        .json(&told)
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert_eq!(decision["decision"]["outcome"], "invited", "{decision}");
    let asked = server
        .http
        .get(server.url("/api/v1/surveys/hotline"))
        .bearer_auth(&key);
    let asks: Value = asked
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert_eq!(
        asks["questions"][1]["show_when"],
        json!({ "question": "satisfaction", "score_max": 2 })
    );
    assert_eq!(
        asks["wording"]["de"]["satisfaction"],
        "Wie war es mit {agent_first_name}?"
    );
}
