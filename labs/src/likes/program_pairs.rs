//! Two programs for each learner, bounded in number and time: those that nobody asks for a minute are ended, and the file
//! of one that keeps a table stays for an hour.

use super::{
    database::{PostRow, read_tables},
    error::LikesError,
    folder::{DatabaseFile, Folder},
    process::{LaunchCommand, Process},
    program::Program,
    protocol::Request,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Pairs that run at the same time.
const RUNNING_MAX: usize = 32;
/// Files that are kept, of 12 KiB as long as nothing goes wrong and of 1 MiB in no case.
const FILES_MAX: usize = 512;
/// A pair that nobody asked for so long is ended.
const IDLE_MAX: Duration = Duration::from_secs(60);
/// Where places are short, after so long.
const IDLE_MIN: Duration = Duration::from_secs(10);
/// A file that nobody asked for so long is removed.
const FILE_AGE_MAX: Duration = Duration::from_secs(60 * 60);
const SWEEP_INTERVAL: Duration = Duration::from_secs(5);

/// What a learner does with both programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    Like,
    Look,
    Stop,
    Start,
}

/// How a press found the two programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StateBefore {
    /// There was nothing of this learner’s, and no file.
    New,
    Running,
    /// The learner had stopped them.
    Stopped,
    /// The site had ended them, or one broke off; the file was there.
    Ended,
}

/// A program as it answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramCount {
    pub pid: u32,
    pub likes: i64,
}

/// What a press found, and how it left things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionReport {
    #[serde(rename = "was")]
    pub before: StateBefore,
    /// The program with a variable, where it runs.
    pub variable: Option<ProgramCount>,
    /// The program with a table, where it runs.
    pub table: Option<ProgramCount>,
    /// The row that is in the file, whether anybody runs or not.
    pub row: Option<PostRow>,
}

#[derive(Clone)]
pub(super) struct ProgramPairs(Arc<Shared>);

struct Shared {
    command: LaunchCommand,
    folder: Arc<Folder>,
    running_slots: Arc<Semaphore>,
    registry: Mutex<Registry>,
}

#[derive(Default)]
struct Registry {
    pairs: HashMap<String, Arc<Pair>>,
    /// Whether somebody looks for the idle.
    sweeper_runs: bool,
}

struct Pair {
    file: DatabaseFile,
    seen: Mutex<Instant>,
    state: tokio::sync::Mutex<State>,
}

enum State {
    New,
    Running(Box<RunningPrograms>),
    Stopped,
    Ended,
}

struct RunningPrograms {
    variable: Process,
    table: Process,
    _place: OwnedSemaphorePermit,
}

impl ProgramPairs {
    pub fn new(command: LaunchCommand, folder: Arc<Folder>) -> Self {
        let running_slots = Arc::new(Semaphore::new(RUNNING_MAX));
        Self(Arc::new(Shared { command, folder, running_slots, registry: Mutex::default() }))
    }

    pub async fn perform(&self, learner: &str, action: Action) -> Result<ActionReport, LikesError> {
        let pair = self.pair_of(learner)?;
        let mut state = pair.state.lock().await;
        let state_before = state.before();
        let before = std::mem::replace(&mut *state, State::Ended);
        let (after, seen) = self.0.perform(&pair.file, before, action).await?;
        *state = after;
        let row = row(&pair.file).await?;
        let (variable, table) = seen.unzip();
        Ok(ActionReport { before: state_before, variable, table, row })
    }

    pub fn is_running(&self, learner: &str) -> bool {
        let registry = self.0.lock();
        // One that is being asked at this moment runs.
        let runs = |pair: &Arc<Pair>| {
            pair.state.try_lock().map_or(true, |state| state.before() == StateBefore::Running)
        };
        registry.pairs.get(learner).is_some_and(runs)
    }

    pub fn forget(&self, learner: &str) {
        let gone = self.0.lock().pairs.remove(learner);
        drop(gone);
    }

    pub fn hand_over(&self, from: &str, to: &str) {
        let mut registry = self.0.lock();
        if let Some(pair) = registry.pairs.remove(from) {
            registry.pairs.entry(to.to_owned()).or_insert(pair);
        }
    }

    /// Says whether anything is left.
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

    /// This learner’s pair, seen now.
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

    /// Looks for the idle as long as there is anything.
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
    fn lock(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn perform(
        &self,
        file: &DatabaseFile,
        before: State,
        action: Action,
    ) -> Result<(State, Option<(ProgramCount, ProgramCount)>), LikesError> {
        let mut programs = match (before, action) {
            (State::Running(programs), Action::Stop) => {
                tokio::join!(programs.variable.stop(), programs.table.stop());
                return Ok((State::Stopped, None));
            }
            (_, Action::Stop) | (State::Stopped, Action::Like | Action::Look) => {
                return Ok((State::Stopped, None));
            }
            (State::Running(programs), _) => programs,
            (State::New | State::Stopped | State::Ended, _) => self.begin(file).await?,
        };
        let ask = if action == Action::Like { Request::Like } else { Request::Count };
        let (variable, table) =
            tokio::try_join!(programs.variable.request(ask), programs.table.request(ask))?;
        let seen = |process: &Process, likes| ProgramCount { pid: process.pid, likes };
        let seen = (seen(&programs.variable, variable), seen(&programs.table, table));
        Ok((State::Running(programs), Some(seen)))
    }

    /// Starts both programs, and waits until both have counted what they know.
    async fn begin(&self, file: &DatabaseFile) -> Result<Box<RunningPrograms>, LikesError> {
        let place = self.running_slot().ok_or(LikesError::Busy)?;
        let mut variable = Process::start(&self.command, &Program::Variable)?;
        let mut table = Process::start(&self.command, &Program::Table(file.path().to_owned()))?;
        tokio::try_join!(variable.read_number(), table.read_number())?;
        Ok(Box::new(RunningPrograms { variable, table, _place: place }))
    }

    /// A place for one more pair, if need be that of whoever has been quiet the longest.
    fn running_slot(&self) -> Option<OwnedSemaphorePermit> {
        let take = || self.running_slots.clone().try_acquire_owned().ok();
        take().or_else(|| {
            let registry = self.lock();
            let quiet =
                registry.pairs.values().filter(|pair| pair.seen().elapsed() >= IDLE_MIN && pair.is_running());
            quiet.min_by_key(|pair| pair.seen())?.kill();
            take()
        })
    }
}

impl State {
    const fn before(&self) -> StateBefore {
        match self {
            Self::New => StateBefore::New,
            Self::Running(_) => StateBefore::Running,
            Self::Stopped => StateBefore::Stopped,
            Self::Ended => StateBefore::Ended,
        }
    }
}

impl Pair {
    fn seen(&self) -> Instant {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_running(&self) -> bool {
        self.state.try_lock().is_ok_and(|state| state.before() == StateBefore::Running)
    }

    fn is_idle(&self) -> bool {
        self.state.try_lock().is_ok_and(|state| state.before() != StateBefore::Running)
    }

    /// Kills both programs, unless they are being asked at this moment.
    fn kill(&self) {
        if let Ok(mut state) = self.state.try_lock()
            && state.before() == StateBefore::Running
        {
            *state = State::Ended;
        }
    }
}

/// The row as SQL sees it; nothing where there is no file yet.
async fn row(file: &DatabaseFile) -> Result<Option<PostRow>, LikesError> {
    let path = file.path().to_owned();
    if !path.exists() {
        return Ok(None);
    }
    let read = tokio::task::spawn_blocking(move || read_tables(&path)).await;
    Ok(Some(read.map_err(|e| LikesError::Broken(e.into()))??.post))
}
