//! The queue of races: a few run at the same time, the others wait, and networks take turns (round-robin).
//!
//! Races are started in rounds. A round has at most one race of each network, and within a round they start in the
//! order in which they were requested. Without rounds a class of thirty learners, who share one network, would make
//! everybody else wait for thirty races; with them, a learner elsewhere waits for one race of the class.
//!
//! A race is many short batches, each of which is a job of its own for the sandbox's workers. So a learner who runs a
//! statement in the meantime waits for one batch at most. The results so far can be read at any time.

use super::{Lane, Results, Settings};
use crate::sandbox::{Claim, Plan, Pool, Refused};
use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};
use tokio::{sync::Notify, time::timeout};

/// How many races run at the same time.
const RUNNING_MAX: usize = 2;
/// How many races may run or wait, over all networks. A learner has one at most, and most races take some seconds.
const RACES_MAX: usize = 600;
/// How many races of one network may run or wait.
const NETWORK_RACES_MAX: usize = 200;
/// How long a race may wait for its turn.
const WAIT_MAX: Duration = Duration::from_secs(1_800);
/// How long a race may run. What was measured by then is its result.
const RACE_MAX: Duration = Duration::from_secs(90);

/// The statements of each lane, and the plan that SQLite makes for each.
pub type Plans = Vec<(Lane, Vec<(String, Plan)>)>;

/// The races of all learners; a clone shares them and is cheap.
#[derive(Clone, Default)]
pub struct Races {
    queue: Arc<Mutex<Queue>>,
}

#[derive(Default)]
struct Queue {
    /// By the learner's key in memory.
    races: HashMap<String, Arc<Entry>>,
    /// How many races were requested so far; gives each its number.
    next: u64,
    /// The round of the race that started last.
    round: u64,
    /// The networks of which a race has started in this round.
    started_networks: HashSet<String>,
    /// How many races have started and not ended. It includes those that were forgotten and have not stopped yet: they
    /// still use a worker.
    running_count: usize,
}

struct Entry {
    network: String,
    /// The round in which it starts.
    round: u64,
    /// Counts up with every request, and orders the races of one round.
    number: u64,
    /// Notified when the race may start.
    turn: Notify,
    /// Notified when the race has to end.
    stop: Notify,
    /// Whether its result must not be stored.
    is_forgotten: Arc<AtomicBool>,
    state: Mutex<State>,
}

struct State {
    begun: bool,
    /// How many batches are done, including those without a result.
    done: usize,
    /// What was measured so far.
    race: Results,
    plans: Plans,
}

/// A snapshot of a race that waits or runs.
#[derive(Debug, PartialEq)]
pub struct Underway {
    /// Whether it has started, and how far it is.
    pub turn: Turn,
    /// What was measured so far.
    pub race: Results,
    /// The plans of the lanes that ran so far.
    pub plans: Plans,
}

/// Whether a race has started, and how far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It waits. `ahead` races would start before it as things are now; a later request from another network may still
    /// get an earlier round.
    Waiting { ahead: usize },
    /// It runs: `done` of `of` batches are done.
    Racing { done: usize, of: usize },
}

/// A race that a learner requests.
pub struct RaceRequest {
    /// The learner's key in memory (`lessons::learner::memory_key`). A learner has one race at most.
    pub key: String,
    /// With what each batch waits for one of the sandbox's workers. Its network takes turns with others here as well.
    pub claim: Claim,
    /// What is measured.
    pub settings: Settings,
    /// The script that makes the community's database, for a learner who has none.
    pub square_sql: &'static str,
    /// The seed of the random order in which lanes are timed. Each batch adds its number.
    pub seed: u64,
}

/// A race that has ended, completely or early.
pub struct Ended {
    /// What was measured.
    pub race: Results,
    /// The plans of the lanes that ran.
    pub plans: Plans,
    /// Why it ended early, as a sentence for the learner; `None` if all batches were run.
    pub trouble: Option<String>,
    is_forgotten: Arc<AtomicBool>,
}

