//! An agent's ledger: every contact with its decision, beside how often other agents' customers are asked.

use super::{NOTHING, enter, get, led_to, member, page, send, survey_editor};
use crate::support::{
    centre::{Centre, Contact, instant},
    server::Server,
};
use afterword::{
    domain::{
        accounts::{api_key::Scope, member::Role},
        deliveries::outbox::Settlement,
        flow,
        interactions::interaction::HeldReason,
        organization::{agent, brand},
        responses::filter::Filter,
        scores::{
            asking::About,
            ledger::{self, Fate, Wanted},
            metric::Metric,
            period::Period,
        },
        surveys::question,
    },
    token::Keys,
};
use chrono::TimeDelta;
use reqwest::StatusCode;
use sea_orm::{DbErr, entity::prelude::*};

fn of(agent: &'static str) -> Contact {
    Contact {
        agent,
        ..Contact::default()
    }
}

/// Forty contacts of each of three agents; the first one's customers have no address that can be used.
async fn told(centre: &Centre, brand: &brand::Model) {
    let at = instant("2026-11-20T10:00:00Z");
    for agent in ["a-1", "a-2", "a-3"] {
        let emails: Vec<String> = (0..40)
            .map(|number| match (agent, number) {
                ("a-1", 10..) => format!("nobody-{number}"),
                _ => format!("kim-{agent}-{number}@example.net"),
            })
            .collect();
        let told: Vec<_> = emails
            .iter()
            .map(|email| (brand, of(agent), email.as_str()))
            .collect();
        centre.tell(&told, at).await;
    }
}

async fn is_agent(server: &Server, key: &'static str, address: &'static str) {
    let named: Result<_, DbErr> = server
        .app
        .db
        .write(move |tx| {
            Box::pin(async move {
                agent::Entity::update_many()
                    .col_expr(agent::Column::Email, Expr::value(address))
                    .filter(agent::Column::ExternalId.eq(key))
                    .exec(tx)
                    .await
            })
        })
        .await;
    named.expect("an agent with an address");
}

