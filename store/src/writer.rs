//! The one connection that writes, and the queue before it.
//!
//! **The promise.** Whoever has a [`Turn`] writes alone. Nobody is told that their transaction is kept before it is on the
//! disk. After a fault of the disk the connection is closed and the next turn opens another, so that the site writes again as
//! soon as the disk does. A request that is given up half-way holds up nobody.
//!
//! **Together to the disk.** What a commit costs is the wait for the disk, and while one waits, others come. So a transaction
//! that ends while others queue is not committed at once: the next one runs as a savepoint inside of it, and so do all that
//! were in the queue. Then one `COMMIT` keeps them all, and only then is each of them answered. Such a group is called a batch.
//! One that fails is rolled back to its savepoint, and the others are kept. Where nobody waits, a transaction is `BEGIN` and
//! `COMMIT` and nothing more.
//!
//! **Why not sqlx's pool and its `Transaction`.** They count how deep in transactions a connection is, and do not notice that
//! SQLite ends a transaction by itself when the disk is full or fails (sqlite.org/lang_transaction.html, 3). From then on every
//! `BEGIN` is refused. Here the statements are sent as they are, and after any error that is not about the values of one
//! statement the connection is not used again.

use crate::{Error, Result, error::spoils_connection};
use sqlx::{
    ConnectOptions, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteQueryResult},
};
use std::{
    mem::take,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMutexGuard, oneshot},
    time::{timeout, timeout_at},
};

/// The most transactions that one `COMMIT` keeps.
const BATCH_MAX: usize = 64;
/// The longest that a transaction that has ended waits for others before its `COMMIT`, as far as nobody takes longer for one
/// transaction.
const BATCH_WAIT_MAX: Duration = Duration::from_millis(50);
/// How long SQLite itself waits for a lock before it asks again (`begin`). It is short, since nothing ends its wait.
pub(crate) const BUSY_STEP: Duration = Duration::from_millis(100);
/// How long the closing of a connection may take.
const CLOSE_MAX: Duration = Duration::from_secs(5);

pub(crate) const BEGIN: &str = "BEGIN IMMEDIATE";
pub(crate) const COMMIT: &str = "COMMIT";
pub(crate) const ROLLBACK: &str = "ROLLBACK";
pub(crate) const SAVEPOINT: &str = "SAVEPOINT one_of_a_batch";
pub(crate) const RELEASE: &str = "RELEASE one_of_a_batch";
pub(crate) const ROLLBACK_TO: &str = "ROLLBACK TO one_of_a_batch";
const CHECKPOINT: &str = "\
-- Bring the write-ahead log into the database, and empty it
PRAGMA wal_checkpoint(TRUNCATE)";

/// The writing connection and its queue.
#[derive(Debug)]
pub(crate) struct Writer {
    /// Tokio's mutex is fair: turns are given in the order in which they were asked for.
    state: Arc<Mutex<State>>,
    /// How many wait for a turn.
    waiting: AtomicUsize,
    /// Why nobody may write now.
    stopped: RwLock<Option<Arc<str>>>,
}

#[derive(Debug)]
struct State {
    options: SqliteConnectOptions,
    /// None after a fault, until the next turn.
    connection: Option<SqliteConnection>,
    /// Whether somebody is in the middle of something. Where that is still so when the next one comes, the one before has
    /// vanished (its runtime ended), and nobody knows what the connection is doing.
    is_busy: bool,
    /// Who has ended their part of the transaction that is open, and waits for its `COMMIT`.
    batch: Vec<Member>,
    /// When the first of them ended.
    batch_began: Instant,
    is_closed: bool,
}

/// One who waits for the `COMMIT`.
#[derive(Debug)]
struct Member {
    answer: oneshot::Sender<Commit>,
    release: Option<(Instant, Duration)>,
}

/// How a transaction ended.
#[derive(Debug)]
pub(crate) struct Commit {
    /// `RELEASE`: when it was asked for and how long it took; none for the first of a batch.
    pub release: Option<(Instant, Duration)>,
    /// When `COMMIT` began.
    pub began: Instant,
    /// How long it took.
    pub elapsed: Duration,
    /// How many other transactions it kept.
    pub others: usize,
    /// Whether it succeeded.
    pub result: Result<()>,
}