impl Ended {
    /// An ended race whose result may be stored.
    pub fn of(race: Results, plans: Plans, trouble: Option<String>) -> Self {
        Self { race, plans, trouble, is_forgotten: Arc::default() }
    }

    /// Whether the learner started over in the meantime, so that nothing of the race may be stored.
    pub fn is_forgotten(&self) -> bool {
        self.is_forgotten.load(Relaxed)
    }
}

/// A race's place in the queue. It is dropped when the race's task ends in any way, also by a panic, and then lets the
/// next race start.
struct PlaceGuard {
    races: Races,
    key: String,
    entry: Arc<Entry>,
}

impl Drop for PlaceGuard {
    fn drop(&mut self) {
        self.races.lock().clear(&self.key, &self.entry);
    }
}

impl Races {
    /// Puts a race into the queue. Once it has run, `finish` gets its result. Does nothing if the learner already has a
    /// race. `image` reads the learner's own database and is awaited only when the race starts, because hundreds of
    /// races may wait and an image takes memory.
    ///
    /// # Errors
    /// `Busy` when too many races run or wait, `NetworkBusy` when too many of this network do.
    pub fn begin<I, F>(
        &self,
        pool: Pool,
        request: RaceRequest,
        image: I,
        finish: impl FnOnce(Ended) -> F + Send + 'static,
    ) -> Result<(), Refused>
    where
        I: Future<Output = Vec<u8>> + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let Some(entry) = self.lock().enqueue(&request)? else { return Ok(()) };
        let guard = PlaceGuard { races: self.clone(), key: request.key.clone(), entry };
        tokio::spawn(async move {
            let entry = &guard.entry;
            let trouble = tokio::select! {
                () = entry.stop.notified() => Some(entry.stopped()),
                trouble = race(&pool, request, image, entry) => trouble,
            };
            // The result is stored before the guard is dropped, so that a page which looks in between sees one of the
            // two.
            finish(entry.ended(trouble)).await;
        });
        Ok(())
    }

    /// A snapshot of a learner's race; `None` if it has none.
    pub fn progress(&self, key: &str) -> Option<Underway> {
        let queue = self.lock();
        let entry = queue.races.get(key)?;
        let state = entry.lock();
        let turn = match state.begun {
            true => Turn::Racing { done: state.done, of: state.race.settings.batches().count() },
            false => {
                let waits = |other: &&Arc<Entry>| other.order() < entry.order() && !other.lock().begun;
                // This entry's state is locked already. It is never locked twice, because its order is not below itself
                // and `&&` stops there.
                Turn::Waiting { ahead: queue.races.values().filter(waits).count() }
            }
        };
        Some(Underway { turn, race: state.race.clone(), plans: state.plans.clone() })
    }

    /// Ends a learner's race early. What was measured so far is its result, and `finish` gets it.
    pub fn cancel(&self, key: &str) {
        if let Some(entry) = self.lock().races.get(key) {
            entry.stop.notify_one();
        }
    }

    /// Ends a learner's race and returns what was measured so far, because the caller decides what becomes of it.
    /// `finish` is still called, with a race that `is_forgotten`. `None` if the learner has no race.
    pub fn forget(&self, key: &str) -> Option<Ended> {
        let entry = self.lock().races.remove(key)?;
        entry.is_forgotten.store(true, Relaxed);
        entry.stop.notify_one();
        let Ended { race, plans, .. } = entry.ended(None);
        Some(Ended::of(race, plans, None))
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    /// Adds a race to the queue, and starts it if one may start. `None` if its learner already has a race.
    fn enqueue(&mut self, request: &RaceRequest) -> Result<Option<Arc<Entry>>, Refused> {
        if self.races.contains_key(&request.key) {
            return Ok(None);
        }
        let neighbours = || self.races.values().filter(|other| other.network == request.claim.network);
        if self.races.len() >= RACES_MAX {
            return Err(Refused::Busy);
        }
        if neighbours().count() >= NETWORK_RACES_MAX {
            return Err(Refused::NetworkBusy);
        }
        // The round after that of the network's last waiting race, and never one that is over. In the current round a
        // network can start only one race.
        let earliest = self.round + u64::from(self.started_networks.contains(&request.claim.network));
        let round = neighbours().map(|other| other.round + 1).max().unwrap_or(0).max(earliest);
        self.next += 1;
        let entry = Arc::new(Entry::new(request, round, self.next));
        self.races.insert(request.key.clone(), entry.clone());
        self.start_next();
        Ok(Some(entry))
    }

    /// Starts waiting races in their order while fewer than `RUNNING_MAX` run.
    fn start_next(&mut self) {
        while self.running_count < RUNNING_MAX {
            let waiting = self.races.values().filter(|entry| !entry.lock().begun);
            let Some(next) = waiting.min_by_key(|entry| entry.order()) else { return };
            next.lock().begun = true;
            next.turn.notify_one();
            self.running_count += 1;
            if next.round > self.round {
                self.round = next.round;
                self.started_networks.clear();
            }
            self.started_networks.insert(next.network.clone());
        }
    }

    /// Removes a race that ended, and starts the next.
    fn clear(&mut self, key: &str, entry: &Entry) {
        // A race that was forgotten has been removed already, and the learner may have a newer one under the same key.
        if self.races.get(key).is_some_and(|there| there.number == entry.number) {
            self.races.remove(key);
        }
        if entry.lock().begun {
            self.running_count -= 1;
        }
        self.start_next();
    }
}

