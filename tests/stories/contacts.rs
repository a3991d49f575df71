//! How many contacts were reported, asked about and held for which reason is counted as they are reported.

use std::collections::BTreeMap;

use crate::{
    on_both,
    support::centre::{Centre, Contact, instant},
};
use afterword::domain::{
    interactions::interaction::HeldReason,
    organization::brand,
    scores::{
        tally::{self, Kind},
        verify,
    },
    surveys::question,
};
use chrono::NaiveDate;
use migration::{Migrator, MigratorTrait};
use sea_orm::{EntityTrait, QueryFilter, entity::prelude::*};

/// What the tallies say of contacts: by brand, day, kind and reason.
type Counted = BTreeMap<(String, NaiveDate, String, i16), i64>;

async fn counted(centre: &Centre) -> Counted {
    let brands = brand::all(centre.db.read()).await.expect("brands");
    let rows = tally::Entity::find().filter(tally::Column::Metric.eq(tally::CONTACT));
    let mut counted = Counted::new();
    for row in rows.all(centre.db.read()).await.expect("tallies") {
        let brand = brands.iter().find(|brand| brand.id == row.brand_id);
        let brand = brand.expect("the brand").slug.clone();
        let key = (brand, row.day, row.kind.to_value(), row.score);
        *counted.entry(key).or_default() += row.count;
    }
    counted
}

fn expected(counts: &[(&str, &str, Kind, i16, i64)]) -> Counted {
    let counts = counts.iter().map(|(brand, day, kind, reason, count)| {
        let day = day.parse().expect("a day");
        (((*brand).to_owned(), day, kind.to_value(), *reason), *count)
    });
    counts.collect()
}

/// Contacts of two brands at an instant that is another day in each, some of them held.
async fn told(centre: &Centre) -> Counted {
    let opened = "2026-03-01T00:00:00Z";
    let acme = centre.brand("acme", "Asia/Tokyo", opened).await;
    let blue = centre.brand("blue", "America/New_York", opened).await;
    let nothing = Contact::default();
    let elsewhere = Contact {
        agent: "a-2",
        team: None,
        product: None,
        ..nothing
    };
    let night = instant("2026-03-02T20:00:00Z");
    let told = [
        (&acme, nothing, "kim@example.net"),
        (&acme, nothing, "kim@example.net"),
        (&acme, elsewhere, "none"),
        (&blue, nothing, "kim@example.net"),
    ];
    centre.tell(&told, night).await;
    let again = [(&acme, elsewhere, "kim@example.net")];
    centre
        .tell(&again, night + chrono::TimeDelta::days(1))
        .await;
    let (quarantine, invalid) = (
        HeldReason::Quarantine.number(),
        HeldReason::InvalidAddress.number(),
    );
    expected(&[
        ("acme", "2026-03-03", Kind::Reported, 0, 3),
        ("acme", "2026-03-03", Kind::Held, quarantine, 1),
        ("acme", "2026-03-03", Kind::Held, invalid, 1),
        ("acme", "2026-03-04", Kind::Reported, 0, 1),
        ("acme", "2026-03-04", Kind::Held, quarantine, 1),
        ("blue", "2026-03-02", Kind::Reported, 0, 1),
    ])
}

async fn assert_recounted(centre: &Centre) {
    let report = verify::verify(&centre.db, |_| ()).await.expect("a recount");
    assert!(report.is_right(), "{:?}", report.differences);
}

on_both! {
    async fn contacts_are_counted_once_on_the_brands_own_day_with_their_reason(db: Database) {
        let centre = Centre::open(&db).await;
        let expected = told(&centre).await;
        assert_eq!(counted(&centre).await, expected);
        assert_recounted(&centre).await;
    }

    async fn a_contact_told_again_is_not_counted_again(db: Database) {
        let centre = Centre::open(&db).await;
        let acme = centre.brand("acme", "UTC", "2026-03-01T00:00:00Z").await;
        let at = instant("2026-03-02T10:00:00Z");
        centre.tell(&[(&acme, Contact::default(), "kim@example.net")], at).await;
        // The numbers that name its contacts begin anew.
        let centre = Centre::on(centre.db.clone());
        let again = centre.tell(&[(&acme, Contact::default(), "kim@example.net")], at).await;
        assert!(!again[0].first);
        assert_eq!(counted(&centre).await.values().sum::<i64>(), 1);
        assert_recounted(&centre).await;
    }

    async fn a_database_of_before_is_counted_when_it_is_brought_up_to_date(db: Database) {
        let centre = Centre::open(&db).await;
        let expected = told(&centre).await;
        let steps = Migrator::migrations();
        let before = steps.iter().position(|step| step.name().ends_with("_contacts")).expect("the step");
        let undone = u32::try_from(steps.len() - before).expect("a few");
        Migrator::down(centre.db.read(), Some(undone)).await.expect("a step back");
        assert_eq!(counted(&centre).await, Counted::new());
        centre.db.migrate().await.expect("its tables");
        assert_eq!(counted(&centre).await, expected);
        assert_recounted(&centre).await;
    }

    async fn contacts_without_a_survey_are_counted_without_one(db: Database) {
        let centre = Centre::open(&db).await;
        let acme = centre.brand("acme", "UTC", "2026-03-01T00:00:00Z").await;
        centre.publish(&acme, "visit", &[question::Kind::Csat], "2026-03-01T01:00:00Z").await;
        let contact = |touchpoint| Contact { touchpoint, ..Contact::default() };
        let now = instant("2026-03-02T10:00:00Z");
        let brand = acme.id;
        let retired: Result<_, DbErr> = centre.db.write(move |tx| Box::pin(async move {
            afterword::domain::flow::retire_survey(tx, brand, "after-contact", "member:test", now).await
        })).await;
        retired.expect("a retired survey").expect("it was there");
        let told = [(&acme, contact("visit"), "kim@example.net"), (&acme, contact("support"), "lee@example.net")];
        let reported = centre.tell(&told, now).await;
        assert!(reported[0].interaction.survey_id.is_some() && reported[1].interaction.survey_id.is_none());
        assert_eq!(reported[1].interaction.reason, Some(HeldReason::NoSurvey));
        let rows = tally::Entity::find().filter(tally::Column::Kind.eq(Kind::Held)).all(centre.db.read()).await.expect("tallies");
        assert!(rows.len() == 1 && rows[0].survey_id.0.is_nil() && rows[0].score == HeldReason::NoSurvey.number());
        assert_recounted(&centre).await;
    }
}
