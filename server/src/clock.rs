//! The time of day. Every part of the server asks this clock, so that tests can move it.

use model::Timestamp;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

/// The system's clock, and how far a test has moved it. All clones are one clock.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// How many seconds it is ahead of the system's clock.
    ahead: Arc<AtomicI64>,
}

impl Clock {
    /// The current time, in whole seconds.
    pub fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Timestamp(i64::try_from(since).unwrap_or(i64::MAX)).plus(self.ahead.load(Ordering::Relaxed))
    }

    /// Moves the clock by so many seconds, backwards when negative. For tests.
    pub fn advance(&self, seconds: i64) {
        self.ahead.fetch_add(seconds, Ordering::Relaxed);
    }
}
