//! Races under way: two at a time, the others in the order in which they came.
//!
//! A race is many short heats, each a job for the workers of the sandbox, so that whoever runs a statement of their own
//! meanwhile waits for one heat at most. What has been measured so far can be looked at all the time.

use labs::{
    race::{Lane, Race, Settings},
    sandbox::{Job, Plan, Pool, Refused, Reply},
};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};
use tokio::{
    sync::{Notify, Semaphore},
    time::timeout,
};

/// Races at the same time.
const AT_ONCE: usize = 2;
/// Races under way or waiting, of everybody; one of each. Most take some seconds.
const RACES_MAX: usize = 300;
/// The longest that anybody waits for their turn.
const WAIT_MAX: Duration = Duration::from_secs(1_800);
/// The longest that a race takes; what is measured by then is its result.
const RACE_MAX: Duration = Duration::from_secs(90);

/// The texts of each lane, and what SQLite makes of them.
pub type Plans = Vec<(Lane, Vec<(String, Plan)>)>;

/// Races of everybody; cheap to clone.
#[derive(Clone)]
pub struct Races {
    running: Arc<Mutex<Running>>,
    turns: Arc<Semaphore>,
}

#[derive(Default)]
struct Running {
    races: HashMap<String, Arc<Entry>>,
    /// The number that the next race draws.
    next: u64,
}

struct Entry {
    number: u64,
    stop: Notify,
    is_forgotten: Arc<AtomicBool>,
    state: Mutex<State>,
}

struct State {
    begun: bool,
    done: usize,
    race: Race,
    plans: Plans,
}

/// A race under way, as it stands.
#[derive(Debug, PartialEq)]
pub struct Underway {
    pub turn: Turn,
    pub race: Race,
    pub plans: Plans,
}

/// Whether it has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// So many are to begin before it.
    Waiting { ahead: usize },
    /// So many heats are done, of all.
    Racing { done: usize, of: usize },
}

/// What a race needs of its learner.
pub struct Racer {
    /// The learner's name in memory.
    pub key: String,
    /// Their number in the queue for workers.
    pub place: u64,
    pub settings: Settings,
    pub square_sql: &'static str,
    /// What chance begins with.
    pub seed: u64,
}

/// How a race ended.
pub struct Ended {
    pub race: Race,
    pub plans: Plans,
    /// Why it ended before its time.
    pub trouble: Option<String>,
    is_forgotten: Arc<AtomicBool>,
}

impl Ended {
    /// A race that nobody forgot.
    pub fn of(race: Race, plans: Plans, trouble: Option<String>) -> Self {
        Self { race, plans, trouble, is_forgotten: Arc::default() }
    }

    /// Whether the learner started over meanwhile, so that nothing of it may be kept.
    pub fn is_forgotten(&self) -> bool {
        self.is_forgotten.load(Relaxed)
    }
}

