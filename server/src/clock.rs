//! The time of day, asked for in one place so that tests can move it.

use model::Timestamp;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

/// Cheap to clone; every clone moves together.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Seconds between the system's time and this clock's.
    ahead: Arc<AtomicI64>,
}

impl Clock {
    /// This moment.
    pub fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Timestamp(i64::try_from(since).unwrap_or(i64::MAX)).plus(self.ahead.load(Ordering::Relaxed))
    }

    /// Moves the clock by so many seconds, backwards when negative. For tests.
    pub fn advance(&self, seconds: i64) {
        self.ahead.fetch_add(seconds, Ordering::Relaxed);
    }
}
