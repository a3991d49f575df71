//! Signing in and reading the dashboard on a phone, in the dark, in a real browser.

use super::{PASSWORD, member};
use crate::support::{
    browser::{Browser, Person},
    databases::Database,
    server::Server,
};
use afterword::domain::accounts::member::Role;
use fantoccini::Locator;
use serde_json::Value;

/// Width of what is drawn, width of the screen, whether the page is dark and its letters are light.
const LOOK: &str = "
    const shade = colour => colour.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3;
    const body = getComputedStyle(document.body);
    return [document.documentElement.scrollWidth, innerWidth, shade(body.backgroundColor), shade(body.color)];";

async fn fits_and_is_dark(browser: &Browser) {
    let seen = browser.execute(LOOK, vec![]).await.expect("a look");
    let number = |i: usize| seen[i].as_f64().expect("a number");
    assert_eq!(number(1) as i64, 360);
    assert!(number(0) <= 360.0, "sideways scrolling: {seen}");
    assert!(number(2) < 60.0 && number(3) > 180.0, "not dark: {seen}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_and_the_dashboard_fit_a_phone_in_the_dark() {
    let server = Server::start(Database::sqlite()).await;
    member(&server, "ana@example.com", Role::Manager).await;
    let person = Person {
        on_a_phone: true,
        in_the_dark: true,
        ..Person::default()
    };
    let browser = Browser::open_for(person).await;
    browser.goto(&server.url("/")).await.expect("the door");
    fits_and_is_dark(&browser).await;
    for (name, words) in [("email", "ana@example.com"), ("password", PASSWORD)] {
        let field = browser.find(Locator::Id(name)).await.expect("a field");
        field.send_keys(words).await.expect("keys");
    }
    browser.picture("sign-in-small-dark").await;
    let button = Locator::Css("button[type=submit]");
    let button = browser.find(button).await.expect("a button");
    button.click().await.expect("a click");
    let title = Locator::XPath("//h1[text()='Overview']");
    browser
        .wait()
        .for_element(title)
        .await
        .expect("the dashboard");
    fits_and_is_dark(&browser).await;
    browser.picture("dashboard-small-dark").await;
    let menu = Locator::Css(".side-narrow > summary");
    let menu = browser.find(menu).await.expect("a menu");
    menu.click().await.expect("a click");
    let open = browser
        .execute("return document.querySelector('.side-narrow').open", vec![])
        .await;
    assert_eq!(open.expect("a menu"), Value::Bool(true));
    fits_and_is_dark(&browser).await;
    let agents = Locator::Css(".side-sheet a[href^='/agents']");
    let agents = browser.find(agents).await.expect("a link");
    agents.click().await.expect("a click");
    let title = Locator::XPath("//h1[text()='Agents']");
    browser.wait().for_element(title).await.expect("the agents");
    fits_and_is_dark(&browser).await;
}
