//! A scanner's sweep on the page of suspects, and who may rule on it.

use super::{enter, get, member, page};
use crate::support::{
    centre::{Centre, Contact},
    server::Server,
};
use afterword::domain::{
    accounts::{audit, member::Role},
    deliveries::delivery,
    flow,
    organization::brand,
    responses::{
        click::{ClickKind, Windows},
        click_event::Visit,
        response,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{Response, StatusCode, header};
use sea_orm::{DbErr, EntityTrait, PaginatorTrait};

/// Something looks at these scores of a letter, one after the other.
async fn look(server: &Server, letter: &delivery::Model, scores: &[i16], at: DateTime<Utc>) {
    for score in scores {
        let (keys, letter) = (server.app.keys.clone(), letter.clone());
        let visit = Visit {
            kind: ClickKind::Dwell,
            score: Some(*score),
            network_hash: None,
            agent_class: "browser",
        };
        let looked = server.app.db.write(move |tx| {
            Box::pin(
                async move { flow::visit(tx, &keys, &letter, visit, Windows::default(), at).await },
            )
        });
        let looked: Result<_, DbErr> = looked.await;
        looked.expect("a look on record");
    }
}

/// A letter of an hour ago whose five links were opened at once, half an hour later.
async fn swept_letter(server: &Server, centre: &Centre) -> delivery::Model {
    let brands = brand::all(server.app.db.read()).await.expect("brands");
    let sent = server.app.clock.now() - TimeDelta::hours(1);
    let letter = centre.ask(&brands[0], Contact::default(), sent).await;
    let at = sent + TimeDelta::minutes(30);
    look(server, &letter, &[1, 2, 3, 4, 5], at).await;
    letter
}

/// The action of the page's form for that verb, and what was seen.
fn form(page: &str, verb: &str) -> (String, String) {
    let rest = &page[page.find("action=\"/suspects/").expect("a form") + 8..];
    let letter = rest.split('/').nth(2).expect("a letter");
    let (_, seen) = rest.split_once("name=\"seen\" value=\"").expect("a click");
    let seen = seen.split('"').next().expect("its id");
    (format!("/suspects/{letter}/{verb}"), seen.to_owned())
}

async fn press(server: &Server, cookie: &str, path: &str, form: &[(&str, &str)]) -> Response {
    let asked = server
        .http
        .post(server.url(path))
        .header(header::COOKIE, cookie);
    asked.form(form).send().await.expect("an answer")
}

async fn responses(server: &Server) -> Vec<response::Model> {
    let found = response::Entity::find().all(server.app.db.read()).await;
    found.expect("responses")
}

async fn audited(server: &Server) -> u64 {
    let found = audit::Entity::find().count(server.app.db.read()).await;
    found.expect("a count")
}

crate::on_both! {
    async fn one_press_accepts_a_score_and_settles_its_letter(db: Database) {
        let server = Server::start(db).await;
        member(&server, "mia@example.com", Role::Manager).await;
        let cookie = enter(&server, "mia@example.com").await;
        let centre = Centre::on(server.app.db.clone());
        swept_letter(&server, &centre).await;
        let shown = page(&server, &cookie, "/suspects").await;
        assert_eq!(shown.matches("Doubted: 5 links").count(), 1);
        for score in 1..=5 {
            assert!(shown.contains(&format!("Accept {score}</button>")));
        }
        assert!(shown.contains("Dismiss all") && shown.contains("nav-count"));
        let before = audited(&server).await;
        let (path, seen) = form(&shown, "accept");
        let answer = press(&server, &cookie, &path, &[("seen", &seen), ("score", "4")]).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        assert_eq!(answer.headers()[header::LOCATION], "/suspects?done=accepted");
        let counted = responses(&server).await;
        assert_eq!(counted.len(), 1);
        assert!(counted[0].counts && counted[0].evidence == "manual");
        assert_eq!(audited(&server).await - before, 5, "each click's ruling is on record");
        assert!(page(&server, &cookie, "/suspects").await.contains("No suspect clicks"));
        let again = press(&server, &cookie, &path, &[("seen", &seen), ("score", "1")]).await;
        assert_eq!(again.headers()[header::LOCATION], "/suspects?done=gone");
    }

    async fn dismissing_leaves_what_came_after_the_page(db: Database) {
        let server = Server::start(db).await;
        member(&server, "mia@example.com", Role::Manager).await;
        let cookie = enter(&server, "mia@example.com").await;
        let centre = Centre::on(server.app.db.clone());
        let letter = swept_letter(&server, &centre).await;
        let (path, seen) = form(&page(&server, &cookie, "/suspects").await, "dismiss");
        look(&server, &letter, &[1, 2], server.app.clock.now()).await;
        let answer = press(&server, &cookie, &path, &[("seen", &seen)]).await;
        assert_eq!(answer.headers()[header::LOCATION], "/suspects?done=dismissed");
        let left = page(&server, &cookie, "/suspects").await;
        assert!(left.contains("Accept 2</button>") && !left.contains("Accept 5</button>"));
        let (path, seen) = form(&left, "dismiss");
        press(&server, &cookie, &path, &[("seen", &seen)]).await;
        assert!(page(&server, &cookie, "/suspects").await.contains("No suspect clicks"));
        assert_eq!(responses(&server).await, []);
    }

    async fn an_analyst_reads_but_does_not_rule(db: Database) {
        let server = Server::start(db).await;
        member(&server, "mia@example.com", Role::Manager).await;
        member(&server, "ana@example.com", Role::Analyst).await;
        let (mia, ana) = (enter(&server, "mia@example.com").await, enter(&server, "ana@example.com").await);
        let centre = Centre::on(server.app.db.clone());
        swept_letter(&server, &centre).await;
        let shown = page(&server, &ana, "/suspects").await;
        assert!(shown.contains("Doubted: 5 links") && !shown.contains("action=\"/suspects/"));
        let manages = page(&server, &mia, "/suspects").await;
        for verb in ["accept", "dismiss"] {
            let (path, seen) = form(&manages, verb);
            let pressed = [("seen", seen.as_str()), ("score", "5")];
            assert_eq!(press(&server, &ana, &path, &pressed).await.status(), StatusCode::FORBIDDEN);
        }
        assert_eq!(responses(&server).await, []);
        assert_eq!(get(&server, &ana, "/suspects").await.status(), StatusCode::OK);
        let garbled = press(&server, &mia, "/suspects/nothing/dismiss", &[("seen", "x")]).await;
        assert_eq!(garbled.status(), StatusCode::NOT_FOUND);
    }
}
