//! How long a run and a batch may take, and how a run ended.
//!
//! A run has a budget of processor time, because a busy machine must not make it look slow. A batch has a deadline, which
//! may be in processor time, on the wall, or both.

use rusqlite::{Connection, ErrorCode, Result};
use rustix::time::{ClockId, clock_gettime};
use std::time::{Duration, Instant};

/// Steps of SQLite's virtual machine between two looks at the clock.
const STEPS_PER_LOOK: i32 = 4_000;

/// When a run is interrupted.
#[derive(Clone, Copy)]
pub(super) struct TimeBudget {
    /// When the processor time of this thread reaches this value.
    cpu: Duration,
    /// The end of the batch.
    deadline: Deadline,
}

/// When a batch is over.
#[derive(Clone, Copy)]
pub(super) struct Deadline {
    /// On the wall.
    wall: Instant,
    /// When the processor time of this thread reaches this value; none where it is not limited.
    cpu: Option<Duration>,
}

impl Deadline {
    /// From now on, `cpu` of processor time, and in any case `wall` on the wall: a busy machine gives a batch its processor
    /// time in pieces.
    pub fn within(cpu: Duration, wall: Duration) -> Self {
        Self { wall: Instant::now() + wall, cpu: Some(thread_cpu_time() + cpu) }
    }

    /// Whether nothing more may be begun.
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
    /// It was interrupted because it used up its own budget.
    TooSlow,
    /// It was interrupted because the batch ended.
    OutOfTime,
}

/// While it exists, the connection interrupts what runs on it when the budget is spent.
pub(super) struct BudgetGuard<'c>(&'c Connection);

impl Drop for BudgetGuard<'_> {
    fn drop(&mut self) {
        let _ = self.0.progress_handler(0, None::<fn() -> bool>);
    }
}

impl TimeBudget {
    /// A budget for a run that begins now: `cpu` of processor time, and until `deadline` in any case.
    pub fn from_now(cpu: Duration, deadline: impl Into<Deadline>) -> Self {
        Self { cpu: thread_cpu_time() + cpu, deadline: deadline.into() }
    }

    /// Interrupts what runs on this connection when the budget is spent, as long as the guard exists. A connection can have
    /// one guard at a time.
    ///
    /// # Errors
    /// When SQLite takes no progress handler.
    pub fn enforce_on(self, connection: &Connection) -> Result<BudgetGuard<'_>> {
        connection.progress_handler(STEPS_PER_LOOK, Some(move || self.is_spent()))?;
        Ok(BudgetGuard(connection))
    }

    /// How a run ended that had this budget.
    ///
    /// # Errors
    /// When it failed for another reason than the budget.
    pub fn classify<T>(&self, result: Result<T>) -> Result<RunEnd<T>> {
        match result {
            Ok(done) => Ok(RunEnd::Finished(done)),
            Err(e) if e.sqlite_error_code() != Some(ErrorCode::OperationInterrupted) => Err(e),
            Err(_) if self.took_too_long() => Ok(RunEnd::TooSlow),
            Err(_) => Ok(RunEnd::OutOfTime),
        }
    }

    /// Whether the run must end.
    pub fn is_spent(&self) -> bool {
        self.took_too_long() || self.deadline.has_passed()
    }

    /// Whether the run itself used up its processor time.
    pub(super) fn took_too_long(&self) -> bool {
        thread_cpu_time() > self.cpu
    }
}

/// The processor time that this thread has used (`CLOCK_THREAD_CPUTIME_ID` of clock_gettime(2)). What other threads used
/// meanwhile does not count.
pub(super) fn thread_cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}
