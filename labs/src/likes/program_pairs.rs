//! A pair of programs for each learner, one with a variable and one with a table.
//!
//! They are limited in number and in time: a pair that is not used for a minute is ended, and the file of its table is
//! removed after an hour. A learner who comes back in between finds the table as it was and the variable at zero, which is
//! the point of the experiment.

use super::{
    database::{PostRow, read_tables},
    error::LikesError,
    folder::{DatabaseFile, Folder},
    process::{LaunchCommand, Process},
    program::Program,
    protocol::Request,
};
use crate::network_places::{NetworkPlaces, Place};
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// The most pairs that run at the same time, and those of them that one network may have: a class, and a few are left.
const RUNNING_MAX: usize = 32;
const NETWORK_RUNNING_MAX: usize = 28;
/// The most files that are kept. Each has 12 KiB in practice, and never more than 1 MiB (`resource_limits`).
const FILES_MAX: usize = 512;
/// A pair that was not used for this long is ended.
const IDLE_MAX: Duration = Duration::from_secs(60);
/// When all places are taken, a pair may be ended after this long already.
const IDLE_MIN: Duration = Duration::from_secs(10);
/// The file of a pair that was not used for this long is removed.
const FILE_AGE_MAX: Duration = Duration::from_secs(60 * 60);
/// How often idle pairs are looked for.
const SWEEP_INTERVAL: Duration = Duration::from_secs(5);

/// What a learner does, always with both programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// Add a like.
    Like,
    /// Ask how many likes there are.
    Look,
    /// Stop them.
    Stop,
    /// Start them.
    Start,
}

/// The state in which an action found the two programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StateBefore {
    /// This learner had none, and no file.
    New,
    /// They were running.
    Running,
    /// The learner had stopped them.
    Stopped,
    /// The site had ended them, or one of them had failed. The file was there.
    Ended,
}

/// A running program and its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramCount {
    /// Its process id.
    pub pid: u32,
    /// The likes that it counts.
    pub likes: i64,
}

/// What an action found, and the state that it left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionReport {
    /// The state in which the action found them.
    #[serde(rename = "was")]
    pub before: StateBefore,
    /// The program with a variable, if it runs now.
    pub variable: Option<ProgramCount>,
    /// The program with a table, if it runs now.
    pub table: Option<ProgramCount>,
    /// The row in the file, read by the site itself, whether the programs run or not.
    pub row: Option<PostRow>,
}

/// The pairs of all learners; cheap to clone.
#[derive(Clone)]
pub(super) struct ProgramPairs(Arc<Shared>);

struct Shared {
    command: LaunchCommand,
    folder: Arc<Folder>,
    /// A place for each pair that runs.
    places: NetworkPlaces,
    registry: Mutex<Registry>,
}

/// The pairs that are known.
#[derive(Default)]
struct Registry {
    /// By the learner's key.
    pairs: HashMap<String, Arc<Pair>>,
    /// Whether the task that ends idle pairs runs.
    sweeper_runs: bool,
}

/// A learner's pair.
struct Pair {
    /// The table's file, which outlives the processes.
    file: DatabaseFile,
    /// When it was used last.
    seen: Mutex<Instant>,
    /// Locked during an action, so that a learner's actions run one after the other.
    state: tokio::sync::Mutex<State>,
}

/// The state of a pair. The variants mean the same as those of `StateBefore`.
enum State {
    New,
    Running(Box<RunningPrograms>),
    Stopped,
    Ended,
}

/// Both processes. Dropping this kills them and gives their place back.
struct RunningPrograms {
    variable: Process,
    table: Process,
    place: Place,
}

impl ProgramPairs {
    /// No pairs yet. Their files are in `folder`.
    pub fn new(command: LaunchCommand, folder: Arc<Folder>) -> Self {
        let places = NetworkPlaces::new(RUNNING_MAX, NETWORK_RUNNING_MAX);
        Self(Arc::new(Shared { command, folder, places, registry: Mutex::default() }))
    }

