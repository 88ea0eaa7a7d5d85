//! The database: how it is opened, and the handle that everything else uses.
//!
//! SQLite lets one connection write at a time (sqlite.org/wal.html, "Concurrency"). Here only one connection ever writes, and
//! those who want to write queue for it in this process. So no transaction fails half-way because another one holds the lock,
//! and no visitor is told that the database is busy. Several connections read, each from the last commit, without waiting for
//! the writer. A commit has reached the disk when it returns (`synchronous = FULL`).
//!
//! Statements are in `query.rs`, transactions in `transaction.rs`, the writing connection and its queue in `writer.rs`.
//! Never here: the text of a statement of the site. It stands in the file of its noun.

use crate::{
    Error, QueryLog, Result, Room,
    idempotency_key::IdempotencyKey,
    keep::{DATABASE, GUESTS},
    query::{Query, Target},
    wal_index::{Header, WalIndex},
    writer::{BUSY_STEP, Writer},
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
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

pub(crate) static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");
static GUEST_MIGRATIONS: Migrator = sqlx::migrate!("migrations/guests");

/// The oldest SQLite that cannot lose a commit when its write-ahead log is reset (sqlite.org/wal.html, "The WAL-Reset Bug";
/// versions 3.7.0 to 3.51.2 have it).
const SQLITE_MIN: (u32, u32, u32) = (3, 51, 3);
/// The file that is locked by whoever serves the folder.
const LOCK_FILE: &str = "vitrine.lock";
/// Connections that read.
const READERS: u32 = 4;
/// Prepared statements that each connection keeps. The site has fewer, so each is prepared once.
const STATEMENTS_CACHED: usize = 256;
/// The same for the guests' file, which fewer statements are run on.
const GUEST_STATEMENTS_CACHED: usize = 64;
/// How long a checkpoint of the guests' file waits for its turn.
const CHECKPOINT_WAIT: Duration = Duration::from_secs(10);
/// How long a transaction waits for its turn and for the lock of another program. A request has 30 seconds until its answer
/// must begin.
const WRITE_WAIT: Duration = Duration::from_secs(20);
/// How often the log is tried to be emptied while somebody reads from it, and how long to wait in between.
const TRUNCATE_TRIES: u32 = 60;
const TRUNCATE_EVERY: Duration = Duration::from_millis(500);

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
    /// The key of the form that a request carries, for `begin_once`.
    idempotency_key: Option<IdempotencyKey>,
    write_wait: Duration,
}

#[derive(Debug)]
pub(crate) struct Pools {
    path: PathBuf,
    read: SqlitePool,
    pub(crate) writer: Arc<Writer>,
    wal_index: WalIndex,
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

/// A mark of the database's content at some moment. Two equal stamps mean that nothing was committed in between, by whichever
/// process. One that could not be taken is equal to none.
#[derive(Clone, Debug)]
pub struct Stamp(Option<Header>);

impl PartialEq for Stamp {
    fn eq(&self, other: &Self) -> bool {
        self.0.is_some() && self.0 == other.0
    }
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
        let file = File::create(folder.join(LOCK_FILE))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::InUse),
            Err(TryLockError::Error(e)) => Err(e.into()),
        }
    }

    /// Whether a process has it, without taking it from anybody.
    ///
    /// # Errors
    /// The file system's own.
    pub(crate) fn is_taken(folder: &Path) -> std::io::Result<bool> {
        let file = match File::open(folder.join(LOCK_FILE)) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(false),
            file => file?,
        };
        match file.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(e)) => Err(e),
        }
    }
}

