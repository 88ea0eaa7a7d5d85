//! The time of day. Every part of the server asks this clock, so that tests can move it.
//!
//! A clock can be wrong: a machine starts with an empty battery, an administrator mistypes a year. Nothing that is old by
//! such a clock may be deleted. So before the site deletes what is over, it [looks](Clock::is_steady) whether the clock has
//! run evenly for a day.

use model::Timestamp;
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use store::{
    Db,
    clock_look::{ClockLook, find_clock_look, update_clock_look},
};

const DAY: i64 = 24 * 60 * 60;
/// Between two looks a clock that is right may gain or lose so much, in seconds; with more it has jumped.
const JUMP_MIN: i64 = DAY;
/// A clock that has run evenly for so long is believed, in seconds.
const STEADY_MIN: i64 = DAY;

/// The system's clock, and how far a test has moved it. All clones are one clock.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// How many seconds it is ahead of the system's clock.
    ahead: Arc<AtomicI64>,
    /// The last look of this process, and when it was by the clock that only counts the time since the machine started.
    looked: Arc<Mutex<Option<(ClockLook, Instant)>>>,
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

    /// Looks at the clock, and says whether it has run evenly for a day, so that what is old by it may be deleted. A site that
    /// was switched off for longer than a day cannot tell that from a jump, and waits for a day as well.
    ///
    /// # Errors
    /// The database's own; the look is kept there.
    pub async fn is_steady(&self, db: &Db) -> store::Result<bool> {
        let (now, instant) = (self.now(), Instant::now());
        let looked = *self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        let (before, passed) = match looked {
            Some((look, at)) => (Some(look), Some(instant.duration_since(at))),
            None => (find_clock_look(db).await?, None),
        };
        let look = look_after(before, passed, now);
        update_clock_look(db, look).await?;
        *self.looked.lock().unwrap_or_else(PoisonError::into_inner) = Some((look, instant));
        Ok(now.since(look.steady_since) >= STEADY_MIN)
    }
}

/// The look that follows on `before`. `passed` is the time that really passed between them; it is not known for the first
/// look of a process.
fn look_after(before: Option<ClockLook>, passed: Option<Duration>, now: Timestamp) -> ClockLook {
    let steady_since = before.and_then(|before| {
        let passed = passed.map_or(0, |passed| i64::try_from(passed.as_secs()).unwrap_or(i64::MAX));
        let gained = now.since(before.at).saturating_sub(passed);
        (gained.saturating_abs() <= JUMP_MIN).then(|| before.steady_since.min(now))
    });
    ClockLook { at: now, steady_since: steady_since.unwrap_or(now) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp(1_800_000_000);

    fn check(at: i64, passed: Option<i64>, steady_for: i64) {
        let before = ClockLook { at: NOON, steady_since: NOON.plus(-10 * DAY) };
        let passed = passed.map(|seconds| Duration::from_secs(seconds.unsigned_abs()));
        let look = look_after(Some(before), passed, NOON.plus(at));
        assert_eq!(look.at.since(look.steady_since), steady_for, "{at} {passed:?}");
    }

    #[test]
    fn k4_a_clock_that_gains_or_loses_more_than_a_day_has_jumped() {
        check(600, Some(600), 10 * DAY + 600);
        check(DAY, Some(600), 11 * DAY);
        check(5 * DAY, Some(5 * DAY), 15 * DAY);
        check(DAY + 700, Some(600), 0);
        check(-DAY, Some(600), 0);
        check(400 * DAY, Some(600), 0);
        check(-400 * DAY, Some(600), 0);
        // The first look of a process: nobody knows how long the site was off.
        check(3_600, None, 10 * DAY + 3_600);
        check(2 * DAY, None, 0);
        check(-2 * DAY, None, 0);
        assert_eq!(look_after(None, None, NOON), ClockLook { at: NOON, steady_since: NOON });
    }
}
