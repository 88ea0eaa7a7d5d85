//! Races under way: two at a time, and the others wait. Networks take turns: of each one race, in the order in which they
//! came, then of each another. So a whole class is one behind the other, and nobody else waits for all of it.
//!
//! A race is many short heats, each a job for the workers of the sandbox, so that whoever runs a statement of their own
//! meanwhile waits for one heat at most. What has been measured so far can be looked at all the time.

use super::{Lane, Results, Settings};
use crate::sandbox::{Plan, Pool, Refused};
use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};
use tokio::{sync::Notify, time::timeout};

/// Races at the same time.
const AT_ONCE: usize = 2;
/// Races under way or waiting, of everybody and of one network; one of each learner. Most take some seconds.
const RACES_MAX: usize = 600;
const NETWORK_RACES_MAX: usize = 200;
/// The longest that anybody waits for their turn.
const WAIT_MAX: Duration = Duration::from_secs(1_800);
/// The longest that a race takes; what is measured by then is its result.
const RACE_MAX: Duration = Duration::from_secs(90);

/// The texts of each lane, and what SQLite makes of them.
pub type Plans = Vec<(Lane, Vec<(String, Plan)>)>;

/// Races of everybody; cheap to clone.
#[derive(Clone, Default)]
pub struct Races {
    running: Arc<Mutex<Running>>,
}

#[derive(Default)]
struct Running {
    races: HashMap<String, Arc<Entry>>,
    /// The number that the next race draws.
    next: u64,
    /// The round of the race that began last, and the networks of which one began in it.
    round: u64,
    had_their_turn: HashSet<String>,
    /// Races that have their turn, those among them that were forgotten and did not notice yet.
    at_once: usize,
}

struct Entry {
    network: String,
    /// In which round its turn is, and its place there: the order in which they came.
    round: u64,
    number: u64,
    turn: Notify,
    stop: Notify,
    is_forgotten: Arc<AtomicBool>,
    state: Mutex<State>,
}

struct State {
    begun: bool,
    done: usize,
    race: Results,
    plans: Plans,
}

/// A race under way, as it stands.
#[derive(Debug, PartialEq)]
pub struct Underway {
    pub turn: Turn,
    pub race: Results,
    pub plans: Plans,
}

/// Whether it has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// So many are to begin before it, as it stands: who comes from elsewhere may be called first.
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
    /// Where they are.
    pub network: String,
    pub settings: Settings,
    pub square_sql: &'static str,
    /// What chance begins with.
    pub seed: u64,
}

/// How a race ended.
pub struct Ended {
    pub race: Results,
    pub plans: Plans,
    /// Why it ended before its time.
    pub trouble: Option<String>,
    is_forgotten: Arc<AtomicBool>,
}

impl Ended {
    /// A race that nobody forgot.
    pub fn of(race: Results, plans: Plans, trouble: Option<String>) -> Self {
        Self { race, plans, trouble, is_forgotten: Arc::default() }
    }

    /// Whether the learner started over meanwhile, so that nothing of it may be kept.
    pub fn is_forgotten(&self) -> bool {
        self.is_forgotten.load(Relaxed)
    }
}

/// A race that goes makes room for the next, however it ended.
struct Room {
    races: Races,
    key: String,
    entry: Arc<Entry>,
}

impl Drop for Room {
    fn drop(&mut self) {
        self.races.lock().clear(&self.key, &self.entry);
    }
}

