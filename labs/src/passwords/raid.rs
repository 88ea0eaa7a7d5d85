//! All four attacks, one after another on one thread, and one raid at a time for everybody.

use super::{
    attack::{Attacked, attack},
    people::PEOPLE,
    store::Stored,
    way::Way,
    words::words,
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
pub struct Crowded;

/// The four attacks.
#[derive(Debug)]
pub struct Raid {
    began: Instant,
    /// In the order of `Way::ALL`.
    pub attacked: Vec<Attacked>,
}

/// Raids for everybody; cheap to clone.
#[derive(Clone)]
pub struct Raids {
    last: Arc<Mutex<Option<Arc<Raid>>>>,
    seats: Arc<Semaphore>,
    time_max: Duration,
}

impl Default for Raids {
    fn default() -> Self {
        Self::of(TIME_MAX)
    }
}

impl Raids {
    /// Raids in which a slow table is attacked for so long.
    fn of(time_max: Duration) -> Self {
        Self { last: Arc::default(), seats: Arc::new(Semaphore::new(WAITING_MAX)), time_max }
    }

    /// A raid that begins after this call: one of one's own, or one that others wait for as well.
    ///
    /// # Errors
    /// When too many wait.
    pub async fn raid(&self) -> Result<Arc<Raid>, Crowded> {
        let _seat = self.seats.try_acquire().map_err(|_| Crowded)?;
        let asked = Instant::now();
        let mut last = self.last.clone().lock_owned().await;
        if let Some(raid) = last.as_ref().filter(|raid| raid.began >= asked) {
            return Ok(raid.clone());
        }
        // The turn goes along to the thread: it ends with the raid, also when nobody waits for it any more.
        let (began, time_max) = (Instant::now(), self.time_max);
        let run = move || last.insert(Arc::new(Raid::run(began, time_max))).clone();
        let done = tokio::task::spawn_blocking(run);
        done.await.map_err(|_| Crowded)
    }
}

impl Raid {
    /// Keeps the passwords in each of the ways, and attacks that.
    fn run(began: Instant, time_max: Duration) -> Self {
        let one = |way| {
            let rows = PEOPLE.iter().map(|(person, password)| Stored::new(person, password, way)).collect();
            let time = if way == Way::Slow { time_max } else { FAST_TIME_MAX.min(time_max) };
            attack(way, rows, words(), time)
        };
        Self { began, attacked: Way::ALL.map(one).into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_waits_for_a_raid_shares_the_next_one_and_all_of_it_is_short() {
        let raids = Raids::of(Duration::from_millis(100));
        let (first, second, third) = tokio::join!(raids.raid(), raids.raid(), raids.raid());
        let (first, second, third) = (first.unwrap(), second.unwrap(), third.unwrap());
        assert!(!Arc::ptr_eq(&first, &second), "the second asked when the first had begun");
        assert!(Arc::ptr_eq(&second, &third));
        let slow = &first.attacked[3];
        assert!(slow.took_us < 1_000_000 && slow.words < 2_000, "{} µs", slow.took_us);
        assert_eq!(first.attacked[1].fallen.len(), 8);
    }
}
