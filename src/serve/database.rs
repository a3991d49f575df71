//! Opens the database of an installation, ready for use: folder made, schema current, first brand there. Every refusal
//! is a sentence for the operator. Used by `serve`, the commands, and the tests.

use std::{fs::OpenOptions, os::unix::fs::OpenOptionsExt, path::Path};

use anyhow::{Context, anyhow, bail};
use chrono_tz::Tz;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbErr};
use secrecy::ExposeSecret;

use crate::{
    clock::Clock,
    config::Config,
    db::{Db, Opening},
    domain::{flow, organization::brand},
};

/// The brand that a first start makes.
const FIRST_BRAND: (&str, &str) = ("default", "Default");

/// Opens the database, brings its schema up to date and makes sure that there is a brand.
///
/// # Errors
/// A sentence: it cannot be reached, is read-only, or is newer than this program.
pub async fn open(config: &Config, clock: &Clock, opening: Opening) -> anyhow::Result<Db> {
    let db = connect(config, opening).await?;
    migrate(&db, config).await?;
    if brand::all(db.read()).await?.is_empty() {
        let (slug, name) = FIRST_BRAND;
        let now = clock.now();
        // None when another process was first.
        db.write(move |tx| Box::pin(flow::add_brand(tx, slug, name, Tz::UTC, now)))
            .await?;
    }
    Ok(db)
}

/// Opens a database whose schema is current; makes nothing and changes nothing in it.
///
/// # Errors
/// A sentence as of [`open`], also when a server must bring the schema up to date first.
pub async fn open_as_it_is(config: &Config, opening: Opening) -> anyhow::Result<Db> {
    let name = name_of(config);
    let db = Db::open(config.database_url.expose_secret(), opening).await;
    let db = db.map_err(|error| refused(&name, &error))?;
    // Why a database cannot be asked, `migrate` says; with no step left it changes nothing.
    if db
        .pending_migrations()
        .await
        .is_ok_and(|pending| pending > 0)
    {
        bail!(
            "{name} has no schema of this version yet: run `afterword migrate`, or start the server"
        );
    }
    migrate(&db, config).await?;
    Ok(db)
}

/// Opens the database and brings its schema up to date; also tells how many steps that took.
///
/// # Errors
/// As [`open`].
pub async fn open_and_migrate(config: &Config, opening: Opening) -> anyhow::Result<(Db, usize)> {
    let db = connect(config, opening).await?;
    let pending = db.pending_migrations().await.unwrap_or_default();
    migrate(&db, config).await?;
    Ok((db, pending))
}

/// Makes the folder of the SQLite file.
///
/// # Errors
/// A sentence when it cannot be made.
pub fn make_folder(config: &Config) -> anyhow::Result<()> {
    let file = config.sqlite_file();
    match file
        .as_deref()
        .and_then(Path::parent)
        .filter(|folder| *folder != "")
    {
        Some(folder) => std::fs::create_dir_all(folder).with_context(|| {
            format!(
                "the folder {} for the database cannot be made",
                folder.display()
            )
        }),
        None => Ok(()),
    }
}

async fn connect(config: &Config, opening: Opening) -> anyhow::Result<Db> {
    let name = name_of(config);
    make_folder(config)?;
    if let Some(file) = config.sqlite_file() {
        keep_from_others(&file);
    }
    Db::open(config.database_url.expose_secret(), opening)
        .await
        .map_err(|error| refused(&name, &error))
}

/// A new database is its owner's alone to read. One that exists keeps the rights its owner gave it; one that cannot be
/// made is reported when it is opened.
fn keep_from_others(file: &Path) {
    drop(
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(file),
    );
}

async fn migrate(db: &Db, config: &Config) -> anyhow::Result<()> {
    let name = name_of(config);
    let Err(error) = db.migrate().await else {
        return writable(db).await.map_err(|error| refused(&name, &error));
    };
    let known: Vec<_> = Migrator::migrations()
        .iter()
        .map(|step| step.name().to_owned())
        .collect();
    let applied = Migrator::get_migration_models(db.read())
        .await
        .unwrap_or_default();
    if let Some(unknown) = applied.iter().find(|step| !known.contains(&step.version)) {
        bail!(
            "{name} is newer than this program: it has the schema step {}, which version {} does not know. Run the \
             version that made it, or a later one",
            unknown.version,
            env!("CARGO_PKG_VERSION")
        );
    }
    Err(refused(&name, &error))
}

/// Finds out at the start, and not at the first answer, that nothing can be stored.
async fn writable(db: &Db) -> Result<(), DbErr> {
    // Changes no row, but needs the right to.
    let probe = "UPDATE brands SET slug = slug WHERE 1 = 0";
    db.write(move |tx| Box::pin(async move { tx.execute_unprepared(probe).await.map(drop) }))
        .await
}

fn refused(name: &str, error: &DbErr) -> anyhow::Error {
    let words = error.to_string();
    if words.contains("readonly") || words.contains("read-only") {
        return anyhow!(
            "{name} is read-only, so no answer could be kept. Give this program the right to write to it"
        );
    }
    anyhow!("{name} cannot be opened: {words}")
}

/// How the database is called in sentences: never with a password.
fn name_of(config: &Config) -> String {
    if let Some(file) = config.sqlite_file() {
        return format!("the database {} (AFTERWORD_DATABASE_URL)", file.display());
    }
    let url = config.database_url.expose_secret();
    let place = url.split_once("://").map_or("", |(_, rest)| rest);
    let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
    let place = place.split('?').next().unwrap_or(place);
    format!("the PostgreSQL database {place} (AFTERWORD_DATABASE_URL)")
}