impl Races {
    /// Begins a race, when its turn comes, and hands its result to `finish`. Who has one under way keeps that. The
    /// learner's own database is read by `image` only then: many may wait.
    ///
    /// # Errors
    /// `Busy` when too many are under way, or of this network.
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
        let Some(entry) = self.lock().enter(&racer)? else { return Ok(()) };
        let room = Room { races: self.clone(), key: racer.key.clone(), entry };
        tokio::spawn(async move {
            let entry = &room.entry;
            let trouble = tokio::select! {
                () = entry.stop.notified() => Some(entry.stopped()),
                trouble = race(&pool, racer, image, entry) => trouble,
            };
            // Kept first, so that nobody sees neither the race nor its result.
            finish(entry.ended(trouble)).await;
        });
        Ok(())
    }

    /// How a learner's race stands; none where there is none under way.
    pub fn progress(&self, key: &str) -> Option<Underway> {
        let running = self.lock();
        let entry = running.races.get(key)?;
        let state = entry.lock();
        let turn = match state.begun {
            true => Turn::Racing { done: state.done, of: state.race.settings.batches().count() },
            false => {
                let waits = |other: &&Arc<Entry>| other.place() < entry.place() && !other.lock().begun;
                // One's own state is held already, and one's own place is not below itself.
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

    /// Ends a learner's race, and nothing comes of it by itself: what was measured so far is the caller's, who also knows
    /// why it ended.
    pub fn forget(&self, key: &str) -> Option<Ended> {
        let entry = self.lock().races.remove(key)?;
        entry.is_forgotten.store(true, Relaxed);
        entry.stop.notify_one();
        let Ended { race, plans, .. } = entry.ended(None);
        Some(Ended::of(race, plans, None))
    }

    fn lock(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running {
    /// A place for a race; none where its learner has one.
    fn enter(&mut self, racer: &Racer) -> Result<Option<Arc<Entry>>, Refused> {
        if self.races.contains_key(&racer.key) {
            return Ok(None);
        }
        let neighbours = || self.races.values().filter(|other| other.network == racer.network);
        if self.races.len() >= RACES_MAX || neighbours().count() >= NETWORK_RACES_MAX {
            return Err(Refused::Busy);
        }
        // One of each network in a round, and none in a round that is over.
        let earliest = self.round + u64::from(self.had_their_turn.contains(&racer.network));
        let round = neighbours().map(|other| other.round + 1).max().unwrap_or(0).max(earliest);
        self.next += 1;
        let entry = Arc::new(Entry::of(racer, round, self.next));
        self.races.insert(racer.key.clone(), entry.clone());
        self.call();
        Ok(Some(entry))
    }

    /// Calls those whose turn it is.
    fn call(&mut self) {
        while self.at_once < AT_ONCE {
            let waiting = self.races.values().filter(|entry| !entry.lock().begun);
            let Some(next) = waiting.min_by_key(|entry| entry.place()) else { return };
            next.lock().begun = true;
            next.turn.notify_one();
            self.at_once += 1;
            if next.round > self.round {
                self.round = next.round;
                self.had_their_turn.clear();
            }
            self.had_their_turn.insert(next.network.clone());
        }
    }

    fn clear(&mut self, key: &str, entry: &Entry) {
        // One that was forgotten is not there any more, but perhaps the learner's next.
        if self.races.get(key).is_some_and(|there| there.number == entry.number) {
            self.races.remove(key);
        }
        if entry.lock().begun {
            self.at_once -= 1;
        }
        self.call();
    }
}

/// The race itself; says why it ended early.
async fn race(
    pool: &Pool,
    racer: Racer,
    image: impl Future<Output = Vec<u8>>,
    entry: &Entry,
) -> Option<String> {
    if timeout(WAIT_MAX, entry.turn.notified()).await.is_err() {
        return Some("Half an hour went by, and others still race. Race when there are fewer.".to_owned());
    }
    let heats = async {
        let mut image = image.await;
        for (n, rows) in racer.settings.batches().enumerate() {
            let seed = racer.seed.wrapping_add(n as u64);
            let heat = entry.lock().race.batch(rows, image.clone(), racer.square_sql, seed);
            if let Some(heat) = heat {
                match pool.run_with_low_priority(racer.place, &heat).await {
                    Ok(heated) => entry.add(heated),
                    Err(Refused::Failed(why)) => {
                        tracing::error!("a batch of a race failed: {why}");
                        return Some(Refused::Broken.to_string());
                    }
                    // A database in which a single step takes seconds: then the community's has to do.
                    Err(Refused::Killed) if !entry.has_begun_to_measure() && !image.is_empty() => {
                        image.clear()
                    }
                    // A machine that stood still: this heat gives nothing, the next ones may.
                    Err(Refused::Killed) => {}
                    Err(refused) => return Some(refused.to_string()),
                }
            }
            entry.lock().done += 1;
        }
        None
    };
    timeout(RACE_MAX, heats).await.unwrap_or_else(|_| {
        Some("The machine has much to do, so the race was ended before all its heats were run.".to_owned())
    })
}

impl Entry {
    fn of(racer: &Racer, round: u64, number: u64) -> Self {
        let race = Results::of(racer.settings.clone());
        let state = State { begun: false, done: 0, race, plans: Vec::new() };
        Self {
            network: racer.network.clone(),
            round,
            number,
            turn: Notify::new(),
            stop: Notify::new(),
            is_forgotten: Arc::default(),
            state: Mutex::new(state),
        }
    }

    /// Whose turn comes before whose: the lower.
    fn place(&self) -> (u64, u64) {
        (self.round, self.number)
    }

    fn has_begun_to_measure(&self) -> bool {
        self.lock().race.points.iter().any(|point| point.statements > 0)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, mut heated: crate::race::BatchResults) {
        let mut state = self.lock();
        // Of each lane its plan in the last heat that it ran in.
        state.plans.retain(|(lane, _)| heated.plans.iter().all(|(newer, _)| newer != lane));
        state.plans.append(&mut heated.plans);
        state.race.add(heated);
    }

    /// What is said of a race that its learner stopped.
    fn stopped(&self) -> String {
        let state = self.lock();
        format!(
            "You stopped the race after {} of {} heats.",
            state.done,
            state.race.settings.batches().count()
        )
    }

    fn ended(&self, trouble: Option<String>) -> Ended {
        let state = self.lock();
        let (race, plans) = (state.race.clone(), state.plans.clone());
        Ended { race, plans, trouble, is_forgotten: self.is_forgotten.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::PageLength;

    fn racer(key: &str, network: &str) -> Racer {
        Racer {
            key: key.to_owned(),
            place: 0,
            network: network.to_owned(),
            settings: Settings::new(PageLength::Newest(20), 100, &[]),
            square_sql: "",
            seed: 0,
        }
    }

    fn enter(running: &mut Running, key: &str, network: &str) -> Arc<Entry> {
        running.enter(&racer(key, network)).unwrap().unwrap()
    }

    #[test]
    fn networks_take_turns() {
        let mut running = Running::default();
        let class: Vec<_> = (0..5).map(|n| enter(&mut running, &format!("pupil {n}"), "school")).collect();
        let home = enter(&mut running, "somebody", "home");
        let begun = |entry: &Arc<Entry>| entry.lock().begun;
        assert_eq!(class.iter().map(begun).collect::<Vec<_>>(), [true, true, false, false, false]);
        assert!(!begun(&home));
        running.clear("pupil 0", &class[0]);
        assert!(begun(&home) && !begun(&class[2]), "the next round has one of each");
        running.clear("pupil 1", &class[1]);
        assert!(begun(&class[2]) && !begun(&class[3]));
        let late = enter(&mut running, "somebody else", "library");
        running.clear("somebody", &home);
        assert!(begun(&late), "who comes late is not behind what a whole class still wants");
    }

    #[test]
    fn nobody_comes_back_before_those_who_wait() {
        let mut running = Running::default();
        let class: Vec<_> = (0..4).map(|n| enter(&mut running, &format!("pupil {n}"), "school")).collect();
        let mut homes: Vec<_> =
            (0..3).map(|n| enter(&mut running, &n.to_string(), &format!("home {n}"))).collect();
        running.clear("pupil 0", &class[0]);
        running.clear("pupil 1", &class[1]);
        // Three homes that race again as soon as they can.
        for n in [0, 1, 2] {
            running.clear(&n.to_string(), &homes[n]);
            homes[n] = enter(&mut running, &n.to_string(), &format!("home {n}"));
        }
        assert!(class[2].lock().begun, "a pupil waits for one race of each");
    }

    #[test]
    fn a_race_that_was_forgotten_keeps_its_turn_until_it_notices() {
        let races = Races::default();
        let [first, _, third] = ["1", "2", "3"].map(|key| enter(&mut races.lock(), key, key));
        assert!(races.forget("1").is_some_and(|ended| ended.trouble.is_none()));
        assert!(first.is_forgotten.load(Relaxed) && !third.lock().begun);
        let again = enter(&mut races.lock(), "1", "1");
        drop(Room { races: races.clone(), key: "1".to_owned(), entry: first });
        assert!(third.lock().begun && races.progress("1").is_some(), "the newer one stays");
        drop(Room { races: races.clone(), key: "3".to_owned(), entry: third });
        assert!(again.lock().begun && races.progress("3").is_none());
    }

    #[test]
    fn one_network_does_not_fill_the_queue() {
        let mut running = Running::default();
        for n in 0..NETWORK_RACES_MAX {
            enter(&mut running, &n.to_string(), "school");
        }
        assert_eq!(running.enter(&racer("one more", "school")).err(), Some(Refused::Busy));
        assert!(running.enter(&racer("0", "school")).is_ok_and(|entry| entry.is_none()), "one of each");
        enter(&mut running, "one more", "home");
    }
}