impl Pools {
    /// Opens a database at a path, creates it where there is none, and brings its schema up to date. `own` changes the options
    /// where a file wants others.
    ///
    /// # Errors
    /// `OldSqlite`, `Newer`, `Migrate`, or the database's own.
    async fn open(
        path: &Path,
        migrations: &Migrator,
        own: impl Fn(SqliteConnectOptions) -> SqliteConnectOptions,
    ) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5))
            .foreign_keys(true)
            .statement_cache_capacity(STATEMENTS_CACHED)
            .pragma("temp_store", "MEMORY")
            // Functions with side effects cannot be called from a view or trigger of a file that somebody else made.
            .pragma("trusted_schema", "OFF")
            // What it deletes is overwritten with zeros, and does not stay in the file until something else takes its place.
            .pragma("secure_delete", "ON")
            // A negative number is in KiB. The operating system keeps pages as well.
            .pragma("cache_size", "-8192");
        let readers = own(options.clone().pragma("cache_size", "-4096"));
        let writer = own(options);

        // The writer comes first, because it creates the file and sets the journal mode that the readers need.
        let writer = Writer::open(writer).await?;
        writer
            .with_connection(async |connection| {
                let version: String =
                    sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut *connection).await?;
                if parse_version(&version) < SQLITE_MIN {
                    return Err(Error::OldSqlite(version));
                }
                migrations.run(&mut *connection).await.map_err(|e| match e {
                    MigrateError::VersionMissing(version) => Error::Newer(version),
                    other => Error::Migrate(other),
                })?;
                // While the schema changes, SQLite waits by itself for another program; from now on `begin` does.
                let busy_timeout = format!("PRAGMA busy_timeout = {}", BUSY_STEP.as_millis());
                sqlx::raw_sql(AssertSqlSafe(busy_timeout)).execute(connection).await?;
                Ok(())
            })
            .await?;
        let read = SqlitePoolOptions::new()
            // A connection to a file does not go stale, so it is neither tested before use nor replaced after a time.
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .max_connections(READERS)
            .min_connections(READERS)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(readers.create_if_missing(false).pragma("query_only", "ON"))
            .await?;
        let mut shared = path.as_os_str().to_owned();
        shared.push("-shm");
        let wal_index = WalIndex::new(shared.into());
        let path = path.to_owned();
        Ok(Self { path, read, writer: Arc::new(writer), wal_index, plans: Mutex::default() })
    }
}

impl Pools {
    fn wal_path(&self) -> PathBuf {
        let mut path = self.path.as_os_str().to_owned();
        path.push("-wal");
        path.into()
    }
}

impl Db {
    /// Opens the databases in `folder` with the room that is usual, creates those that are missing, and brings their schemas
    /// up to date.
    ///
    /// # Errors
    /// `OldSqlite`, `Newer`, `Migrate`, or the database's own.
    pub async fn open(folder: &Path) -> Result<Self> {
        Self::open_with(folder, Room::usual(folder)).await
    }

    /// As `open`, with another room for learners.
    ///
    /// # Errors
    /// As `open`.
    pub async fn open_with(folder: &Path, room: Room) -> Result<Self> {
        let (site, guests) = (folder.join(DATABASE), folder.join(GUESTS));
        let pools = Pools::open(&site, &MIGRATIONS, |options| options).await?;
        // What guests do may be lost in a power cut, and never by a crash of this process: with NORMAL a commit is with the
        // operating system when it returns, and on the disk a little later (sqlite.org/pragma.html, synchronous). So a
        // thousand guests do not take the disk's time from those who post.
        let guests = Pools::open(&guests, &GUEST_MIGRATIONS, |options| {
            options
                .synchronous(SqliteSynchronous::Normal)
                .auto_vacuum(SqliteAutoVacuum::Incremental)
                .statement_cache_capacity(GUEST_STATEMENTS_CACHED)
                .pragma("secure_delete", "FAST")
                .pragma("journal_size_limit", "16777216")
                .pragma("cache_size", "-2048")
        })
        .await?;
        Ok(Self {
            pools: Arc::new(pools),
            guests: Arc::new(guests),
            room: Arc::new(room),
            log: None,
            idempotency_key: None,
            write_wait: WRITE_WAIT,
        })
    }

    /// The database of guests' work. What it runs is written to the same query log.
    pub fn guests(&self) -> Self {
        Self { pools: self.guests.clone(), ..self.clone() }
    }

    /// The files of both databases and of their logs, and how many bytes each has on the disk.
    pub fn file_bytes(&self) -> Vec<(String, u64)> {
        let mut files = Vec::new();
        for pools in [&self.pools, &self.guests] {
            let name = pools.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            for (name, path) in
                [(name.clone(), pools.path.clone()), (format!("{name}-wal"), pools.wal_path())]
            {
                files.push((name, fs::metadata(path).map_or(0, |meta| meta.len())));
            }
        }
        files
    }

    /// Brings every commit to the disk, and cuts the log. `false` where somebody reads from the log, and it was not cut.
    pub(crate) async fn checkpoint(&self) -> Result<bool> {
        self.pools.writer.truncate_log(Instant::now() + CHECKPOINT_WAIT).await
    }

