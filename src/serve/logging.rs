//! The log: one line an event on standard error, JSON unless a person is watching. Used by `main`.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Libraries that talk about connections and statements at levels meant for their own makers.
const QUIET: &str = "sqlx=warn,sea_orm=warn,sea_orm_migration=warn,hyper=warn,rustls=warn";

/// Begins to log `levels`, which `config` has read: `info`, or by module as in `info,afterword::mail=debug`.
pub fn begin(levels: &str) {
    let filter = EnvFilter::new(format!("{QUIET},{levels}"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // A line that nobody reads any more would end the program.
        .log_internal_errors(false)
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
}