impl Commit {
    /// The end of a transaction that came to no `COMMIT`.
    fn failed(release: Option<(Instant, Duration)>, error: Error) -> Self {
        Self { release, began: Instant::now(), elapsed: Duration::ZERO, others: 0, result: Err(error) }
    }
}

impl Writer {
    /// Opens the connection. It creates the file where the options say so; a later one, after a fault, does not: a file that
    /// vanished while the site runs must not come back empty.
    pub async fn open(options: SqliteConnectOptions) -> Result<Self> {
        let state = State {
            connection: Some(options.connect().await?),
            options: options.create_if_missing(false).busy_timeout(BUSY_STEP),
            is_busy: false,
            batch: Vec::new(),
            batch_began: Instant::now(),
            is_closed: false,
        };
        let state = Arc::new(Mutex::new(state));
        Ok(Self { state, waiting: AtomicUsize::new(0), stopped: RwLock::default() })
    }

    /// Does something with the connection that is no transaction of the site's, such as bringing the schema up to date.
    pub async fn with_connection<T>(
        &self,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T>,
    ) -> Result<T> {
        let mut state = self.state.lock().await;
        work(state.connection.as_mut().ok_or(sqlx::Error::PoolClosed)?).await
    }

    /// Says that nobody may write, and why; or, with none, that everybody may again.
    pub fn set_stopped(&self, reason: Option<Arc<str>>) {
        *self.stopped.write().unwrap_or_else(PoisonError::into_inner) = reason;
    }

    /// Why nobody may write, if that is so.
    pub fn stopped(&self) -> Option<Arc<str>> {
        self.stopped.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many wait for a turn.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Acquire)
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// `Locked` where it did not come before `deadline`.
    pub async fn turn(self: &Arc<Self>, deadline: Instant) -> Result<Turn> {
        let in_queue = InQueue::enter(&self.waiting);
        let state = timeout_at(deadline.into(), self.state.clone().lock_owned()).await;
        drop(in_queue);
        let state = state.map_err(|_| Error::Locked)?;
        let is_member = !state.batch.is_empty();
        Ok(Turn { state: Some(state), writer: self.clone(), is_member, has_begun: false, spoiled: None })
    }

    /// Copies what the write-ahead log holds into the database, and cuts the log to nothing. `false` where somebody still reads
    /// from the log, and nothing was cut.
    ///
    /// # Errors
    /// `Locked` where the turn did not come before `deadline`, or the database's own.
    pub async fn truncate_log(self: &Arc<Self>, deadline: Instant) -> Result<bool> {
        let mut state =
            timeout_at(deadline.into(), self.state.clone().lock_owned()).await.map_err(|_| Error::Locked)?;
        // In a task of its own, so that whoever asked may go away without leaving it half done.
        let work = async move {
            state.make_ready().await?;
            state.commit_batch().await;
            state.is_busy = true;
            let connection = state.connection.as_mut().ok_or(sqlx::Error::PoolClosed)?;
            let done: Result<(i64, i64, i64), sqlx::Error> =
                sqlx::query_as(CHECKPOINT).fetch_one(connection).await;
            state.is_busy = false;
            match done {
                Ok((is_blocked, ..)) => Ok(is_blocked == 0),
                Err(e) => Err(state.discard(e).await),
            }
        };
        tokio::spawn(work).await.unwrap_or_else(|e| Err(std::io::Error::other(e).into()))
    }

    /// Commits what waits for it, and closes the connection. Nobody writes afterwards.
    pub async fn close(&self) {
        let mut state = self.state.lock().await;
        // This also looks whether somebody vanished, and answers those who wait in vain then.
        let _ = state.make_ready().await;
        state.commit_batch().await;
        state.is_closed = true;
        state.close_connection().await;
    }
}

/// Counts somebody as waiting for as long as it is there.
struct InQueue<'a>(&'a AtomicUsize);

impl<'a> InQueue<'a> {
    fn enter(waiting: &'a AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::AcqRel);
        Self(waiting)
    }
}