    /// A mark of the database's present content, made without running a statement; it takes about a microsecond. What was read
    /// after a stamp was taken is still true as long as `stamp` returns an equal one. A commit of another process (the command
    /// line, beside a running site) changes it as one of this process does, in the moment in which it can be seen.
    pub fn stamp(&self) -> Stamp {
        Stamp(self.pools.wal_index.header())
    }

    /// The same database; what runs by this handle is written to `log`.
    pub fn with_log(&self, log: QueryLog) -> Self {
        Self { log: Some(log), ..self.clone() }
    }

    /// The same database, for a request whose form has this key, or none.
    pub fn with_idempotency_key(&self, key: Option<IdempotencyKey>) -> Self {
        Self { idempotency_key: key, ..self.clone() }
    }

    /// The key of the request's form.
    pub(crate) fn idempotency_key(&self) -> Option<IdempotencyKey> {
        self.idempotency_key.clone()
    }

    /// The same database; who writes by this handle waits so long for their turn and for another program's lock.
    pub fn with_write_wait(&self, write_wait: Duration) -> Self {
        Self { write_wait, ..self.clone() }
    }

    /// Proves that the writer could begin: it waits for its turn as everybody who writes, takes the lock, and gives it back
    /// without having written.
    ///
    /// # Errors
    /// `Locked` where the turn or the lock did not become free within `wait_max`, or the database's own.
    pub async fn probe_writer(&self, wait_max: Duration) -> Result<()> {
        let deadline = Instant::now() + wait_max;
        let mut turn = self.pools.writer.turn(deadline).await?;
        turn.begin(deadline).await?;
        turn.rollback().await
    }

    /// Empties the write-ahead log, in which what was just deleted still stands. While somebody reads from the log it cannot be
    /// emptied; then this goes on in the background, for half a minute at most. After that it is done when the site stops.
    pub(crate) async fn truncate_log_soon(&self) {
        if self.pools.writer.truncate_log(Instant::now() + TRUNCATE_EVERY).await.is_ok_and(|done| done) {
            return;
        }
        let writer = self.pools.writer.clone();
        tokio::spawn(async move {
            for _ in 0..TRUNCATE_TRIES {
                tokio::time::sleep(TRUNCATE_EVERY).await;
                match writer.truncate_log(Instant::now() + TRUNCATE_EVERY).await {
                    Ok(true) => return,
                    Ok(false) | Err(Error::Locked) => {}
                    Err(e) => return tracing::warn!(error = %e, "the log was not emptied: {e}"),
                }
            }
            tracing::warn!(
                "somebody reads from the log all the time, so it was not emptied after an account was deleted"
            );
        });
    }

    /// How many wait for their turn to write.
    pub fn writers_waiting(&self) -> usize {
        self.pools.writer.waiting()
    }

    /// From now on nobody may write: `begin` answers `ReadOnly` with this reason, a sentence for visitors. What has begun goes on
    /// to its end.
    pub fn stop_writing(&self, reason: &str) {
        for pools in [&self.pools, &self.guests] {
            pools.writer.set_stopped(Some(reason.into()));
        }
    }

    /// From now on nobody may write to the guests' file: `begin` on it answers `ReadOnly` with this reason.
    pub fn stop_writing_guests(&self, reason: &str) {
        self.guests.writer.set_stopped(Some(reason.into()));
    }

    /// From now on everybody may write again.
    pub fn resume_writing(&self) {
        for pools in [&self.pools, &self.guests] {
            pools.writer.set_stopped(None);
        }
    }

    /// Why nobody may write, where `stop_writing` said so.
    pub fn writing_stopped(&self) -> Option<Arc<str>> {
        self.pools.writer.stopped()
    }

    /// How long `begin` waits.
    pub(crate) fn write_wait(&self) -> Duration {
        self.write_wait
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

    /// Closes every connection. It does not run `PRAGMA optimize`, as SQLite recommends: the statistics of a small site make
    /// SQLite prefer full scans, and would stay while the site grows. Without statistics every plan here is right at any size.
    pub async fn close(&self) {
        for pools in [&self.pools, &self.guests] {
            pools.read.close().await;
            pools.writer.close().await;
        }
    }

    /// The log that statements of this handle are written to.
    pub(crate) fn log(&self) -> Option<QueryLog> {
        self.log.clone()
    }
}

/// `3.51.3` as numbers that can be compared; a part that is missing or no number counts as 0.
fn parse_version(text: &str) -> (u32, u32, u32) {
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next())
}
