//! The list of suppressed addresses: looked through, added to, lifted with a reason, forgotten, moved out and in.

use super::{NOTHING, enter, get, led_to, member, page, send};
use crate::support::server::Server;
use afterword::domain::{
    accounts::member::Role,
    customers::{
        suppression::{self, Reason},
        suppression_list,
    },
    flow,
    invitations::invitation,
    organization::brand,
};
use reqwest::{StatusCode, header};
use sea_orm::{DbErr, QueryOrder, entity::prelude::*};

async fn all(server: &Server) -> Vec<suppression::Model> {
    let found = suppression::Entity::find().all(server.app.db.read());
    found.await.expect("suppressions")
}

async fn suppressed(server: &Server, address: &str) -> bool {
    let (db, keys) = (server.app.db.read(), &server.app.keys);
    let brand = brand::all(db).await.expect("brands").remove(0).id;
    let found = suppression::suppressed(db, keys, brand, address);
    found.await.expect("an answer")
}

async fn complaint(server: &Server, address: &'static str) {
    let (keys, now) = (server.app.keys.clone(), server.app.clock.now());
    let brand = brand::all(server.app.db.read())
        .await
        .expect("brands")
        .remove(0)
        .id;
    let ending = server.app.db.write(move |tx| {
        let reason = Reason::Complaint;
        Box::pin(
            async move { flow::suppress(tx, &keys, brand, address, reason, "pipe", now).await },
        )
    });
    let news: Result<bool, DbErr> = ending.await;
    assert!(news.expect("suppressed"));
}

async fn upload(server: &Server, cookie: &str, file: &str) -> reqwest::Response {
    let file = reqwest::multipart::Part::text(file.to_owned()).file_name("list.csv");
    let form = reqwest::multipart::Form::new().part("file", file);
    let url = server.url("/suppressions/import");
    let sending = server
        .http
        .post(url)
        .header(header::COOKIE, cookie)
        .multipart(form);
    sending.send().await.expect("an answer")
}

