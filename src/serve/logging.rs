//! The log: one line an event on standard error, JSON unless a person is watching. Used by `main`.

use std::io::IsTerminal;

use anyhow::bail;
use tracing_subscriber::{EnvFilter, filter::LevelFilter};

/// Libraries that talk about connections and statements at levels meant for their own makers.
const QUIET: &str = "sqlx=warn,sea_orm=warn,sea_orm_migration=warn,hyper=warn,rustls=warn";

/// Begins to log. `wanted` is `AFTERWORD_LOG`: a level, or levels by module such as `info,afterword::mail=debug`.
///
/// # Errors
/// A sentence when `wanted` makes no sense.
pub fn begin(wanted: &str) -> anyhow::Result<()> {
    // The filter would take a misspelt level for the name of a module and then stay silent.
    let is_sense = |part: &str| part.contains('=') || part.parse::<LevelFilter>().is_ok();
    let filter = wanted
        .split(',')
        .all(is_sense)
        .then(|| EnvFilter::try_new(format!("{QUIET},{wanted}")).ok())
        .flatten();
    let Some(filter) = filter else {
        bail!(
            "AFTERWORD_LOG is `{wanted}`, which is no level: use error, warn, info, debug or trace"
        );
    };
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        log.with_target(false).init();
    } else {
        log.json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .init();
    }
    Ok(())
}
