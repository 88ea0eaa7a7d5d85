//! All four attacks, one after another on one thread, and one raid at a time for everybody.

use super::{
    attack::{AttackResult, attack},
    common_passwords::common_passwords,
    password_row::PasswordRow,
    people::PEOPLE,
    scheme::Scheme,
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::{Mutex, Semaphore};

/// The longest that the attack on one table takes. The fast ones are through in a fraction of it.
pub const TIME_MAX: Duration = Duration::from_secs(3);
/// The longest that the attack on a fast table takes, on whatever machine.
const FAST_TIME_MAX: Duration = Duration::from_millis(500);
/// Learners that wait at the same time.
const WAITING_MAX: usize = 256;

/// Too many wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Too many people attack at this very moment. Nothing was done; try again in a few seconds.")]
pub struct QueueFull;

/// The four attacks.
#[derive(Debug)]
pub struct AttackRun {
    began: Instant,
    /// In the order of `Way::ALL`.
    pub results: Vec<AttackResult>,
}

/// Raids for everybody; cheap to clone.
#[derive(Clone)]
pub struct AttackRunner {
    last: Arc<Mutex<Option<Arc<AttackRun>>>>,
    queue: Arc<Semaphore>,
    time_max: Duration,
}

impl Default for AttackRunner {
    fn default() -> Self {
        Self::of(TIME_MAX)
    }
}

impl AttackRunner {
    /// Raids in which a slow table is attacked for so long.
    fn of(time_max: Duration) -> Self {
        Self { last: Arc::default(), queue: Arc::new(Semaphore::new(WAITING_MAX)), time_max }
    }

    /// A raid that begins after this call: one of one's own, or one that others wait for as well.
    ///
    /// # Errors
    /// When too many wait.
    pub async fn run(&self) -> Result<Arc<AttackRun>, QueueFull> {
        let _seat = self.queue.try_acquire().map_err(|_| QueueFull)?;
        let asked = Instant::now();
        let mut last = self.last.clone().lock_owned().await;
        if let Some(run) = last.as_ref().filter(|run| run.began >= asked) {
            return Ok(run.clone());
        }
        // The turn goes along to the thread: it ends with the raid, also when nobody waits for it any more.
        let (began, time_max) = (Instant::now(), self.time_max);
        let run = move || last.insert(Arc::new(AttackRun::run(began, time_max))).clone();
        let done = tokio::task::spawn_blocking(run);
        done.await.map_err(|_| QueueFull)
    }
}

impl AttackRun {
    /// Keeps the passwords in each of the ways, and attacks that.
    fn run(began: Instant, time_max: Duration) -> Self {
        let one = |scheme| {
            let rows =
                PEOPLE.iter().map(|(person, password)| PasswordRow::new(person, password, scheme)).collect();
            let time = if scheme == Scheme::Slow { time_max } else { FAST_TIME_MAX.min(time_max) };
            attack(scheme, rows, common_passwords(), time)
        };
        Self { began, results: Scheme::ALL.map(one).into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_waits_for_a_raid_shares_the_next_one_and_all_of_it_is_short() {
        let runner = AttackRunner::of(Duration::from_millis(100));
        let (first, second, third) = tokio::join!(runner.run(), runner.run(), runner.run());
        let (first, second, third) = (first.unwrap(), second.unwrap(), third.unwrap());
        assert!(!Arc::ptr_eq(&first, &second), "the second asked when the first had begun");
        assert!(Arc::ptr_eq(&second, &third));
        let slow = &first.results[3];
        assert!(slow.took_us < 1_000_000 && slow.words < 2_000, "{} µs", slow.took_us);
        assert_eq!(first.results[1].cracked.len(), 8);
    }
}
