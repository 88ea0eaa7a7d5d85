//! The query log: what one request asked of the database, and what else it waited for.
//!
//! Each request has one `QueryLog`, a timeline that begins when the request does. The X-ray draws its traces from it, and
//! the server's log line takes its totals. A handle with a log (`Db::with_log`,
//! `Hasher::with_log`) writes there, and no other does: which request a statement belongs to is passed along, never guessed.
//!
//! Recording must stay cheap, since it happens for every request and not only for those that somebody looks at: an entry is
//! a push under a lock that is never held across an await, every kind of entry has a bound, and the values and row ids are
//! noted only while the log is watched.

use crate::{Error, writer};
use std::{
    mem::take,
    panic::Location,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// One entry of the timeline.
#[derive(Clone, Debug)]
pub enum Entry {
    /// An SQL statement, whether it succeeded or failed.
    Statement(Statement),
    /// The beginning or the end of a transaction.
    Step(TransactionStep),
    /// Something the request waited for that is no statement.
    Wait(Wait),
}

/// One SQL statement that ran.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The text, with `$1` where a value goes.
    pub sql: &'static str,
    /// Bound values as SQL would write them; secrets are dots. Empty while the log is not watched.
    pub values: Vec<String>,
    /// Rows returned, or changed by a write; 0 where the statement failed.
    pub rows: u64,
    /// When it was asked for, after the log began.
    pub at: Duration,
    /// How long it then waited for a connection. Always zero inside a transaction, whose `BEGIN` did the waiting.
    pub wait: Duration,
    /// From the statement's start to its last row.
    pub elapsed: Duration,
    /// The line of the store that asked.
    pub caller: &'static Location<'static>,
    /// Whose rows it returned: table and id, at most `QueryLog::TOUCHED_MAX` of them. Empty while the log is not watched.
    pub touched: Vec<(&'static str, i64)>,
    /// Whether it ran in a transaction: the one that the last `BEGIN` before it in the log began. What a `ROLLBACK` takes back
    /// is told by this, since statements that only read may run beside a transaction.
    pub in_transaction: bool,
    /// Why it failed, where it did.
    pub failure: Option<Failure>,
}

/// `BEGIN IMMEDIATE`, `COMMIT` or `ROLLBACK`, and what stands for them in a transaction that shares its `COMMIT` with others.
#[derive(Clone, Debug)]
pub struct TransactionStep {
    /// Which of them.
    pub kind: StepKind,
    /// When it was asked for, after the log began.
    pub at: Duration,
    /// For `BEGIN` and `SAVEPOINT`: how long it waited for the one writing connection. The log has the same time as an entry of
    /// its own, `WaitKind::Writer`, just before this one; whoever adds times up counts only one of the two. For `COMMIT`: how
    /// long it waited for the others that it was to keep as well. Zero for the rest.
    pub wait: Duration,
    /// How long SQLite took after that. For `COMMIT` it is the time the disk needs (`synchronous = FULL`). For `ROLLBACK` it
    /// is zero: a transaction that is dropped only leaves the order to roll back behind, and nobody waits for it.
    pub elapsed: Duration,
    /// For `COMMIT`: how many other transactions it kept, of other requests. Zero where it was for this one alone.
    pub others: usize,
    /// The line of the store that began or committed. A rollback happens where the transaction is dropped, a place that
    /// Rust does not tell, so it has the line that began the transaction.
    pub caller: &'static Location<'static>,
    /// Why it failed, where it did. A `COMMIT` that failed is followed by a `ROLLBACK`.
    pub failure: Option<Failure>,
}

/// The statements that begin and end a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepKind {
    /// The transaction takes the write lock at once (sqlite.org/lang_transaction.html, 2.2).
    Begin,
    /// The changes are kept.
    Commit,
    /// The changes are taken back.
    Rollback,
    /// The transaction begins within one that is open already: that of the first of a batch, which waits for its `COMMIT`.
    Savepoint,
    /// A transaction of a batch ends. Its changes are kept by the `COMMIT` of the whole batch, which follows.
    Release,
    /// The changes of one transaction of a batch are taken back, and nobody else's.
    RollbackTo,
}

impl StepKind {
    /// The statement's text.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Begin => writer::BEGIN,
            Self::Commit => writer::COMMIT,
            Self::Rollback => writer::ROLLBACK,
            Self::Savepoint => writer::SAVEPOINT,
            Self::Release => writer::RELEASE,
            Self::RollbackTo => writer::ROLLBACK_TO,
        }
    }
}

/// Why the database refused a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// SQLite's extended result code (sqlite.org/rescode.html), for example 2067 for a broken unique constraint. None where
    /// SQLite was never asked, for example because no connection became free in time.
    pub code: Option<i32>,
    /// SQLite's message. It names tables and columns, never a value that was bound; full-text search alone repeats a
    /// piece of what was searched for.
    pub message: String,
}

impl Failure {
    pub(crate) fn of(error: &Error) -> Self {
        match error.sql() {
            Some(sqlx::Error::Database(e)) => {
                Self { code: e.code().and_then(|code| code.parse().ok()), message: e.message().to_owned() }
            }
            Some(other) => Self { code: None, message: other.to_string() },
            None => Self { code: None, message: error.to_string() },
        }
    }
}

/// A time in which the request waited for something that is no statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// For what.
    pub kind: WaitKind,
    /// When the wait began, after the log did.
    pub at: Duration,
    /// How long it was. Statements may have run in that time, while a page is rendered for example.
    pub elapsed: Duration,
}

