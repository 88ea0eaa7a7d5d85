//! The clock beside a run.

use rusqlite::{Connection, ErrorCode, Result};
use rustix::time::{ClockId, clock_gettime};
use std::time::{Duration, Instant};

/// Steps of SQLite's machine between two looks at the clock.
const STEPS_PER_LOOK: i32 = 4_000;

/// When a run is broken off.
#[derive(Clone, Copy)]
pub(super) struct TimeBudget {
    /// Its own time: of this thread, without what others took from it. A busy machine must not make a way look slow.
    cpu: Duration,
    /// The end of everything.
    deadline: Deadline,
}

/// When a batch is over.
#[derive(Clone, Copy)]
pub(super) struct Deadline {
    /// By the clock on the wall.
    wall: Instant,
    /// By what the thread has used; none where somebody waits as long as it takes.
    cpu: Option<Duration>,
}

impl Deadline {
    /// After so much of the thread's own time from now, and after so much on the wall in any case: a machine with much
    /// else to do gives a batch its time in pieces.
    pub fn within(cpu: Duration, wall: Duration) -> Self {
        Self { wall: Instant::now() + wall, cpu: Some(thread_cpu_time() + cpu) }
    }

    pub fn has_passed(&self) -> bool {
        self.cpu.is_some_and(|cpu| thread_cpu_time() > cpu) || Instant::now() > self.wall
    }
}

impl From<Instant> for Deadline {
    fn from(wall: Instant) -> Self {
        Self { wall, cpu: None }
    }
}

/// How a run ended.
pub(super) enum RunEnd<T> {
    Finished(T),
    /// It was broken off because it took too long.
    TooSlow,
    /// It was broken off because everything ends.
    OutOfTime,
}

/// A connection with a budget over it.
pub(super) struct BudgetGuard<'c>(&'c Connection);

impl Drop for BudgetGuard<'_> {
    fn drop(&mut self) {
        let _ = self.0.progress_handler(0, None::<fn() -> bool>);
    }
}

impl TimeBudget {
    /// A run from now that may use the machine for so long, and ends at `end` in any case.
    pub fn from_now(cpu: Duration, deadline: impl Into<Deadline>) -> Self {
        Self { cpu: thread_cpu_time() + cpu, deadline: deadline.into() }
    }

    /// Breaks off whatever runs on this connection too long, while the guard is there. One at a time.
    pub fn enforce_on(self, connection: &Connection) -> Result<BudgetGuard<'_>> {
        connection.progress_handler(STEPS_PER_LOOK, Some(move || self.is_spent()))?;
        Ok(BudgetGuard(connection))
    }

    /// How something ended that this budget was over.
    ///
    /// # Errors
    /// When it failed by itself.
    pub fn classify<T>(&self, result: Result<T>) -> Result<RunEnd<T>> {
        match result {
            Ok(done) => Ok(RunEnd::Finished(done)),
            Err(e) if e.sqlite_error_code() != Some(ErrorCode::OperationInterrupted) => Err(e),
            Err(_) if self.took_too_long() => Ok(RunEnd::TooSlow),
            Err(_) => Ok(RunEnd::OutOfTime),
        }
    }

    pub fn is_spent(&self) -> bool {
        self.took_too_long() || self.deadline.has_passed()
    }

    /// Whether the run itself was slow.
    pub(super) fn took_too_long(&self) -> bool {
        thread_cpu_time() > self.cpu
    }
}

/// How long this thread had the machine so far: what others took from it meanwhile is not counted.
pub(super) fn thread_cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}