    /// See `LikePrograms::perform`.
    pub async fn perform(
        &self,
        learner: &str,
        network: &str,
        action: Action,
    ) -> Result<ActionReport, LikesError> {
        let pair = self.pair_of(learner)?;
        let mut state = pair.state.lock().await;
        let state_before = state.kind();
        // If anything below fails, or the request is dropped while it waits, the state stays `Ended` and both processes
        // are killed: after half an action nobody could say what they count.
        let before = std::mem::replace(&mut *state, State::Ended);
        let (after, seen) = self.0.perform(&pair.file, network, before, action).await?;
        *state = after;
        let row = row(&pair.file).await?;
        let (variable, table) = seen.unzip();
        Ok(ActionReport { before: state_before, variable, table, row })
    }

    /// See `LikePrograms::is_running`.
    pub fn is_running(&self, learner: &str) -> bool {
        let registry = self.0.lock();
        // A pair whose state is locked is in the middle of an action, and counts as running.
        let runs = |pair: &Arc<Pair>| {
            pair.state.try_lock().map_or(true, |state| state.kind() == StateBefore::Running)
        };
        registry.pairs.get(learner).is_some_and(runs)
    }

    /// See `LikePrograms::forget`.
    pub fn forget(&self, learner: &str) {
        let gone = self.0.lock().pairs.remove(learner);
        // The lock is released before this kills processes and removes a file.
        drop(gone);
    }

    /// See `LikePrograms::hand_over`.
    pub fn hand_over(&self, from: &str, to: &str) {
        let mut registry = self.0.lock();
        if let Some(pair) = registry.pairs.remove(from) {
            registry.pairs.entry(to.to_owned()).or_insert(pair);
        }
    }

    /// Ends and removes what was not used for long enough as of `now`. Returns whether any pair is left.
    pub fn end_idle(&self, now: Instant) -> bool {
        let mut registry = self.0.lock();
        registry.pairs.retain(|_, pair| {
            let idle = now.saturating_duration_since(pair.seen());
            if idle >= IDLE_MAX {
                pair.kill();
            }
            idle < FILE_AGE_MAX
        });
        registry.sweeper_runs &= !registry.pairs.is_empty();
        registry.sweeper_runs
    }

    /// This learner's pair, noted as used now. A new one is made when there is none.
    ///
    /// # Errors
    /// `Busy` when there are too many files and all of their programs run.
    fn pair_of(&self, learner: &str) -> Result<Arc<Pair>, LikesError> {
        let now = Instant::now();
        let mut registry = self.0.lock();
        if !registry.sweeper_runs {
            registry.sweeper_runs = true;
            self.start_sweeper();
        }
        if let Some(pair) = registry.pairs.get(learner) {
            *pair.seen.lock().unwrap_or_else(PoisonError::into_inner) = now;
            return Ok(pair.clone());
        }
        // The file that was not used for longest makes room, but never one whose programs run.
        if registry.pairs.len() >= FILES_MAX {
            let idle = registry.pairs.iter().filter(|(_, pair)| pair.is_idle());
            let Some(oldest) = idle.min_by_key(|(_, pair)| pair.seen()).map(|(learner, _)| learner.clone())
            else {
                return Err(LikesError::Busy);
            };
            registry.pairs.remove(&oldest);
        }
        let file = self.0.folder.file().map_err(LikesError::Start)?;
        let pair = Arc::new(Pair { file, seen: Mutex::new(now), state: State::New.into() });
        registry.pairs.insert(learner.to_owned(), pair.clone());
        Ok(pair)
    }

    /// Starts the task that ends idle pairs. It ends by itself when no pair is left, or when the site has dropped this.
    fn start_sweeper(&self) {
        let shared = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(SWEEP_INTERVAL).await;
                let Some(shared) = shared.upgrade() else { return };
                if !Self(shared).end_idle(Instant::now()) {
                    return;
                }
            }
        });
    }
}

