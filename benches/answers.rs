//! The durable answer path over HTTP, beside its two yardsticks: `cargo bench --bench answers`.
//!
//! `AFTERWORD_BENCH_ANSWERS` is how many are given (default 12,000). With `AFTERWORD_TEST_POSTGRES_URL` set, the same
//! is measured on PostgreSQL, in a database of its own.

mod support;

use std::time::{Duration, Instant};

use afterword::{
    clock::Clock,
    db::{Db, Opening},
    domain::responses::response,
};
use axum::{Router, routing::post};
use chrono::{TimeDelta, TimeZone, Utc};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use support::{Figures, Server, bare, crowd, letters::asked, setting};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CLIENTS: usize = 64;
const FORM: &str = "score=5&resolved=yes&comment=Quick%2C+clear+and+kind.+Thank+you";
const HEADERS: &str =
    "Content-Type: application/x-www-form-urlencoded\r\nUser-Agent: Mozilla/5.0\r\n";
const YARDSTICK_TIME: Duration = Duration::from_secs(3);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let answers = setting("AFTERWORD_BENCH_ANSWERS", 12_000);
    let folder = tempfile::tempdir()?;
    let commits = commits_one_by_one(&format!(
        "sqlite://{}/yardstick.db",
        folder.path().display()
    ))
    .await?;
    println!("one commit per answer, same disk: {commits:.0} a second");
    let empty = empty_posts(answers * 2).await?;
    empty.print("axum answering an empty POST");
    let url = format!("sqlite://{}/answers.db", folder.path().display());
    let figures = answered(&url, answers).await?;
    figures.print("durable answers on SQLite");
    println!(
        "  {:.1} times one commit per answer (budget: at least 10); {:.2} of an empty POST (budget: at least 0.5)",
        figures.per_second / commits,
        figures.per_second / empty.per_second
    );
    if let Ok(server) = std::env::var("AFTERWORD_TEST_POSTGRES_URL") {
        let server = server.trim_end_matches('/');
        let name = format!("bench_answers_{}", std::process::id());
        administer(server, &format!("CREATE DATABASE {name}")).await?;
        let figures = answered(&format!("{server}/{name}"), answers).await;
        administer(server, &format!("DROP DATABASE {name} WITH (FORCE)")).await?;
        figures?.print("durable answers on PostgreSQL");
    }
    Ok(())
}

/// What the disk allows without gathering: insert, commit, wait, again.
async fn commits_one_by_one(url: &str) -> anyhow::Result<f64> {
    let opening = Opening {
        connections: 1,
        durable: true,
    };
    let db = Db::open(url, opening).await?;
    let connection = db.read();
    connection
        .execute_unprepared(
            "CREATE TABLE answers (id INTEGER PRIMARY KEY, score INTEGER, comment TEXT)",
        )
        .await?;
    let begun = Instant::now();
    let mut commits = 0;
    while begun.elapsed() < YARDSTICK_TIME {
        connection
            .execute_unprepared(
                "INSERT INTO answers (score, comment) VALUES (5, 'Quick, clear and kind.')",
            )
            .await?;
        commits += 1;
    }
    Ok(f64::from(commits) / begun.elapsed().as_secs_f64())
}

async fn empty_posts(count: usize) -> anyhow::Result<Figures> {
    let address = bare(Router::new().route("/s/{token}", post(async || {}))).await?;
    let requests = (0..count).map(|_| ("/s/aaaaaaaaaaaaaaaaaaaaaaa".to_owned(), FORM));
    crowd(address, CLIENTS, requests.collect(), HEADERS).await
}

/// Asks so many customers, lets each answer once, and checks that every answer is there.
async fn answered(url: &str, answers: usize) -> anyhow::Result<Figures> {
    let noon = Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0).single();
    let now = noon.ok_or_else(|| anyhow::anyhow!("no such moment"))?;
    let clock = Clock::standing_at(now);
    let server = Server::start(url, clock.clone()).await?;
    let tokens = asked(&server.app.db, &server.app.keys, answers, now).await?;
    clock.set(now + TimeDelta::hours(3));
    // A first few, so that connections and caches are as they are on any other day.
    let (warm, rest) = tokens.split_at(tokens.len() / 20);
    let requests = |tokens: &[String]| tokens.iter().map(|t| (format!("/s/{t}"), FORM)).collect();
    crowd(server.address, CLIENTS, requests(warm), HEADERS).await?;
    let figures = crowd(server.address, CLIENTS, requests(rest), HEADERS).await?;
    let kept = response::Entity::find();
    let kept = kept.count(server.app.db.read()).await?;
    anyhow::ensure!(
        kept == tokens.len() as u64,
        "{kept} of {} answers are there",
        tokens.len()
    );
    server.end().await?;
    Ok(figures)
}

async fn administer(server: &str, statement: &str) -> anyhow::Result<()> {
    let connection = sea_orm::Database::connect(format!("{server}/postgres")).await?;
    connection.execute_unprepared(statement).await?;
    Ok(connection.close().await?)
}
