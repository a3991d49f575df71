//! The log: one line an event on standard error, JSON unless a person is watching. Used by `main`.

use std::io::IsTerminal;

use anyhow::Context;
use tracing_subscriber::EnvFilter;

/// What is written when nobody says otherwise.
const USUAL: &str = "info";
/// Libraries that talk about connections and statements at levels meant for their own makers.
const QUIET: &str = "sqlx=warn,sea_orm=warn,sea_orm_migration=warn,hyper=warn,rustls=warn";

/// Begins to log. `wanted` is `AFTERWORD_LOG`: a level, or levels by module such as `info,afterword::mail=debug`.
///
/// # Errors
/// A sentence when `wanted` makes no sense.
pub fn begin(wanted: Option<&str>) -> anyhow::Result<()> {
    let wanted = wanted.unwrap_or(USUAL);
    let filter = EnvFilter::try_new(format!("{QUIET},{wanted}")).with_context(|| {
        format!("AFTERWORD_LOG is `{wanted}`, which is no level (error, warn, info, debug, trace)")
    })?;
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