crate::on_both! {
    async fn a_ledger_says_who_was_not_asked_and_whether_that_is_chance(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Analyst).await;
        let cookie = enter(&server, "ana@example.com").await;
        let centre = Centre::on(server.app.db.clone());
        let brand = brand::all(centre.db.read()).await.expect("brands").remove(0);
        told(&centre, &brand).await;

        let own = page(&server, &cookie, "/agents/a-1/ledger").await;
        for words in [
            "fewer than chance and the surveys explain", "25%", "75%", "No usable address", "Letter still to leave",
            "kim-a-1-1@example.net", "/agents/a-1/ledger?reason=invalid_address&amp;state=held",
        ] {
            assert!(own.contains(words), "{words}");
        }
        assert!(!own.contains("kim-a-2"), "another agent's contacts");
        let other = page(&server, &cookie, "/agents/a-2/ledger").await;
        assert!(other.contains("more than chance and the surveys explain"));

        let held = page(&server, &cookie, "/agents/a-1/ledger?state=held").await;
        assert!(held.contains("nobody-11") && !held.contains("kim-a-1-1@"));
        let invited = page(&server, &cookie, "/agents/a-1/ledger?state=invited").await;
        assert!(!invited.contains("nobody-11") && invited.contains("kim-a-1-1@"));
        let none = page(&server, &cookie, "/agents/a-1/ledger?state=bounced").await;
        assert!(none.contains("No contacts match these filters"));
        let early = page(&server, &cookie, "/agents/a-1/ledger?from=2026-01-01&to=2026-01-31").await;
        assert!(early.contains("No contacts in this period"));

        let file = page(&server, &cookie, "/agents/a-1/ledger?state=held&format=csv").await;
        assert_eq!(file.lines().count(), 31, "{file}");
        assert!(file.contains("Not asked,No usable address"), "{file}");

        let all = page(&server, &cookie, "/held?team=Tier%201").await;
        assert!(all.contains("30 contacts") && all.contains("nobody-39"));
        assert!(page(&server, &cookie, "/held?agent=a-2").await.contains("Nothing was held back"));
        let overview = page(&server, &cookie, "/").await;
        assert!(overview.contains("From contact to answer") && overview.contains("/held?metric=csat&amp;reason=invalid_address"), "{overview}");
        let agents = page(&server, &cookie, "/agents/a-1").await;
        assert!(agents.contains("/agents/a-1/ledger?metric=csat&amp;reason=invalid_address"));
    }

    async fn a_customers_own_wish_is_told_as_theirs(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Analyst).await;
        let cookie = enter(&server, "ana@example.com").await;
        let centre = Centre::on(server.app.db.clone());
        let brand = brand::all(centre.db.read()).await.expect("brands").remove(0);
        let at = server.app.clock.now();
        let (wishing, resting) = (centre.ask(&brand, of("a-1"), at).await, centre.ask(&brand, of("a-2"), at).await);
        let (keys, letter) = (Keys::derive("a secret of the tests"), wishing.clone());
        let wished = centre.db.write(move |tx| {
            Box::pin(async move { flow::ask_less_often(tx, &keys, &letter, 6, "link", at).await })
        });
        let wished: Result<_, DbErr> = wished.await;
        wished.expect("a wish on record");
        let contacts = [(&brand, of("a-1"), wishing.recipient.as_str()), (&brand, of("a-2"), resting.recipient.as_str())];
        server.advance(TimeDelta::hours(1));
        let told = centre.tell(&contacts, server.app.clock.now()).await;
        for reported in &told {
            assert_eq!(reported.interaction.reason, Some(HeldReason::Quarantine));
        }
        let wish = "the customer’s own wish: at most one survey in 6 months";
        let own = page(&server, &cookie, "/agents/a-1/ledger").await;
        assert!(own.contains(wish) && !own.contains("between letters"), "{own}");
        let other = page(&server, &cookie, "/agents/a-2/ledger").await;
        assert!(other.contains("30 days between letters") && !other.contains(wish), "{other}");
        let file = page(&server, &cookie, "/held?format=csv").await;
        assert!(file.contains(wish) && file.contains("30 days between letters"), "{file}");
    }

    async fn the_version_that_decided_and_who_published_it_can_be_read(db: Database) {
        let (server, mia) = survey_editor::managed(db).await;
        let centre = Centre::on(server.app.db.clone());
        let brand = brand::all(centre.db.read()).await.expect("brands").remove(0);
        let survey = "/surveys/default/after-contact";
        let versions = format!("{survey}/versions");
        centre.tell(&[(&brand, of("a-1"), "none")], server.app.clock.now()).await;
        let first = page(&server, &mia, "/agents/a-1/ledger").await;
        assert!(first.contains("by “<bdi>After a contact</bdi>”, version 1") && !first.contains("published by"), "{first}");
        assert!(page(&server, &mia, &versions).await.contains(", with its brand"));

        server.advance(TimeDelta::minutes(10));
        let form = crate::support::form::with(&survey_editor::editor(&server, &mia, survey).await, "quarantine_days", "7");
        led_to(&survey_editor::press(&server, &mia, survey, &form, "publish").await);
        centre.tell(&[(&brand, of("a-2"), "none")], server.app.clock.now()).await;
        let second = page(&server, &mia, "/agents/a-2/ledger").await;
        assert!(second.contains("version 2, published by <bdi>mia@example.com</bdi>"), "{second}");
        // What was decided before stays with the version that decided it.
        let first = page(&server, &mia, "/agents/a-1/ledger").await;
        assert!(first.contains("”, version 1") && !first.contains("version 2"), "{first}");
        let file = page(&server, &mia, "/held?format=csv").await;
        assert!(file.contains("After a contact,,2,mia@example.com") && file.contains("After a contact,,1,"), "{file}");

        // Retired by mia, published again by a program.
        server.advance(TimeDelta::minutes(10));
        led_to(&send(&server, &mia, &format!("{survey}/retire"), &NOTHING).await);
        let key = server.key(&[Scope::Admin]).await;
        let body = serde_json::json!({ "name": "By the API", "questions": [{ "slug": "recommend", "kind": "nps" }] });
        let put = server.http.put(server.url("/api/v1/surveys/after-contact")).bearer_auth(key).json(&body);
        assert!(put.send().await.expect("an answer").status().is_success());
        let told = page(&server, &mia, &versions).await;
        let entries: Vec<_> = told.split("<li>").filter(|entry| entry.contains("/versions/")).collect();
        let [third, second, first] = &entries[..] else { panic!("three versions: {told}") };
        assert!(third.contains("by <bdi>the API key “") && !third.contains("Retired"), "{third}");
        assert!(second.contains("by <bdi>mia@example.com</bdi>. Retired"), "{second}");
        assert!(first.contains(", with its brand") && !first.contains("Retired"), "{first}");
        for (number, words) in [(2, "mia@example.com"), (3, "the API key")] {
            assert!(page(&server, &mia, &format!("{versions}/{number}")).await.contains(words), "{number}");
        }
    }

    async fn an_agent_reads_the_own_ledger_without_addresses_and_no_other(db: Database) {
        let server = Server::start(db).await;
        let centre = Centre::on(server.app.db.clone());
        let mine = brand::all(centre.db.read()).await.expect("brands").remove(0);
        let foreign = centre.brand("foreign", "UTC", "2026-11-01T00:00:00Z").await;
        told(&centre, &mine).await;
        let at = instant("2026-11-20T10:00:00Z");
        centre.tell(&[(&foreign, of("a-1"), "secret@foreign.example"), (&foreign, of("a-9"), "x@foreign.example")], at).await;
        is_agent(&server, "a-9", "other@example.com").await;
        let only_here = agent::Entity::update_many()
            .col_expr(agent::Column::Email, Expr::value("own@example.com"))
            .filter(agent::Column::ExternalId.eq("a-1"))
            .filter(agent::Column::BrandId.eq(mine.id));
        let only_here: Result<_, DbErr> =
            centre.db.write(move |tx| Box::pin(async move { only_here.exec(tx).await })).await;
        only_here.expect("an agent with an address");

        member(&server, "own@example.com", Role::Agent).await;
        let cookie = enter(&server, "own@example.com").await;
        let own = page(&server, &cookie, "/agents/a-1/ledger").await;
        assert!(own.contains("k…@example.net") && own.contains("n…"));
        for hidden in ["kim-a-1", "nobody-", "secret", "foreign"] {
            assert!(!own.contains(hidden), "{hidden}");
        }
        let file = page(&server, &cookie, "/agents/a-1/ledger?format=csv").await;
        assert!(file.contains("k…@example.net") && !file.contains("kim-a-1"));
        let unknown = get(&server, &cookie, "/agents/nobody/ledger").await;
        for key in ["a-2", "a-9"] {
            let foreign = get(&server, &cookie, &format!("/agents/{key}/ledger")).await;
            assert_eq!((foreign.status(), unknown.status()), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
        }
        assert_eq!(get(&server, &cookie, "/held").await.status(), StatusCode::FORBIDDEN);
    }

    async fn the_ledger_has_every_contact_once_with_what_became_of_it(db: Database) {
        let centre = Centre::open(&db).await;
        let opened = "2026-11-01T00:00:00Z";
        let tokyo = centre.brand("tokyo", "Asia/Tokyo", opened).await;
        let paris = centre.brand("paris", "Europe/Paris", opened).await;
        centre.publish(&tokyo, "visit", &[question::Kind::Nps], opened).await;
        // The 20th in Paris, the 21st in Tokyo.
        let at = instant("2026-11-20T18:00:00Z");
        centre.tell(&[(&paris, of("a-1"), "none")], at).await;
        centre.tell(&[(&tokyo, of("a-1"), "none")], at).await;
        let answered = centre.ask(&paris, of("a-1"), at + TimeDelta::minutes(1)).await;
        centre.answer(&answered, 5, at + TimeDelta::minutes(2)).await;
        let visit = Contact { touchpoint: "visit", ..of("a-2") };
        centre.ask(&tokyo, visit, at + TimeDelta::minutes(3)).await;
        let reply = "550 nobody here".to_owned();
        centre.ask_and_settle(&paris, of("a-2"), Settlement::Failed { reply }, at + TimeDelta::minutes(4)).await;

        let brands = vec![tokyo.id, paris.id];
        let day = |text: &str| Period::day(text.parse().expect("a day"));
        let wanted = |day, change: fn(&mut Wanted)| {
            let mut wanted = Wanted {
                filter: Filter::within(brands.clone()),
                period: day,
                about: About::default(),
                fates: vec![],
                reason: None,
                after: None,
            };
            change(&mut wanted);
            wanted
        };
        let fates = async |wanted: Wanted| {
            let rows = ledger::list(&centre.db, &wanted, 50).await.expect("rows");
            rows.iter().map(|row| (row.brand_slug.clone(), row.fate())).collect::<Vec<_>>()
        };
        let paris_on = |fate| ("paris".to_owned(), fate);
        let tokyo_on = |fate| ("tokyo".to_owned(), fate);
        let (twentieth, next) = (day("2026-11-20"), day("2026-11-21"));
        assert_eq!(fates(wanted(twentieth, |_| ())).await, [paris_on(Fate::Bounced), paris_on(Fate::Answered), paris_on(Fate::Held)]);
        assert_eq!(fates(wanted(next, |_| ())).await, [tokyo_on(Fate::Sent), tokyo_on(Fate::Held)]);
        let about = About::of(&centre.db, &brands, Some(Metric::Nps)).await.expect("surveys");
        assert_eq!(fates(Wanted { about, ..wanted(next, |_| ()) }).await, [tokyo_on(Fate::Sent)]);
        assert_eq!(fates(wanted(twentieth, |wanted| wanted.fates = vec![Fate::Answered, Fate::Held])).await, [paris_on(Fate::Answered), paris_on(Fate::Held)]);
        assert_eq!(fates(wanted(twentieth, |wanted| wanted.reason = Some(HeldReason::InvalidAddress))).await, [paris_on(Fate::Held)]);
        assert_eq!(fates(wanted(twentieth, |wanted| wanted.filter.brands.clear())).await, []);
        let first = ledger::list(&centre.db, &wanted(twentieth, |_| ()), 1).await.expect("rows").remove(0);
        let mut rest = wanted(twentieth, |_| ());
        rest.after = Some((first.interaction.reported_at, first.interaction.id));
        assert_eq!(fates(rest).await, [paris_on(Fate::Answered), paris_on(Fate::Held)]);
    }
}