impl Drop for InQueue<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl State {
    /// Makes sure that there is a connection, and that nobody left it in the middle of something.
    async fn make_ready(&mut self) -> Result<()> {
        if self.is_closed {
            return Err(sqlx::Error::PoolClosed.into());
        }
        if self.is_busy {
            let vanished = std::io::Error::other("a transaction was given up with its runtime");
            self.discard(sqlx::Error::Io(vanished)).await;
        }
        if self.connection.is_none() {
            self.connection = Some(self.options.connect().await.map_err(Error::of_begin)?);
        }
        Ok(())
    }

    async fn execute(&mut self, sql: &'static str) -> Result<SqliteQueryResult, sqlx::Error> {
        let connection = self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        sqlx::query(sql).execute(connection).await
    }

    /// Whether the batch is to be committed now, whoever waits.
    fn is_full(&self) -> bool {
        self.batch.len() >= BATCH_MAX || self.batch_began.elapsed() > BATCH_WAIT_MAX
    }

    /// One `COMMIT` for all who wait for it, who are answered then.
    async fn commit_batch(&mut self) {
        if self.batch.is_empty() || self.is_busy {
            return;
        }
        let (batch, began) = (take(&mut self.batch), Instant::now());
        self.is_busy = true;
        let done = self.execute(COMMIT).await;
        let (elapsed, others) = (began.elapsed(), batch.len() - 1);
        let failure = match done {
            Ok(_) => {
                self.is_busy = false;
                None
            }
            Err(e) => Some(self.commit_failed(e).await),
        };
        for Member { answer, release } in batch {
            let result = failure.as_ref().map_or(Ok(()), |failure| Err(failure.shared()));
            // Whoever went away meanwhile is not told. What they wrote is kept all the same.
            let _ = answer.send(Commit { release, began, elapsed, others, result });
        }
    }

    /// Clears up after a `COMMIT` that failed, and says what that means for those who waited for it.
    async fn commit_failed(&mut self, error: sqlx::Error) -> Error {
        if spoils_connection(&error) {
            let error = Error::of_commit(error);
            self.close_connection().await;
            return error;
        }
        // A foreign key that was to be checked at the end. The transaction is still open.
        if let Err(e) = self.execute(ROLLBACK).await {
            self.discard(e).await;
        }
        self.is_busy = false;
        Error::NotKept(Arc::new(error))
    }

    /// Gives the connection up. Everybody in the batch gets the error: their changes went with the transaction.
    async fn discard(&mut self, error: sqlx::Error) -> Error {
        self.discard_for(Error::NotKept(Arc::new(error))).await
    }

    async fn discard_for(&mut self, error: Error) -> Error {
        tracing::warn!(%error, "the connection that writes is opened anew: {error}");
        for Member { answer, release } in take(&mut self.batch) {
            let _ = answer.send(Commit::failed(release, error.shared()));
        }
        self.close_connection().await;
        error
    }

    /// Closes the connection, which takes an open transaction back.
    async fn close_connection(&mut self) {
        if let Some(connection) = self.connection.take() {
            // Where the disk hangs, its thread closes it some time later. Until then it may hold the lock, and `BEGIN` waits.
            let _ = timeout(CLOSE_MAX, connection.close()).await;
        }
        self.is_busy = false;
    }
}

/// The right to write, for one transaction. Where it is dropped before `commit`, the transaction is taken back.
pub(crate) struct Turn {
    /// None once the connection was handed on.
    state: Option<OwnedMutexGuard<State>>,
    writer: Arc<Writer>,
    /// Whether the transaction is a part of a batch that others began.
    pub is_member: bool,
    has_begun: bool,
    /// The error after which the connection is not to be used.
    spoiled: Option<Arc<sqlx::Error>>,
}

impl Turn {
    /// Begins the transaction.
    ///
    /// # Errors
    /// `Locked` where another program held the lock until `deadline`, or the database's own.
    pub async fn begin(&mut self, deadline: Instant) -> Result<()> {
        let state = self.state.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        state.make_ready().await?;
        self.is_member = !state.batch.is_empty();
        (state.is_busy, self.has_begun) = (true, true);
        let sql = if self.is_member { SAVEPOINT } else { BEGIN };
        let error = loop {
            match state.execute(sql).await {
                Ok(_) => return Ok(()),
                Err(e) if Error::is_busy(&e) && Instant::now() < deadline => {}
                Err(e) => break e,
            }
        };
        if Error::is_busy(&error) {
            // Nothing began, and the connection is well.
            (state.is_busy, self.has_begun) = (false, false);
            return Err(Error::Locked);
        }
        self.has_begun = false;
        Err(state.discard(error).await)
    }

