//! Two programs for each learner, bounded in number and time: those that nobody asks for a minute are ended, and the file
//! of one that keeps a table stays for an hour.

use super::{
    folder::{File, Folder},
    process::{Process, Start},
    program::Program,
    read::{PostRow, read},
    talk::Ask,
    trouble::Trouble,
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
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// What a learner does with both programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deed {
    Like,
    Look,
    Stop,
    Start,
}

/// How a press found the two programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Was {
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
pub struct Seen {
    pub pid: u32,
    pub likes: i64,
}

/// What a press found, and how it left things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub was: Was,
    /// The program with a variable, where it runs.
    pub variable: Option<Seen>,
    /// The program with a table, where it runs.
    pub table: Option<Seen>,
    /// The row that is in the file, whether anybody runs or not.
    pub row: Option<PostRow>,
}

#[derive(Clone)]
pub(super) struct Pairs(Arc<Shared>);

struct Shared {
    start: Start,
    folder: Arc<Folder>,
    places: Arc<Semaphore>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    pairs: HashMap<String, Arc<Pair>>,
    /// Whether somebody looks for the idle.
    watched: bool,
}

struct Pair {
    file: File,
    seen: Mutex<Instant>,
    state: tokio::sync::Mutex<State>,
}

enum State {
    New,
    Running(Box<Both>),
    Stopped,
    Ended,
}

struct Both {
    variable: Process,
    table: Process,
    _place: OwnedSemaphorePermit,
}

impl Pairs {
    pub fn new(start: Start, folder: Arc<Folder>) -> Self {
        let places = Arc::new(Semaphore::new(RUNNING_MAX));
        Self(Arc::new(Shared { start, folder, places, known: Mutex::default() }))
    }

    pub async fn press(&self, who: &str, deed: Deed) -> Result<Told, Trouble> {
        let pair = self.pair(who)?;
        let mut state = pair.state.lock().await;
        let was = state.was();
        let before = std::mem::replace(&mut *state, State::Ended);
        let (after, seen) = self.0.press(&pair.file, before, deed).await?;
        *state = after;
        let row = row(&pair.file).await?;
        let (variable, table) = seen.unzip();
        Ok(Told { was, variable, table, row })
    }

    pub fn runs(&self, who: &str) -> bool {
        let known = self.0.lock();
        // One that is being asked at this moment runs.
        let runs = |pair: &Arc<Pair>| pair.state.try_lock().map_or(true, |state| state.was() == Was::Running);
        known.pairs.get(who).is_some_and(runs)
    }

    pub fn forget(&self, who: &str) {
        let gone = self.0.lock().pairs.remove(who);
        drop(gone);
    }

    pub fn hand_over(&self, from: &str, to: &str) {
        let mut known = self.0.lock();
        if let Some(pair) = known.pairs.remove(from) {
            known.pairs.entry(to.to_owned()).or_insert(pair);
        }
    }

    /// Says whether anything is left.
    pub fn end_idle(&self, now: Instant) -> bool {
        let mut known = self.0.lock();
        known.pairs.retain(|_, pair| {
            let idle = now.saturating_duration_since(pair.seen());
            if idle >= IDLE_MAX {
                pair.end();
            }
            idle < FILE_AGE_MAX
        });
        known.watched &= !known.pairs.is_empty();
        known.watched
    }

    /// This learner’s pair, seen now.
    fn pair(&self, who: &str) -> Result<Arc<Pair>, Trouble> {
        let now = Instant::now();
        let mut known = self.0.lock();
        if !known.watched {
            known.watched = true;
            self.watch();
        }
        if let Some(pair) = known.pairs.get(who) {
            *pair.seen.lock().unwrap_or_else(PoisonError::into_inner) = now;
            return Ok(pair.clone());
        }
        if known.pairs.len() >= FILES_MAX {
            let idle = known.pairs.iter().filter(|(_, pair)| pair.is_at_rest());
            let Some(oldest) = idle.min_by_key(|(_, pair)| pair.seen()).map(|(who, _)| who.clone()) else {
                return Err(Trouble::Busy);
            };
            known.pairs.remove(&oldest);
        }
        let file = self.0.folder.file().map_err(Trouble::Start)?;
        let pair = Arc::new(Pair { file, seen: Mutex::new(now), state: State::New.into() });
        known.pairs.insert(who.to_owned(), pair.clone());
        Ok(pair)
    }

