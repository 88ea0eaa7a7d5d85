//! The database: how it is opened, and the handle that everything else uses.
//!
//! SQLite lets one connection write at a time (sqlite.org/wal.html, "Concurrency"). Here only one connection ever writes, and
//! those who want to write queue for it in this process. So no transaction fails half-way because another one holds the lock,
//! and no visitor is told that the database is busy. Several connections read, each from the last commit, without waiting for
//! the writer. A commit has reached the disk when it returns (`synchronous = FULL`).
//!
//! Statements are in `query.rs`, transactions in `transaction.rs`.
//! Never here: the text of a statement of the site. It stands in the file of its noun.

use crate::{
    Error, QueryLog, Result, Room,
    query::{Query, Target},
};
use sqlx::{
    AssertSqlSafe,
    migrate::{MigrateError, Migrator},
    sqlite::{
        SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
        SqliteSynchronous,
    },
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
static GUEST_MIGRATIONS: Migrator = sqlx::migrate!("migrations/guests");

/// The files of a data folder that are databases: what people wrote, and what guests do in the lessons. The second one can be
/// done without: where it is missing, it is made anew, and guests begin anew.
pub const DATABASE_FILES: [&str; 2] = ["vitrine.db", "guests.db"];

/// The oldest SQLite that cannot lose a commit when its write-ahead log is reset (sqlite.org/wal.html, "The WAL-Reset Bug";
/// versions 3.7.0 to 3.51.2 have it).
const SQLITE_MIN: (u32, u32, u32) = (3, 51, 3);
/// Connections that read.
const READERS: u32 = 4;
/// Prepared statements that each connection keeps. The site has fewer, so each is prepared once.
const STATEMENTS_CACHED: usize = 256;

/// A handle to the database; cheap to clone. Statements are written to its query log if it has one, and else to the one of
/// the scope they run in.
#[derive(Clone, Debug)]
pub struct Db {
    pub(crate) pools: Arc<Pools>,
    /// The connections of `guests.db`. In the handle that `Db::guests` gives, both are these.
    guests: Arc<Pools>,
    /// The room that learners have.
    pub(crate) room: Arc<Room>,
    log: Option<QueryLog>,
}

#[derive(Debug)]
pub(crate) struct Pools {
    read: SqlitePool,
    pub(crate) write: SqlitePool,
    /// The write-ahead log. Every commit, by whichever process, changes this file.
    wal: PathBuf,
    /// How often this process committed or tried to.
    pub(crate) commits: AtomicU64,
    /// Plans by statement. A plan depends on the text and the schema alone, which both stay the same as long as the process
    /// runs, so each is asked for once.
    plans: Mutex<HashMap<&'static str, Arc<[PlanRow]>>>,
}

/// One step of a plan, as `EXPLAIN QUERY PLAN` gives it (sqlite.org/eqp.html).
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PlanRow {
    /// The step's number.
    pub id: i64,
    /// The number of the step that it is a part of; 0 for those at the top.
    pub parent: i64,
    /// What SQLite does in it, in SQLite's words.
    pub detail: String,
}

/// A mark of the database's content at some moment. Two equal stamps mean that nothing was written in between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    commits: u64,
    wal: Option<(u64, SystemTime)>,
}

