//! A fresh, empty database for each test, and the macro that tells one story on both kinds.

use sea_orm::ConnectionTrait;
use tempfile::TempDir;

const POSTGRES: &str = "AFTERWORD_TEST_POSTGRES_URL";
const SKIP: &str = "AFTERWORD_TEST_SKIP_POSTGRES";

/// An empty database, gone when dropped.
pub struct Database {
    /// What `AFTERWORD_DATABASE_URL` would be.
    pub url: String,
    /// A folder of the test's own, where the SQLite file is.
    pub folder: TempDir,
    on_server: Option<(String, String)>,
}

impl Database {
    pub fn sqlite() -> Database {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let url = format!("sqlite://{}/afterword.db", folder.path().display());
        Database {
            url,
            folder,
            on_server: None,
        }
    }

    /// `None` only where skipping PostgreSQL was asked for by name.
    pub async fn postgres() -> Option<Database> {
        let Ok(server) = std::env::var(POSTGRES) else {
            assert!(
                std::env::var(SKIP).is_ok_and(|v| v == "1"),
                "{POSTGRES} is not set, so this test has no PostgreSQL: run it with scripts/test, or set {SKIP}=1 to leave it out"
            );
            eprintln!("left out, as {SKIP} asks");
            return None;
        };
        let server = server.trim_end_matches('/').to_owned();
        let folder = tempfile::tempdir().expect("a folder for the test");
        let name = folder
            .path()
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .to_lowercase();
        let name = format!(
            "t_{}_{}",
            std::process::id(),
            name.trim_start_matches(['.', 't', 'm', 'p'])
        );
        administer(&server, format!("CREATE DATABASE \"{name}\"")).await;
        Some(Database {
            url: format!("{server}/{name}"),
            folder,
            on_server: Some((server, name)),
        })
    }

    pub fn is_postgres(&self) -> bool {
        self.on_server.is_some()
    }
}

async fn administer(server: &str, statement: String) {
    let connection = sea_orm::Database::connect(format!("{server}/postgres"))
        .await
        .expect("the test PostgreSQL answers");
    connection
        .execute_unprepared(&statement)
        .await
        .expect("the test PostgreSQL obeys");
    connection.close().await.expect("a clean goodbye");
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some((server, name)) = self.on_server.take() else {
            return;
        };
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(administer(
                &server,
                format!("DROP DATABASE \"{name}\" WITH (FORCE)"),
            ));
        });
        if dropping.join().is_err() {
            eprintln!("a test database was left behind");
        }
    }
}

/// `on_both! { async fn a_story(db: Database) { … } }` tells the story twice, as `a_story::sqlite` and
/// `a_story::postgres`.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident: Database) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, reason = "a story need not use what its file uses")]
            use super::*;

            async fn story($db: $crate::support::databases::Database) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                story($crate::support::databases::Database::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(database) = $crate::support::databases::Database::postgres().await {
                    story(database).await;
                }
            }
        }
    )+};
}

on_both! {
    async fn a_fresh_database_is_empty_and_answers(db: Database) {
        let connection = sea_orm::Database::connect(format!("{}{}", db.url, if db.is_postgres() { "" } else { "?mode=rwc" }))
            .await
            .expect("a connection");
        connection.execute_unprepared("CREATE TABLE first_of_its_name (id int)").await.expect("nobody else's table");
        connection.close().await.expect("a clean goodbye");
    }
}