/// Waits for the race's turn and runs its batches. Returns why it ended early, as a sentence for the learner.
async fn race(
    pool: &Pool,
    request: RaceRequest,
    image: impl Future<Output = Vec<u8>>,
    entry: &Entry,
) -> Option<String> {
    if timeout(WAIT_MAX, entry.turn.notified()).await.is_err() {
        return Some("Half an hour went by, and others still race. Race when there are fewer.".to_owned());
    }
    let batches = async {
        let mut image = image.await;
        for (n, rows) in request.settings.batches().enumerate() {
            let seed = request.seed.wrapping_add(n as u64);
            let batch = entry.lock().race.batch(rows, image.clone(), request.square_sql, seed);
            if let Some(batch) = batch {
                match pool.run(request.claim.clone(), &batch).await {
                    Ok(results) => {
                        // What could not be read for one size is not tried again for the next, which would lose its time.
                        if !results.own {
                            image.clear();
                        }
                        entry.add(results);
                    }
                    Err(Refused::Failed(why)) => {
                        tracing::error!("a batch of a race failed: {why}");
                        return Some(Refused::Broken.to_string());
                    }
                    // The learner's own database made even the first batch too slow. The race goes on with the
                    // community's database, which an empty image stands for.
                    Err(Refused::Killed) if !entry.has_begun_to_measure() && !image.is_empty() => {
                        image.clear()
                    }
                    // The machine was too busy for this batch. It has no result, but the next ones may have one.
                    Err(Refused::Killed) => {}
                    Err(refused) => return Some(refused.to_string()),
                }
            }
            entry.lock().done += 1;
        }
        None
    };
    timeout(RACE_MAX, batches).await.unwrap_or_else(|_| {
        Some("The machine has much to do, so the race was ended before all its batches were run.".to_owned())
    })
}

impl Entry {
    fn new(request: &RaceRequest, round: u64, number: u64) -> Self {
        let race = Results::of(request.settings.clone());
        let state = State { begun: false, done: 0, race, plans: Vec::new() };
        Self {
            network: request.claim.network.clone(),
            round,
            number,
            turn: Notify::new(),
            stop: Notify::new(),
            is_forgotten: Arc::default(),
            state: Mutex::new(state),
        }
    }

    /// The race with the lowest order starts first: by round, and then by number.
    fn order(&self) -> (u64, u64) {
        (self.round, self.number)
    }

