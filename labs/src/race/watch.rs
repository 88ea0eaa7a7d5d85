//! The clock beside a run.

use rusqlite::{Connection, ErrorCode, Result};
use rustix::time::{ClockId, clock_gettime};
use std::time::{Duration, Instant};

/// Steps of SQLite's machine between two looks at the clock.
const STEPS_PER_LOOK: i32 = 4_000;

/// When a run is broken off.
#[derive(Clone, Copy)]
pub(super) struct Watch {
    /// Its own time: of this thread, without what others took from it. A busy machine must not make a way look slow.
    own: Duration,
    /// The end of everything.
    end: End,
}

/// When a heat is over.
#[derive(Clone, Copy)]
pub(super) struct End {
    /// By the clock on the wall.
    wall: Instant,
    /// By what the thread has used; none where somebody waits as long as it takes.
    own: Option<Duration>,
}

impl End {
    /// After so much of the thread's own time from now, and after so much on the wall in any case: a machine with much
    /// else to do gives a heat its time in pieces.
    pub fn within(own: Duration, wall: Duration) -> Self {
        Self { wall: Instant::now() + wall, own: Some(used() + own) }
    }

    pub fn is_over(&self) -> bool {
        self.own.is_some_and(|own| used() > own) || Instant::now() > self.wall
    }
}

impl From<Instant> for End {
    fn from(wall: Instant) -> Self {
        Self { wall, own: None }
    }
}

/// How a run ended.
pub(super) enum Ended<T> {
    Well(T),
    /// It was broken off because it took too long.
    Stopped,
    /// It was broken off because everything ends.
    Over,
}

/// A connection with a watch over it.
pub(super) struct Watched<'c>(&'c Connection);

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        let _ = self.0.progress_handler(0, None::<fn() -> bool>);
    }
}

impl Watch {
    /// A run from now that may use the machine for so long, and ends at `end` in any case.
    pub fn from_now(own: Duration, end: impl Into<End>) -> Self {
        Self { own: used() + own, end: end.into() }
    }

    /// Breaks off whatever runs on this connection too long, while the guard is there. One at a time.
    pub fn over(self, connection: &Connection) -> Result<Watched<'_>> {
        connection.progress_handler(STEPS_PER_LOOK, Some(move || self.is_over()))?;
        Ok(Watched(connection))
    }

    /// How something ended that this watch was over.
    ///
    /// # Errors
    /// When it failed by itself.
    pub fn ended<T>(&self, result: Result<T>) -> Result<Ended<T>> {
        match result {
            Ok(done) => Ok(Ended::Well(done)),
            Err(e) if e.sqlite_error_code() != Some(ErrorCode::OperationInterrupted) => Err(e),
            Err(_) if self.took_too_long() => Ok(Ended::Stopped),
            Err(_) => Ok(Ended::Over),
        }
    }

    pub fn is_over(&self) -> bool {
        self.took_too_long() || self.end.is_over()
    }

    /// Whether the run itself was slow.
    pub(super) fn took_too_long(&self) -> bool {
        used() > self.own
    }
}

/// How long this thread had the machine so far: what others took from it meanwhile is not counted.
pub(super) fn used() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}