    /// The connection, within the transaction.
    ///
    /// # Errors
    /// `NotKept` after an error that spoiled it: SQLite may have ended the transaction by itself, and another statement would
    /// then be kept although the ones before it are not.
    pub fn connection(&mut self) -> Result<&mut SqliteConnection> {
        if let Some(error) = &self.spoiled {
            return Err(Error::NotKept(error.clone()));
        }
        let state = self.state.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        Ok(state.connection.as_mut().ok_or(sqlx::Error::PoolClosed)?)
    }

    /// Takes note of an error of a statement.
    pub fn failed(&mut self, error: sqlx::Error) -> Error {
        if !spoils_connection(&error) {
            return Error::Sql(error);
        }
        let error = Arc::new(error);
        self.spoiled = Some(error.clone());
        Error::NotKept(error)
    }

    /// Keeps the transaction, by itself or together with others. It goes on in a task of its own, to its end, so that a request
    /// that is given up here does not leave a batch without anybody who commits it.
    pub async fn commit(self) -> Commit {
        let (answer, answered) = oneshot::channel();
        tokio::spawn(self.end(answer));
        let lost = || sqlx::Error::Io(std::io::Error::other("the program ended during a COMMIT"));
        answered.await.unwrap_or_else(|_| Commit::failed(None, Error::MaybeKept(Arc::new(lost()))))
    }

    async fn end(mut self, answer: oneshot::Sender<Commit>) {
        if let Some(error) = self.spoiled.clone() {
            // Dropping `self` closes the connection.
            let _ = answer.send(Commit::failed(None, Error::NotKept(error)));
            return;
        }
        let Some(mut state) = self.state.take() else { return };
        let mut release = None;
        if self.is_member {
            let asked = Instant::now();
            if let Err(e) = state.execute(RELEASE).await {
                let error = state.discard(e).await;
                let _ = answer.send(Commit::failed(None, error));
                return;
            }
            release = Some((asked, asked.elapsed()));
        } else {
            state.batch_began = Instant::now();
        }
        state.batch.push(Member { answer, release });
        state.is_busy = false;
        if self.writer.waiting() > 0 && !state.is_full() {
            let first = !self.is_member;
            drop(state);
            if !first {
                return;
            }
            // The first of a batch queues again, behind all who wait now, and commits for them. So a batch ends even where one
            // of those goes away.
            state = self.writer.state.clone().lock_owned().await;
        }
        state.commit_batch().await;
    }

    /// Takes the transaction back, and waits until that is done.
    ///
    /// # Errors
    /// The database's own. The connection was closed then, so nothing was kept.
    pub async fn rollback(mut self) -> Result<()> {
        let Some(state) = self.state.take() else { return Ok(()) };
        let undo = undo(state, self.is_member, self.spoiled.take());
        tokio::spawn(undo).await.unwrap_or_else(|e| Err(std::io::Error::other(e).into()))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(state) = self.state.take().filter(|_| self.has_begun) else { return };
        // Without a runtime nothing can be awaited. `State::is_busy` stays, and the next turn opens the connection anew.
        let Ok(runtime) = Handle::try_current() else { return };
        runtime.spawn(undo(state, self.is_member, self.spoiled.take()));
    }
}

/// Takes a transaction back that has begun.
async fn undo(
    mut state: OwnedMutexGuard<State>,
    is_member: bool,
    spoiled: Option<Arc<sqlx::Error>>,
) -> Result<()> {
    if let Some(error) = spoiled {
        return Err(state.discard_for(Error::NotKept(error)).await);
    }
    let steps: &[&str] = if is_member { &[ROLLBACK_TO, RELEASE] } else { &[ROLLBACK] };
    for sql in steps {
        if let Err(e) = state.execute(sql).await {
            return Err(state.discard(e).await);
        }
    }
    state.is_busy = false;
    Ok(())
}
