//! Transactions, from `BEGIN IMMEDIATE` to `COMMIT` or `ROLLBACK`.
//!
//! A transaction takes the write lock when it begins and not at its first write (sqlite.org/lang_transaction.html, 2.2). With
//! the plain `BEGIN`, one that reads first and writes then could fail in the middle, because another process wrote in
//! between. Each step is written to the query log with the line of the store that caused it.

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
    /// Begins a transaction that may write. If it is dropped without `commit`, nothing of it is kept.
    ///
    /// # Errors
    /// The database's own: the writing connection did not become free in time, or another process kept the database locked
    /// for longer than the busy time-out.
    #[track_caller]
    pub fn begin(&self) -> impl Future<Output = Result<Tx>> + Send {
        // `#[track_caller]` has no effect on an `async fn`, so this is a function that returns a future.
        let caller = Location::caller();
        async move {
            let (log, asked) = (self.log(), Instant::now());
            // sqlx's `Pool::begin_with` would do the next two steps in one. They are apart here so that the wait for the
            // writer can be told from the work of `BEGIN`.
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

/// A transaction on the one writing connection. Nobody else can write as long as it is there.
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

    /// Keeps what was done. When this returns, it is on the disk.
    ///
    /// # Errors
    /// The database's own, for example that the disk is full. Nothing is kept then.
    #[track_caller]
    pub fn commit(self) -> impl Future<Output = Result<()>> + Send {
        let caller = Location::caller();
        async move {
            let Self { inner, pools, mut open } = self;
            let asked = Instant::now();
            let done = inner.commit().await;
            // The counter of `Db::stamp` is raised after a failed commit, too. It is not certain then what is on the disk, so
            // nobody may rely on what was read before.
            pools.commits.fetch_add(1, Ordering::Release);
            open.note(StepKind::Commit, caller, asked, Duration::ZERO, done.as_ref().err());
            // After a failed commit the transaction is still open. sqlx rolls it back, and `open` writes that down when it is
            // dropped.
            open.is_open = done.is_err();
            Ok(done?)
        }
    }
}

/// What the log needs to know of a transaction. If it is dropped while the transaction is open, it writes the rollback down.
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
        // sqlx rolls back when its own transaction is dropped, but only leaves the order to do so with the connection's
        // thread. Nobody waits for it, so its time is not known here.
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
