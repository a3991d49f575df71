//! Unsubscribing: never by opening a link, always by one press, as RFC 8058 wants it.

use super::letter::Letter;
use crate::{on_both, support::server::Server};
use afterword::domain::customers::suppression;

async fn suppressed(server: &Server) -> bool {
    let (db, keys) = (server.app.db.read(), &server.app.keys);
    let brand = afterword::domain::organization::brand::all(db)
        .await
        .expect("brands")
        .remove(0);
    suppression::suppressed(db, keys, brand.id, "Kim@Example.net")
        .await
        .expect("read")
}

on_both! {
    async fn opening_the_link_only_asks(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        let url = server.url(&format!("/u/{}", letter.token));
        let page = server.http.get(&url).send().await.expect("a page");
        assert_eq!(page.status(), 200);
        assert!(page.text().await.expect("text").contains("method=\"post\""));
        assert_eq!(server.http.head(&url).send().await.expect("an answer").status(), 200);
        assert!(!suppressed(&server).await);
    }

    async fn one_click_of_any_form_unsubscribes_and_may_be_repeated(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        let url = server.url(&format!("/u/{}", letter.token));
        let multipart = reqwest::multipart::Form::new().text("List-Unsubscribe", "One-Click");
        let first = server.http.post(&url).multipart(multipart).send().await.expect("an answer");
        assert_eq!(first.status(), 200);
        assert!(!first.headers().contains_key("set-cookie"));
        assert!(suppressed(&server).await);
        let again = server.http.post(&url).form(&[("List-Unsubscribe", "One-Click")]).send().await.expect("an answer");
        assert_eq!(again.status(), 200);
        let button = server.http.post(&url).send().await.expect("an answer");
        assert_eq!(button.status(), 200);
        assert!(button.text().await.expect("text").contains("We will not ask again"));
    }

    async fn a_survey_long_closed_can_still_be_unsubscribed_from(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        server.advance(chrono::TimeDelta::days(400));
        let url = server.url(&format!("/u/{}", letter.token));
        assert_eq!(server.http.post(&url).send().await.expect("an answer").status(), 200);
        assert!(suppressed(&server).await);
    }
}
