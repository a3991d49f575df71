//! The page of all agents and an agent's own: who is marked, what is not shown, the file, who may look, and the picture
//! by keyboard.

use super::{PASSWORD, enter, get, member, page};
use crate::support::{
    browser::Browser,
    centre::{Centre, Contact, Says},
    databases::Database,
    server::Server,
};
use afterword::domain::{accounts::member::Role, organization::brand};
use fantoccini::{Locator, key::Key};
use reqwest::StatusCode;
use serde_json::Value;

const LONG: &str = "=Maximiliane Freifrau von und zu Hohenstein";

/// Four agents of whom one is far below the others, and one with three answers.
async fn five_agents(server: &Server) -> Centre {
    let centre = Centre::on(server.app.db.clone());
    let brands = brand::all(server.app.db.read()).await.expect("brands");
    for (agent, good, bad) in [
        ("ana", 34, 6),
        (LONG, 34, 6),
        ("وكيل", 33, 7),
        ("eve", 14, 26),
        ("few", 2, 1),
    ] {
        let contact = Contact {
            agent,
            ..Contact::default()
        };
        for (score, times) in [(5, good), (1, bad)] {
            for _ in 0..times {
                let says = Says {
                    score,
                    resolved: Some(if score == 5 { "yes" } else { "no" }),
                    ..Says::default()
                };
                centre
                    .contact(&brands[0], contact, says, "2026-11-20T09:00:00Z")
                    .await;
            }
        }
    }
    centre
}

crate::on_both! {
    async fn the_exact_test_marks_and_nothing_else_does(db: Database) {
        let server = Server::start(db).await;
        member(&server, "mia@example.com", Role::Manager).await;
        let cookie = enter(&server, "mia@example.com").await;
        five_agents(&server).await;
        let all = page(&server, &cookie, "/agents").await;
        assert!(all.contains("Below the others (1)") && all.contains("Above the others (0)"), "{all}");
        assert!(all.contains("class=\"scatter-below") && !all.contains("class=\"scatter-above"));
        assert_eq!(all.matches("aria-label=\"\u{2068}").count(), 4, "who has fewer than five answers is not drawn");
        assert!(all.contains("1 agent is not drawn") && all.contains("rank 4 of 4") && all.contains("a score from 5 on"));
        assert!(all.contains("/how#fair") && all.contains("no rank below 30 answers"));
        assert!(!all.contains("style=") && !all.contains("NaN"));
        let (ranked, others) = all.split_once("Without a rank, by name").expect("two parts");
        assert!(ranked.contains("rank 4 of 4") && others.contains("/agents/few") && !ranked.contains("/agents/few\" dir"));
        assert!(all.contains("the highest fair score first, then those without a rank by name"));
        assert!(sorted_by(&all, "Fair score", "descending"));
        let by_rate = page(&server, &cookie, "/agents?sort=-rate").await;
        assert!(by_rate.contains("5 agents, the highest first.") && !by_rate.contains("Without a rank"));
        let below = page(&server, &cookie, "/agents?flag=below").await;
        assert!(below.contains("1 agent,") && below.matches("rank ").count() < all.matches("rank ").count());
        let none = page(&server, &cookie, "/agents?flag=above").await;
        assert!(none.contains("No agent is reliably above the others"));
        assert!(page(&server, &cookie, "/agents?sort=planet&flag=purple").await.contains("All (5)"));
    }

    async fn where_nobody_has_a_rank_agents_stand_by_name_and_the_table_says_so(db: Database) {
        let server = Server::start(db).await;
        member(&server, "mia@example.com", Role::Manager).await;
        let cookie = enter(&server, "mia@example.com").await;
        let centre = Centre::on(server.app.db.clone());
        let brands = brand::all(server.app.db.read()).await.expect("brands");
        for agent in ["zoe", "ana"] {
            let contact = Contact { agent, ..Contact::default() };
            centre.contact(&brands[0], contact, 5, "2026-11-20T09:00:00Z").await;
        }
        let all = page(&server, &cookie, "/agents").await;
        assert!(sorted_by(&all, "Agent", "ascending") && sorted_by(&all, "Fair score", "none"), "{all}");
        assert!(all.contains("2 agents by name: nobody has answers enough for a rank yet"));
        assert!(all.find("/agents/ana") < all.find("/agents/zoe") && !all.contains("Without a rank"));
    }

    async fn the_file_has_what_the_page_shows_and_no_formula(db: Database) {
        let server = Server::start(db).await;
        member(&server, "mia@example.com", Role::Manager).await;
        let cookie = enter(&server, "mia@example.com").await;
        five_agents(&server).await;
        let file = page(&server, &cookie, "/agents?format=csv&sort=name").await;
        let lines: Vec<_> = file.lines().collect();
        assert_eq!(lines.len(), 6, "{file}");
        assert!(lines[0].contains("Agent,Key,Team,Marked,Rank,Fair score"));
        assert!(lines[1].starts_with(&format!("'{LONG},'{LONG},Tier 1,,")), "{}", lines[1]);
        assert!(lines[3].starts_with("eve,eve,Tier 1,below the others,4,"), "{}", lines[3]);
        let few = lines.iter().find(|line| line.starts_with("few,")).expect("the one with few answers");
        assert!(few.starts_with("few,few,Tier 1,,,,,,,3,,,100,"), "counts only: {few}");
        assert_eq!(page(&server, &cookie, "/agents?format=csv&flag=below").await.lines().count(), 2);
    }

    async fn an_agents_page_says_what_the_mix_does_and_whom_it_is_shown_to(db: Database) {
        let server = Server::start(db).await;
        member(&server, "mia@example.com", Role::Manager).await;
        member(&server, "eve@example.com", Role::Agent).await;
        let centre = five_agents(&server).await;
        // The newest report tells the agent's address, by which the member is known.
        let brands = brand::all(server.app.db.read()).await.expect("brands");
        let now = server.app.clock.now();
        let told = afterword::domain::organization::agent::Told {
            external_id: "eve".into(),
            email: Some("eve@example.com".into()),
            ..Default::default()
        };
        let brand = brands[0].id;
        let telling = centre.db.write(move |tx| {
            Box::pin(async move { afterword::domain::organization::agent::at_first_sight(tx, brand, told, now).await })
        });
        let told: Result<_, sea_orm::DbErr> = telling.await;
        told.expect("an agent with an address");
        let mia = enter(&server, "mia@example.com").await;
        let eve = enter(&server, "eve@example.com").await;
        let seen = page(&server, &mia, "/agents/eve").await;
        for words in ["Fair score", "All agents together reach", "below the others", "Resolved at first contact", "/agents/eve/ledger", "/responses"] {
            assert!(seen.contains(words), "{words}");
        }
        let own = page(&server, &eve, "/agents/eve").await;
        assert!(own.contains("Fair score") && !own.contains("href=\"/responses") && !own.contains("href=\"/comments"), "{own}");
        assert!(!own.contains("Score of all"));
        for foreign in ["/agents/ana", "/agents/nobody"] {
            assert_eq!(get(&server, &eve, foreign).await.status(), StatusCode::NOT_FOUND);
        }
        assert_eq!(get(&server, &mia, "/agents/nobody").await.status(), StatusCode::NOT_FOUND);
        assert!(page(&server, &mia, "/agents/few").await.contains("A score appears from 5"));
    }
}