    /// Looks for the idle as long as there is anything.
    fn watch(&self) {
        let shared = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(LOOK_EVERY).await;
                let Some(shared) = shared.upgrade() else { return };
                if !Self(shared).end_idle(Instant::now()) {
                    return;
                }
            }
        });
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn press(
        &self,
        file: &File,
        before: State,
        deed: Deed,
    ) -> Result<(State, Option<(Seen, Seen)>), Trouble> {
        let mut both = match (before, deed) {
            (State::Running(both), Deed::Stop) => {
                tokio::join!(both.variable.stop(), both.table.stop());
                return Ok((State::Stopped, None));
            }
            (_, Deed::Stop) | (State::Stopped, Deed::Like | Deed::Look) => {
                return Ok((State::Stopped, None));
            }
            (State::Running(both), _) => both,
            (State::New | State::Stopped | State::Ended, _) => self.begin(file).await?,
        };
        let ask = if deed == Deed::Like { Ask::Like } else { Ask::Count };
        let (variable, table) = tokio::try_join!(both.variable.ask(ask), both.table.ask(ask))?;
        let seen = |process: &Process, likes| Seen { pid: process.pid, likes };
        let seen = (seen(&both.variable, variable), seen(&both.table, table));
        Ok((State::Running(both), Some(seen)))
    }

    /// Starts both programs, and waits until both have counted what they know.
    async fn begin(&self, file: &File) -> Result<Box<Both>, Trouble> {
        let place = self.place().ok_or(Trouble::Busy)?;
        let mut variable = Process::start(&self.start, &Program::Variable)?;
        let mut table = Process::start(&self.start, &Program::Table(file.path().to_owned()))?;
        tokio::try_join!(variable.hear(), table.hear())?;
        Ok(Box::new(Both { variable, table, _place: place }))
    }

    /// A place for one more pair, if need be that of whoever has been quiet the longest.
    fn place(&self) -> Option<OwnedSemaphorePermit> {
        let take = || self.places.clone().try_acquire_owned().ok();
        take().or_else(|| {
            let known = self.lock();
            let quiet = known.pairs.values().filter(|pair| pair.seen().elapsed() >= IDLE_MIN && pair.runs());
            quiet.min_by_key(|pair| pair.seen())?.end();
            take()
        })
    }
}

impl State {
    const fn was(&self) -> Was {
        match self {
            Self::New => Was::New,
            Self::Running(_) => Was::Running,
            Self::Stopped => Was::Stopped,
            Self::Ended => Was::Ended,
        }
    }
}

impl Pair {
    fn seen(&self) -> Instant {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn runs(&self) -> bool {
        self.state.try_lock().is_ok_and(|state| state.was() == Was::Running)
    }

    fn is_at_rest(&self) -> bool {
        self.state.try_lock().is_ok_and(|state| state.was() != Was::Running)
    }

    /// Kills both programs, unless they are being asked at this moment.
    fn end(&self) {
        if let Ok(mut state) = self.state.try_lock()
            && state.was() == Was::Running
        {
            *state = State::Ended;
        }
    }
}

/// The row as SQL sees it; nothing where there is no file yet.
async fn row(file: &File) -> Result<Option<PostRow>, Trouble> {
    let path = file.path().to_owned();
    if !path.exists() {
        return Ok(None);
    }
    let read = tokio::task::spawn_blocking(move || read(&path)).await;
    Ok(Some(read.map_err(|e| Trouble::Broken(e.into()))??.post))
}
