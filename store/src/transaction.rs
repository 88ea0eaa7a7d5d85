//! A transaction, from its `BEGIN IMMEDIATE` to its `COMMIT` or `ROLLBACK`, and what the query log learns of it.

use crate::{
    Db, QueryLog, Result,
    db::Pools,
    query::{Query, Target},
    query_log::{Failure, StepKind, TransactionStep, WaitKind},
};
use sqlx::{SqlSafeStr, Sqlite, Transaction};
use std::{
    panic::Location,
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

impl Db {
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
