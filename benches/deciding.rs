//! What a decision costs with a million customers in quarantine, what a limit adds, and how long a rehearsal of 100,000
//! contacts takes: `cargo bench --bench deciding`. `AFTERWORD_BENCH_CUSTOMERS` is how many there are (default 1,000,000).

mod support;

use std::time::Instant;

use afterword::{
    db::{Db, Opening},
    domain::{
        customers::customer,
        flow,
        interactions::{
            interaction::{self, Channel, HeldReason, Outcome},
            report::Report,
        },
        invitations::{past, rehearsal::rehearse},
        organization::{agent, brand, touchpoint},
        surveys::{
            definition::Definition,
            rules::{By, Limit},
        },
    },
    ids::{AgentId, CustomerId, InteractionId},
    token::Keys,
};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use sea_orm::{ActiveValue::Set, DbErr, EntityTrait, IntoActiveModel};
use support::setting;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const DECISIONS: usize = 2_000;
const REHEARSED: usize = 100_000;

struct World {
    db: Db,
    keys: Keys,
    brand: brand::Model,
    now: DateTime<Utc>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let customers = setting("AFTERWORD_BENCH_CUSTOMERS", 1_000_000);
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}/deciding.db", folder.path().display());
    let now = Utc
        .with_ymd_and_hms(2026, 11, 25, 10, 0, 0)
        .single()
        .ok_or_else(|| anyhow::anyhow!("no such moment"))?;
    let db = Db::open(
        &url,
        Opening {
            durable: false,
            ..Opening::default()
        },
    )
    .await?;
    db.migrate().await?;
    let brand = db
        .write(move |tx| {
            Box::pin(
                async move { flow::add_brand(tx, "bench", "Bench", chrono_tz::Tz::UTC, now).await },
            )
        })
        .await?;
    let brand: brand::Model = brand.ok_or_else(|| anyhow::anyhow!("the brand is there already"))?;
    let world = World {
        db,
        keys: Keys::derive("a secret of the benchmarks"),
        brand,
        now,
    };
    world.rest(customers).await?;
    println!("{customers} customers in quarantine, {DECISIONS} reports each");
    world.publish(vec![]).await?;
    world
        .decide("held by the quarantine", 0, |n| {
            format!("customer-{n}@example.net")
        })
        .await?;
    world
        .decide("invited", 10_000_000, |n| format!("new-{n}@example.net"))
        .await?;
    let limit = |by, attribute: Option<&str>| Limit {
        most: 1_000_000,
        days: 30,
        by,
        attribute: attribute.map(Into::into),
    };
    world.publish(vec![limit(By::Agent, None)]).await?;
    world
        .decide("invited, one limit", 20_000_000, |n| {
            format!("one-{n}@example.net")
        })
        .await?;
    let all = vec![
        limit(By::Agent, None),
        limit(By::Team, None),
        limit(By::Attribute, Some("queue")),
    ];
    world.publish(all.clone()).await?;
    world
        .decide("invited, three limits", 30_000_000, |n| {
            format!("three-{n}@example.net")
        })
        .await?;
    world.past(customers).await?;
    let rules = Definition {
        limits: all,
        ..Definition::starting()
    };
    let start = Instant::now();
    let (past, of) = past::read(
        world.db.read(),
        &world.keys,
        &world.brand,
        "after-contact",
        rules,
        world.now - TimeDelta::days(past::DAYS.into()),
        world.now,
    )
    .await?;
    let (read, contacts) = (start.elapsed(), past.contacts.len());
    let start = Instant::now();
    let found = rehearse(past, of);
    println!(
        "rehearsal of {contacts} contacts: read in {} ms, decided in {} ms, {} invited",
        read.as_millis(),
        start.elapsed().as_millis(),
        found.now.invited
    );
    Ok(())
}

impl World {
    /// So many customers who were asked yesterday.
    async fn rest(&self, number: usize) -> anyhow::Result<()> {
        for first in (0..number).step_by(1_000) {
            let (brand, now) = (self.brand.id, self.now);
            let rows = (first..(first + 1_000).min(number)).map(move |n| customer::ActiveModel {
                id: Set(CustomerId::new(now)),
                brand_id: Set(brand),
                email: Set(format!("customer-{n}@example.net")),
                email_key: Set(format!("customer-{n}@example.net")),
                name: Set(None),
                external_id: Set(None),
                locale: Set(None),
                time_zone: Set(None),
                last_invited_at: Set(Some(now - TimeDelta::days(1))),
                created_at: Set(now),
                updated_at: Set(now),
            });
            let rows: Vec<_> = rows.collect();
            let written: Result<(), DbErr> = self
                .db
                .write(move |tx| {
                    Box::pin(async move {
                        customer::Entity::insert_many(rows)
                            .exec_without_returning(tx)
                            .await
                            .map(|_| ())
                    })
                })
                .await;
            written?;
        }
        Ok(())
    }

