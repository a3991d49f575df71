//! Comments that are kept in memory say what is stored, whatever changes in whichever process; and lists of any period
//! have what is in it, in the order of the last change.

use crate::{
    on_both,
    support::{
        centre::{Centre, Says, instant},
        databases::Database,
        dice::Dice,
    },
};
use afterword::{
    db::{Db, Opening},
    domain::{
        flow,
        organization::brand,
        responses::{
            filter::Filter,
            listing::{self, Wanted},
            response,
            search::Search,
            theme::{Draft, Words},
        },
        scores::{
            comments::{Comments, LookedFor, comments},
            feeling::Feeling,
            metric::Metric,
            period::Period,
            reading::Selection,
            showing::DisplayRules,
        },
        surveys::question::Kind,
    },
    ids::ResponseId,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::{QueryOrder, entity::prelude::*};

const START: &str = "2026-03-01T00:00:00Z";

async fn open(database: &Database) -> Db {
    let opening = Opening {
        durable: false,
        ..Opening::default()
    };
    let db = Db::open(&database.url, opening).await;
    db.expect("the same database")
}

async fn two_brands(centre: &Centre) -> [brand::Model; 2] {
    let brands = [
        centre.brand("acme", "Europe/Berlin", START).await,
        centre.brand("bolt", "America/New_York", START).await,
    ];
    let kinds = [Kind::Nps, Kind::Ces, Kind::Csat, Kind::Fcr, Kind::Comment];
    for brand in &brands {
        centre.publish(brand, "quarter", &kinds, START).await;
    }
    let (ids, now) = (brands.clone().map(|brand| brand.id), instant(START));
    let draft = Draft {
        name: "Other".into(),
        words: Words(vec!["another".into()]),
    };
    let added = centre.db.write(move |tx| {
        Box::pin(async move { flow::add_theme(tx, &ids, draft, "test", now).await })
    });
    added.await.expect("a theme");
    brands
}

fn days(from: &str, to: &str) -> Period {
    let day = |text: &str| text.parse().expect("a day");
    Period::new(day(from), day(to)).expect("a period")
}

/// What the comments say, looked at in many ways.
async fn said(db: &Db, brands: &[brand::Model], now: DateTime<Utc>) -> Vec<Comments> {
    let whole = Filter::within(brands.iter().map(|brand| brand.id));
    let mut filters = vec![whole.clone()];
    let mut with = |change: fn(&mut Filter)| {
        let mut filter = whole.clone();
        change(&mut filter);
        filters.push(filter);
    };
    with(|filter| filter.agent = Some("a-2".into()));
    with(|filter| (filter.team, filter.channel) = (Some("Tier 1".into()), Some("chat".into())));
    with(|filter| (filter.product, filter.score_min) = (Some("broadband".into()), Some(3)));
    with(|filter| (filter.brand, filter.score_max) = (Some("bolt".into()), Some(4)));
    with(|filter| filter.survey = Some("quarter".into()));
    with(|filter| filter.touchpoint = Some("nowhere".into()));
    let plain = LookedFor {
        limit: 5,
        ..LookedFor::default()
    };
    let looks = [
        LookedFor {
            search: Search::parse("anoth"),
            ..plain.clone()
        },
        LookedFor {
            theme: Some("other".into()),
            feeling: Some(Feeling::Unhappy),
            ..plain.clone()
        },
        plain,
    ];
    let mut all = Vec::new();
    for filter in filters {
        for metric in [Metric::Csat, Metric::Fcr] {
            for period in [
                days("2026-03-01", "2026-06-30"),
                days("2026-03-05", "2026-03-09"),
            ] {
                let selection = Selection {
                    metric,
                    period,
                    filter: filter.clone(),
                    rules: DisplayRules::default(),
                };
                for looked_for in &looks {
                    all.push(
                        comments(db, &selection, looked_for, now)
                            .await
                            .expect("comments"),
                    );
                }
            }
        }
    }
    all
}

/// The responses of a period that count, as a list has them, found without any.
async fn counting(db: &Db, brands: &[brand::Model], period: Period) -> Vec<ResponseId> {
    use response::Column;
    let all = response::Entity::find()
        .filter(Column::Counts.eq(true))
        .order_by_desc(Column::ChangedAt)
        .order_by_desc(Column::Id);
    let all = all.all(db.read()).await.expect("responses");
    let wanted = |row: &&response::Model| {
        period.contains(row.day) && brands.iter().any(|brand| brand.id == row.brand_id)
    };
    all.iter().filter(wanted).map(|row| row.id).collect()
}

/// Goes through a list page by page.
async fn listed(db: &Db, brands: &[brand::Model], period: Period) -> Vec<ResponseId> {
    let mut wanted = Wanted {
        filter: Filter::within(brands.iter().map(|brand| brand.id)),
        days: Some((period.from(), period.to())),
        ..Wanted::default()
    };
    let mut all = Vec::new();
    loop {
        let before = listing::count_before(db.read(), &wanted).await;
        assert_eq!(before.expect("a count"), all.len() as u64);
        let page = listing::list(db.read(), &wanted, 4).await.expect("a page");
        let Some(last) = page.last() else { break };
        wanted.after = Some((last.row.response.changed_at, last.row.response.id));
        all.extend(page.iter().map(|shown| shown.row.response.id));
    }
    let counted = listing::count(db.read(), &wanted).await;
    assert_eq!(counted.expect("a count"), all.len() as u64);
    all
}

/// Changes a comment behind the product's back.
async fn scribble(db: &Db, day: NaiveDate, text: &'static str) {
    let written: Result<_, DbErr> = db
        .write(move |tx| {
            Box::pin(async move {
                response::Entity::update_many()
                    .col_expr(response::Column::Comment, Expr::value(text))
                    .filter(response::Column::Day.eq(day))
                    .exec(tx)
                    .await
            })
        })
        .await;
    assert_eq!(written.expect("a write").rows_affected, 1);
}

on_both! {
    async fn what_is_in_memory_is_what_is_stored(db: Database) {
        let centre = Centre::open(&db).await;
        let brands = two_brands(&centre).await;
        let mut dice = Dice(7);
        let (mut at, mut letters, mut answered) = (instant("2026-03-03T20:00:00Z"), Vec::new(), Vec::new());
        let warm = open(&db).await;
        for step in 1..=150 {
            at += TimeDelta::minutes(2 + dice.below(500));
            match dice.below(10) {
                0..4 => letters.push(centre.ask(&brands[dice.below(2) as usize], dice.contact(), at).await),
                4..9 if !letters.is_empty() => {
                    let letter = &letters[dice.below(letters.len() as i64) as usize];
                    centre.answer(letter, dice.words(letter), at).await;
                    answered.push(letter.clone());
                }
                9 if !answered.is_empty() => {
                    let letter = &answered[dice.below(answered.len() as i64) as usize];
                    centre.dismiss(letter, at).await;
                }
                _ => {}
            }
            if step % 30 == 0 {
                let fresh = said(&open(&db).await, &brands, at).await;
                assert!(fresh[0].all.total() > 0, "there are comments");
                let (own, other) = (said(&centre.db, &brands, at).await, said(&warm, &brands, at).await);
                assert!(own == fresh && other == fresh, "at step {step}");
                for period in [("2026-03-01", "2026-06-30"), ("2026-03-04", "2026-03-07"), ("2026-03-08", "2026-03-08"), ("2026-02-01", "2026-02-28")] {
                    let period = days(period.0, period.1);
                    for brands in [&brands[..], &brands[..1]] {
                        assert_eq!(listed(&warm, brands, period).await, counting(&warm, brands, period).await, "{period:?}");
                    }
                }
            }
        }
    }

    async fn days_that_are_over_are_not_fetched_twice(db: Database) {
        let centre = Centre::open(&db).await;
        let brands = two_brands(&centre).await;
        let says = |comment| Says { score: 2, comment: Some(comment), ..Says::default() };
        let letter = centre.contact(&brands[0], Default::default(), says("a word"), "2026-03-05T09:00:00Z").await;
        let found = async |db: &Db, search: &str, now: &str| {
            let selection = Selection {
                metric: Metric::Csat,
                period: days("2026-03-01", "2026-03-31"),
                filter: Filter::within(brands.iter().map(|brand| brand.id)),
                rules: DisplayRules::default(),
            };
            let looked_for = LookedFor { search: Search::parse(search), ..LookedFor::default() };
            comments(db, &selection, &looked_for, instant(now)).await.expect("comments").found.total()
        };
        let day = "2026-03-05".parse().expect("a day");
        // Midnight in Berlin is at 23:00, and two hours later the day is surely over.
        let (open_still, over) = ("2026-03-06T00:59:00Z", "2026-03-06T01:01:00Z");
        assert_eq!(found(&centre.db, "word", open_still).await, 1);
        scribble(&centre.db, day, "ink").await;
        assert_eq!(found(&centre.db, "ink", over).await, 1, "a day that is not over is always read");
        scribble(&centre.db, day, "blot").await;
        assert_eq!(found(&centre.db, "ink", over).await, 1, "a day that is over is kept");
        assert_eq!(found(&open(&db).await, "blot", over).await, 1);
        // The customer says it in other words, with the same score.
        centre.answer(&letter, says("more words"), instant("2026-03-06T02:00:00Z")).await;
        assert_eq!((found(&centre.db, "more", over).await, found(&centre.db, "ink", over).await), (1, 0));
        // And then without any.
        centre.answer(&letter, 2, instant("2026-03-06T03:00:00Z")).await;
        assert_eq!(found(&centre.db, "", over).await, 0);
    }
}
