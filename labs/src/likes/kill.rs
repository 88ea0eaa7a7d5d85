//! A program that writes, and is killed by SIGKILL while it does. What it left behind is read twice: as it lies there, and
//! as SQLite opens it.

use super::{
    folder::{File, Folder},
    process::{Process, Start},
    program::Program,
    read::{Tables, read, read_as_it_lies},
    trouble::Trouble,
    writer::PAUSE,
};
use serde::{Deserialize, Serialize};
use std::{
    os::unix::process::ExitStatusExt,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::Semaphore;

/// Programs that are killed in one go, at most.
pub const TRIES_MAX: usize = 8;
/// No other try is begun after this.
const TIME_MAX: Duration = Duration::from_secs(5);
/// Likes that are written before the kill is near.
const LIKES_MIN: i64 = 3;
/// Goes at the same time, and together with those that wait.
const AT_ONCE: usize = 2;
const WAITING_MAX: usize = 8;

/// One program, written with and killed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    pub pid: u32,
    /// How long after its third like it was killed, in microseconds.
    pub after_us: u64,
    /// By which signal it ended, as the system says.
    pub signal: Option<i32>,
    /// Bytes of the journal that it left beside the file.
    pub journal_bytes: Option<u64>,
    /// What stood in the file, where that could be read.
    pub lay: Option<Tables>,
    /// What SQLite said when it had opened it.
    pub found: Tables,
    /// Whether the journal was still there then.
    pub journal_stayed: bool,
}

impl Attempt {
    /// Whether the post and the table of likes say the same.
    pub const fn agrees(&self) -> bool {
        self.found.post.likes == self.found.likes
    }

    /// Whether the program was killed after the first statement and before the second.
    pub fn fell_between(&self) -> bool {
        self.lay.as_ref().is_some_and(|lay| lay.post.likes != lay.likes)
    }
}

/// A whole go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Killed {
    pub in_transaction: bool,
    pub attempts: Vec<Attempt>,
}

#[derive(Clone)]
pub(super) struct Kills(Arc<Shared>);

struct Shared {
    start: Start,
    folder: Arc<Folder>,
    house: Semaphore,
    turn: Semaphore,
}

impl Kills {
    pub fn new(start: Start, folder: Arc<Folder>) -> Self {
        let (house, turn) = (Semaphore::new(WAITING_MAX), Semaphore::new(AT_ONCE));
        Self(Arc::new(Shared { start, folder, house, turn }))
    }

    /// Without transactions, until the two tables differ; with them, as often as may be.
    pub async fn kill(&self, in_transaction: bool) -> Result<Killed, Trouble> {
        let _seat = self.0.house.try_acquire().map_err(|_| Trouble::Busy)?;
        let _turn = self.0.turn.acquire().await.map_err(|_| Trouble::Busy)?;
        let began = Instant::now();
        let mut attempts = Vec::new();
        while attempts.len() < TRIES_MAX && began.elapsed() < TIME_MAX {
            let attempt = self.attempt(in_transaction).await?;
            let agrees = attempt.agrees();
            attempts.push(attempt);
            if !agrees {
                break;
            }
        }
        Ok(Killed { in_transaction, attempts })
    }

    async fn attempt(&self, in_transaction: bool) -> Result<Attempt, Trouble> {
        let file = self.0.folder.file().map_err(Trouble::Start)?;
        let program = Program::Writer { file: file.path().to_owned(), in_transaction };
        let mut writer = Process::start(&self.0.start, &program)?;
        while writer.hear().await? < LIKES_MIN {}
        let heard = Instant::now();
        tokio::time::sleep(some_time()).await;
        let ended = writer.kill().await?;
        let after_us = heard.elapsed().as_micros().try_into().unwrap_or(u64::MAX);
        let pid = writer.pid;
        let look = move || look(&file, pid, after_us, ended.signal());
        tokio::task::spawn_blocking(look).await.map_err(|e| Trouble::Broken(e.into()))?
    }
}

fn look(file: &File, pid: u32, after_us: u64, signal: Option<i32>) -> Result<Attempt, Trouble> {
    let journal = file.journal();
    let journal_bytes = journal.metadata().ok().map(|journal| journal.len());
    let lay = read_as_it_lies(file.path()).ok();
    let found = read(file.path())?;
    let journal_stayed = journal.exists();
    Ok(Attempt { pid, after_us, signal, journal_bytes, lay, found, journal_stayed })
}

/// By chance, up to three pauses of the writer’s.
fn some_time() -> Duration {
    let mut byte = [0];
    // Without chance the kill falls always at the same place, which is no harm.
    let _ = getrandom::fill(&mut byte);
    PAUSE * 3 * u32::from(byte[0]) / 255
}
