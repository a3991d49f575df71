//! The page that says what changed, and the marks it leaves in a trend.

use super::{enter, get, member, page};
use crate::support::{centre::Centre, fortnight::bad_fortnight, server::Server};
use afterword::domain::{accounts::member::Role, organization::brand};
use reqwest::StatusCode;

crate::on_both! {
    async fn a_bad_fortnight_leads_from_the_list_to_the_trend(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Manager).await;
        let cookie = enter(&server, "ana@example.com").await;
        let empty = page(&server, &cookie, "/signals").await;
        assert!(empty.contains("empty-title") && empty.contains("Nothing has been reported yet"));

        let centre = Centre::on(server.app.db.clone());
        let brand = brand::all(server.app.db.read()).await.expect("brands").remove(0);
        bad_fortnight(&centre, &brand, "2026-11-23").await;
        let found = page(&server, &cookie, "/signals").await;
        assert!(found.contains(r#"href="/products/billing""#) && found.contains(r#"href="/agents/a-1""#));
        assert!(!found.contains("/products/broadband\"") && !found.contains(r#"href="/agents/a-2""#));
        assert!(found.contains("one false alarm per series in two years") && found.contains("goes on"));
        assert!(found.contains(r#"aria-current="page""#) && !found.contains("style="));

        let trend = page(&server, &cookie, "/products/billing").await;
        assert!(trend.contains("plot-marks") && trend.contains("Fell: from 90% to "), "{trend}");
        assert!(!page(&server, &cookie, "/products/broadband").await.contains("plot-marks"));
        let quiet = page(&server, &cookie, "/signals?product=broadband").await;
        assert!(quiet.contains("Nothing out of the ordinary"));
        let early = page(&server, &cookie, "/signals?from=2026-09-20&to=2026-10-20").await;
        assert!(early.contains("Too early to say what is usual"));
        let long = page(&server, &cookie, "/signals?period=last_365_days").await;
        assert!(long.contains(r#"href="/products/billing"#) && long.contains("too little lay behind to say what is usual"), "{long}");
        assert!(long.contains("/signals?from=2026-10-") && long.contains("A shorter period shows the watched days alone"));
        let never = page(&server, &cookie, "/signals?metric=nps").await;
        assert!(never.contains("never asked for NPS"));

        let file = get(&server, &cookie, "/signals?format=csv").await;
        assert_eq!(file.status(), StatusCode::OK);
        let file = file.text().await.expect("a file");
        assert!(file.contains("Product,billing,billing,down,") && !file.contains("broadband"), "{file}");
    }

    async fn an_agent_is_not_shown_the_others_signals(db: Database) {
        let server = Server::start(db).await;
        member(&server, "somebody@example.com", Role::Agent).await;
        let cookie = enter(&server, "somebody@example.com").await;
        let answer = get(&server, &cookie, "/signals").await;
        assert_ne!(answer.status(), StatusCode::OK);
    }
}
