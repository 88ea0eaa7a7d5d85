//! The database: one writer, several readers, and a note of every statement.
//!
//! Writes queue for the one writing connection and begin at once as writers (`BEGIN IMMEDIATE`): nobody is ever told
//! that the database is busy, and no transaction fails half-way for want of a lock. A commit has reached the disk when
//! it returns (`synchronous = FULL`).
//! Never here: what a statement means. Its text stands in the file of the noun it speaks of.

use crate::{
    Error, QueryLog, Result,
    query::{Query, Target},
};
use sqlx::{
    AssertSqlSafe,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    collections::HashMap,
    fs::{self, File, TryLockError},
    panic::Location,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// The oldest SQLite without the WAL-reset fault (sqlite.org/wal.html, "The WAL-Reset Bug"; 3.7.0 to 3.51.2 have it).
const SQLITE_MIN: (u32, u32, u32) = (3, 51, 3);
const READERS: u32 = 4;
const STATEMENTS_CACHED: usize = 256;

/// A handle to the database; cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    pub(crate) pools: Arc<Pools>,
    log: Option<QueryLog>,
}

#[derive(Debug)]
pub(crate) struct Pools {
    read: SqlitePool,
    pub(crate) write: SqlitePool,
    /// The write-ahead log: every commit, by whichever process, changes this file.
    wal: PathBuf,
    /// Commits of this process.
    pub(crate) commits: AtomicU64,
    /// A plan depends on the text and the schema alone, and both stay as long as the process.
    plans: Mutex<HashMap<&'static str, Arc<[PlanRow]>>>,
}

/// One line of a plan, as `EXPLAIN QUERY PLAN` gives it (sqlite.org/eqp.html).
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PlanRow {
    pub id: i64,
    pub parent: i64,
    pub detail: String,
}

/// What the database was like at some moment: two equal stamps mean that nothing was written in between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    commits: u64,
    wal: Option<(u64, SystemTime)>,
}

/// The right to serve a folder: one process has it, until it ends.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// # Errors
    /// `InUse` when another process holds the folder.
    pub fn take(folder: &Path) -> Result<Self> {
        let file = File::create(folder.join("vitrine.lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::InUse),
            Err(TryLockError::Error(e)) => Err(e.into()),
        }
    }
}

impl Db {
    /// Opens `vitrine.db` in `folder`, makes it where there is none, and brings its schema up to date.
    ///
    /// # Errors
    /// `OldSqlite`, `Newer`, or the database's own.
    pub async fn open(folder: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(folder.join("vitrine.db"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5))
            .foreign_keys(true)
            .statement_cache_capacity(STATEMENTS_CACHED)
            .pragma("temp_store", "MEMORY")
            .pragma("trusted_schema", "OFF")
            .pragma("cache_size", "-16384");
        let pool =
            || SqlitePoolOptions::new().test_before_acquire(false).idle_timeout(None).max_lifetime(None);

        // The writer first: it makes the file and sets the log mode that readers need.
        let write = pool().max_connections(1).connect_with(options.clone()).await?;
        let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&write).await?;
        if parse_version(&version) < SQLITE_MIN {
            return Err(Error::OldSqlite(version));
        }
        MIGRATIONS.run(&write).await.map_err(|e| match e {
            MigrateError::VersionMissing(version) => Error::Newer(version),
            other => Error::Migrate(other),
        })?;
        let read = pool()
            .max_connections(READERS)
            .min_connections(READERS)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options.pragma("query_only", "ON"))
            .await?;
        let pools = Pools {
            read,
            write,
            wal: folder.join("vitrine.db-wal"),
            commits: AtomicU64::new(0),
            plans: Mutex::default(),
        };
        Ok(Self { pools: Arc::new(pools), log: None })
    }

    /// The state of the database, without asking it. What was read after a stamp was taken is still true while the stamp
    /// is the same: a commit of this process counts up, one of another (the command line) shows in the log's size and
    /// time.
    pub fn stamp(&self) -> Stamp {
        let wal = fs::metadata(&self.pools.wal).and_then(|meta| Ok((meta.len(), meta.modified()?)));
        Stamp { commits: self.pools.commits.load(Ordering::Acquire), wal: wal.ok() }
    }

    /// The same database, its statements noted in `log`.
    pub fn with_log(&self, log: QueryLog) -> Self {
        Self { pools: self.pools.clone(), log: Some(log) }
    }

    /// A statement that only reads.
    #[track_caller]
    pub fn query(&self, sql: &'static str) -> Query<'_> {
        Query::new(sql, Target::Read(&self.pools.read), self.log(), Location::caller())
    }

    /// How SQLite goes about a statement. Nothing is run, so a statement that writes may be asked about as well; and no
    /// trace notes the question.
    pub async fn plan(&self, sql: &'static str) -> Result<Arc<[PlanRow]>> {
        let known = |plans: &Mutex<HashMap<_, Arc<[PlanRow]>>>| {
            plans.lock().unwrap_or_else(PoisonError::into_inner).get(sql).cloned()
        };
        if let Some(plan) = known(&self.pools.plans) {
            return Ok(plan);
        }
        // A text of ours, never one that a person typed.
        let question = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let plan: Arc<[PlanRow]> = sqlx::query_as(question).fetch_all(&self.pools.read).await?.into();
        self.pools.plans.lock().unwrap_or_else(PoisonError::into_inner).insert(sql, plan.clone());
        Ok(plan)
    }

    /// Closes every connection. Statistics are not gathered on the way (`PRAGMA optimize`): those of a small site make
    /// SQLite prefer scans, and would stay while the site grows; without any, every plan here is right at any size.
    pub async fn close(&self) {
        self.pools.read.close().await;
        self.pools.write.close().await;
    }

    /// The log that a statement of this handle is written to: its own, or else that of the scope it runs in.
    pub(crate) fn log(&self) -> Option<QueryLog> {
        self.log.clone().or_else(QueryLog::current)
    }
}

fn parse_version(text: &str) -> (u32, u32, u32) {
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next())
}
