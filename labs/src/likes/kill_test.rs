//! The kill test: a program writes likes and is killed by SIGKILL while it does. What it left is read twice, first as it
//! lies in the file, then as SQLite opens it and recovers it.

use super::{
    database::{Tables, read_tables, read_without_recovery},
    error::LikesError,
    folder::{DatabaseFile, Folder},
    process::{LaunchCommand, Process},
    program::Program,
    writer::PAUSE,
};
use crate::network_places::NetworkPlaces;
use serde::{Deserialize, Serialize};
use std::{
    os::unix::process::ExitStatusExt,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::Semaphore;

/// The most attempts in one test, each with a program of its own.
pub const TRIES_MAX: usize = 8;
/// No further attempt is begun after this time.
const TIME_MAX: Duration = Duration::from_secs(5);
/// Likes that are written before the program is killed, so that there is something to lose.
const LIKES_MIN: i64 = 3;
/// Tests that run at the same time.
const AT_ONCE: usize = 2;
/// Tests that run or wait, and those of them that one network may have.
const PLACES_MAX: usize = 10;
const NETWORK_PLACES_MAX: usize = 7;

/// One program that was started, wrote, and was killed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Its process id.
    pub pid: u32,
    /// How long after its third like it was killed, in microseconds.
    pub after_us: u64,
    /// The signal that ended it, as the system reports it.
    pub signal: Option<i32>,
    /// The size in bytes of the journal that it left beside the file, if it left one.
    pub journal_bytes: Option<u64>,
    /// The tables as they lay in the file, before any recovery. `None` when the file could not be read like that.
    #[serde(rename = "lay")]
    pub unrecovered: Option<Tables>,
    /// The tables as SQLite gave them after it had opened the file and recovered it.
    #[serde(rename = "found")]
    pub recovered: Tables,
    /// Whether the journal was still there after that.
    #[serde(rename = "journal_stayed")]
    pub journal_remained: bool,
}

impl Attempt {
    /// Whether the post's counter and the table of likes agree.
    pub const fn agrees(&self) -> bool {
        self.recovered.post.likes == self.recovered.likes
    }

    /// Whether the program was killed after the first statement and before the end of the second.
    ///
    /// A kill during the second leaves its pages in the file and the journal beside it: the tables agree as they lie there,
    /// and no longer after the recovery, which takes the second statement back.
    pub fn was_between_statements(&self) -> bool {
        let lay_apart = |unrecovered: &Tables| unrecovered.post.likes != unrecovered.likes;
        self.unrecovered.as_ref().is_some_and(lay_apart) || !self.agrees()
    }
}

/// A whole test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KillTest {
    /// Whether the program wrote each like in a transaction.
    pub in_transaction: bool,
    /// Its attempts, from the first to the last.
    pub attempts: Vec<Attempt>,
}

/// Runs tests for everybody; cheap to clone.
#[derive(Clone)]
pub(super) struct KillTests(Arc<Shared>);

struct Shared {
    command: LaunchCommand,
    folder: Arc<Folder>,
    /// A place for each test that runs or waits.
    places: NetworkPlaces,
    /// Permits for those that run.
    running: Semaphore,
}

impl KillTests {
    /// A runner of tests. Their files are in `folder`.
    pub fn new(command: LaunchCommand, folder: Arc<Folder>) -> Self {
        let places = NetworkPlaces::new(PLACES_MAX, NETWORK_PLACES_MAX);
        Self(Arc::new(Shared { command, folder, places, running: Semaphore::new(AT_ONCE) }))
    }

    /// Runs a test for somebody of this network: attempts until the two tables disagree, or until `TRIES_MAX` or `TIME_MAX`. In a transaction they never
    /// disagree, so all attempts are made.
    ///
    /// # Errors
    /// `Busy` when too many wait; otherwise when a program could not be started or did not answer, or its file not be read.
    pub async fn run(&self, network: &str, in_transaction: bool) -> Result<KillTest, LikesError> {
        let _place = self.0.places.take(network).ok_or(LikesError::Busy)?;
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

    /// One attempt, with a fresh file.
    async fn attempt(&self, in_transaction: bool) -> Result<Attempt, LikesError> {
        let file = self.0.folder.file().map_err(LikesError::Start)?;
        let program = Program::Writer { file: file.path().to_owned(), in_transaction };
        let mut writer = Process::start(&self.0.command, &program)?;
        while writer.read_number().await? < LIKES_MIN {}
        let heard = Instant::now();
        // A random moment finds the program sometimes between its two statements and sometimes elsewhere.
        tokio::time::sleep(random_delay()).await;
        let ended = writer.kill().await?;
        let after_us = heard.elapsed().as_micros().try_into().unwrap_or(u64::MAX);
        let pid = writer.pid;
        let inspect = move || inspect(&file, pid, after_us, ended.signal());
        tokio::task::spawn_blocking(inspect).await.map_err(|e| LikesError::Broken(e.into()))?
    }
}

/// Reads what the killed program left. The order matters: opening the file for recovery changes it.
fn inspect(file: &DatabaseFile, pid: u32, after_us: u64, signal: Option<i32>) -> Result<Attempt, LikesError> {
    let journal = file.journal();
    let journal_bytes = journal.metadata().ok().map(|journal| journal.len());
    let unrecovered = read_without_recovery(file.path()).ok();
    let recovered = read_tables(file.path())?;
    let journal_remained = journal.exists();
    Ok(Attempt { pid, after_us, signal, journal_bytes, unrecovered, recovered, journal_remained })
}

/// A random time of up to three pauses of the writer's.
fn random_delay() -> Duration {
    let mut byte = [0];
    // If there is no random number, the program is killed at once, which is as good a moment as another.
    let _ = getrandom::fill(&mut byte);
    PAUSE * 3 * u32::from(byte[0]) / 255
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_attempt_is_read_by_the_field_names_that_it_always_had() {
        let tables = r#"{"post":{"id":1,"title":"t","likes":4},"likes":3,"newest":[]}"#;
        let json = format!(
            r#"{{"pid":7,"after_us":9,"signal":9,"journal_bytes":null,"lay":{tables},"found":{tables},"journal_stayed":false}}"#
        );
        let attempt: Attempt = serde_json::from_str(&json).unwrap();
        assert!(attempt.was_between_statements() && !attempt.agrees());
        assert_eq!(serde_json::to_string(&attempt).unwrap(), json);
    }

    #[test]
    fn a_kill_during_the_second_statement_is_between_the_two() {
        let tables = |likes: i64| {
            format!(r#"{{"post":{{"id":1,"title":"t","likes":4}},"likes":{likes},"newest":[]}}"#)
        };
        let attempt = |unrecovered: &str, recovered: &str| -> Attempt {
            let json = format!(
                r#"{{"pid":7,"after_us":9,"signal":9,"journal_bytes":512,"lay":{unrecovered},"found":{recovered},"journal_stayed":false}}"#
            );
            serde_json::from_str(&json).unwrap()
        };
        assert!(
            attempt(&tables(4), &tables(3)).was_between_statements(),
            "its page was written, and taken back"
        );
        assert!(attempt("null", &tables(3)).was_between_statements(), "what lay there could not be read");
        assert!(attempt(&tables(3), &tables(4)).was_between_statements(), "they lay apart");
        assert!(!attempt(&tables(4), &tables(4)).was_between_statements());
    }
}
