//! How the queue stands: how much waits, since when, how fast letters leave, and what keeps them. Called by the console
//! and, for all brands together, by the job that measures it.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ExprTrait, FromQueryResult, QueryOrder, QuerySelect, QueryTrait, entity::prelude::*,
    sea_query::Query,
};

use super::{
    delivery::{Column, Entity, State},
    listing, outbox,
};
use crate::ids::BrandId;

/// Counting stops here: that many letters wait is all one needs to know, and counting millions takes its time.
pub const COUNTED: u64 = 100_000;
/// Deferred letters looked at for their reasons.
const LOOKED_AT: u64 = 2_000;
/// Domains shown of those that keep letters waiting.
const DOMAINS: usize = 20;

/// The queue of some brands at an instant. Counts stop at [`COUNTED`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    /// Due and not yet sent.
    pub due: u64,
    /// Due later.
    pub later: u64,
    /// When the one that waits longest was due.
    pub oldest_due: Option<DateTime<Utc>>,
    pub sent_last_hour: u64,
    pub sent_last_day: u64,
    /// The domains with most letters to be tried again, those with most first.
    pub deferred: Vec<Deferred>,
}

/// Letters to one domain that are tried again later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deferred {
    pub domain: String,
    pub letters: u64,
    /// The next of them is tried then.
    pub next: DateTime<Utc>,
    /// What the server said of the one tried last.
    pub words: String,
}

/// How the queue of these brands stands.
pub async fn of_brands(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    now: DateTime<Utc>,
) -> Result<Queue, DbErr> {
    let waiting = || {
        Entity::find()
            .filter(outbox::unsettled())
            .filter(Column::BrandId.is_in(brands.iter().copied()))
    };
    let oldest: Option<DateTime<Utc>> = waiting()
        .select_only()
        .column(Column::DueAt)
        .filter(Column::DueAt.lte(now))
        .order_by_asc(Column::DueAt)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(Queue {
        due: counted(db, waiting().filter(Column::DueAt.lte(now))).await?,
        later: counted(db, waiting().filter(Column::DueAt.gt(now))).await?,
        oldest_due: oldest,
        sent_last_hour: sent_since(db, brands, now - TimeDelta::hours(1)).await?,
        sent_last_day: sent_since(db, brands, now - TimeDelta::days(1)).await?,
        deferred: deferred(db, brands).await?,
    })
}

/// Letters of all brands that wait, and when the one due longest was due.
pub async fn of_all(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<(u64, Option<DateTime<Utc>>), DbErr> {
    let waiting = Entity::find()
        .select_only()
        .column_as(Column::DueAt.count(), "waiting")
        .column_as(Column::DueAt.min(), "oldest")
        .filter(outbox::unsettled())
        .filter(Column::DueAt.lte(now));
    let found = waiting.into_model::<Waiting>().one(db).await?;
    Ok(found.map_or((0, None), |found| {
        (
            u64::try_from(found.waiting).unwrap_or_default(),
            found.oldest,
        )
    }))
}

#[derive(FromQueryResult)]
struct Waiting {
    waiting: i64,
    oldest: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct Counted {
    counted: i64,
}

async fn counted(db: &impl ConnectionTrait, letters: Select<Entity>) -> Result<u64, DbErr> {
    let some = letters.select_only().column(Column::Id).limit(COUNTED);
    let count = Query::select()
        .expr_as(Expr::col("id").count(), "counted")
        .from_subquery(some.into_query(), "some")
        .take();
    let row = db.query_one(&count).await?;
    let counted = row
        .map(|row| Counted::from_query_result(&row, ""))
        .transpose()?;
    Ok(counted.map_or(0, |row| u64::try_from(row.counted).unwrap_or_default()))
}

async fn sent_since(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    since: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let sent = Entity::find()
        .filter(Column::BrandId.is_in(brands.iter().copied()))
        .filter(Column::SettledAt.gte(since))
        .filter(Column::State.eq(State::Sent));
    counted(db, sent).await
}

async fn deferred(db: &impl ConnectionTrait, brands: &[BrandId]) -> Result<Vec<Deferred>, DbErr> {
    let letters: Vec<(String, DateTime<Utc>, Option<String>)> = Entity::find()
        .select_only()
        .columns([Column::Recipient, Column::DueAt, Column::Reply])
        .filter(listing::stuck())
        .filter(Column::BrandId.is_in(brands.iter().copied()))
        .filter(Column::State.eq(State::Deferred))
        .order_by_desc(Column::EnqueuedAt)
        .limit(LOOKED_AT)
        .into_tuple()
        .all(db)
        .await?;
    let mut domains: BTreeMap<String, Deferred> = BTreeMap::new();
    for (recipient, next, words) in letters {
        let domain = recipient.rsplit_once('@').map_or("", |(_, domain)| domain);
        let known = domains
            .entry(domain.to_lowercase())
            .or_insert_with(|| Deferred {
                domain: domain.to_lowercase(),
                letters: 0,
                next,
                words: words.unwrap_or_default(),
            });
        known.letters += 1;
        if next < known.next {
            known.next = next;
        }
    }
    let mut domains: Vec<_> = domains.into_values().collect();
    domains.sort_by_key(|domain| std::cmp::Reverse(domain.letters));
    domains.truncate(DOMAINS);
    Ok(domains)
}
