//! The rooms about letters with something in them: deliveries in pages, what was held, the outbox; and the wall.

use super::{enter, get, member, page};
use crate::support::{
    centre::{Centre, Contact, Says},
    server::Server,
};
use afterword::domain::{
    accounts::{api_key::Scope, member::Role},
    organization::{agent, brand},
    surveys::question::Kind,
};
use chrono::TimeDelta;
use reqwest::{StatusCode, header};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, prelude::Expr};
use serde_json::json;

async fn first_brand(server: &Server) -> brand::Model {
    let brands = brand::all(server.app.db.read()).await.expect("brands");
    brands.into_iter().next().expect("the starting brand")
}

/// The first link that begins so.
fn link(page: &str, begin: &str) -> String {
    let from = page
        .find(&format!("href=\"{begin}"))
        .unwrap_or_else(|| panic!("no link to {begin}"));
    let link = page[from + 6..].split('"').next().expect("its end");
    link.replace("&amp;", "&")
}

crate::on_both! {
    async fn deliveries_come_in_pages_and_each_has_its_own(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Analyst).await;
        let cookie = enter(&server, "ana@example.com").await;
        let (centre, brand) = (Centre::on(server.app.db.clone()), first_brand(&server).await);
        for minute in 0..52 {
            let at = server.app.clock.now() - TimeDelta::minutes(100 - minute);
            centre.ask(&brand, Contact::default(), at).await;
        }
        let newest = page(&server, &cookie, "/deliveries").await;
        assert!(newest.contains("customer-51@example.net") && !newest.contains("customer-1@example.net"));
        let older = page(&server, &cookie, &link(&newest, "/deliveries?after=")).await;
        assert!(older.contains("customer-1@example.net") && older.contains("customer-0@example.net"));
        assert!(!older.contains("customer-2@example.net"), "no letter is on two pages");
        let one = page(&server, &cookie, &link(&newest, "/deliveries/")).await;
        assert!(one.contains("250 taken") && one.contains("Attempts"));
        assert_eq!(get(&server, &cookie, "/deliveries/nothing").await.status(), StatusCode::NOT_FOUND);
    }

    async fn what_is_held_says_why(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Analyst).await;
        let cookie = enter(&server, "ana@example.com").await;
        let key = server.key(&[Scope::InteractionsWrite]).await;
        for number in 1..=2 {
            let told = json!({
                "external_id": format!("c-{number}"), "touchpoint": "support", "channel": "phone",
                "agent": { "external_id": "a-1", "name": "مها" }, "customer": { "email": "kim@example.net", "name": "Kim" },
                "ended_at": server.app.clock.now().to_rfc3339(),
            });
            let sent = server.http.post(server.url("/api/v1/interactions")).bearer_auth(&key).json(&told);
            let status = sent.send().await.expect("an answer").status();
            assert!(status.is_success(), "{status}");
        }
        let held = page(&server, &cookie, "/held").await;
        assert!(held.contains("1 contact") && held.contains("Asked not long ago") && held.contains("c-2"));
        assert!(!held.contains("c-1<"));
        let typed = page(&server, &cookie, "/held?period=last_30_days&from=2026-01-01&to=2026-01-31").await;
        assert!(typed.contains("0 contacts") && typed.contains("Jan 2026"));
    }

    async fn the_outbox_frames_a_letter_that_can_do_nothing(db: Database) {
        let server = Server::start(db).await;
        let (centre, brand) = (Centre::on(server.app.db.clone()), first_brand(&server).await);
        centre.ask(&brand, Contact::default(), server.app.clock.now()).await;
        // Until there is a member, whoever sits at this machine may read.
        let outbox = page(&server, "", "/outbox").await;
        let one = page(&server, "", &link(&outbox, "/outbox/")).await;
        assert!(one.contains("customer-0@example.net") && one.contains("sandbox=\"allow-popups"));
        assert!(one.contains("<pre class=\"plain\" tabindex=\"0\" dir=\"auto\">"), "each language in its own direction");
        let frame = format!("{}/letter", link(&outbox, "/outbox/"));
        let letter = get(&server, "", &frame).await;
        let policy = letter.headers()[header::CONTENT_SECURITY_POLICY].to_str().expect("text").to_owned();
        assert!(policy.contains("default-src 'none'") && policy.contains("sandbox allow-popups"), "{policy}");
        assert!(!policy.contains("script-src"), "{policy}");
        assert!(letter.text().await.expect("a letter").contains("<base target=\"_blank\">"));
        member(&server, "ana@example.com", Role::Analyst).await;
        assert_eq!(get(&server, "", &frame).await.status(), StatusCode::SEE_OTHER);
        let cookie = enter(&server, "ana@example.com").await;
        assert_eq!(get(&server, &cookie, &frame).await.status(), StatusCode::OK);
    }

    async fn there_is_no_outbox_where_mail_is_sent(db: Database) {
        let settings = [("AFTERWORD_SMTP_URL", "smtp://127.0.0.1:9"), ("AFTERWORD_MAIL_FROM", "Acme <survey@example.com>")];
        let server = Server::start_with(db, &settings).await;
        member(&server, "ana@example.com", Role::Admin).await;
        let cookie = enter(&server, "ana@example.com").await;
        let (centre, brand) = (Centre::on(server.app.db.clone()), first_brand(&server).await);
        let letter = centre.ask(&brand, Contact::default(), server.app.clock.now()).await;
        for path in ["/outbox".to_owned(), format!("/outbox/{}", letter.id), format!("/outbox/{}/letter", letter.id)] {
            assert_eq!(get(&server, &cookie, &path).await.status(), StatusCode::NOT_FOUND, "{path}");
            assert_eq!(get(&server, "", &path).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
        assert!(!page(&server, &cookie, "/").await.contains("/outbox"));
    }

    async fn an_agent_of_one_brand_sees_nothing_of_another(db: Database) {
        let server = Server::start(db).await;
        let (centre, ours) = (Centre::on(server.app.db.clone()), first_brand(&server).await);
        let theirs = centre.brand("theirs", "UTC", "2026-11-01T00:00:00Z").await;
        centre.publish(&theirs, "support", &[Kind::Csat, Kind::Comment], "2026-11-01T00:00:00Z").await;
        for (brand, comment) in [(&ours, "said to us"), (&theirs, "said to them")] {
            let says = Says { score: 5, comment: Some(comment), ..Says::default() };
            centre.contact(brand, Contact::default(), says, "2026-11-22T09:00:00Z").await;
        }
        let with_address = agent::Entity::update_many()
            .col_expr(agent::Column::Email, Expr::value("own@example.com"))
            .filter(agent::Column::BrandId.eq(ours.id));
        let changed = server.app.db.write(move |tx| Box::pin(async move { with_address.exec(tx).await }));
        let changed: Result<_, DbErr> = changed.await;
        changed.expect("an address");
        member(&server, "own@example.com", Role::Agent).await;
        member(&server, "mia@example.com", Role::Manager).await;
        let own = enter(&server, "own@example.com").await;
        let shown = page(&server, &own, "/agents/a-1").await;
        assert!(shown.contains("said to us"));
        assert!(!shown.contains("said to them") && !shown.contains("2 responses"));
        let theirs = get(&server, &own, "/agents/a-1?brand=theirs").await;
        assert_eq!(theirs.status(), StatusCode::NOT_FOUND);
        assert!(!theirs.text().await.expect("words").contains("said to them"));
        let mia = enter(&server, "mia@example.com").await;
        let both = page(&server, &mia, "/responses").await;
        assert!(both.contains("said to us") && both.contains("said to them"));
        let one = page(&server, &mia, "/responses?brand=theirs").await;
        assert!(one.contains("said to them") && !one.contains("said to us"));
    }
}
