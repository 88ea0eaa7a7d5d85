//! A program that writes, and is killed by SIGKILL while it does. What it left behind is read twice: as it lies there, and
//! as SQLite opens it.

use super::{
    database::{Tables, read_tables, read_without_recovery},
    error::LikesError,
    folder::{DatabaseFile, Folder},
    process::{LaunchCommand, Process},
    program::Program,
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
    #[serde(rename = "lay")]
    pub unrecovered: Option<Tables>,
    /// What SQLite said when it had opened it.
    #[serde(rename = "found")]
    pub recovered: Tables,
    /// Whether the journal was still there then.
    #[serde(rename = "journal_stayed")]
    pub journal_remained: bool,
}

impl Attempt {
    /// Whether the post and the table of likes say the same.
    pub const fn agrees(&self) -> bool {
        self.recovered.post.likes == self.recovered.likes
    }

    /// Whether the program was killed after the first statement and before the second.
    pub fn was_between_statements(&self) -> bool {
        self.unrecovered.as_ref().is_some_and(|unrecovered| unrecovered.post.likes != unrecovered.likes)
    }
}

/// A whole go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KillTest {
    pub in_transaction: bool,
    pub attempts: Vec<Attempt>,
}

#[derive(Clone)]
pub(super) struct KillTests(Arc<Shared>);

struct Shared {
    command: LaunchCommand,
    folder: Arc<Folder>,
    queue: Semaphore,
    running: Semaphore,
}

impl KillTests {
    pub fn new(command: LaunchCommand, folder: Arc<Folder>) -> Self {
        let (queue, running) = (Semaphore::new(WAITING_MAX), Semaphore::new(AT_ONCE));
        Self(Arc::new(Shared { command, folder, queue, running }))
    }

    /// Without transactions, until the two tables differ; with them, as often as may be.
    pub async fn run(&self, in_transaction: bool) -> Result<KillTest, LikesError> {
        let _seat = self.0.queue.try_acquire().map_err(|_| LikesError::Busy)?;
        let _turn = self.0.running.acquire().await.map_err(|_| LikesError::Busy)?;
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
        Ok(KillTest { in_transaction, attempts })
    }

    async fn attempt(&self, in_transaction: bool) -> Result<Attempt, LikesError> {
        let file = self.0.folder.file().map_err(LikesError::Start)?;
        let program = Program::Writer { file: file.path().to_owned(), in_transaction };
        let mut writer = Process::start(&self.0.command, &program)?;
        while writer.read_number().await? < LIKES_MIN {}
        let heard = Instant::now();
        tokio::time::sleep(random_delay()).await;
        let ended = writer.kill().await?;
        let after_us = heard.elapsed().as_micros().try_into().unwrap_or(u64::MAX);
        let pid = writer.pid;
        let inspect = move || inspect(&file, pid, after_us, ended.signal());
        tokio::task::spawn_blocking(inspect).await.map_err(|e| LikesError::Broken(e.into()))?
    }
}

fn inspect(file: &DatabaseFile, pid: u32, after_us: u64, signal: Option<i32>) -> Result<Attempt, LikesError> {
    let journal = file.journal();
    let journal_bytes = journal.metadata().ok().map(|journal| journal.len());
    let unrecovered = read_without_recovery(file.path()).ok();
    let recovered = read_tables(file.path())?;
    let journal_remained = journal.exists();
    Ok(Attempt { pid, after_us, signal, journal_bytes, unrecovered, recovered, journal_remained })
}

/// By chance, up to three pauses of the writer’s.
fn random_delay() -> Duration {
    let mut byte = [0];
    // Without chance the kill falls always at the same place, which is no harm.
    let _ = getrandom::fill(&mut byte);
    PAUSE * 3 * u32::from(byte[0]) / 255
}
