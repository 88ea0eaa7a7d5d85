//! What one request asked of the database: the note that the X-ray shows.
//!
//! A request makes one `Trace`; its handle goes wherever a statement runs. Work done inside `Trace::scope` finds it
//! by itself, which is how the session's own statements get in: tower-sessions passes nothing of the request along.

use std::{
    future::Future,
    panic::Location,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

tokio::task_local! {
    static CURRENT: Trace;
}

/// One statement that ran.
#[derive(Clone, Debug)]
pub struct Statement {
    pub sql: &'static str,
    /// Bound values as SQL would write them; secrets are dots.
    pub values: Vec<String>,
    /// Rows returned, or changed by a write.
    pub rows: u64,
    /// The wait for a connection.
    pub wait: Duration,
    /// From the statement's start to its last row.
    pub elapsed: Duration,
    /// The line of the store that asked.
    pub caller: &'static Location<'static>,
}

/// The statements of one request, in order; at most `STATEMENTS_MAX` of them, the rest only counted.
#[derive(Clone, Debug, Default)]
pub struct Trace(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    statements: Vec<Statement>,
    dropped: u64,
}

impl Trace {
    pub const STATEMENTS_MAX: usize = 256;

    /// Runs `work`; statements in it that carry no trace of their own are noted here.
    pub async fn scope<T>(self, work: impl Future<Output = T>) -> T {
        CURRENT.scope(self, work).await
    }

    /// The trace of the scope this code runs in.
    pub(crate) fn current() -> Option<Self> {
        CURRENT.try_with(Clone::clone).ok()
    }

    pub(crate) fn push(&self, statement: Statement) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.statements.len() < Self::STATEMENTS_MAX {
            inner.statements.push(statement);
        } else {
            inner.dropped += 1;
        }
    }

    /// What was noted so far.
    pub fn statements(&self) -> Vec<Statement> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).statements.clone()
    }

    /// How many statements ran, and how long they took together, waits included.
    pub fn total(&self) -> (u64, Duration) {
        let inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let time = inner.statements.iter().map(|s| s.wait + s.elapsed).sum();
        (inner.statements.len() as u64 + inner.dropped, time)
    }
}
