//! Packed days say what the tallies say, whatever happens at once, in this process or another.

use std::collections::BTreeMap;

use crate::{
    on_both,
    support::{
        centre::{Centre, Contact, instant},
        databases::Database,
        dice::Dice,
    },
};
use afterword::{
    db::{Db, Opening},
    domain::{
        organization::brand,
        responses::filter::Filter,
        scores::{
            breakdown::Grouping,
            grouping::GroupId,
            metric::Metric,
            packed::{self, cells, pack::pack},
            period::Period,
            reading::{Selection, counts_under},
            showing::DisplayRules,
            summary::summary,
            tally, verify,
        },
        surveys::question::Kind,
    },
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use futures_util::future::join_all;
use sea_orm::{EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, entity::prelude::*};

fn spring(brands: impl IntoIterator<Item = brand::Model>) -> Selection {
    let day = |text: &str| text.parse().expect("a day");
    Selection {
        metric: Metric::Csat,
        period: Period::new(day("2026-02-20"), day("2026-06-30")).expect("a spring"),
        filter: Filter::within(brands.into_iter().map(|brand| brand.id)),
        rules: DisplayRules::default(),
    }
}

async fn packed_days(db: &Db) -> u64 {
    let there = packed::Column::Cells.is_not_null();
    packed::Entity::find()
        .filter(there)
        .count(db.read())
        .await
        .expect("a count")
}

/// Replaces the pieces, as no part of the product does.
async fn overwrite(db: &Db, cells: Option<Vec<u8>>) {
    let written: Result<_, DbErr> = db
        .write(move |tx| {
            Box::pin(async move {
                let version = Expr::col(packed::Column::Version).add(1);
                packed::Entity::update_many()
                    .col_expr(packed::Column::Cells, Expr::value(cells))
                    .col_expr(packed::Column::Version, version)
                    .filter(packed::Column::Cells.is_not_null())
                    .exec(tx)
                    .await
            })
        })
        .await;
    written.expect("a write");
}

type Read = BTreeMap<(Vec<GroupId>, Option<NaiveDate>, tally::Kind, i32), u64>;

/// What is read in many ways, rows of the same added up.
async fn readings(db: &Db, brands: &[brand::Model]) -> Vec<Read> {
    let whole = spring(brands.iter().cloned()).filter;
    let mut filters = vec![whole.clone()];
    let mut with = |change: fn(&mut Filter)| {
        let mut filter = whole.clone();
        change(&mut filter);
        filters.push(filter);
    };
    with(|filter| filter.agent = Some("a-2".into()));
    with(|filter| filter.team = Some("Tier 1".into()));
    with(|filter| filter.product = Some("broadband".into()));
    with(|filter| {
        (filter.channel, filter.touchpoint) = (Some("chat".into()), Some("quarter".into()))
    });
    with(|filter| (filter.score_min, filter.has_comment) = (Some(2), Some(true)));
    with(|filter| (filter.brand, filter.score_max) = (Some("bolt".into()), Some(4)));
    with(|filter| (filter.survey, filter.agent) = (Some("quarter".into()), Some("a-1".into())));
    with(|filter| filter.agent = Some("nobody".into()));
    with(|filter| filter.channel = Some("smoke".into()));
    with(|filter| filter.brands.clear());
    let groupings: [(&[Grouping], bool); 6] = [
        (&[], false),
        (&[], true),
        (&[Grouping::Agent], false),
        (&[Grouping::Product, Grouping::Team, Grouping::Brand], true),
        (&[Grouping::Brand, Grouping::Channel], false),
        (&Grouping::ALL, false),
    ];
    let period = spring([]).period;
    let mut all = Vec::new();
    for filter in &filters {
        for (groupings, by_day) in groupings {
            for metric in tally::metrics() {
                let found = counts_under(db, metric, period, filter, groupings, by_day)
                    .await
                    .expect("counts");
                let mut read = Read::new();
                for row in found.rows.iter().filter(|row| row.count > 0) {
                    let group = found.groups[row.group].clone();
                    *read
                        .entry((group, row.day, row.kind, row.score))
                        .or_default() += row.count;
                }
                all.push(read);
            }
        }
    }
    all
}

async fn assert_recounted(db: &Db) {
    let report = verify::verify(db, |_| ()).await.expect("a recount");
    assert!(report.is_right(), "{:?}", report.differences);
}

async fn answered(db: &Db, brand: &brand::Model) -> Vec<(i32, u64)> {
    let summary = summary(db, &spring([brand.clone()]))
        .await
        .expect("figures");
    summary.answers.iter().collect()
}

/// Fifty answers of one day that is over, packed.
async fn fifty(
    centre: &Centre,
) -> (
    brand::Model,
    Vec<afterword::domain::deliveries::delivery::Model>,
    DateTime<Utc>,
) {
    let brand = centre
        .brand("acme", "Europe/Berlin", "2026-03-01T00:00:00Z")
        .await;
    let mut letters = Vec::new();
    for n in 0..50_i16 {
        letters.push(
            centre
                .contact(
                    &brand,
                    Contact::default(),
                    1 + n % 5,
                    "2026-03-02T09:00:00Z",
                )
                .await,
        );
    }
    let now = instant("2026-03-05T09:00:00Z");
    assert!(pack(&centre.db, now).await.expect("packed") > 0);
    (brand, letters, now)
}

async fn another_process(database: &Database) -> Db {
    let opening = Opening {
        durable: false,
        ..Opening::default()
    };
    Db::open(&database.url, opening)
        .await
        .expect("the same database")
}

on_both! {
    async fn packed_or_not_every_reading_is_the_same(db: Database) {
        let centre = Centre::open(&db).await;
        let start = "2026-03-01T00:00:00Z";
        let brands = [centre.brand("acme", "Europe/Berlin", start).await, centre.brand("bolt", "America/New_York", start).await];
        for brand in &brands {
            centre.publish(brand, "quarter", &[Kind::Nps, Kind::Ces, Kind::Csat, Kind::Fcr, Kind::Comment], start).await;
        }
        let mut dice = Dice(3);
        let (mut at, mut letters, mut answered) = (instant("2026-03-27T20:00:00Z"), Vec::new(), Vec::new());
        for step in 1..=120 {
            at += TimeDelta::minutes(2 + dice.below(600));
            match dice.below(10) {
                0..4 => letters.push(centre.ask(&brands[dice.below(2) as usize], dice.contact(), at).await),
                4..8 if !letters.is_empty() => {
                    let letter = &letters[dice.below(letters.len() as i64) as usize];
                    centre.answer(letter, dice.words(letter), at).await;
                    answered.push(letter.clone());
                }
                8 if !answered.is_empty() => {
                    let letter = &answered[dice.below(answered.len() as i64) as usize];
                    centre.dismiss(letter, at).await;
                }
                _ => drop(pack(&centre.db, at).await.unwrap()),
            }
            if step % 60 == 0 {
                assert_recounted(&centre.db).await;
                let mixed = readings(&centre.db, &brands).await;
                pack(&centre.db, at).await.unwrap();
                assert!(packed_days(&centre.db).await > 20, "days were packed");
                let packed = readings(&centre.db, &brands).await;
                overwrite(&centre.db, None).await;
                assert_eq!(packed_days(&centre.db).await, 0);
                let tallies = readings(&centre.db, &brands).await;
                assert!(mixed == tallies && packed == tallies, "at step {step}");
                pack(&centre.db, at).await.unwrap();
            }
        }
    }

    async fn a_day_that_is_not_over_is_not_packed(db: Database) {
        let centre = Centre::open(&db).await;
        let brand = centre.brand("acme", "Pacific/Auckland", "2026-03-01T00:00:00Z").await;
        // Midnight in Auckland is at eleven in the morning.
        centre.contact(&brand, Contact::default(), 5, "2026-03-02T10:30:00Z").await;
        assert_eq!(pack(&centre.db, instant("2026-03-02T12:59:00Z")).await.unwrap(), 0);
        let packed = pack(&centre.db, instant("2026-03-02T13:01:00Z")).await.unwrap();
        assert!(packed >= 2, "{packed}");
        assert_eq!(pack(&centre.db, instant("2026-03-02T13:02:00Z")).await.unwrap(), 0, "all is packed");
        // Quiet days are packed too, so that nobody looks for their tallies.
        assert_eq!(pack(&centre.db, instant("2026-03-05T13:01:00Z")).await.unwrap(), packed * 3);
        assert_eq!(answered(&centre.db, &brand).await, [(5, 1)]);
    }

    async fn a_day_packed_by_a_clock_that_ran_ahead_is_put_right(db: Database) {
        let centre = Centre::open(&db).await;
        let brand = centre.brand("acme", "Europe/Berlin", "2026-03-01T00:00:00Z").await;
        centre.contact(&brand, Contact::default(), 5, "2026-03-02T09:00:00Z").await;
        let ahead = instant("2026-03-03T09:30:00Z");
        assert!(pack(&centre.db, ahead).await.unwrap() > 0, "by a clock that runs a day ahead");
        // It is set right, and more is answered on the day that was packed.
        centre.contact(&brand, Contact::default(), 4, "2026-03-02T10:00:00Z").await;
        assert_eq!(pack(&centre.db, instant("2026-03-02T10:05:00Z")).await.unwrap(), 0);
        assert_eq!(packed_days(&centre.db).await, 0, "the day is not over");
        assert_eq!(answered(&centre.db, &brand).await, [(4, 1), (5, 1)]);
        centre.contact(&brand, Contact::default(), 3, "2026-03-02T11:00:00Z").await;
        assert_eq!(answered(&centre.db, &brand).await, [(3, 1), (4, 1), (5, 1)]);
        assert_recounted(&centre.db).await;

        // Even where the other clock packs it once more before midnight in Berlin, at eleven in the evening.
        pack(&centre.db, ahead).await.unwrap();
        centre.contact(&brand, Contact::default(), 2, "2026-03-02T22:58:00Z").await;
        pack(&centre.db, instant("2026-03-02T23:01:00Z")).await.unwrap();
        assert_recounted(&centre.db).await;
        // What was packed in time stays, also for a clock that is a little behind.
        let packed = pack(&centre.db, instant("2026-03-03T01:01:00Z")).await.unwrap();
        assert!(packed > 0);
        pack(&centre.db, instant("2026-03-03T00:10:00Z")).await.unwrap();
        assert_eq!(packed_days(&centre.db).await, packed as u64);
        assert_eq!(answered(&centre.db, &brand).await, [(2, 1), (3, 1), (4, 1), (5, 1)]);
        assert_recounted(&centre.db).await;
    }

    async fn minds_changed_while_days_are_packed_are_all_counted(db: Database) {
        let centre = Centre::open(&db).await;
        let (brand, letters, now) = fifty(&centre).await;
        let other = another_process(&db).await;
        let changes = letters.iter().map(|letter| centre.answer(letter, 5, now + TimeDelta::minutes(1)));
        let packing = async |db: &Db| {
            for _ in 0..12 {
                pack(db, now).await.unwrap();
            }
        };
        let reading = async {
            for _ in 0..12 {
                assert_eq!(answered(&other, &brand).await.iter().map(|(_, count)| count).sum::<u64>(), 50);
            }
        };
        tokio::join!(join_all(changes), packing(&centre.db), packing(&other), reading);
        assert_recounted(&centre.db).await;
        pack(&other, now).await.unwrap();
        assert_recounted(&centre.db).await;
        for db in [&centre.db, &other] {
            assert_eq!(answered(db, &brand).await, [(5, 50)]);
        }
    }

    async fn what_another_process_changed_is_in_the_next_reading(db: Database) {
        let centre = Centre::open(&db).await;
        let (brand, letters, now) = fifty(&centre).await;
        let other = another_process(&db).await;
        let before = answered(&other, &brand).await;
        assert_eq!(before, answered(&centre.db, &brand).await);
        for (n, letter) in letters.iter().enumerate().take(10) {
            centre.answer(letter, 4, now).await;
            if n % 3 == 0 {
                pack(&centre.db, now).await.unwrap();
            }
            assert_eq!(answered(&other, &brand).await, answered(&centre.db, &brand).await);
        }
        assert_ne!(before, answered(&other, &brand).await);
        assert_recounted(&other).await;
    }

    async fn a_wrong_packed_day_is_found_and_mended(db: Database) {
        let centre = Centre::open(&db).await;
        let (brand, _, now) = fifty(&centre).await;
        let right = answered(&centre.db, &brand).await;
        let pieces = packed::Entity::find().filter(packed::Column::Metric.eq("csat")).all(centre.db.read()).await.unwrap();
        let found = cells::unpack(pieces[0].cells.as_deref().unwrap()).unwrap();
        let wrong = found.iter().map(|(who, what, said, count)| (who, what, said, count + 1));
        overwrite(&centre.db, Some(cells::pack(wrong))).await;
        assert_ne!(answered(&centre.db, &brand).await, right, "it is read as it stands");
        let report = verify::verify(&centre.db, |_| ()).await.unwrap();
        assert!(!report.is_right());
        assert!(report.differences.iter().all(|difference| difference.packed), "{report:?}");
        let mended = verify::rebuild(&centre.db, |_| ()).await.unwrap();
        assert_eq!(mended.differing, report.differing);
        assert_eq!(answered(&centre.db, &brand).await, right);
        assert_recounted(&centre.db).await;

        pack(&centre.db, now).await.unwrap();
        overwrite(&centre.db, Some(b"no such thing".to_vec())).await;
        assert_eq!(answered(&centre.db, &brand).await, right, "the tallies stand in");
        assert!(!verify::verify(&centre.db, |_| ()).await.unwrap().is_right());
        verify::rebuild(&centre.db, |_| ()).await.unwrap();
        assert_recounted(&centre.db).await;
        assert!(pack(&centre.db, now).await.unwrap() > 0);
        assert_eq!(answered(&centre.db, &brand).await, right);
    }
}
