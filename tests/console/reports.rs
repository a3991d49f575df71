//! Reports in a real browser: on a phone, on paper, and by keyboard, with names as long and as foreign as they come.

use super::{PASSWORD, member};
use crate::support::{
    browser::{Browser, Person},
    centre::{Centre, Contact, Says},
    databases::Database,
    server::Server,
};
use afterword::domain::{accounts::member::Role, organization::brand};
use fantoccini::{Locator, key::Key};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

const ARABIC: &str = "وكيل خدمة العملاء في مركز الاتصال";
const REPORTS: [&str; 22] = [
    "/",
    "/agents",
    "/agents?sort=name",
    "/teams",
    "/products",
    "/touchpoints",
    "/channels",
    "/survey-scores",
    "/brands",
    "/cross?rows=agent&columns=product",
    "/cross?rows=brand&columns=team",
    "/signals",
    "/how?metric=csat",
    "/products?team=Nobody&from=2026-11-22&to=2026-11-01",
    "/products?metric=ces",
    "/responses?metric=csat",
    "/comments",
    "/held",
    "/deliveries",
    "/suspects",
    "/outbox",
    "/themes/new",
];

/// As long as a name may be, in one piece.
fn long() -> &'static str {
    "w".repeat(200).leak()
}

async fn office() -> Server {
    let server = Server::start(Database::sqlite()).await;
    member(&server, "ana@example.com", Role::Manager).await;
    let centre = Centre::on(server.app.db.clone());
    let brands = brand::all(server.app.db.read()).await.expect("brands");
    let slug: &'static str = "w".repeat(60).leak();
    centre
        .brand(
            slug,
            "America/Argentina/Buenos_Aires",
            "2026-11-01T00:00:00Z",
        )
        .await;
    let long = long();
    for (product, scores) in [
        (long, [1, 1, 1, 2, 2, 1]),
        (ARABIC, [5, 4, 5, 5, 4, 5]),
        ("<b>客户服务</b>", [3, 4, 5, 2, 1, 5]),
    ] {
        for score in scores {
            let contact = Contact {
                agent: product,
                product: Some(product),
                team: Some(product),
                ..Contact::default()
            };
            let says = Says {
                score,
                comment: Some(product),
                ..Says::default()
            };
            centre
                .contact(&brands[0], contact, says, "2026-11-21T09:00:00Z")
                .await;
        }
    }
    server
}

async fn signed_in(server: &Server, person: Person) -> Browser {
    let browser = Browser::open_for(person).await;
    browser.goto(&server.url("/")).await.expect("the door");
    for (name, words) in [("email", "ana@example.com"), ("password", PASSWORD)] {
        let field = browser.find(Locator::Id(name)).await.expect("a field");
        field.send_keys(words).await.expect("keys");
    }
    let button = Locator::Css("button[type=submit]");
    let button = browser.find(button).await.expect("a button");
    button.click().await.expect("a click");
    let inside = Locator::XPath("//h1[text()='Overview']");
    browser.wait().for_element(inside).await.expect("inside");
    browser
}

