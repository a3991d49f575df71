//! The real program as its operator meets it: starting, refusing to start, being administered, stopping.

mod administration;
mod demonstration;
mod mail;
mod refusing;
mod starting;
mod stopping;
mod suppressions;

use crate::support::{binary::Served, databases::Database};
use sea_orm::{ConnectionTrait, DatabaseConnection};

/// A line that `serve` prints, from this word on.
async fn printed(served: &Served, from: &str) -> String {
    served
        .process
        .line(|line| line.find(from).map(|at| line[at..].to_owned()))
        .await
}

async fn status(address: String) -> u16 {
    reqwest::get(address)
        .await
        .expect("an answer")
        .status()
        .as_u16()
}

/// A connection beside the program's own.
async fn beside(database: &Database) -> DatabaseConnection {
    sea_orm::Database::connect(&database.url)
        .await
        .expect("a connection")
}

/// As a later version of the program would leave the database.
async fn make_newer(database: &Database) {
    let step =
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20990101_000001_future', 0)";
    let connection = beside(database).await;
    connection
        .execute_unprepared(step)
        .await
        .expect("the step is noted");
    connection.close().await.expect("a clean goodbye");
}
