//! The database: pools to read from and one way to write. `db.write` is the only place a transaction begins.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    fmt,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};
use futures_util::{FutureExt, future::BoxFuture};
use log::LevelFilter;
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    AccessMode, ColumnTrait, Condition, ConnectOptions, ConnectionTrait, Database,
    DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, IsolationLevel,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait, Value,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};
use tokio::sync::{mpsc, oneshot};

/// Writes waiting for the SQLite writer beyond which callers wait in line.
const WAITING_WRITES: usize = 4096;
/// Writes committed together at most.
const GROUP_SIZE: usize = 256;
/// PostgreSQL's advisory lock around migrations: the migrator takes none of its own.
const MIGRATION_LOCK: i64 = 0x4146_5457;

/// A handle to the database; clones share it.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    pool: DatabaseConnection,
    /// The queue of SQLite's single writer; PostgreSQL has none.
    writer: Option<mpsc::Sender<Write>>,
    kept: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Db")
            .field("backend", &self.backend())
            .finish()
    }
}

/// How a database is opened.
#[derive(Clone, Copy, Debug)]
pub struct Opening {
    /// Connections to read with (on PostgreSQL, to write with too).
    pub connections: u32,
    /// A committed write survives a power cut. Off only for throw-away databases.
    pub durable: bool,
}

impl Default for Opening {
    fn default() -> Self {
        Self {
            connections: 8,
            durable: true,
        }
    }
}

impl Db {
    /// Opens `url` (`sqlite://…` or `postgres://…`). Does not migrate.
    ///
    /// # Errors
    /// When the database cannot be reached or opened for writing.
    pub async fn open(url: &str, opening: Opening) -> Result<Self, DbErr> {
        let pool = Database::connect(options(url, opening.connections, opening.durable)).await?;
        if pool.get_database_backend() != DbBackend::Sqlite {
            return Ok(Self(Arc::new(Inner {
                pool,
                writer: None,
                kept: Mutex::default(),
            })));
        }
        let writer = Database::connect(options(url, 1, opening.durable)).await?;
        let (sender, queue) = mpsc::channel(WAITING_WRITES);
        tokio::spawn(write_in_groups(writer, queue));
        Ok(Self(Arc::new(Inner {
            pool,
            writer: Some(sender),
            kept: Mutex::default(),
        })))
    }

    /// For queries. Nothing may be written through it.
    pub fn read(&self) -> &DatabaseConnection {
        &self.0.pool
    }

    /// One consistent view of everything, for reads that must fit together. Nothing may be written through it.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        match self.backend() {
            DbBackend::Postgres => {
                let (isolation, access) = (IsolationLevel::RepeatableRead, AccessMode::ReadOnly);
                self.0
                    .pool
                    .begin_with_config(Some(isolation), Some(access))
                    .await
            }
            // With a write-ahead log every SQLite transaction is one.
            _ => self.0.pool.begin().await,
        }
    }

    /// What readers of this database keep in memory between reads: one of each type, empty at first.
    pub fn kept<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let one = kept
            .entry(TypeId::of::<T>())
            .or_insert_with(|| Arc::new(T::default()));
        one.clone().downcast().unwrap_or_default()
    }

    pub fn backend(&self) -> DbBackend {
        self.0.pool.get_database_backend()
    }

    /// Runs `work` in a transaction and returns after its commit is on disk.
    ///
    /// On SQLite one writer gathers what is waiting and commits it together; an error of one caller rolls back
    /// only that caller's savepoint. On PostgreSQL it is an ordinary transaction.
    ///
    /// # Errors
    /// Whatever `work` returns, in which case nothing of it is kept, or the database's own error.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t DatabaseTransaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<DbErr> + Send + 'static,
    {
        let Some(writer) = &self.0.writer else {
            let transaction = self.0.pool.begin().await?;
            let value = work(&transaction).await?;
            transaction.commit().await?;
            return Ok(value);
        };
        let (answer, answered) = oneshot::channel();
        let write: Write = Box::new(move |transaction| {
            Box::pin(async move {
                // A panic must not take the only writer with it: it is this caller's error alone.
                let Ok(result) = AssertUnwindSafe(work(transaction)).catch_unwind().await else {
                    return Written {
                        keep: false,
                        settle: Box::new(|_| {}),
                    };
                };
                Written {
                    keep: result.is_ok(),
                    settle: Box::new(move |commit| {
                        // Whoever asked may be gone; the write stands all the same.
                        let _ = answer.send(match commit {
                            Ok(()) => result,
                            Err(error) => result.and(Err(E::from(error))),
                        });
                    }),
                }
            })
        });
        writer.send(write).await.map_err(|_| not_written())?;
        answered.await.map_err(|_| not_written())?
    }

    /// Brings the schema up to date; safe when several processes start at once.
    ///
    /// # Errors
    /// When a step fails, or the database holds steps this program does not know ([`Db::unknown_migrations`]).
    pub async fn migrate(&self) -> Result<(), DbErr> {
        if self.backend() == DbBackend::Postgres {
            let lock = self.0.pool.begin().await?;
            let take = format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})");
            lock.execute_raw(Statement::from_string(DbBackend::Postgres, take))
                .await?;
            Migrator::up(&self.0.pool, None).await?;
            lock.commit().await
        } else {
            Migrator::up(&self.0.pool, None).await
        }
    }

    /// Steps this program would still have to apply.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn pending_migrations(&self) -> Result<usize, DbErr> {
        Ok(Migrator::get_pending_migrations_read_only(&self.0.pool)
            .await?
            .len())
    }

    /// Closes every connection after the writes already accepted are on disk.
    ///
    /// # Errors
    /// When a connection does not close cleanly.
    pub async fn close(self) -> Result<(), DbErr> {
        if self.0.writer.is_some() {
            let _: Result<(), DbErr> = self.write(|_| Box::pin(async { Ok(()) })).await;
        }
        self.0.pool.close_by_ref().await
    }
}

