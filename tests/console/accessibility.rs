//! Every page of the console under axe's rules for WCAG 2.2 AA, by day and by night, with answers and without.

use super::{PASSWORD, member, week};
use crate::support::{browser::Browser, databases::Database, server::Server};
use afterword::domain::accounts::member::Role;
use fantoccini::Locator;
use serde_json::{Value, json};

/// What a manager can open; the agent and the things are those of [`week::lived`].
const ROOMS: [&str; 33] = [
    "/",
    "/?metric=nps",
    "/agents",
    "/agents/a-1",
    "/agents/a-1/ledger",
    "/agents?flag=below",
    "/teams",
    "/teams/Tier%201",
    "/products",
    "/products/billing",
    "/touchpoints",
    "/channels/phone",
    "/surveys",
    "/survey-scores",
    "/new-survey",
    "/surveys/default/after-contact/edit",
    "/surveys/default/after-contact/versions",
    "/surveys/default/after-contact/versions/1",
    "/surveys/default/after-contact/retire",
    "/surveys/default/after-contact/rehearsal",
    "/cross?rows=agent&columns=product",
    "/comments",
    "/themes/new",
    "/signals",
    "/how",
    "/responses",
    "/deliveries",
    "/held",
    "/suppressions",
    "/mail",
    "/suspects",
    "/outbox",
    "/look",
];

/// Runs the rules on the page as it stands. Points of the funnel plot lie where the scores are, however close; the
/// rule about the size of targets allows that because the table below has the same links.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    const aPoint = node => document.querySelector(node.target[0])?.closest('.scatter-points');
    const beyondThePlot = rule => rule.id === 'target-size' ? { ...rule, nodes: rule.nodes.filter(node => !aPoint(node)) } : rule;
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
        .then(found => done(found.passes.length < 10 ? ['axe looked at too little'] : found.violations.map(beyondThePlot).filter(rule => rule.nodes.length > 0).map(rule =>
            rule.id + ': ' + rule.nodes.map(node => node.target.join(' ') + ' (' + node.failureSummary + ')').slice(0, 3).join('; '))))
        .catch(wrong => done(['axe itself: ' + wrong]));";

fn axe() -> String {
    let path = std::env::var("AFTERWORD_TEST_AXE")
        .expect("AFTERWORD_TEST_AXE names axe's script; scripts/test fetches it");
    std::fs::read_to_string(path).expect("axe's script")
}

async fn signed_in(server: &Server) -> Browser {
    member(server, "ana@example.com", Role::Manager).await;
    let browser = Browser::open().await;
    browser
        .goto(&server.url("/sign-in"))
        .await
        .expect("the door");
    for (name, words) in [("email", "ana@example.com"), ("password", PASSWORD)] {
        let field = browser.find(Locator::Id(name)).await.expect("a field");
        field.send_keys(words).await.expect("keys");
    }
    let button = Locator::Css("button[type=submit]");
    let button = browser.find(button).await.expect("a button");
    button.click().await.expect("a click");
    browser
        .wait()
        .for_element(Locator::Css("body.shell"))
        .await
        .expect("a room");
    browser
}

/// Everything the rules find wrong, in both colour schemes.
async fn violations(browser: &Browser, server: &Server, axe: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for scheme in ["light", "dark"] {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        browser
            .devtools("Emulation.setEmulatedMedia", features)
            .await;
        for room in ROOMS {
            browser.goto(&server.url(room)).await.expect("a room");
            browser.execute(axe, vec![]).await.expect("axe is loaded");
            let found = browser.execute_async(RUN, vec![]).await.expect("a verdict");
            let found = found.as_array().cloned().unwrap_or_default();
            let named = found.iter().filter_map(Value::as_str);
            wrong.extend(named.map(|rule| format!("{room} ({scheme}): {rule}")));
        }
    }
    wrong
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_room_breaks_a_rule_of_accessibility() {
    let server = Server::start(Database::sqlite()).await;
    week::lived(&server).await;
    let browser = signed_in(&server).await;
    let wrong = violations(&browser, &server, &axe()).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_empty_room_and_no_page_of_what_is_not_there_does_either() {
    let server = Server::start(Database::sqlite()).await;
    let browser = signed_in(&server).await;
    let wrong = violations(&browser, &server, &axe()).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
