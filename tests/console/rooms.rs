//! What the rooms show, and to whom.

use super::{enter, get, member, page};
use crate::support::{
    centre::{Centre, Contact, Says},
    server::Server,
};
use afterword::domain::{accounts::member::Role, organization::brand};
use reqwest::StatusCode;

const ROOMS: [&str; 11] = [
    "/",
    "/agents",
    "/teams",
    "/products",
    "/touchpoints",
    "/responses",
    "/comments",
    "/deliveries",
    "/held",
    "/suspects",
    "/outbox",
];

async fn answers(server: &Server, scores: &[i16]) {
    let centre = Centre::on(server.app.db.clone());
    let brand = brand::all(server.app.db.read())
        .await
        .expect("brands")
        .remove(0);
    for score in scores {
        let says = Says {
            score: *score,
            comment: Some("<script>alert(1)</script> شكرا"),
            resolved: Some("yes"),
            ..Says::default()
        };
        let contact = Contact {
            agent: "<b>long</b> وكيل",
            ..Contact::default()
        };
        centre
            .contact(&brand, contact, says, "2026-11-22T09:00:00Z")
            .await;
    }
}

crate::on_both! {
    async fn empty_rooms_say_what_to_do_next(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Analyst).await;
        let cookie = enter(&server, "ana@example.com").await;
        for room in ROOMS {
            let page = page(&server, &cookie, room).await;
            assert!(page.contains("empty-title") && page.contains("letters are kept in the"), "{room}");
            assert!(!page.contains("style=") && !page.contains("<script>"), "{room}");
        }
        assert!(page(&server, &cookie, "/").await.contains("/api/v1/interactions"));
    }

    async fn below_five_answers_there_are_only_counts(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Manager).await;
        let cookie = enter(&server, "ana@example.com").await;
        answers(&server, &[5, 5, 5, 1]).await;
        let four = page(&server, &cookie, "/").await;
        assert!(four.contains("4 responses") && !four.contains("Likely between <strong>"));
        answers_more(&server).await;
        let five = page(&server, &cookie, "/").await;
        assert!(five.contains("Likely between <strong>") && five.contains("few responses"));
        let responses = page(&server, &cookie, "/responses").await;
        assert!(responses.contains("&lt;script&gt;alert(1)") && !responses.contains("<script>alert"));
        assert!(page(&server, &cookie, "/agents").await.contains("&lt;b&gt;long"));
        assert_eq!(get(&server, &cookie, "/agents/nobody").await.status(), StatusCode::NOT_FOUND);
        assert!(page(&server, &cookie, "/?team=Nobody").await.contains("No answers match these filters"));
    }

    async fn an_agent_sees_the_own_page_alone(db: Database) {
        let server = Server::start(db).await;
        member(&server, "somebody@example.com", Role::Agent).await;
        let cookie = enter(&server, "somebody@example.com").await;
        assert!(page(&server, &cookie, "/").await.contains("No agent has your address yet"));
        for room in ROOMS.iter().filter(|room| !["/", "/outbox"].contains(room)) {
            assert_eq!(get(&server, &cookie, room).await.status(), StatusCode::FORBIDDEN, "{room}");
        }
        assert_eq!(get(&server, &cookie, "/agents/a-1").await.status(), StatusCode::NOT_FOUND);
    }
}

/// One answer more, by another customer.
async fn answers_more(server: &Server) {
    let centre = Centre::on(server.app.db.clone());
    let brand = brand::all(server.app.db.read())
        .await
        .expect("brands")
        .remove(0);
    // The first four customers of a centre are resting: walk past them.
    centre.skip_customers(4);
    centre
        .contact(&brand, Contact::default(), 4, "2026-11-22T09:30:00Z")
        .await;
}