    /// Whether any batch has a result yet.
    fn has_begun_to_measure(&self) -> bool {
        self.lock().race.points.iter().any(|point| point.statements > 0)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds what a batch measured.
    fn add(&self, mut results: crate::race::BatchResults) {
        let mut state = self.lock();
        // For each lane only the plans of the newest batch that it ran in are kept.
        state.plans.retain(|(lane, _)| results.plans.iter().all(|(newer, _)| newer != lane));
        state.plans.append(&mut results.plans);
        state.race.add(results);
    }

    /// Why a race ended that its learner stopped.
    fn stopped(&self) -> String {
        let state = self.lock();
        format!(
            "You stopped the race after {} of {} batches.",
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
    use crate::{race::PageLength, sandbox::ClaimKind};

    fn request(key: &str, network: &str) -> RaceRequest {
        RaceRequest {
            key: key.to_owned(),
            claim: Claim { network: network.to_owned(), person: 0, is_member: false, kind: ClaimKind::Batch },
            settings: Settings::new(PageLength::Newest(20), 100, &[]),
            square_sql: "",
            seed: 0,
        }
    }

    fn enqueue(queue: &mut Queue, key: &str, network: &str) -> Arc<Entry> {
        queue.enqueue(&request(key, network)).unwrap().unwrap()
    }

    #[test]
    fn networks_take_turns() {
        let mut queue = Queue::default();
        let class: Vec<_> = (0..5).map(|n| enqueue(&mut queue, &format!("pupil {n}"), "school")).collect();
        let home = enqueue(&mut queue, "somebody", "home");
        let begun = |entry: &Arc<Entry>| entry.lock().begun;
        assert_eq!(class.iter().map(begun).collect::<Vec<_>>(), [true, true, false, false, false]);
        assert!(!begun(&home));
        queue.clear("pupil 0", &class[0]);
        assert!(begun(&home) && !begun(&class[2]), "the next round has one of each");
        queue.clear("pupil 1", &class[1]);
        assert!(begun(&class[2]) && !begun(&class[3]));
        let late = enqueue(&mut queue, "somebody else", "library");
        queue.clear("somebody", &home);
        assert!(begun(&late), "who comes late is not behind what a whole class still wants");
    }

    #[test]
    fn nobody_comes_back_before_those_who_wait() {
        let mut queue = Queue::default();
        let class: Vec<_> = (0..4).map(|n| enqueue(&mut queue, &format!("pupil {n}"), "school")).collect();
        let mut homes: Vec<_> =
            (0..3).map(|n| enqueue(&mut queue, &n.to_string(), &format!("home {n}"))).collect();
        queue.clear("pupil 0", &class[0]);
        queue.clear("pupil 1", &class[1]);
        // Three homes that race again as soon as they can.
        for n in [0, 1, 2] {
            queue.clear(&n.to_string(), &homes[n]);
            homes[n] = enqueue(&mut queue, &n.to_string(), &format!("home {n}"));
        }
        assert!(class[2].lock().begun, "a pupil waits for one race of each");
    }

    #[test]
    fn a_race_that_was_forgotten_keeps_its_turn_until_it_notices() {
        let races = Races::default();
        let [first, _, third] = ["1", "2", "3"].map(|key| enqueue(&mut races.lock(), key, key));
        assert!(races.forget("1").is_some_and(|ended| ended.trouble.is_none()));
        assert!(first.is_forgotten.load(Relaxed) && !third.lock().begun);
        let again = enqueue(&mut races.lock(), "1", "1");
        drop(PlaceGuard { races: races.clone(), key: "1".to_owned(), entry: first });
        assert!(third.lock().begun && races.progress("1").is_some(), "the newer one stays");
        drop(PlaceGuard { races: races.clone(), key: "3".to_owned(), entry: third });
        assert!(again.lock().begun && races.progress("3").is_none());
    }

    #[test]
    fn one_network_does_not_fill_the_queue() {
        let mut queue = Queue::default();
        for n in 0..NETWORK_RACES_MAX {
            enqueue(&mut queue, &n.to_string(), "school");
        }
        assert_eq!(queue.enqueue(&request("one more", "school")).err(), Some(Refused::NetworkBusy));
        assert!(queue.enqueue(&request("0", "school")).is_ok_and(|entry| entry.is_none()), "one of each");
        enqueue(&mut queue, "one more", "home");
    }
}