fn not_written() -> DbErr {
    DbErr::Custom("the write was not made: its group failed, or the database is closed".into())
}

fn options(url: &str, connections: u32, durable: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    let synchronous = if durable {
        SqliteSynchronous::Full
    } else {
        SqliteSynchronous::Off
    };
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(5))
        .sqlx_logging_level(LevelFilter::Trace)
        .sqlx_slow_statements_logging_settings(LevelFilter::Warn, Duration::from_millis(500))
        .record_stmt_in_spans(false)
        .test_before_acquire_if_idle_for(Duration::from_secs(5))
        .set_application_name("afterword")
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .create_if_missing(true)
                .foreign_keys(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(synchronous)
                .busy_timeout(Duration::from_secs(5))
                .pragma("temp_store", "memory")
                .pragma("cache_size", "-16000")
                .pragma("journal_size_limit", "67108864")
                .pragma("trusted_schema", "OFF")
        });
    options
}

type Write = Box<dyn for<'t> FnOnce(&'t DatabaseTransaction) -> BoxFuture<'t, Written> + Send>;

/// One caller's work, done but not yet committed.
struct Written {
    keep: bool,
    /// Tells the caller, once it is known whether the group's commit held.
    settle: Box<dyn FnOnce(Result<(), DbErr>) + Send>,
}

/// What comes after a place in a list of the newest first, where `at` and then `id` say which is newer.
pub fn older<C: ColumnTrait>(at: C, id: C, place: (DateTime<Utc>, impl Into<Value>)) -> Condition {
    let (instant, row) = place;
    let same_instant = Condition::all().add(at.eq(instant)).add(id.lt(row));
    Condition::any().add(at.lt(instant)).add(same_instant)
}

/// SQLite's single writer: takes all writes that wait, runs each in its savepoint, commits once, answers all.
async fn write_in_groups(connection: DatabaseConnection, mut queue: mpsc::Receiver<Write>) {
    let mut group = Vec::with_capacity(GROUP_SIZE);
    while queue.recv_many(&mut group, GROUP_SIZE).await > 0 {
        let mut done = Vec::with_capacity(group.len());
        let outcome = write_group(&connection, group.drain(..), &mut done).await;
        for Written { settle, .. } in done {
            settle(outcome.clone());
        }
    }
}

async fn write_group(
    connection: &DatabaseConnection,
    group: impl Iterator<Item = Write>,
    done: &mut Vec<Written>,
) -> Result<(), DbErr> {
    let immediate = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    let transaction = connection.begin_with_options(immediate).await?;
    for write in group {
        let savepoint = transaction.begin().await?;
        let written = write(&savepoint).await;
        let kept = written.keep;
        done.push(written);
        if kept {
            savepoint.commit().await?
        } else {
            savepoint.rollback().await?
        }
    }
    transaction.commit().await
}