/// The right to serve a data folder. One process can have it at a time; it is given back when this is dropped, and by the
/// operating system when the process ends in whatever way.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Locks a file in `folder`.
    ///
    /// # Errors
    /// `InUse` where another process serves the folder, or `Io`.
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
    /// Opens the databases in `folder` with the room that is usual, creates those that are missing, and brings their schemas
    /// up to date.
    ///
    /// # Errors
    /// `OldSqlite`, `Newer`, `Migrate`, or the database's own.
    pub async fn open(folder: &Path) -> Result<Self> {
        Self::open_with(folder, Room::of_folder(folder, Room::GUESTS_BYTES_MAX, None)).await
    }

    /// As `open`, with another room for learners.
    ///
    /// # Errors
    /// As `open`.
    pub async fn open_with(folder: &Path, room: Room) -> Result<Self> {
        let [site, guests] = DATABASE_FILES.map(|name| folder.join(name));
        let pools = open_file(&site, &MIGRATIONS, |options| options).await?;
        // What guests do may be lost in a power cut, and never by a crash of this process: with NORMAL a commit is with the
        // operating system when it returns, and on the disk a little later (sqlite.org/pragma.html, synchronous). So a
        // thousand guests do not take the disk's time from those who post.
        let guests = open_file(&guests, &GUEST_MIGRATIONS, |options| {
            options
                .synchronous(SqliteSynchronous::Normal)
                .auto_vacuum(SqliteAutoVacuum::Incremental)
                .pragma("journal_size_limit", "16777216")
                .pragma("cache_size", "-4096")
        })
        .await?;
        Ok(Self { pools: Arc::new(pools), guests: Arc::new(guests), room: Arc::new(room), log: None })
    }

    /// The database of guests' work. What it runs is written to the same query log.
    pub fn guests(&self) -> Self {
        Self { pools: self.guests.clone(), ..self.clone() }
    }

    /// A mark of the database's present content, made without running a statement. What was read after a stamp was taken is
    /// still true as long as `stamp` returns an equal one. A commit of this process raises a counter; a commit of another one
    /// (the command line, beside a running site) changes size or time of the write-ahead log.
    pub fn stamp(&self) -> Stamp {
        let wal = fs::metadata(&self.pools.wal).and_then(|meta| Ok((meta.len(), meta.modified()?)));
        Stamp { commits: self.pools.commits.load(Ordering::Acquire), wal: wal.ok() }
    }

    /// The same database; what runs by this handle is written to `log`.
    pub fn with_log(&self, log: QueryLog) -> Self {
        Self { log: Some(log), ..self.clone() }
    }

    /// A statement that only reads. The reading connections refuse to write (`PRAGMA query_only`).
    #[track_caller]
    pub fn query(&self, sql: &'static str) -> Query<'_> {
        Query::new(sql, Target::Read(&self.pools.read), self.log(), Location::caller())
    }

    /// How SQLite would run a statement. The statement is not run, so this can be asked about one that writes, too. The
    /// question is not written to the query log, which tells what the request itself did.
    ///
    /// # Errors
    /// The database's own.
    pub async fn plan(&self, sql: &'static str) -> Result<Arc<[PlanRow]>> {
        let known = |plans: &Mutex<HashMap<_, Arc<[PlanRow]>>>| {
            plans.lock().unwrap_or_else(PoisonError::into_inner).get(sql).cloned()
        };
        if let Some(plan) = known(&self.pools.plans) {
            return Ok(plan);
        }
        // `sql` is a constant of this program and never a text that a person typed.
        let question = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        // Some statements are about guests alone, and fit their file alone.
        let plan: Arc<[PlanRow]> = match sqlx::query_as(question).fetch_all(&self.pools.read).await {
            Ok(plan) => plan.into(),
            Err(_) => {
                let question = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
                sqlx::query_as(question).fetch_all(&self.guests.read).await?.into()
            }
        };
        self.pools.plans.lock().unwrap_or_else(PoisonError::into_inner).insert(sql, plan.clone());
        Ok(plan)
    }

    /// The files of both databases, and how many bytes each has on the disk.
    pub fn file_bytes(&self) -> Vec<(String, u64)> {
        let mut files = Vec::new();
        for wal in [&self.pools.wal, &self.guests.wal] {
            let file = wal.with_extension("db");
            for path in [&file, wal] {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                files.push((name, fs::metadata(path).map_or(0, |meta| meta.len())));
            }
        }
        files
    }

    /// Has the writing connection bring every commit to the disk, by a checkpoint whose statement is `sql`. Returns whether it
    /// got through; a reader that does not move on can keep it from that.
    pub(crate) async fn checkpoint(&self, sql: &'static str) -> Result<bool> {
        let (busy, _, _): (i64, i64, i64) = sqlx::query_as(sql).fetch_one(&self.pools.write).await?;
        Ok(busy == 0)
    }

    /// Closes every connection. It does not run `PRAGMA optimize`, as SQLite recommends: the statistics of a small site make
    /// SQLite prefer full scans, and would stay while the site grows. Without statistics every plan here is right at any size.
    pub async fn close(&self) {
        for pools in [&self.pools, &self.guests] {
            pools.read.close().await;
            pools.write.close().await;
        }
    }

    /// The log that statements of this handle are written to.
    pub(crate) fn log(&self) -> Option<QueryLog> {
        self.log.clone()
    }
}

/// Opens one file: a connection that writes, and those that read. `own` changes the options where the file wants others.
async fn open_file(
    file: &Path,
    migrations: &Migrator,
    own: impl FnOnce(SqliteConnectOptions) -> SqliteConnectOptions,
) -> Result<Pools> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5))
        .foreign_keys(true)
        .statement_cache_capacity(STATEMENTS_CACHED)
        .pragma("temp_store", "MEMORY")
        // Functions with side effects cannot be called from a view or trigger of a file that somebody else made.
        .pragma("trusted_schema", "OFF")
        // A negative number is in KiB: 16 MiB for each connection.
        .pragma("cache_size", "-16384");
    let options = own(options);
    // A connection to a file does not go stale, so it is neither tested before use nor replaced after a time.
    let pool = || SqlitePoolOptions::new().test_before_acquire(false).idle_timeout(None).max_lifetime(None);

    // The writer comes first, because it creates the file and sets the journal mode that the readers need.
    let write = pool().max_connections(1).connect_with(options.clone()).await?;
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&write).await?;
    if parse_version(&version) < SQLITE_MIN {
        return Err(Error::OldSqlite(version));
    }
    migrations.run(&write).await.map_err(|e| match e {
        MigrateError::VersionMissing(version) => Error::Newer(version),
        other => Error::Migrate(other),
    })?;
    let read = pool()
        .max_connections(READERS)
        .min_connections(READERS)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options.pragma("query_only", "ON"))
        .await?;
    let mut wal = file.as_os_str().to_owned();
    wal.push("-wal");
    Ok(Pools { read, write, wal: wal.into(), commits: AtomicU64::new(0), plans: Mutex::default() })
}

/// `3.51.3` as numbers that can be compared; a part that is missing or no number counts as 0.
fn parse_version(text: &str) -> (u32, u32, u32) {
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next())
}
