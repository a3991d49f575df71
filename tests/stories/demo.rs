//! The demo's year: as if lived through the same events as any other, and such that it is worth looking at.

use std::collections::{BTreeMap, BTreeSet};

use afterword::{
    db::{Db, Opening},
    demo::{self, Summary, Year},
    domain::{
        customers::{customer, suppression},
        deliveries::{attempt, delivery},
        interactions::interaction,
        invitations::invitation,
        organization::{agent, brand},
        responses::{answer, click_event, response, revision},
        scores::{tally, verify},
    },
    token::Keys,
};
use chrono::TimeDelta;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::{
    on_both,
    support::{databases::Database, server::monday},
};

/// A year as the demo makes it, or lived as far as is asked for.
async fn made(db: &Database, seed: u64, contacts: u32, lived: Option<TimeDelta>) -> (Db, Summary) {
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
    let summary = match lived {
        None => demo::fill_year(&opened, &keys, year, |_, _| {}).await,
        Some(lived) => demo::fill_and_live(&opened, &keys, year, lived, |_, _| {}).await,
    };
    (opened, summary.expect("a year"))
}

/// How much there is of everything, by its state.
async fn shape(db: &Db) -> BTreeMap<String, u64> {
    let mut shape = BTreeMap::new();
    let mut count = |what: String| *shape.entry(what).or_insert(0) += 1;
    let db = db.read();
    let brands = brand::Entity::find().all(db).await.expect("brands");
    let brands: BTreeMap<_, _> = brands
        .into_iter()
        .map(|brand| (brand.id, brand.slug))
        .collect();
    for row in interaction::Entity::find().all(db).await.expect("rows") {
        let agreed = row.invitation_id.is_some() == row.reason.is_none();
        assert!(agreed && row.survey_id.is_some(), "{row:?}");
        count(format!(
            "interaction {} {:?} {:?}",
            brands[&row.brand_id], row.outcome, row.reason
        ));
    }
    for row in invitation::Entity::find().all(db).await.expect("rows") {
        assert_eq!(
            row.answered_at.is_some(),
            row.state == invitation::State::Answered,
            "{row:?}"
        );
        let (sent, swept) = (row.sent_at.is_some(), row.swept_at.is_some());
        count(format!(
            "invitation {:?} {sent} {swept} {} {}",
            row.state,
            row.locale,
            row.look_again_at.is_some()
        ));
    }
    for row in delivery::Entity::find().all(db).await.expect("rows") {
        let first = row.first_attempt_at.is_some();
        count(format!(
            "delivery {:?} {} {first} {:?}",
            row.state, row.attempts, row.settled_at
        ));
    }
    for row in attempt::Entity::find().all(db).await.expect("rows") {
        count(format!(
            "attempt {} {:?} {:?}",
            row.number, row.outcome, row.finished_at
        ));
    }
    for row in response::Entity::find().all(db).await.expect("rows") {
        count(format!(
            "response {} {} {} {:?} {:?} {}",
            row.metric, row.score, row.evidence, row.comment, row.changed_at, row.counts
        ));
    }
    for row in answer::Entity::find().all(db).await.expect("rows") {
        count(format!(
            "answer {} {:?} {:?} {}",
            row.question, row.metric, row.score, row.value
        ));
    }
    for row in revision::Entity::find().all(db).await.expect("rows") {
        count(format!(
            "revision {} {} {:?} {:?}",
            row.at, row.score, row.comment, row.answers
        ));
    }
    for row in customer::Entity::find().all(db).await.expect("rows") {
        count(format!(
            "customer {} {:?} {:?} {}",
            row.email, row.name, row.last_invited_at, row.updated_at
        ));
    }
    for row in suppression::Entity::find().all(db).await.expect("rows") {
        count(format!("suppression {:?} {}", row.email, row.created_at));
    }
    for row in agent::Entity::find().all(db).await.expect("rows") {
        count(format!(
            "agent {} {:?} {}",
            row.external_id,
            row.name,
            row.team_id.is_some()
        ));
    }
    // What happened to links long ago is forgotten.
    let kept = click_event::Column::At.gt(monday() - TimeDelta::days(28));
    for row in click_event::Entity::find()
        .filter(kept)
        .all(db)
        .await
        .expect("rows")
    {
        count(format!(
            "click {} {} {:?} {:?} {:?}",
            row.at, row.kind, row.score, row.ruling, row.suspicion
        ));
    }
    for row in tally::Entity::find()
        .filter(tally::Column::Count.ne(0))
        .all(db)
        .await
        .expect("rows")
    {
        let what = format!(
            "tally {} {} {} {:?} {}",
            brands[&row.brand_id], row.metric, row.day, row.kind, row.score
        );
        *shape.entry(what).or_insert(0) += u64::try_from(row.count).expect("no count below zero");
    }
    shape
}

on_both! {
    async fn a_year_looks_like_a_contact_centre(database: Database) {
        let (db, summary) = made(&database, 7, 3_000, None).await;

        assert_eq!(summary.interactions, summary.invited + summary.held.values().sum::<u64>());
        for reason in ["invalid_address", "quarantine", "sampled_out", "too_old"] {
            assert!(summary.held.get(reason).is_some_and(|held| *held > 0), "{reason}: {summary:?}");
        }
        let rate = summary.responses as f64 / summary.letters as f64;
        assert!((0.25..0.4).contains(&rate), "{rate}");
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
        let (db, summary) = made(&database, seed, 150, None).await;
        db.close().await.expect("a clean goodbye");
        years.push(summary);
    }
    assert_eq!(years[0], years[1]);
    assert_ne!(years[0], years[2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_year_that_was_written_down_is_the_year_that_would_have_been_lived() {
    let mut years = Vec::new();
    for lived in [400, 20, 0] {
        let database = Database::sqlite();
        let (db, summary) = made(&database, 5, 700, Some(TimeDelta::days(lived))).await;
        let recount = verify::verify(&db, |_| {}).await.expect("a recount");
        assert!(recount.is_right(), "{:?}", recount.differences);
        years.push((summary, shape(&db).await));
        db.close().await.expect("a clean goodbye");
    }
    let (summary, shape) = &years[0];
    assert!(
        summary.responses > 80 && summary.unsubscribed > 0,
        "{summary:?}"
    );
    for (other, written) in &years[1..] {
        let keys = shape.keys().chain(written.keys());
        let differ: Vec<_> = keys
            .filter(|key| shape.get(*key) != written.get(*key))
            .map(|key| format!("{key}: {:?} {:?}", shape.get(key), written.get(key)))
            .collect();
        assert!(
            differ.is_empty(),
            "{} differ: {:#?}",
            differ.len(),
            &differ[..differ.len().min(12)]
        );
        assert_eq!(summary, other);
    }
}