/// What a request can wait for besides statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WaitKind {
    /// The hash of a password: the turn among those who hash at the same time, and the hashing itself.
    PasswordHash,
    /// A turn among those who try to sign in from one network.
    SignInTurn,
    /// A free place among the sandbox's workers.
    WorkerQueue,
    /// The run of SQL in a sandbox worker.
    WorkerRun,
    /// The one connection that writes.
    Writer,
    /// The rendering of the page.
    Render,
    /// The compression of the answer.
    Compression,
}

/// How much of the timeline was the database's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// SQL statements, those included that failed or that the log had no room for. `BEGIN`, `COMMIT` and `ROLLBACK` are not
    /// among them: "a like is two statements" is about what the application asks, and the search for the same statement
    /// run again and again (N+1) must not find every transaction.
    pub statements: u64,
    /// `BEGIN`, `COMMIT` and `ROLLBACK`.
    pub steps: u64,
    /// How long all of these took, their waits for a connection included. Other waits are not in it.
    pub time: Duration,
}

/// The timeline of one request; cheap to clone. Entries stand in the order in which they ended.
#[derive(Clone, Debug)]
pub struct QueryLog(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    began: Instant,
    is_watched: AtomicBool,
    inner: Mutex<Inner>,
}

impl Default for QueryLog {
    fn default() -> Self {
        let (began, is_watched) = (Instant::now(), AtomicBool::new(true));
        Self(Arc::new(Shared { began, is_watched, inner: Mutex::default() }))
    }
}

#[derive(Debug, Default)]
struct Inner {
    entries: Vec<Entry>,
    totals: Totals,
    waits: usize,
}

impl QueryLog {
    /// The most statements that are kept; further ones are only counted.
    pub const STATEMENTS_MAX: usize = 256;
    /// The most rows that one statement names.
    pub const TOUCHED_MAX: usize = 100;
    /// The most beginnings and ends of transactions that are kept; further ones are only counted.
    pub const STEPS_MAX: usize = 256;
    /// The most waits that are kept; further ones are left out.
    pub const WAITS_MAX: usize = 256;

    /// Says whether anybody will look at values and rows. Until it is known, they are noted.
    pub fn watch(&self, is_watched: bool) {
        self.0.is_watched.store(is_watched, Ordering::Relaxed);
    }

    /// Whether values and rows are noted: until `watch` says otherwise, and where somebody will look.
    pub fn is_watched(&self) -> bool {
        self.0.is_watched.load(Ordering::Relaxed)
    }

    /// How long after the log's beginning `instant` is; zero where it is before.
    pub(crate) fn since(&self, instant: Instant) -> Duration {
        instant.saturating_duration_since(self.0.began)
    }

    /// Writes down a wait that began at `started` and is over now.
    pub fn wait(&self, kind: WaitKind, started: Instant) {
        self.wait_in_pieces(kind, started, started.elapsed());
    }

    /// Writes down a wait that began at `started` and took `elapsed` in all, with other work in between: a body is
    /// compressed piece by piece, as it is sent.
    pub fn wait_in_pieces(&self, kind: WaitKind, started: Instant, elapsed: Duration) {
        let mut inner = self.lock();
        inner.waits += 1;
        if inner.waits <= Self::WAITS_MAX {
            let at = self.since(started);
            inner.entries.push(Entry::Wait(Wait { kind, at, elapsed }));
        }
    }

    pub(crate) fn push_statement(&self, statement: Statement) {
        let mut inner = self.lock();
        inner.totals.statements += 1;
        inner.totals.time += statement.wait + statement.elapsed;
        if inner.totals.statements <= Self::STATEMENTS_MAX as u64 {
            inner.entries.push(Entry::Statement(statement));
        }
    }

    pub(crate) fn push_step(&self, step: TransactionStep) {
        let mut inner = self.lock();
        inner.totals.steps += 1;
        inner.totals.time += step.wait + step.elapsed;
        if inner.totals.steps <= Self::STEPS_MAX as u64 {
            inner.entries.push(Entry::Step(step));
        }
    }

    /// The statements so far, without the other entries.
    pub fn statements(&self) -> Vec<Statement> {
        let statement = |entry: &Entry| match entry {
            Entry::Statement(statement) => Some(statement.clone()),
            Entry::Step(_) | Entry::Wait(_) => None,
        };
        self.lock().entries.iter().filter_map(statement).collect()
    }

    /// How long the request waited for one kind of thing so far.
    pub fn waited_for(&self, kind: WaitKind) -> Duration {
        let of = |entry: &Entry| match entry {
            Entry::Wait(wait) if wait.kind == kind => wait.elapsed,
            _ => Duration::ZERO,
        };
        self.lock().entries.iter().map(of).sum()
    }

    /// All entries so far, and how many statements beyond them the log had no room for. Values and rows touched move to
    /// the caller; the log itself keeps the entries without them, so that it can still be asked what ran.
    pub fn take(&self) -> (Vec<Entry>, u64) {
        let mut inner = self.lock();
        let taken = inner.entries.iter_mut().map(|entry| match entry {
            Entry::Statement(statement) => {
                let (values, touched) = (take(&mut statement.values), take(&mut statement.touched));
                Entry::Statement(Statement { values, touched, ..statement.clone() })
            }
            other => other.clone(),
        });
        let taken = taken.collect();
        (taken, inner.totals.statements.saturating_sub(Self::STATEMENTS_MAX as u64))
    }

    /// How many statements ran so far, and how long the database took.
    pub fn total(&self) -> Totals {
        self.lock().totals
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