    async fn publish(&self, limits: Vec<Limit>) -> anyhow::Result<()> {
        let (brand, now) = (self.brand.id, self.now);
        let rules = Definition {
            limits,
            ..Definition::starting()
        };
        let published: Result<_, DbErr> = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    flow::publish_survey(tx, brand, "after-contact", rules, "command", now).await
                })
            })
            .await;
        published?;
        Ok(())
    }

    /// Reports, twenty-five in a write as the API's batch does.
    async fn decide(
        &self,
        what: &str,
        first: usize,
        address: fn(usize) -> String,
    ) -> anyhow::Result<()> {
        let start = Instant::now();
        for part in (0..DECISIONS).step_by(25) {
            let reports = (part..part + 25).map(|n| {
                let report = Report {
                    source: "bench".into(),
                    external_id: format!("i-{}", first + n),
                    touchpoint: "support".into(),
                    product: None,
                    channel: Channel::Phone,
                    agent: agent::Told {
                        external_id: format!("a-{}", n % 200),
                        ..agent::Told::default()
                    },
                    team: Some(format!("Team {}", n % 20)),
                    customer: customer::Told {
                        email: address(n * 7),
                        ..customer::Told::default()
                    },
                    started_at: None,
                    ended_at: self.now,
                    handle_seconds: None,
                    attributes: Some(serde_json::json!({ "queue": format!("q-{}", n % 9) })),
                };
                (self.brand.clone(), report)
            });
            let (keys, reports, now) = (self.keys.clone(), reports.collect(), self.now);
            let told: Result<_, DbErr> = self
                .db
                .write(move |tx| {
                    Box::pin(async move { flow::report_all(tx, &keys, reports, now).await })
                })
                .await;
            told?;
        }
        let each = start.elapsed().as_micros() / DECISIONS as u128;
        println!("{what}: {each} µs an interaction");
        Ok(())
    }

    /// A month of contacts for the rehearsal.
    async fn past(&self, customers: usize) -> anyhow::Result<()> {
        let known: Vec<CustomerId> = {
            use sea_orm::QuerySelect;
            customer::Entity::find()
                .select_only()
                .column(customer::Column::Id)
                .limit(customers.min(REHEARSED / 2) as u64)
                .into_tuple()
                .all(self.db.read())
                .await?
        };
        let agents: Vec<AgentId> = agent::Entity::find()
            .all(self.db.read())
            .await?
            .iter()
            .map(|agent| agent.id)
            .collect();
        let at = touchpoint::Entity::find().one(self.db.read()).await?;
        let touchpoint_id = at.ok_or_else(|| anyhow::anyhow!("no touchpoint"))?.id;
        for first in (0..REHEARSED).step_by(1_000) {
            let rows: Vec<_> = (first..first + 1_000)
                .map(|n| {
                    let at = self.now - TimeDelta::seconds(((REHEARSED - n) * 25) as i64);
                    interaction::Model {
                        id: InteractionId::of_past(at),
                        brand_id: self.brand.id,
                        source: "past".into(),
                        external_id: format!("p-{n}"),
                        customer_id: known[n * 31 % known.len()],
                        agent_id: agents[n % agents.len()],
                        team_id: None,
                        product_id: None,
                        touchpoint_id,
                        channel: Channel::Phone,
                        started_at: None,
                        ended_at: at,
                        handle_seconds: None,
                        attributes: Some(serde_json::json!({ "queue": format!("q-{}", n % 9) })),
                        reported_at: at,
                        outcome: Outcome::Held,
                        reason: Some(HeldReason::Quarantine),
                        invitation_id: None,
                        survey_id: None,
                        wish_months: None,
                    }
                    .into_active_model()
                })
                .collect();
            let written: Result<(), DbErr> = self
                .db
                .write(move |tx| {
                    Box::pin(async move {
                        interaction::Entity::insert_many(rows)
                            .exec_without_returning(tx)
                            .await
                            .map(|_| ())
                    })
                })
                .await;
            written?;
        }
        Ok(())
    }
}