/// Whether the heading of a column says that the table is ordered so.
fn sorted_by(page: &str, column: &str, order: &str) -> bool {
    let heading = page
        .split("<th scope=\"col\"")
        .find(|heading| heading.contains(&format!(">{column}<span")));
    heading.is_some_and(|heading| heading.contains(&format!("aria-sort=\"{order}\"")))
}

/// What the focused point of the plot shows.
const LABEL: &str = "
    const point = document.activeElement;
    const name = point.querySelector('text');
    return point.closest('.scatter-points') ? [getComputedStyle(name).display, name.textContent, point.getAttribute('aria-label')] : null;";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_picture_is_walked_through_by_keyboard() {
    let server = Server::start(Database::sqlite()).await;
    member(&server, "mia@example.com", Role::Manager).await;
    five_agents(&server).await;
    let browser = Browser::open().await;
    browser
        .goto(&server.url("/agents"))
        .await
        .expect("the door");
    for (name, words) in [("email", "mia@example.com"), ("password", PASSWORD)] {
        let field = browser.find(Locator::Id(name)).await.expect("a field");
        field.send_keys(words).await.expect("keys");
    }
    let button = Locator::Css("button[type=submit]");
    let button = browser.find(button).await.expect("a button");
    button.click().await.expect("a click");
    let plot = Locator::Css(".scatter .skip");
    let skip = browser.wait().for_element(plot).await.expect("the picture");
    browser
        .execute(
            "arguments[0].focus()",
            vec![serde_json::to_value(&skip).expect("an element")],
        )
        .await
        .expect("the link before the picture");
    let active = browser.active_element().await.expect("a focus");
    active
        .send_keys(&Key::Tab.to_string())
        .await
        .expect("a key");
    let first = browser.execute(LABEL, vec![]).await.expect("a look");
    assert_eq!(first[1], "eve", "the marked agent comes first: {first}");
    let active = browser.active_element().await.expect("a point");
    active
        .send_keys(&Key::Tab.to_string())
        .await
        .expect("a key");
    let second = browser.execute(LABEL, vec![]).await.expect("a look");
    assert_ne!(second[0], "none", "its name appears: {second}");
    assert!(
        second[2]
            .as_str()
            .is_some_and(|label| label.contains("inside both limits")),
        "{second}"
    );
    browser.picture("agents-by-keyboard").await;
    let active = browser.active_element().await.expect("a point");
    active
        .send_keys(&Key::Enter.to_string())
        .await
        .expect("a key");
    let own = Locator::Css(".sides");
    browser
        .wait()
        .for_element(own)
        .await
        .expect("the agent's page");
    let title = browser
        .execute("return document.querySelector('h1').textContent", vec![])
        .await
        .expect("a title");
    assert!(
        title != Value::Null
            && second[2]
                .as_str()
                .is_some_and(|label| label.contains(title.as_str().unwrap_or("?"))),
        "{title}"
    );
}
