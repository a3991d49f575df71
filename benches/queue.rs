//! What a claim, the beginning of attempts and their settlement cost with a short queue and with a long one: `cargo bench
//! --bench queue`. `AFTERWORD_BENCH_WAITING` is how long (1,000,000); with `AFTERWORD_TEST_POSTGRES_URL` on PostgreSQL too.

mod support;

use std::time::{Duration, Instant};

use afterword::{
    clock::Clock,
    domain::{
        deliveries::{
            backoff,
            outbox::{self, Settlement, Tried},
        },
        flow::{self, Leave},
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use support::{Figures, Server, letters::asked, setting};

/// Letters of one claim, as four workers take them.
const CLAIM: u64 = 64;
/// Claims measured.
const ROUNDS: usize = 60;

/// Copies of the one invitation there is, and a letter for each. As SQL, since a million rows through the product's
/// events would take an hour.
fn multiplied(backend: DbBackend, waiting: usize) -> [String; 2] {
    let (id, hash, numbers) = match backend {
        DbBackend::Sqlite => (
            "randomblob(16)",
            "randomblob(32)",
            format!(
                "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {waiting}) SELECT i FROM n)"
            ),
        ),
        _ => (
            "gen_random_uuid()",
            "decode(md5(random()::text) || md5(random()::text), 'hex')",
            format!("(SELECT i FROM generate_series(1, {waiting}) AS g(i))"),
        ),
    };
    [
        format!(
            "INSERT INTO invitations (id, brand_id, interaction_id, customer_id, survey_id, survey_version_id, agent_id, \
             team_id, product_id, touchpoint_id, channel, locale, state, send_at, expires_at, created_at) \
             SELECT {id}, brand_id, {id}, customer_id, survey_id, survey_version_id, agent_id, team_id, product_id, \
             touchpoint_id, channel, locale, 'scheduled', send_at, expires_at, created_at \
             FROM (SELECT * FROM invitations LIMIT 1) AS one, {numbers} AS many"
        ),
        format!(
            "INSERT INTO deliveries (id, brand_id, kind, invitation_id, token_hash, recipient, facts, state, due_at, \
             enqueued_at, attempts) \
             SELECT {id}, one.brand_id, one.kind, asked.id, {hash}, one.recipient, one.facts, 'queued', one.due_at, \
             one.enqueued_at, 0 \
             FROM (SELECT * FROM deliveries LIMIT 1) AS one, invitations AS asked WHERE asked.state = 'scheduled'"
        ),
    ]
}

async fn measured(url: &str, waiting: usize) -> anyhow::Result<[Figures; 3]> {
    let server = Server::start(url, Clock::System).await?;
    let (db, keys) = (server.app.db.clone(), server.app.keys.clone());
    asked(&db, &keys, 1, now()).await?;
    let backend = db.backend();
    let filling = db.write(move |tx| {
        Box::pin(async move {
            for statement in multiplied(backend, waiting) {
                tx.execute_unprepared(&statement).await?;
            }
            Ok::<_, DbErr>(())
        })
    });
    filling.await?;
    let mut times: [Vec<Duration>; 3] = Default::default();
    let begun = Instant::now();
    for _ in 0..ROUNDS.min(waiting / CLAIM as usize) {
        let now = self::now();
        let at = Instant::now();
        let claimed = db
            .write(move |tx| Box::pin(async move { outbox::claim(tx, "bench", CLAIM, now).await }))
            .await?;
        times[0].push(at.elapsed());
        let ids: Vec<_> = claimed.iter().map(|letter| letter.id).collect();
        let keys = keys.clone();
        let at = Instant::now();
        let leaving = db
            .write(move |tx| {
                Box::pin(async move {
                    let give_up = backoff::GIVE_UP_AFTER;
                    flow::begin_attempts(tx, &keys, &ids, "bench", give_up, now).await
                })
            })
            .await?;
        times[1].push(at.elapsed());
        let tried: Vec<_> = leaving
            .into_iter()
            .enumerate()
            .filter_map(|(place, leave)| match leave {
                Leave::Now {
                    delivery, attempt, ..
                } => Some(Tried {
                    delivery: delivery.id,
                    attempt,
                    settlement: Settlement::Sent {
                        reply: format!("250 2.0.0 Ok: queued as {place:X}"),
                    },
                }),
                _ => None,
            })
            .collect();
        anyhow::ensure!(
            tried.len() == CLAIM as usize,
            "{} letters leave",
            tried.len()
        );
        let at = Instant::now();
        db.write(move |tx| Box::pin(async move { flow::settle_all(tx, &tried, now).await }))
            .await?;
        times[2].push(at.elapsed());
    }
    let all = begun.elapsed();
    server.end().await?;
    Ok(times.map(|times| Figures::of(times, all)))
}

fn now() -> DateTime<Utc> {
    Clock::System.now()
}

async fn both_lengths(what: &str, short: &str, long: &str, waiting: usize) -> anyhow::Result<()> {
    for (url, waiting) in [(short, 10_000), (long, waiting)] {
        println!("{what}, {waiting} waiting letters, {CLAIM} at a time, each step with its commit");
        let [claim, begin, settle] = measured(url, waiting).await?;
        claim.print("  claim");
        begin.print("  begin");
        settle.print("  settle");
    }
    Ok(())
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let waiting = setting("AFTERWORD_BENCH_WAITING", 1_000_000);
    let folder = tempfile::tempdir()?;
    let place = |name: &str| format!("sqlite://{}/{name}.db", folder.path().display());
    both_lengths("SQLite", &place("short"), &place("long"), waiting).await?;
    if let Ok(server) = std::env::var("AFTERWORD_TEST_POSTGRES_URL") {
        let server = server.trim_end_matches('/');
        let names =
            ["short", "long"].map(|name| format!("bench_queue_{name}_{}", std::process::id()));
        let administrator = sea_orm::Database::connect(format!("{server}/postgres")).await?;
        for name in &names {
            administrator
                .execute_unprepared(&format!("CREATE DATABASE {name}"))
                .await?;
        }
        let [short, long] = names.each_ref().map(|name| format!("{server}/{name}"));
        let result = both_lengths("PostgreSQL", &short, &long, waiting).await;
        for name in &names {
            administrator
                .execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)"))
                .await?;
        }
        result?;
    }
    Ok(())
}