impl Shared {
    /// The registry. A panic elsewhere cannot leave it in a state that would be unsafe to use.
    fn lock(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Performs an action on a pair that was in the state `before`. Returns the state after it, and both answers when the
    /// programs run.
    async fn perform(
        &self,
        file: &DatabaseFile,
        network: &str,
        before: State,
        action: Action,
    ) -> Result<(State, Option<(ProgramCount, ProgramCount)>), LikesError> {
        let mut programs = match (before, action) {
            (State::Running(programs), Action::Stop) => {
                tokio::join!(programs.variable.stop(), programs.table.stop());
                return Ok((State::Stopped, None));
            }
            // What the learner has stopped stays stopped until they start it: a like must not start it in passing.
            (_, Action::Stop) | (State::Stopped, Action::Like | Action::Look) => {
                return Ok((State::Stopped, None));
            }
            (State::Running(programs), _) => programs,
            // What the site has ended is started again by any action, since the learner did not ask for the end.
            (State::New | State::Stopped | State::Ended, _) => self.begin(file, network).await?,
        };
        let ask = if action == Action::Like { Request::Like } else { Request::Count };
        let (variable, table) =
            tokio::try_join!(programs.variable.request(ask), programs.table.request(ask))?;
        let seen = |process: &Process, likes| ProgramCount { pid: process.pid, likes };
        let seen = (seen(&programs.variable, variable), seen(&programs.table, table));
        Ok((State::Running(programs), Some(seen)))
    }

    /// Starts both programs and waits for the first number of each, which says that they are ready.
    async fn begin(&self, file: &DatabaseFile, network: &str) -> Result<Box<RunningPrograms>, LikesError> {
        let place = self.place(network).ok_or(LikesError::Busy)?;
        let mut variable = Process::start(&self.command, &Program::Variable)?;
        let mut table = Process::start(&self.command, &Program::Table(file.path().to_owned()))?;
        tokio::try_join!(variable.read_number(), table.read_number())?;
        Ok(Box::new(RunningPrograms { variable, table, place }))
    }

    /// A place for one more pair of this network. When none is free, the running pair that was not used for longest is
    /// ended, provided that it was idle for `IDLE_MIN`. A network that has its share makes room among its own.
    fn place(&self, network: &str) -> Option<Place> {
        self.places.take(network).or_else(|| {
            let is_own_share = self.places.count(network) >= NETWORK_RUNNING_MAX;
            let registry = self.lock();
            let quiet = registry.pairs.values().filter(|pair| {
                let of = pair.running_network();
                pair.seen().elapsed() >= IDLE_MIN && of.is_some_and(|of| !is_own_share || of == network)
            });
            quiet.min_by_key(|pair| pair.seen())?.kill();
            self.places.take(network)
        })
    }
}

impl State {
    /// The state without its processes, as a report names it.
    const fn kind(&self) -> StateBefore {
        match self {
            Self::New => StateBefore::New,
            Self::Running(_) => StateBefore::Running,
            Self::Stopped => StateBefore::Stopped,
            Self::Ended => StateBefore::Ended,
        }
    }
}

impl Pair {
    /// When it was used last.
    fn seen(&self) -> Instant {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The network that its programs run for; none where they do not run, or an action is under way.
    fn running_network(&self) -> Option<String> {
        match &*self.state.try_lock().ok()? {
            State::Running(programs) => Some(programs.place.network().to_owned()),
            State::New | State::Stopped | State::Ended => None,
        }
    }

    /// Whether its programs do not run and no action is under way.
    fn is_idle(&self) -> bool {
        self.state.try_lock().is_ok_and(|state| state.kind() != StateBefore::Running)
    }

    /// Kills both programs, unless an action is under way.
    fn kill(&self) {
        if let Ok(mut state) = self.state.try_lock()
            && state.kind() == StateBefore::Running
        {
            *state = State::Ended;
        }
    }
}

/// The row in the file, as the site itself reads it. `None` when there is no file yet.
async fn row(file: &DatabaseFile) -> Result<Option<PostRow>, LikesError> {
    let path = file.path().to_owned();
    if !path.exists() {
        return Ok(None);
    }
    let read = tokio::task::spawn_blocking(move || read_tables(&path)).await;
    Ok(Some(read.map_err(|e| LikesError::Broken(e.into()))??.post))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_report_is_read_by_the_field_names_that_it_always_had() {
        let json = r#"{"was":"Stopped","variable":{"pid":7,"likes":2},"table":null,"row":null}"#;
        let report: ActionReport = serde_json::from_str(json).unwrap();
        assert_eq!(report.before, StateBefore::Stopped);
        assert_eq!(serde_json::to_string(&report).unwrap(), json);
    }
}
