//! Transactions, from `BEGIN IMMEDIATE` to `COMMIT` or `ROLLBACK`.
//!
//! A transaction takes the write lock when it begins and not at its first write (sqlite.org/lang_transaction.html, 2.2). With
//! the plain `BEGIN`, one that reads first and writes then could fail in the middle, because another process wrote in
//! between. Each step is written to the query log with the line of the store that caused it. How several transactions come to
//! share one `COMMIT` is told in `writer.rs`.

use crate::{
    Db, Error, QueryLog, Result,
    query::{Query, Target},
    query_log::{Failure, StepKind, TransactionStep, WaitKind},
    writer::{Commit, Turn},
};
use std::{
    panic::Location,
    time::{Duration, Instant},
};

impl Db {
    /// Begins a transaction that may write. If it is dropped without `commit`, nothing of it is kept.
    ///
    /// # Errors
    /// `ReadOnly` where writing was stopped; `Locked` where others had the writing connection, or another program the lock, for
    /// as long as this handle waits; or the database's own.
    #[track_caller]
    pub fn begin(&self) -> impl Future<Output = Result<Tx>> + Send {
        // `#[track_caller]` has no effect on an `async fn`, so this is a function that returns a future.
        let caller = Location::caller();
        async move {
            if let Some(reason) = self.writing_stopped() {
                return Err(Error::ReadOnly(reason));
            }
            let (log, asked) = (self.log(), Instant::now());
            let deadline = asked + self.write_wait();
            let turn = self.pools.writer.turn(deadline).await;
            let wait = asked.elapsed();
            if let Some(log) = &log {
                log.wait(WaitKind::Writer, asked);
            }
            let mut open = OpenTransaction { log, caller, is_member: false, is_open: false };
            let began = match turn {
                Ok(mut turn) => turn.begin(deadline).await.map(|()| turn),
                Err(e) => Err(e),
            };
            if let Ok(turn) = &began {
                (open.is_open, open.is_member) = (true, turn.is_member);
            }
            let kind = if open.is_member { StepKind::Savepoint } else { StepKind::Begin };
            let elapsed = asked.elapsed().saturating_sub(wait);
            open.note(Step { kind, caller, asked, wait, elapsed, others: 0, error: began.as_ref().err() });
            Ok(Tx { turn: began?, open })
        }
    }
}

/// A transaction on the one writing connection. Nobody else can write as long as it is there.
pub struct Tx {
    turn: Turn,
    open: OpenTransaction,
}

impl Tx {
    /// A statement within the transaction.
    #[track_caller]
    pub fn query(&mut self, sql: &'static str) -> Query<'_> {
        Query::new(sql, Target::Write(&mut self.turn), self.open.log.clone(), Location::caller())
    }

    /// Keeps what was done. When this returns, it is on the disk, perhaps together with transactions that others began meanwhile;
    /// so a task must not wait here for as long as it holds another `Tx` itself.
    ///
    /// # Errors
    /// `NotKept`, for example because the disk is full; `MaybeKept` where the disk failed in the middle.
    #[track_caller]
    pub fn commit(self) -> impl Future<Output = Result<()>> + Send {
        let caller = Location::caller();
        async move {
            let Self { turn, mut open } = self;
            let asked = Instant::now();
            // From here on the transaction ends by itself, whether or not anybody waits.
            open.is_open = false;
            let Commit { release, began, elapsed, others, result } = turn.commit().await;
            if let Some((asked, elapsed)) = release {
                let wait = Duration::ZERO;
                open.note(Step {
                    kind: StepKind::Release,
                    caller,
                    asked,
                    wait,
                    elapsed,
                    others: 0,
                    error: None,
                });
            }
            let wait = began.saturating_duration_since(asked);
            let error = result.as_ref().err();
            open.note(Step { kind: StepKind::Commit, caller, asked, wait, elapsed, others, error });
            // What a failed commit leaves is rolled back as a whole, and `open` writes that down when it is dropped.
            (open.is_open, open.is_member) = (result.is_err(), false);
            result
        }
    }
}

/// A step that is over.
struct Step<'a> {
    kind: StepKind,
    caller: &'static Location<'static>,
    asked: Instant,
    wait: Duration,
    elapsed: Duration,
    others: usize,
    error: Option<&'a Error>,
}

/// What the log needs to know of a transaction. If it is dropped while the transaction is open, it writes the rollback down.
struct OpenTransaction {
    log: Option<QueryLog>,
    /// The line that began the transaction.
    caller: &'static Location<'static>,
    /// Whether it is a part of a batch.
    is_member: bool,
    is_open: bool,
}

impl OpenTransaction {
    fn note(&self, step: Step<'_>) {
        let Some(log) = &self.log else { return };
        let Step { kind, caller, asked, wait, elapsed, others, error } = step;
        let (at, failure) = (log.since(asked), error.map(Failure::of));
        log.push_step(TransactionStep { kind, at, wait, elapsed, others, caller, failure });
    }
}

impl Drop for OpenTransaction {
    fn drop(&mut self) {
        // The turn takes the transaction back when it is dropped, in a task of its own. Nobody waits for it, so its time is not
        // known here.
        if !self.is_open {
            return;
        }
        let kind = if self.is_member { StepKind::RollbackTo } else { StepKind::Rollback };
        let (asked, none) = (Instant::now(), Duration::ZERO);
        self.note(Step {
            kind,
            caller: self.caller,
            asked,
            wait: none,
            elapsed: none,
            others: 0,
            error: None,
        });
    }
}