async fn look(browser: &Browser, script: &str) -> Value {
    browser.execute(script, vec![]).await.expect("a look")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reports_fit_a_phone_in_the_dark() {
    let server = office().await;
    let person = Person {
        on_a_phone: true,
        in_the_dark: true,
        ..Person::default()
    };
    let browser = signed_in(&server, person).await;
    assert_eq!(too_wide(&browser, &server).await, [""; 0]);
    let cross = server.url("/cross?rows=agent&columns=product");
    browser.goto(&cross).await.expect("the cross table");
    let region = "const region = document.querySelector('.cross'); region.focus(); \
        return [document.activeElement === region, region.scrollWidth > region.clientWidth]";
    assert_eq!(look(&browser, region).await, json!([true, true]));
    browser.picture("cross-small-dark").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reports_fit_tablets_and_desks_whatever_names_are_in_them() {
    let server = office().await;
    let browser = signed_in(&server, Person::default()).await;
    for width in [768, 1024, 1152, 1280, 1600] {
        let desk =
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        browser
            .devtools("Emulation.setDeviceMetricsOverride", desk)
            .await;
        assert_eq!(too_wide(&browser, &server).await, [""; 0], "at {width}");
    }
}

/// The pages that scroll sideways, and those of each of the oddly named things, and what of a panel sticks out.
async fn too_wide(browser: &Browser, server: &Server) -> Vec<String> {
    let named =
        [long(), ARABIC, "<b>客户服务</b>"].map(|name| utf8_percent_encode(name, NON_ALPHANUMERIC));
    let of_things = named.iter().flat_map(|name| {
        let rooms = [
            "/agents/{}",
            "/agents/{}/ledger",
            "/products/{}",
            "/teams/{}",
            "/products?brand={}",
            "/?product={}",
        ];
        rooms.map(|room| room.replace("{}", &name.to_string()))
    });
    let mut wide = Vec::new();
    for room in REPORTS.into_iter().map(str::to_owned).chain(of_things) {
        browser.goto(&server.url(&room)).await.expect("a report");
        let seen = look(browser, STICKS_OUT).await;
        if seen != json!([]) {
            wide.push(format!(
                "{}: {seen}",
                room.chars().take(40).collect::<String>()
            ));
        }
    }
    wide
}

/// What is wider than the screen or than the panel it stands in; what scrolls by itself may be.
const STICKS_OUT: &str = "
    const out = [];
    const screen = document.documentElement;
    if (screen.scrollWidth > innerWidth) out.push('the page: ' + screen.scrollWidth);
    for (const panel of document.querySelectorAll('.panel, .heading, .empty, .side')) {
        const own = getComputedStyle(panel).overflowX;
        if (panel.scrollWidth > panel.clientWidth + 1 && own === 'visible') out.push(panel.className + ': ' + panel.scrollWidth + ' in ' + panel.clientWidth);
    }
    return out;";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_paper_a_report_is_its_title_its_days_and_its_figures() {
    let server = office().await;
    let browser = signed_in(&server, Person::default()).await;
    let paper = json!({ "width": 690, "height": 980, "deviceScaleFactor": 1, "mobile": false });
    browser
        .devtools("Emulation.setDeviceMetricsOverride", paper)
        .await;
    let print = json!({ "media": "print" });
    browser.devtools("Emulation.setEmulatedMedia", print).await;
    for report in [
        "/",
        "/products?channel=phone",
        "/cross?rows=agent&columns=product",
        "/how",
    ] {
        browser.goto(&server.url(report)).await.expect("a report");
        let seen = "const shown = name => [...document.querySelectorAll(name)].some(part => part.offsetParent !== null); \
            return ['.side', '.filters', '.tools', 'h1', '.lead', '.print-only'].map(shown)";
        let seen = look(&browser, seen).await;
        assert_eq!(
            seen,
            json!([false, false, false, true, true, true]),
            "{report}"
        );
        let width = look(&browser, "return document.documentElement.scrollWidth").await;
        assert!(
            width.as_i64().is_some_and(|width| width <= 690),
            "{report}: {width}"
        );
        let rows = "const row = document.querySelector('.table tbody tr'); return row ? getComputedStyle(row).display : 'table-row'";
        assert_eq!(look(&browser, rows).await, "table-row", "{report}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_a_number_to_its_answers_and_to_its_working_by_keyboard() {
    let server = office().await;
    let browser = signed_in(&server, Person::default()).await;
    browser
        .goto(&server.url("/products"))
        .await
        .expect("products");
    for (link, title) in [
        ("//main//a[contains(@href, '/products/') and @dir]", "//h1"),
        (
            "//main//a[starts-with(@href, '/responses')]",
            "//h1[text()='Responses']",
        ),
    ] {
        press(&browser, link).await;
        browser
            .wait()
            .for_element(Locator::XPath(title))
            .await
            .expect(title);
    }
    let entries = browser.find_all(Locator::Css(".entry-scored")).await;
    assert_eq!(entries.expect("answers").len(), 6);
    browser.back().await.expect("the way back");
    press(&browser, "//main//a[contains(@href, '/how?')]").await;
    let worked = Locator::XPath("//section[@id='csat']//ol[@class='worked']");
    let worked = browser.wait().for_element(worked).await.expect("the steps");
    assert!(worked.text().await.expect("words").contains("÷ 6 × 100"));
}

/// Focuses a link and presses Enter.
async fn press(browser: &Browser, link: &str) {
    let link = browser.wait().for_element(Locator::XPath(link)).await;
    let enter = char::from(Key::Enter).to_string();
    link.expect("a link")
        .send_keys(&enter)
        .await
        .expect("Enter");
}
