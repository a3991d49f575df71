//! Addresses that lead nowhere in particular: brands there are not, things another brand knows, filters that match
//! nothing. Every page answers in words, offers a way on, and shows nothing of anybody else.

use super::{enter, get, member, page};
use crate::support::{
    centre::{Centre, Contact, Says},
    server::Server,
};
use afterword::domain::{accounts::member::Role, organization::brand, surveys::question::Kind};
use reqwest::StatusCode;

/// Two brands on two clocks; one agent, product and team each, and what both know.
async fn two_brands(server: &Server) -> String {
    member(server, "ana@example.com", Role::Manager).await;
    let centre = Centre::on(server.app.db.clone());
    let first = brand::all(server.app.db.read())
        .await
        .expect("brands")
        .remove(0);
    let other = centre
        .brand("umbrella", "Asia/Tokyo", "2026-10-01T00:00:00Z")
        .await;
    for (brand, agent, product, team) in [
        (&first, "mine", "broadband", "Tier 1"),
        (&other, "theirs", "rain", "Tier 9"),
        (&first, "shared", "both", "Everybody"),
        (&other, "shared", "both", "Everybody"),
    ] {
        for score in [5, 4, 5, 1, 5] {
            let contact = Contact {
                agent,
                team: Some(team),
                product: Some(product),
                ..Contact::default()
            };
            let says = Says {
                score,
                comment: Some("heard"),
                ..Says::default()
            };
            centre
                .contact(brand, contact, says, "2026-11-20T20:30:00Z")
                .await;
        }
    }
    enter(server, "ana@example.com").await
}

