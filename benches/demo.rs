//! How long the demo's year takes: `cargo bench --bench demo`, with `AFTERWORD_BENCH_CONTACTS` contacts (default: as
//! many as `afterword demo` lives).

mod support;

use std::time::Instant;

use afterword::{
    db::{Db, Opening},
    demo::{self, Year},
    token::Keys,
};
use chrono::{TimeZone, Utc};
use support::setting;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}/demo.db", folder.path().display());
    let opening = Opening {
        connections: 4,
        durable: false,
    };
    let db = Db::open(&url, opening).await?;
    db.migrate().await?;
    let until = Utc
        .with_ymd_and_hms(2026, 11, 23, 10, 0, 0)
        .single()
        .ok_or_else(|| anyhow::anyhow!("no such moment"))?;
    let contacts = setting("AFTERWORD_BENCH_CONTACTS", demo::CONTACTS as usize);
    let year = Year {
        until,
        seed: 1,
        contacts: u32::try_from(contacts)?,
    };
    let begun = Instant::now();
    let summary = demo::fill_year(&db, &Keys::derive("bench"), year, |_, _| {}).await?;
    println!("{summary:#?}");
    println!(
        "a year in {:.1} s (budget: 20 s)",
        begun.elapsed().as_secs_f64()
    );
    db.close().await?;
    Ok(())
}
