//! The demo's year: lived through the same events as any other, and such that it is worth looking at.

use std::collections::BTreeSet;

use afterword::{
    db::{Db, Opening},
    demo::{self, Summary, Year},
    domain::{
        invitations::invitation,
        organization::agent,
        responses::{click_event, response},
        scores::{tally, verify},
    },
    token::Keys,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::{
    on_both,
    support::{databases::Database, server::monday},
};

async fn lived(db: &Database, seed: u64, contacts: u32) -> (Db, Summary) {
    let url = if db.is_postgres() {
        db.url.clone()
    } else {
        format!("{}?mode=rwc", db.url)
    };
    let opening = Opening {
        connections: 4,
        durable: false,
    };
    let opened = Db::open(&url, opening).await.expect("a database");
    opened.migrate().await.expect("a schema");
    let year = Year {
        until: monday(),
        seed,
        contacts,
    };
    let keys = Keys::derive("a secret of the tests");
    let summary = demo::fill_year(&opened, &keys, year, |_, _| {}).await;
    (opened, summary.expect("a year"))
}

on_both! {
    async fn a_year_looks_like_a_contact_centre(database: Database) {
        let (db, summary) = lived(&database, 7, 500).await;

        assert_eq!(summary.interactions, summary.invited + summary.held.values().sum::<u64>());
        for reason in ["invalid_address", "quarantine", "sampled_out", "too_old"] {
            assert!(summary.held.get(reason).is_some_and(|held| *held > 0), "{reason}: {summary:?}");
        }
        let rate = summary.responses as f64 / summary.letters as f64;
        assert!((0.28..0.45).contains(&rate), "{rate}");
        assert!(summary.bounced > 0 && summary.changed > 0 && summary.unsubscribed > 0, "{summary:?}");

        let recount = verify::verify(&db, |_| {}).await.expect("a recount");
        assert!(recount.is_right(), "{:?}", recount.differences);
        let responses = response::Entity::find().filter(response::Column::Counts.eq(true));
        let responses = responses.all(db.read()).await.expect("responses");
        assert_eq!(responses.len() as u64, summary.responses);
        for metric in ["csat", "nps", "ces", "fcr"] {
            let counted = tally::Entity::find().filter(tally::Column::Metric.eq(metric)).count(db.read());
            assert!(counted.await.expect("a count") > 10, "{metric}");
        }

        let agents = agent::Entity::find().all(db.read()).await.expect("agents");
        let people: BTreeSet<_> = agents.iter().map(|agent| agent.external_id.as_str()).collect();
        assert!(people.len() >= 50 && agents.len() > people.len(), "{} of {}", people.len(), agents.len());

        let suspects = click_event::Entity::find().filter(click_event::Column::Suspicion.is_not_null());
        assert!(suspects.count(db.read()).await.expect("a count") > 0, "no scanner went through a letter");
        let scheduled = invitation::Entity::find().filter(invitation::Column::State.eq(invitation::State::Scheduled));
        let scheduled = scheduled.all(db.read()).await.expect("invitations");
        assert!(scheduled.iter().any(|invitation| invitation.send_at > monday()), "no letter is still to leave");
        db.close().await.expect("a clean goodbye");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_seed_makes_the_same_year() {
    let mut years = Vec::new();
    for seed in [3, 3, 4] {
        let database = Database::sqlite();
        let (db, summary) = lived(&database, seed, 150).await;
        db.close().await.expect("a clean goodbye");
        years.push(summary);
    }
    assert_eq!(years[0], years[1]);
    assert_ne!(years[0], years[2]);
}