crate::on_both! {
    async fn a_brand_there_is_not_is_named_as_such_and_shows_nothing_of_another(db: Database) {
        let server = Server::start(db).await;
        let cookie = two_brands(&server).await;
        for room in ["/", "/agents", "/products", "/teams", "/brands", "/signals", "/cross", "/responses", "/comments", "/held"] {
            let page = page(&server, &cookie, &format!("{room}?brand=nobody")).await;
            assert!(page.contains("There is no brand called “nobody”"), "{room}: {page}");
            assert!(page.contains("No such brand. Printed") && !page.contains("Default. Printed"), "{room}");
            assert!(page.contains("empty-title") && page.contains("without <bdi>Brand: nobody</bdi>"), "{room}: {page}");
            assert!(!page.contains("heard") && !page.contains("Default has"), "{room}");
        }
        let never = page(&server, &cookie, "/?brand=nobody&metric=ces").await;
        assert!(!never.contains("has never asked") && never.contains("No answers match these filters"));
    }

    async fn a_thing_is_not_found_under_a_brand_that_does_not_know_it(db: Database) {
        let server = Server::start(db).await;
        let cookie = two_brands(&server).await;
        let unknown = get(&server, &cookie, "/agents/nobody").await.text().await.expect("a page");
        for path in ["/agents/mine", "/agents/mine/ledger", "/products/broadband", "/teams/Tier%201", "/channels/phone"] {
            assert_eq!(get(&server, &cookie, path).await.status(), StatusCode::OK, "{path}");
            let brands: &[_] = if path.starts_with("/channels") { &["nobody"] } else { &["umbrella", "nobody"] };
            for brand in brands {
                let answer = get(&server, &cookie, &format!("{path}?brand={brand}")).await;
                assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}?brand={brand}");
                assert_eq!(answer.text().await.expect("a page"), unknown);
            }
            let file = get(&server, &cookie, &format!("{path}?brand=nobody&format=csv")).await;
            assert_eq!(file.status(), StatusCode::NOT_FOUND, "{path}");
        }
        // What only one brand knows offers no other brand to choose; what both know does.
        for (path, offered) in [("/agents/mine", false), ("/products/rain", false), ("/agents/shared", true), ("/products/both", true)] {
            let page = page(&server, &cookie, path).await;
            assert_eq!(page.contains("<option value=\"umbrella\""), offered, "{path}");
        }
        let shared = page(&server, &cookie, "/agents/shared?brand=umbrella").await;
        assert!(shared.contains("<strong>5 responses"), "{shared}");
    }

    async fn days_of_several_clocks_say_whose_they_are(db: Database) {
        let server = Server::start(db).await;
        let cookie = two_brands(&server).await;
        for room in ["/", "/agents", "/responses", "/signals", "/held", "/products/both"] {
            let page = page(&server, &cookie, room).await;
            assert!(page.contains("each brand’s own clock: Default UTC, umbrella Asia/Tokyo. Today is Default’s."), "{room}: {page}");
        }
        let responses = page(&server, &cookie, "/responses").await;
        assert!(responses.contains("21 Nov 2026, 05:30</time> Asia/Tokyo") && responses.contains("20 Nov 2026, 20:30</time> UTC"), "{responses}");
        for alone in ["/?brand=umbrella", "/agents/mine", "/brands/umbrella"] {
            assert!(!page(&server, &cookie, alone).await.contains("own clock"), "{alone}");
        }
        let file = page(&server, &cookie, "/responses?format=csv").await;
        assert!(file.lines().next().expect("a heading").ends_with(",Clock") && file.contains(",Asia/Tokyo"), "{file}");
    }

    async fn a_survey_that_never_asks_says_so_and_leads_to_what_it_asks(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Manager).await;
        let cookie = enter(&server, "ana@example.com").await;
        let centre = Centre::on(server.app.db.clone());
        let brand = brand::all(server.app.db.read()).await.expect("brands").remove(0);
        centre.publish(&brand, "chat", &[Kind::Nps], "2026-11-01T00:00:00Z").await;
        let about = Contact { touchpoint: "chat", ..Contact::default() };
        centre.contact(&brand, about, 9, "2026-11-21T09:00:00Z").await;
        for (path, leads_to) in [
            ("/?survey=chat", "href=\"/?metric=nps&amp;survey=chat\""),
            ("/agents?survey=chat", "href=\"/agents?metric=nps&amp;survey=chat\""),
            ("/agents/a-1?survey=chat&metric=ces", "href=\"/agents/a-1?metric=nps&amp;survey=chat\""),
            ("/cross?survey=chat", "href=\"/cross?metric=nps&amp;survey=chat\""),
            ("/signals?survey=chat", "href=\"/signals?metric=nps&amp;survey=chat\""),
            ("/surveys/chat?metric=csat", "href=\"/surveys/chat?metric=nps\""),
        ] {
            let page = page(&server, &cookie, path).await;
            assert!(page.contains("The survey chat never asks for") && page.contains(leads_to), "{path}: {page}");
        }
        let asked = page(&server, &cookie, "/?survey=chat&metric=nps").await;
        assert!(asked.contains("1 response") && !asked.contains("never asks"));
    }

    async fn no_page_is_blank_however_odd_its_filters(db: Database) {
        let server = Server::start(db).await;
        let cookie = two_brands(&server).await;
        let rooms = [
            "/", "/agents", "/agents/mine", "/agents/mine/ledger", "/teams", "/products", "/products/both", "/touchpoints",
            "/channels", "/channels/phone", "/survey-scores", "/surveys/after-contact", "/brands", "/brands/umbrella", "/cross",
            "/signals", "/responses", "/comments", "/held",
        ];
        let odd = [
            "team=Nobody", "product=%00", "channel=pigeon", "survey=none&metric=ces", "touchpoint=%27%3B--", "score_min=9&score_max=-9",
            "score_min=99999999999", "has_comment=maybe", "from=2031-01-01&to=2031-02-01", "from=1900-01-01&to=1900-01-01",
            "from=2999-12-01&to=2999-12-31", "flag=below&team=Nobody", "rows=x&columns=y&team=Nobody", "after=nonsense&sort=-&flag=x",
            "reason=x&state=y&team=Nobody", "search=%22&theme=none&feel=odd&team=Nobody",
        ];
        for room in rooms {
            for query in odd {
                let path = format!("{room}?{query}");
                let page = page(&server, &cookie, &path).await;
                assert!(page.contains("<h1") && (page.contains("class=\"panel") || page.contains("empty-title")), "{path}: {page}");
            }
            let none = page(&server, &cookie, &format!("{room}?team=Nobody")).await;
            let widens = none.contains("without <bdi>Team: Nobody</bdi>");
            assert!(none.contains("empty-title") && widens, "{room}: {none}");
        }
        let ledger = page(&server, &cookie, "/agents/mine/ledger?state=bounced&reason=quarantine").await;
        assert!(ledger.contains("without <bdi>Decision</bdi>") && ledger.contains("without any filter"), "{ledger}");
    }
}
