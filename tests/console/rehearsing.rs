//! A manager tries rules on the past, and cancels an invitation before its letter leaves.

use super::{enter, get, member, page, send};
use crate::support::{
    centre::{Centre, Contact, instant},
    server::Server,
};
use afterword::domain::{
    accounts::{audit, member::Role},
    deliveries::delivery,
    invitations::invitation,
    organization::brand,
};
use chrono::TimeDelta;
use reqwest::{StatusCode, header};
use sea_orm::EntityTrait;

const REHEARSAL: &str = "/surveys/default/after-contact/rehearsal";

fn of(agent: &'static str) -> Contact {
    Contact {
        agent,
        ..Contact::default()
    }
}

crate::on_both! {
    async fn rules_are_tried_on_the_last_days_and_nothing_is_written(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Analyst).await;
        let cookie = enter(&server, "ana@example.com").await;
        assert!(page(&server, &cookie, REHEARSAL).await.contains("No contacts to rehearse with"));
        let centre = Centre::on(server.app.db.clone());
        let brand = brand::all(centre.db.read()).await.expect("brands").remove(0);
        let foreign = centre.brand("foreign", "UTC", "2026-11-01T00:00:00Z").await;
        let at = |hours| instant("2026-11-10T10:00:00Z") + TimeDelta::hours(hours);
        for n in 0..6 {
            centre.ask(&brand, of("a-1"), at(n)).await;
            centre.ask(&foreign, of("a-1"), at(n)).await;
        }
        centre.tell(&[(&brand, of("a-2"), "nobody")], at(7)).await;
        let before = invitation::Entity::find().all(centre.db.read()).await.expect("invitations");

        let same = page(&server, &cookie, REHEARSAL).await;
        for words in ["7 contacts", "With the published rules", "86%", "Not asked: no usable address", "/agents/a-1/ledger"] {
            assert!(same.contains(words), "{words} in {same}");
        }
        let fields = "typed=1&sample_percent=100&quarantine_days=30&max_age_hours=72&send_after=0&any_hour=yes&skip_when=&monthly_limit=";
        let limited = format!("{REHEARSAL}?{fields}&limits=2%20per%201%20day%20by%20agent&on_second_contact=send");
        let fewer = page(&server, &cookie, &limited).await;
        for words in ["With the changed rules", "Not asked: limit reached", "29%", "2 per 1 day by agent"] {
            assert!(fewer.contains(words), "{words} in {fewer}");
        }
        let broken = format!("{REHEARSAL}?{fields}&limits=plenty&skip_when=plan%20is%20gold");
        let refused = get(&server, &cookie, &broken).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let refused = refused.text().await.expect("a page");
        assert!(refused.contains("“plenty” is not written like") && refused.contains("plan is gold"), "{refused}");
        assert_eq!(invitation::Entity::find().all(centre.db.read()).await.expect("invitations"), before);
        for missing in ["/surveys/default/none/rehearsal", "/surveys/none/after-contact/rehearsal"] {
            assert_eq!(get(&server, &cookie, missing).await.status(), StatusCode::NOT_FOUND);
        }
    }

    async fn a_withdrawn_letter_asked_nobody(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Manager).await;
        let cookie = enter(&server, "ana@example.com").await;
        let centre = Centre::on(server.app.db.clone());
        let brand = brand::all(centre.db.read()).await.expect("brands").remove(0);
        let now = server.app.clock.now() - TimeDelta::hours(1);
        let addresses = ["one@example.net", "two@example.net", "three@example.net", "four@example.net"];
        let told: Vec<_> = addresses.iter().map(|address| (&brand, of("a-1"), *address)).collect();
        let told = centre.tell(&told, now).await;
        for reported in &told[..3] {
            let id = reported.interaction.invitation_id.expect("an invitation");
            send(&server, &cookie, &format!("/invitations/{id}/cancel"), &[("reason", "x")]).await;
        }
        let shown = page(&server, &cookie, REHEARSAL).await;
        for words in [
            "ask about <strong>4</strong> of them (100%); 1 really were asked about", "letter withdrawn before it left",
            "a manager cancels; a rehearsal does not foresee that",
            // Each column has a name of its own where it stands alone, and the agent's share is of those who were asked.
            "data-label=\"Share with these rules\">100%", "data-label=\"Share really\">25%", "data-label=\"Really\">1<",
        ] {
            assert!(shown.contains(words), "{words} in {shown}");
        }
        assert!(!shown.contains("data-label=\"Share\""), "{shown}");
    }

    async fn a_manager_cancels_before_the_letter_leaves_and_everybody_can_read_why(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Manager).await;
        member(&server, "lee@example.com", Role::Analyst).await;
        let cookie = enter(&server, "ana@example.com").await;
        let reader = enter(&server, "lee@example.com").await;
        let centre = Centre::on(server.app.db.clone());
        let brand = brand::all(centre.db.read()).await.expect("brands").remove(0);
        let now = server.app.clock.now();
        let told = centre.tell(&[(&brand, of("a-1"), "kim@example.net"), (&brand, of("a-1"), "lou@example.net")], now).await;
        let path = |n: usize| {
            let id = told[n].interaction.invitation_id.expect("an invitation");
            format!("/invitations/{id}/cancel")
        };
        let ledger = page(&server, &cookie, "/agents/a-1/ledger").await;
        assert!(ledger.contains(&path(0)) && ledger.contains(&path(1)));
        assert!(!page(&server, &reader, "/agents/a-1/ledger").await.contains("/cancel"));
        assert_eq!(get(&server, &reader, &path(0)).await.status(), StatusCode::FORBIDDEN);
        assert_eq!(send(&server, &reader, &path(0), &[("reason", "no")]).await.status(), StatusCode::FORBIDDEN);

        let asked = page(&server, &cookie, &path(0)).await;
        assert!(asked.contains("kim@example.net") && asked.contains("cannot be undone"));
        let long = "x".repeat(501);
        for wrong in ["  ", long.as_str()] {
            let refused = send(&server, &cookie, &path(0), &[("reason", wrong)]).await;
            assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
            let refused = refused.text().await.expect("a page");
            assert!(refused.contains("Nothing is cancelled yet") && refused.contains(&format!("value=\"{wrong}\"")));
        }
        let done = send(&server, &cookie, &path(0), &[("reason", "The customer asked us not to <ask>")]).await;
        assert_eq!(done.status(), StatusCode::SEE_OTHER);
        assert_eq!(done.headers()[header::LOCATION], "/agents/a-1/ledger?done=cancelled");
        for who in [&cookie, &reader] {
            let ledger = page(&server, who, "/agents/a-1/ledger").await;
            for words in ["Cancelled by", "ana@example.com", "The customer asked us not to &lt;ask&gt;", "Letter not sent"] {
                assert!(ledger.contains(words), "{words} in {ledger}");
            }
        }
        let file = page(&server, &reader, "/agents/a-1/ledger?format=csv").await;
        assert!(file.contains("ana@example.com,The customer asked us not to <ask>"), "{file}");
        let events = audit::Entity::find().all(centre.db.read()).await.expect("events");
        assert!(events.iter().any(|event| event.action == "cancel invitation" && event.actor.starts_with("member:")));

        // Nothing leaves for kim; lou's letter does, and is then too late to cancel.
        server.run_due().await;
        let letters = delivery::Entity::find().all(centre.db.read()).await.expect("letters");
        let sent: Vec<_> = letters.iter().filter(|letter| letter.state == delivery::State::Sent).collect();
        assert!(matches!(sent[..], [letter] if letter.recipient == "lou@example.net"));
        for late in [get(&server, &cookie, &path(1)).await, send(&server, &cookie, &path(1), &[("reason", "late")]).await] {
            assert_eq!(late.headers()[header::LOCATION], "/agents/a-1/ledger?done=late");
        }
        let again = send(&server, &cookie, &path(0), &[("reason", "twice")]).await;
        let again = page(&server, &cookie, again.headers()[header::LOCATION].to_str().expect("text")).await;
        assert!(again.contains("It was cancelled already"), "{again}");
        // Every cancel of every agent is in one list.
        let all = page(&server, &reader, "/held?state=cancelled").await;
        assert!(all.contains("kim@example.net") && all.contains("ana@example.com") && !all.contains("lou@example.net"), "{all}");
        assert!(all.contains("1 contact invited, whose letter was withdrawn before it left"), "{all}");
        assert!(all.contains("<input type=\"hidden\" name=\"state\" value=\"cancelled\">"), "a filter stays in the list: {all}");
        assert!(page(&server, &reader, "/held").await.contains("0 contacts reported and not asked about"));
        // Who was never written to may be asked about the next contact.
        let next = centre.tell(&[(&brand, of("a-1"), "kim@example.net")], now + TimeDelta::hours(1)).await;
        assert!(next[0].interaction.invitation_id.is_some());
    }

    async fn what_a_manager_cancels_counts_as_not_asked(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Manager).await;
        let cookie = enter(&server, "ana@example.com").await;
        let centre = Centre::on(server.app.db.clone());
        let brand = brand::all(centre.db.read()).await.expect("brands").remove(0);
        let now = server.app.clock.now();
        for n in 0..12 {
            let addresses = ["one", "two"].map(|name| format!("{name}{n}@example.net").leak() as &str);
            let contacts = [(&brand, of("a-1"), addresses[0]), (&brand, of("a-2"), addresses[1])];
            let told = centre.tell(&contacts, now).await;
            if n > 0 {
                let id = told[0].interaction.invitation_id.expect("an invitation");
                let cancelled = send(&server, &cookie, &format!("/invitations/{id}/cancel"), &[("reason", "x")]).await;
                assert_eq!(cancelled.status(), StatusCode::SEE_OTHER);
            }
        }
        let steered = page(&server, &cookie, "/agents/a-1/ledger").await;
        for words in ["Asked about <strong>8%</strong>", "fewer than chance and the surveys explain", "cancelled by a manager", "by “<bdi>After a contact</bdi>”"] {
            assert!(steered.contains(words), "{words} in {steered}");
        }
        let fair = page(&server, &cookie, "/agents/a-2/ledger").await;
        assert!(fair.contains("Asked about <strong>100%</strong>"), "{fair}");
    }
}
