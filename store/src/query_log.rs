//! What one request asked of the database: the note that a trace of the X-ray is made of.
//!
//! A request makes one `QueryLog`, which every statement flows past; its handle goes wherever a statement runs. Work done inside `QueryLog::scope` finds it
//! by itself, which is how the session's own statements get in: tower-sessions passes nothing of the request along.

use std::{
    future::Future,
    mem::take,
    panic::Location,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

tokio::task_local! {
    static CURRENT: QueryLog;
}

/// One statement that ran.
#[derive(Clone, Debug)]
pub struct Statement {
    pub sql: &'static str,
    /// Bound values as SQL would write them; secrets are dots.
    pub values: Vec<String>,
    /// Rows returned, or changed by a write.
    pub rows: u64,
    /// When it was asked for, after the log was made.
    pub at: Duration,
    /// The wait for a connection.
    pub wait: Duration,
    /// From the statement's start to its last row.
    pub elapsed: Duration,
    /// The line of the store that asked.
    pub caller: &'static Location<'static>,
    /// Whose rows it returned: table and id, at most `TOUCHED_MAX` of them.
    pub touched: Vec<(&'static str, i64)>,
}

/// The statements of one request, in order; at most `STATEMENTS_MAX` of them, the rest only counted. Cheap to clone.
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
    statements: Vec<Statement>,
    dropped: u64,
}

impl QueryLog {
    pub const STATEMENTS_MAX: usize = 256;
    pub const TOUCHED_MAX: usize = 100;

    /// Whether anybody will look at values and rows; until it is known, they are noted.
    pub fn watch(&self, is_watched: bool) {
        self.0.is_watched.store(is_watched, Ordering::Relaxed);
    }

    pub(crate) fn is_watched(&self) -> bool {
        self.0.is_watched.load(Ordering::Relaxed)
    }

    /// How long ago this log was made.
    pub(crate) fn since(&self, instant: Instant) -> Duration {
        instant.saturating_duration_since(self.0.began)
    }

    /// Runs `work`; statements in it that carry no log of their own are noted here.
    pub async fn scope<T>(self, work: impl Future<Output = T>) -> T {
        CURRENT.scope(self, work).await
    }

    /// The log of the scope this code runs in.
    pub(crate) fn current() -> Option<Self> {
        CURRENT.try_with(Clone::clone).ok()
    }

    pub(crate) fn push(&self, statement: Statement) {
        let mut inner = self.0.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.statements.len() < Self::STATEMENTS_MAX {
            inner.statements.push(statement);
        } else {
            inner.dropped += 1;
        }
    }

    /// What was noted so far.
    pub fn statements(&self) -> Vec<Statement> {
        self.0.inner.lock().unwrap_or_else(PoisonError::into_inner).statements.clone()
    }

    /// What was noted so far, and how many more ran. Values and rows touched go to the caller, who keeps them; what ran
    /// and how long it took stays to be asked for.
    pub fn take(&self) -> (Vec<Statement>, u64) {
        let mut inner = self.0.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = inner.statements.iter_mut().map(|statement| {
            let (values, touched) = (take(&mut statement.values), take(&mut statement.touched));
            Statement { values, touched, ..statement.clone() }
        });
        (taken.collect(), inner.dropped)
    }

    /// How many statements ran, and how long they took together, waits included.
    pub fn total(&self) -> (u64, Duration) {
        let inner = self.0.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let time = inner.statements.iter().map(|s| s.wait + s.elapsed).sum();
        (inner.statements.len() as u64 + inner.dropped, time)
    }
}
