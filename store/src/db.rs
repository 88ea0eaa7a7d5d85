//! The database: one writer, several readers, and a note of every statement.
//!
//! Writes queue for the one writing connection and begin at once as writers (`BEGIN IMMEDIATE`): nobody is ever told
//! that the database is busy, and no transaction fails half-way for want of a lock. A commit has reached the disk when
//! it returns (`synchronous = FULL`).
//! Never here: what a statement means. Its text stands in the file of the noun it speaks of.

use crate::{
    Error, QueryLog, Result, Value,
    query_log::{Failure, Statement, StepKind, TransactionStep, WaitKind},
};
use sqlx::{
    AssertSqlSafe, Column, ColumnOrigin, Row as _, SqlSafeStr, Sqlite, SqliteConnection, Transaction,
    migrate::{MigrateError, Migrator},
    sqlite::{
        SqliteArguments, SqliteColumn, SqliteConnectOptions, SqliteJournalMode, SqlitePool,
        SqlitePoolOptions, SqliteRow, SqliteSynchronous,
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
    time::{Duration, Instant, SystemTime},
};

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// The oldest SQLite without the WAL-reset fault (sqlite.org/wal.html, "The WAL-Reset Bug"; 3.7.0 to 3.51.2 have it).
const SQLITE_MIN: (u32, u32, u32) = (3, 51, 3);
const READERS: u32 = 4;
const STATEMENTS_CACHED: usize = 256;

/// A handle to the database; cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    pools: Arc<Pools>,
    log: Option<QueryLog>,
}

#[derive(Debug)]
struct Pools {
    read: SqlitePool,
    write: SqlitePool,
    /// The write-ahead log: every commit, by whichever process, changes this file.
    wal: PathBuf,
    /// Commits of this process.
    commits: AtomicU64,
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
pub struct Lock {
    _file: File,
}

impl Lock {
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

    /// Begins a transaction that may write. Dropped without `commit`, it leaves nothing behind.
    ///
    /// # Errors
    /// The database's own: no writer in time, or another process kept the database locked for longer than the busy time-out.
    #[track_caller]
    pub fn begin(&self) -> impl Future<Output = Result<Tx>> + Send {
        // An `async fn` cannot tell its caller's line; a function that returns the future can.
        let caller = Location::caller();
        async move {
            let (log, asked) = (self.log(), Instant::now());
            // sqlx's own `begin_with` does these two steps in one; apart, the wait for the writer can be told from the work
            // of `BEGIN`.
            let connection = self.pools.write.acquire().await;
            let wait = asked.elapsed();
            if let Some(log) = &log {
                log.wait(WaitKind::Writer, asked);
            }
            let began = match connection {
                Ok(connection) => {
                    Transaction::begin(connection, Some(StepKind::Begin.sql().into_sql_str())).await
                }
                Err(e) => Err(e),
            };
            let open = OpenTransaction { log, caller, is_open: began.is_ok() };
            open.note(StepKind::Begin, caller, asked, wait, began.as_ref().err());
            Ok(Tx { inner: began?, pools: self.pools.clone(), open })
        }
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

    fn log(&self) -> Option<QueryLog> {
        self.log.clone().or_else(QueryLog::current)
    }
}

fn parse_version(text: &str) -> (u32, u32, u32) {
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next())
}

/// A transaction on the one writing connection.
pub struct Tx {
    inner: Transaction<'static, Sqlite>,
    pools: Arc<Pools>,
    open: OpenTransaction,
}

impl Tx {
    /// A statement within the transaction.
    #[track_caller]
    pub fn query(&mut self, sql: &'static str) -> Query<'_> {
        Query::new(sql, Target::Write(&mut self.inner), self.open.log.clone(), Location::caller())
    }

    /// Keeps what was done; when this returns, it is on the disk.
    ///
    /// # Errors
    /// The database's own, for example a full disk. Nothing is kept then.
    #[track_caller]
    pub fn commit(self) -> impl Future<Output = Result<()>> + Send {
        let caller = Location::caller();
        async move {
            let Self { inner, pools, mut open } = self;
            let asked = Instant::now();
            let done = inner.commit().await;
            // Also after a failed commit: nobody may take for sure what was read before.
            pools.commits.fetch_add(1, Ordering::Release);
            open.note(StepKind::Commit, caller, asked, Duration::ZERO, done.as_ref().err());
            // After a failed commit, `open` is dropped as it is and notes the rollback.
            open.is_open = done.is_err();
            Ok(done?)
        }
    }
}

/// What the log needs to know of a transaction. Dropped while the transaction is open, it notes the rollback.
struct OpenTransaction {
    log: Option<QueryLog>,
    /// The line that began the transaction.
    caller: &'static Location<'static>,
    is_open: bool,
}

impl OpenTransaction {
    /// Writes down a step that was asked for at `asked` and is over now.
    fn note(
        &self,
        kind: StepKind,
        caller: &'static Location<'static>,
        asked: Instant,
        wait: Duration,
        error: Option<&sqlx::Error>,
    ) {
        let Some(log) = &self.log else { return };
        log.push_step(TransactionStep {
            kind,
            at: log.since(asked),
            wait,
            elapsed: asked.elapsed().saturating_sub(wait),
            caller,
            failure: error.map(Failure::of),
        });
    }
}

impl Drop for OpenTransaction {
    fn drop(&mut self) {
        // sqlx rolls back when its transaction is dropped: it leaves the order with the connection's own thread, so nobody
        // waits for it and no time is known.
        if let Some(log) = self.log.as_ref().filter(|_| self.is_open) {
            log.push_step(TransactionStep {
                kind: StepKind::Rollback,
                at: log.since(Instant::now()),
                wait: Duration::ZERO,
                elapsed: Duration::ZERO,
                caller: self.caller,
                failure: None,
            });
        }
    }
}

enum Target<'c> {
    Read(&'c SqlitePool),
    Write(&'c mut SqliteConnection),
}

/// A statement with its values, not yet run. Build it by `bind`, end it by `all`, `one` or `run`.
#[must_use]
pub struct Query<'c> {
    sql: &'static str,
    arguments: SqliteArguments,
    values: Vec<String>,
    target: Target<'c>,
    log: Option<QueryLog>,
    caller: &'static Location<'static>,
    error: Option<sqlx::Error>,
}

/// A row of the database as a Rust type.
pub trait Row: for<'r> sqlx::FromRow<'r, SqliteRow> + Send + Unpin {}
impl<T: for<'r> sqlx::FromRow<'r, SqliteRow> + Send + Unpin> Row for T {}

impl<'c> Query<'c> {
    fn new(
        sql: &'static str,
        target: Target<'c>,
        log: Option<QueryLog>,
        caller: &'static Location<'static>,
    ) -> Self {
        Self {
            sql,
            arguments: SqliteArguments::default(),
            values: Vec::new(),
            target,
            log,
            caller,
            error: None,
        }
    }

