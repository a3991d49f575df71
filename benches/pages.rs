//! Server time and size of every page of the console: `cargo bench --bench pages`.
//!
//! On the demo's year (`AFTERWORD_BENCH_CONTACTS` contacts), and on a generated year of 500 agents with
//! `AFTERWORD_BENCH_RESPONSES` responses (default 1,000,000; 0 leaves it out). `AFTERWORD_BENCH_LOOKS` is how often
//! each page is asked for (default 100), `AFTERWORD_BENCH_FOLDER` a folder that keeps the generated database for the
//! next run. The times are a client's over the loopback, one request at a time: a little more than the server's. Beside
//! them is the processor's time of a look, client and server together, which other programs disturb less; it is counted
//! in hundredths of a second over all looks, and Linux alone tells it. Fails when a page is more than 100 KB on the wire.

mod support;

use std::{
    path::Path,
    time::{Duration, Instant},
};

use afterword::{
    clock::Clock,
    db::Db,
    demo::{self, Year},
    domain::{
        accounts::{
            member::{self, Role},
            session,
        },
        organization::{agent, product},
        scores::{packed::pack::pack, verify},
    },
    token::Keys,
};
use chrono::{DateTime, TimeZone, Utc};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use support::{Client, Figures, Server, generated, setting};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bytes a page may be on the wire, its head included.
const LARGEST: usize = 100 * 1024;
/// Looks before the clock is started: what is read for the first time is read from the disk.
const BEFORE: usize = 5;
const EMAIL: &str = "bench@example.com";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let now = Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0).single();
    let now = now.ok_or_else(|| anyhow::anyhow!("no such moment"))?;
    let looks = setting("AFTERWORD_BENCH_LOOKS", 100);
    let mut too_large = Vec::new();

    let temporary = tempfile::tempdir()?;
    let contacts = setting("AFTERWORD_BENCH_CONTACTS", demo::CONTACTS as usize);
    if contacts > 0 {
        let server = opened(&temporary.path().join("demo.db"), now).await?;
        let year = Year {
            until: now,
            seed: 1,
            contacts: u32::try_from(contacts)?,
        };
        demo::fill_year(&server.app.db, &Keys::derive("bench"), year, |_, _| {}).await?;
        let what = format!("the demo's year, {contacts} contacts");
        too_large.extend(measured(server, &what, looks, now).await?);
    }

    let responses = setting("AFTERWORD_BENCH_RESPONSES", 1_000_000);
    if responses > 0 {
        let kept = std::env::var("AFTERWORD_BENCH_FOLDER").ok();
        let folder = kept.as_deref().map_or(temporary.path(), Path::new);
        let file = folder.join(format!("year-{responses}.db"));
        let there = file.exists();
        let server = opened(&file, now).await?;
        if !there {
            let begun = Instant::now();
            generated::fill(&server.app.db, responses, now).await?;
            verify::rebuild(&server.app.db, |_| {}).await?;
            let seconds = begun.elapsed().as_secs_f64();
            println!("{responses} responses made in {seconds:.0} s");
        }
        let what = format!("a year of {responses} responses");
        too_large.extend(measured(server, &what, looks, now).await?);
    }
    anyhow::ensure!(
        too_large.is_empty(),
        "more than {LARGEST} bytes on the wire: {}",
        too_large.join(", ")
    );
    Ok(())
}

async fn opened(file: &Path, now: DateTime<Utc>) -> anyhow::Result<Server> {
    let url = format!("sqlite://{}", file.display());
    Server::start(&url, Clock::standing_at(now)).await
}

/// Every page's time and size; returns the names of those that are too large.
async fn measured(
    server: Server,
    what: &str,
    looks: usize,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<String>> {
    let begun = Instant::now();
    let packed = pack(&server.app.db, now).await?;
    println!(
        "{what}: {packed} days packed in {:.1} s",
        begun.elapsed().as_secs_f64()
    );
    let session = signed_in(&server.app.db, now).await?;
    let headers = format!("Cookie: afterword={session}\r\nAccept-Encoding: gzip\r\n");
    let mut client = Client::connect(server.address).await?;
    let mut too_large = Vec::new();
    for path in pages(&server.app.db).await? {
        let (mut times, mut bytes) = (Vec::with_capacity(looks), 0);
        let mut total = Duration::ZERO;
        let mut status = 200;
        let mut worked = Duration::ZERO;
        for look in 0..looks + BEFORE {
            if look == BEFORE {
                worked = processor();
            }
            let begun = Instant::now();
            let answer = client.send("GET", &path, &headers, "").await?;
            (status, bytes) = (answer.status, answer.bytes);
            if status != 200 {
                break;
            }
            if look >= BEFORE {
                times.push(begun.elapsed());
                total += begun.elapsed();
            }
        }
        if status != 200 {
            println!("  {path}: left out, it was answered {status}");
            continue;
        }
        let worked = (processor() - worked).as_secs_f64() / looks.max(1) as f64;
        let figures = Figures::of(times, total);
        println!(
            "  {:6.1} ms p50 {:6.1} ms p95 {:6.1} ms of processor {:7} bytes  {path}",
            figures.p50.as_secs_f64() * 1e3,
            figures.p95.as_secs_f64() * 1e3,
            worked * 1e3,
            bytes,
        );
        if bytes > LARGEST {
            too_large.push(format!("{path} of {what} ({bytes})"));
        }
    }
    server.end().await?;
    Ok(too_large)
}

/// What this process has used of the processors so far; nothing where the system does not tell.
fn processor() -> Duration {
    let told = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program, in brackets, may contain anything.
    let fields = told.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks: u64 = ticks.filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// What is asked for: every page unfiltered, and some with a filter.
async fn pages(db: &Db) -> anyhow::Result<Vec<String>> {
    let agent = agent::Entity::find().order_by_asc(agent::Column::ExternalId);
    let agent = agent.one(db.read()).await?.map(|agent| agent.external_id);
    let product = product::Entity::find().order_by_asc(product::Column::Slug);
    let product = product.one(db.read()).await?.map(|product| product.slug);
    let (agent, product) = (agent.unwrap_or_default(), product.unwrap_or_default());
    let paths = [
        "/?".to_owned(),
        format!("/?product={product}&"),
        "/?channel=phone&".into(),
        format!("/?agent={agent}&"),
        "/agents?".into(),
        format!("/agents?product={product}&"),
        format!("/agents/{agent}?"),
        format!("/agents/{agent}/ledger?"),
        "/teams?".into(),
        "/products?".into(),
        format!("/products/{product}?"),
        "/cross?rows=agent&columns=product&".into(),
        "/cross?rows=product&columns=touchpoint&".into(),
        "/comments?".into(),
        "/comments?search=wait&".into(),
        format!("/comments?agent={agent}&"),
        "/signals?".into(),
        "/responses?".into(),
        format!("/responses?agent={agent}&"),
        format!("/responses?product={product}&score_max=2&"),
    ];
    Ok(paths
        .map(|path| format!("{path}metric=csat&period=last_90_days"))
        .into())
}

/// A session of someone who may see it all.
async fn signed_in(db: &Db, now: DateTime<Utc>) -> Result<String, DbErr> {
    db.write(move |tx| {
        Box::pin(async move {
            member::add(tx, EMAIL, Role::Admin, "!".into(), now).await?;
            let member = member::Entity::find().filter(member::Column::Email.eq(EMAIL));
            let member = member.one(tx).await?;
            let member = member.ok_or_else(|| DbErr::RecordNotFound("the member".into()))?;
            session::begin(tx, member.id, now).await
        })
    })
    .await
}
