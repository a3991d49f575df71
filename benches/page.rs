//! The survey page as a link in a letter opens it: its size, and its time at 500 requests a second:
//! `cargo bench --bench page`.

mod support;

use std::time::{Duration, Instant};

use afterword::clock::Clock;
use chrono::{TimeDelta, TimeZone, Utc};
use support::{Client, Figures, Server, letters::asked};
use tokio::time::{MissedTickBehavior, interval};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CLIENTS: usize = 25;
const A_SECOND: usize = 500;
const SECONDS: usize = 8;
const BUDGET: usize = 14 * 1024;
const HEADERS: &str = "Accept-Encoding: gzip\r\nUser-Agent: Mozilla/5.0\r\n";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let noon = Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0).single();
    let now = noon.ok_or_else(|| anyhow::anyhow!("no such moment"))?;
    let clock = Clock::standing_at(now);
    let url = format!("sqlite://{}/page.db", folder.path().display());
    let server = Server::start(&url, clock.clone()).await?;
    let links = A_SECOND * SECONDS;
    let tokens = asked(&server.app.db, &server.app.keys, links, now).await?;
    clock.set(now + TimeDelta::hours(3));

    let mut client = Client::connect(server.address).await?;
    let path = format!("/s/{}?score=5", tokens[0]);
    let page = client.send("GET", &path, HEADERS, "").await?;
    anyhow::ensure!(page.status == 200, "{path} was answered {}", page.status);
    println!(
        "survey page: {} bytes with its headers, compressed (budget, with style and script: {BUDGET})",
        page.bytes
    );

    let (every, address) = (
        Duration::from_secs_f64(CLIENTS as f64 / A_SECOND as f64),
        server.address,
    );
    let mut clients = Vec::new();
    let begun = Instant::now();
    for share in tokens.chunks(links / CLIENTS) {
        let share = share.to_vec();
        clients.push(tokio::spawn(async move {
            let mut client = Client::connect(address).await?;
            let mut tick = interval(every);
            tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
            let mut times = Vec::with_capacity(share.len());
            for token in share {
                // From when it should have been sent: a server that falls behind may not hide it.
                let due = tick.tick().await;
                let path = format!("/s/{token}?score=5");
                let answer = client.send("GET", &path, HEADERS, "").await?;
                anyhow::ensure!(
                    answer.status == 200,
                    "{path} was answered {}",
                    answer.status
                );
                times.push(due.elapsed());
            }
            Ok(times)
        }));
    }
    let mut times = Vec::new();
    for client in clients {
        times.extend(client.await??);
    }
    Figures::of(times, begun.elapsed())
        .print("survey page at 500 requests a second (budget: p99 under 10 ms)");
    server.end().await
}