crate::on_both! {
    async fn an_address_is_suppressed_found_and_lifted_with_a_reason(db: Database) {
        let server = Server::start(db).await;
        member(&server, "mia@example.com", Role::Manager).await;
        member(&server, "ana@example.com", Role::Analyst).await;
        let cookie = enter(&server, "mia@example.com").await;
        assert!(page(&server, &cookie, "/suppressions").await.contains("No address is suppressed"));

        let wrong = send(&server, &cookie, "/suppressions", &[("address", "kim@nowhere"), ("reason", "legal")]).await;
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let wrong = wrong.text().await.expect("text");
        assert!(wrong.contains("“kim@nowhere” is no email address.") && wrong.contains("value=\"kim@nowhere\""), "{wrong}");
        let added = send(&server, &cookie, "/suppressions", &[("address", "Kim@Example.net"), ("reason", "legal")]).await;
        led_to(&added);
        let again = send(&server, &cookie, "/suppressions", &[("address", "kim@example.net"), ("reason", "unsubscribed")]).await;
        assert!(again.text().await.expect("text").contains("is suppressed already: must not be written to."));

        let found = page(&server, &cookie, "/suppressions?search=KIM%40example.net").await;
        assert!(found.contains("Kim@Example.net") && found.contains("/lift"), "{found}");
        assert!(page(&server, &cookie, "/suppressions?search=kim%40example.com").await.contains("This address is not suppressed"));
        let analyst = enter(&server, "ana@example.com").await;
        assert!(!page(&server, &analyst, "/suppressions").await.contains("/lift"));
        let id = all(&server).await[0].id;
        assert_eq!(get(&server, &analyst, &format!("/suppressions/{id}/lift")).await.status(), StatusCode::FORBIDDEN);

        let lift = format!("/suppressions/{id}/lift");
        let unsaid = send(&server, &cookie, &lift, &[("why", " ")]).await;
        assert_eq!(unsaid.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(suppressed(&server, "kim@example.net").await);
        led_to(&send(&server, &cookie, &lift, &[("why", "The court case is over")]).await);
        assert!(!suppressed(&server, "kim@example.net").await);
        let found = page(&server, &cookie, "/suppressions?search=kim%40example.net").await;
        assert!(found.contains("The court case is over") && found.contains("mia@example.com"), "{found}");
        assert_eq!(get(&server, &cookie, &lift).await.status(), StatusCode::NOT_FOUND);
    }

    async fn suppressing_by_hand_withdraws_letters_in_the_managers_name(db: Database) {
        let server = Server::start(db).await;
        member(&server, "mia@example.com", Role::Manager).await;
        let cookie = enter(&server, "mia@example.com").await;
        for (number, file) in [(1, None), (2, Some("address;reason\nkim2@example.net;unsubscribed\n"))] {
            let email = format!("kim{number}@example.net");
            crate::jobs::report(&server.app, &email).await;
            match file {
                None => led_to(&send(&server, &cookie, "/suppressions", &[("address", email.as_str()), ("reason", "unsubscribed")]).await),
                Some(file) => {
                    let trial = led_to(&upload(&server, &cookie, file).await);
                    led_to(&send(&server, &cookie, &trial, &NOTHING).await)
                }
            };
        }
        // Lifting again brings no letter back and takes nothing off the record.
        let ids: Vec<_> = all(&server).await.into_iter().map(|row| row.id).collect();
        for id in ids {
            led_to(&send(&server, &cookie, &format!("/suppressions/{id}/lift"), &[("why", "A mistake")]).await);
        }
        let withdrawn = invitation::Entity::find().filter(invitation::Column::State.eq(invitation::State::Cancelled));
        let withdrawn = withdrawn.order_by_asc(invitation::Column::Id).all(server.app.db.read()).await.expect("invitations");
        let said: Vec<_> = withdrawn.iter().map(|it| (it.cancelled_by, it.cancel_reason.as_deref().unwrap_or_default())).collect();
        assert_eq!(said.len(), 2);
        assert!(said[0].1.contains("suppressed by hand") && said[1].1.contains("An import"), "{said:?}");
        assert!(said.iter().all(|(by, why)| by.is_some() && !why.contains("The customer")), "{said:?}");
        let ledger = page(&server, &cookie, "/held?state=cancelled").await;
        assert!(ledger.contains("suppressed by hand") && ledger.contains("mia@example.com"), "{ledger}");
    }

    async fn the_forms_are_for_the_brand_that_is_looked_at(db: Database) {
        let server = Server::start(db).await;
        member(&server, "mia@example.com", Role::Manager).await;
        let now = server.app.clock.now();
        let adding = server.app.db.write(move |tx| {
            Box::pin(async move { flow::add_brand(tx, "zebra", "Zebra", chrono_tz::Tz::UTC, now).await })
        });
        let added: Result<_, DbErr> = adding.await;
        added.expect("it is written").expect("a new brand");
        let cookie = enter(&server, "mia@example.com").await;
        let chosen = |page: &str| page.matches("<option value=\"zebra\" selected>").count();
        assert_eq!(chosen(&page(&server, &cookie, "/suppressions").await), 0);
        assert_eq!(chosen(&page(&server, &cookie, "/suppressions?brand=zebra").await), 3, "to find, to add, to import");
    }

    async fn a_complaint_stays_and_a_forgotten_address_stays_suppressed(db: Database) {
        let server = Server::start(db).await;
        member(&server, "mia@example.com", Role::Manager).await;
        let cookie = enter(&server, "mia@example.com").await;
        complaint(&server, "kim@example.net").await;
        let id = all(&server).await[0].id;
        let lift = send(&server, &cookie, &format!("/suppressions/{id}/lift"), &[("why", "please")]).await;
        assert_eq!(lift.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(suppressed(&server, "kim@example.net").await);

        led_to(&send(&server, &cookie, &format!("/suppressions/{id}/forget"), &NOTHING).await);
        assert_eq!(all(&server).await[0].email, None);
        assert!(suppressed(&server, "KIM@example.net").await);
        let found = page(&server, &cookie, "/suppressions?search=kim%40example.net").await;
        assert!(found.contains("address erased"), "{found}");
    }

    async fn a_file_is_looked_at_before_it_is_imported_and_comes_out_as_it_went_in(db: Database) {
        let server = Server::start(db).await;
        member(&server, "mia@example.com", Role::Manager).await;
        let cookie = enter(&server, "mia@example.com").await;
        complaint(&server, "old@example.net").await;
        let refused = upload(&server, &cookie, " \n").await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().await.expect("text").contains("the file is empty"));

        let file = "Email;Type;Date\nkim@example.net;Unsubscribe;2026-01-02\nnobody;;\nKIM@example.net;Bounce;\n+bo@example.com;spam;\nold@example.net;;\n";
        let trial = led_to(&upload(&server, &cookie, file).await);
        let seen = page(&server, &cookie, &trial).await;
        assert!(seen.contains("Import 2 addresses") && seen.contains("“nobody” is no email address"), "{seen}");
        assert_eq!(all(&server).await.len(), 1, "nothing is imported yet");
        assert!(page(&server, &cookie, &format!("{trial}?format=csv")).await.contains("3,\"nobody, , \""));
        let done = led_to(&send(&server, &cookie, &trial, &NOTHING).await);
        assert!(page(&server, &cookie, &done).await.contains("2 addresses are suppressed by it"), "{done}");
        let mut rows: Vec<_> = all(&server).await.iter().map(|row| (suppression_list::written(row), row.reason)).collect();
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        let wanted = [("+bo@example.com", Reason::Complaint), ("kim@example.net", Reason::Unsubscribed), ("old@example.net", Reason::Complaint)];
        assert_eq!(rows, wanted.map(|(address, reason)| (address.to_owned(), reason)));
        assert_eq!(get(&server, &cookie, &trial).await.status(), StatusCode::NOT_FOUND, "it is imported once");

        // What goes out comes in again, an erased address as its hash.
        let id = all(&server).await.iter().find(|row| row.email.as_deref() == Some("kim@example.net")).expect("a row").id;
        led_to(&send(&server, &cookie, &format!("/suppressions/{id}/forget"), &NOTHING).await);
        let out = page(&server, &cookie, "/suppressions?format=csv").await;
        assert!(out.contains("hash:") && out.contains("'+bo@example.com"), "{out}");
        suppression::Entity::delete_many().exec(server.app.db.read()).await.expect("an empty list");
        let trial = led_to(&upload(&server, &cookie, &out).await);
        led_to(&send(&server, &cookie, &trial, &NOTHING).await);
        assert_eq!(page(&server, &cookie, "/suppressions?format=csv").await.lines().count(), out.lines().count());
        assert!(suppressed(&server, "kim@example.net").await && suppressed(&server, "+bo@example.com").await);
    }
}