impl Default for Races {
    fn default() -> Self {
        Self { running: Arc::default(), turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Races {
    /// Begins a race, when its turn comes, and hands its result to `finish`. Who has one under way keeps that. The
    /// learner's own database is read by `image` only then: many may wait.
    ///
    /// # Errors
    /// `Busy` when too many are under way.
    pub fn begin<I, F>(
        &self,
        pool: Pool,
        racer: Racer,
        image: I,
        finish: impl FnOnce(Ended) -> F + Send + 'static,
    ) -> Result<(), Refused>
    where
        I: Future<Output = Vec<u8>> + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let entry = {
            let mut running = self.lock();
            if running.races.contains_key(&racer.key) {
                return Ok(());
            }
            if running.races.len() >= RACES_MAX {
                return Err(Refused::Busy);
            }
            running.next += 1;
            let entry = Arc::new(Entry::of(running.next, racer.settings.clone()));
            running.races.insert(racer.key.clone(), entry.clone());
            entry
        };
        let races = self.clone();
        tokio::spawn(async move {
            let key = racer.key.clone();
            let trouble = tokio::select! {
                () = entry.stop.notified() => Some(entry.stopped()),
                trouble = races.race(&pool, racer, image, &entry) => trouble,
            };
            // Kept first, so that nobody sees neither the race nor its result.
            finish(entry.ended(trouble)).await;
            races.remove(&key, entry.number);
        });
        Ok(())
    }

    /// How a learner's race stands; none where there is none under way.
    pub fn progress(&self, key: &str) -> Option<Underway> {
        let running = self.lock();
        let entry = running.races.get(key)?;
        let state = entry.lock();
        let turn = match state.begun {
            true => Turn::Racing { done: state.done, of: state.race.settings.heats().count() },
            false => {
                let waits = |other: &&Arc<Entry>| other.number < entry.number && !other.lock().begun;
                // One's own state is held already, and one's own number is not below itself.
                Turn::Waiting { ahead: running.races.values().filter(waits).count() }
            }
        };
        Some(Underway { turn, race: state.race.clone(), plans: state.plans.clone() })
    }

    /// Ends a learner's race; what was measured so far is its result.
    pub fn cancel(&self, key: &str) {
        if let Some(entry) = self.lock().races.get(key) {
            entry.stop.notify_one();
        }
    }

    /// Ends a learner's race, and nothing comes of it by itself: what was measured so far is the caller's.
    pub fn forget(&self, key: &str) -> Option<Ended> {
        let entry = self.lock().races.remove(key)?;
        entry.is_forgotten.store(true, Relaxed);
        entry.stop.notify_one();
        let Ended { race, plans, trouble, .. } = entry.ended(Some(entry.stopped()));
        Some(Ended::of(race, plans, trouble))
    }

    /// The race itself; says why it ended early.
    async fn race(
        &self,
        pool: &Pool,
        racer: Racer,
        image: impl Future<Output = Vec<u8>>,
        entry: &Entry,
    ) -> Option<String> {
        let Ok(Ok(_turn)) = timeout(WAIT_MAX, self.turns.acquire()).await else {
            return Some(
                "Half an hour went by, and others still race. Race when there are fewer.".to_owned(),
            );
        };
        entry.lock().begun = true;
        let heats = async {
            let mut image = image.await;
            for (n, rows) in racer.settings.heats().enumerate() {
                let seed = racer.seed.wrapping_add(n as u64);
                let heat = entry.lock().race.heat(rows, image.clone(), racer.square_sql, seed);
                if let Some(heat) = heat {
                    match pool.run_patiently(racer.place, &Job::Race(Box::new(heat))).await {
                        Ok(Reply::Raced(heated)) => entry.add(*heated),
                        Ok(other) => {
                            tracing::error!("a heat of a race failed: {other:?}");
                            return Some(Refused::Broken.to_string());
                        }
                        // A database in which a single step takes seconds: then the community's has to do.
                        Err(Refused::Killed) => image.clear(),
                        Err(refused) => return Some(refused.to_string()),
                    }
                }
                entry.lock().done += 1;
            }
            None
        };
        timeout(RACE_MAX, heats).await.unwrap_or_else(|_| {
            Some(
                "The machine has much to do, so the race was ended before all its heats were run.".to_owned(),
            )
        })
    }

    fn remove(&self, key: &str, number: u64) {
        let mut running = self.lock();
        if running.races.get(key).is_some_and(|entry| entry.number == number) {
            running.races.remove(key);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    fn of(number: u64, settings: Settings) -> Self {
        let state = State { begun: false, done: 0, race: Race::of(settings), plans: Vec::new() };
        Self { number, stop: Notify::new(), is_forgotten: Arc::default(), state: Mutex::new(state) }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, mut heated: labs::race::Heated) {
        let mut state = self.lock();
        // Of each lane its plan in the last heat that it ran in.
        state.plans.retain(|(lane, _)| heated.plans.iter().all(|(newer, _)| newer != lane));
        state.plans.append(&mut heated.plans);
        state.race.add(heated);
    }

    /// What is said of a race that its learner stopped.
    fn stopped(&self) -> String {
        let state = self.lock();
        format!("You stopped the race after {} of {} heats.", state.done, state.race.settings.heats().count())
    }

    fn ended(&self, trouble: Option<String>) -> Ended {
        let state = self.lock();
        let (race, plans) = (state.race.clone(), state.plans.clone());
        Ended { race, plans, trouble, is_forgotten: self.is_forgotten.clone() }
    }
}
