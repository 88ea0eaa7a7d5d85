//! Running the attacks on all four tables, one after the other on one thread, and one run at a time for everybody.

use super::{
    attack::{AttackResult, attack},
    common_passwords::common_passwords,
    password_row::PasswordRow,
    people::PEOPLE,
    scheme::Scheme,
};
use crate::network_places::NetworkPlaces;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::Mutex;

/// The longest time for the attack on one table. Tables with a fast hash take a fraction of it.
pub const TIME_MAX: Duration = Duration::from_secs(3);
/// The longest time for the attack on a table with a fast hash, even on a slow machine.
const FAST_TIME_MAX: Duration = Duration::from_millis(500);
/// The most learners that wait at the same time, and those of them that one network may have.
const WAITING_MAX: usize = 256;
const NETWORK_WAITING_MAX: usize = 160;

/// Too many learners wait. The message is shown to the learner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Too many people attack at this very moment. Nothing was done; try again in a few seconds.")]
pub struct QueueFull;

/// One run: the attacks on all four tables.
#[derive(Debug)]
pub struct AttackRun {
    began: Instant,
    /// The result for each table, in the order of `Scheme::ALL`.
    pub results: Vec<AttackResult>,
}

/// Runs attacks for everybody; cheap to clone.
///
/// An attack is meant to use all of a processor core, so only one runs at a time. Learners who ask during a run do not get
/// its result, since it began before they asked; they all share the run that begins next.
#[derive(Clone)]
pub struct AttackRunner {
    /// The last run. The lock is held while a run is under way.
    last: Arc<Mutex<Option<Arc<AttackRun>>>>,
    /// A place for each learner who waits.
    places: NetworkPlaces,
    /// The longest time for the table with a slow hash.
    time_max: Duration,
}

impl Default for AttackRunner {
    fn default() -> Self {
        Self::of(TIME_MAX)
    }
}

impl AttackRunner {
    /// A runner that attacks the table with a slow hash for at most this long.
    fn of(time_max: Duration) -> Self {
        Self { last: Arc::default(), places: NetworkPlaces::new(WAITING_MAX, NETWORK_WAITING_MAX), time_max }
    }

    /// Returns a run that began after this call, either one of its own or one that others wait for as well.
    ///
    /// # Errors
    /// When too many learners wait, in all or of this network.
    pub async fn run(&self, network: &str) -> Result<Arc<AttackRun>, QueueFull> {
        let _place = self.places.take(network).ok_or(QueueFull)?;
        let asked = Instant::now();
        let mut last = self.last.clone().lock_owned().await;
        // The lock was waited for. A run that began meanwhile, after this call, is as good as one of its own.
        if let Some(run) = last.as_ref().filter(|run| run.began >= asked) {
            return Ok(run.clone());
        }
        // The lock moves into the thread and is released when the run ends, also when nobody waits for it any more. So a
        // learner who leaves cannot make a second run start beside the first.
        let (began, time_max) = (Instant::now(), self.time_max);
        let run = move || last.insert(Arc::new(AttackRun::run(began, time_max))).clone();
        let done = tokio::task::spawn_blocking(run);
        done.await.map_err(|_| QueueFull)
    }
}

impl AttackRun {
    /// Stores the passwords in each scheme and attacks the tables one after the other.
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
        let (first, second, third) = tokio::join!(runner.run("a"), runner.run("b"), runner.run("c"));
        let (first, second, third) = (first.unwrap(), second.unwrap(), third.unwrap());
        assert!(!Arc::ptr_eq(&first, &second), "the second asked when the first had begun");
        assert!(Arc::ptr_eq(&second, &third));
        let slow = &first.results[3];
        assert!(slow.took_us < 1_000_000 && slow.words < 2_000, "{} µs", slow.took_us);
        assert_eq!(first.results[1].cracked.len(), 8);
    }
}