    /// The value of the next parameter: the first call is `$1`.
    pub fn bind<T: Value>(mut self, value: T) -> Self {
        use sqlx::Arguments;
        if self.log.as_ref().is_some_and(QueryLog::is_watched) {
            self.values.push(value.shown());
        }
        if let Err(e) = self.arguments.add(value) {
            self.error.get_or_insert(sqlx::Error::Encode(e));
        }
        self
    }

    /// Every row. The statement itself has a LIMIT.
    pub async fn all<T: Row>(self) -> Result<Vec<T>> {
        let (rows, _) = self.execute(Wanted::All).await?;
        Ok(rows.iter().map(T::from_row).collect::<Result<_, _>>()?)
    }

    /// The first row, if there is one.
    pub async fn one<T: Row>(self) -> Result<Option<T>> {
        let (rows, _) = self.execute(Wanted::One).await?;
        Ok(rows.first().map(T::from_row).transpose()?)
    }

    /// Runs a statement that returns no rows; says how many it changed.
    pub async fn run(self) -> Result<u64> {
        let (_, changed) = self.execute(Wanted::Nothing).await?;
        Ok(changed)
    }

    async fn execute(self, wanted: Wanted) -> Result<(Vec<SqliteRow>, u64)> {
        let Self { sql, arguments, values, target, log, caller, error } = self;
        if let Some(e) = error {
            return Err(e.into());
        }
        let asked = Instant::now();
        let mut wait = Duration::ZERO;
        let outcome = match target {
            Target::Read(pool) => {
                let connection = pool.acquire().await;
                wait = asked.elapsed();
                match connection {
                    Ok(mut connection) => wanted.fetch(sql, arguments, &mut connection).await,
                    Err(e) => Err(e),
                }
            }
            Target::Write(connection) => wanted.fetch(sql, arguments, connection).await,
        };
        if let Some(log) = log {
            let elapsed = asked.elapsed().saturating_sub(wait);
            let (rows, touched, failure) = match &outcome {
                Ok((found, n)) if log.is_watched() => (*n, touched(found), None),
                Ok((_, n)) => (*n, Vec::new(), None),
                // A statement that failed is told as well: it is often the most telling one.
                Err(e) => (0, Vec::new(), Some(Failure::of(e))),
            };
            let at = log.since(asked);
            log.push_statement(Statement { sql, values, rows, at, wait, elapsed, caller, touched, failure });
        }
        Ok(outcome?)
    }
}

/// Whose rows these are: SQLite itself tells which table's column stands behind each of the answer's.
fn touched(rows: &[SqliteRow]) -> Vec<(&'static str, i64)> {
    const NOUNS: [&str; 3] = ["posts", "comments", "users"];
    let Some(first) = rows.first() else { return Vec::new() };
    let noun = |column: &SqliteColumn| match column.origin() {
        ColumnOrigin::Table(at) if *at.name == *"id" => NOUNS.into_iter().find(|noun| *at.table == **noun),
        _ => None,
    };
    let ids: Vec<_> =
        first.columns().iter().filter_map(|c| noun(c).map(|noun| (c.ordinal(), noun))).collect();
    let id = |row: &SqliteRow, n: usize| row.try_get::<Option<i64>, _>(n).ok().flatten();
    let found =
        rows.iter().flat_map(|row| ids.iter().filter_map(move |(n, noun)| Some((*noun, id(row, *n)?))));
    found.take(QueryLog::TOUCHED_MAX).collect()
}

/// How much of the answer is wanted.
enum Wanted {
    All,
    One,
    Nothing,
}

impl Wanted {
    /// The rows, and how many were returned or changed.
    async fn fetch(
        self,
        sql: &'static str,
        arguments: SqliteArguments,
        connection: &mut SqliteConnection,
    ) -> Result<(Vec<SqliteRow>, u64), sqlx::Error> {
        let query = sqlx::query_with(sql, arguments);
        let rows = match self {
            Self::All => query.fetch_all(connection).await?,
            Self::One => query.fetch_optional(connection).await?.into_iter().collect(),
            Self::Nothing => return Ok((Vec::new(), query.execute(connection).await?.rows_affected())),
        };
        let n = rows.len() as u64;
        Ok((rows, n))
    }
}
