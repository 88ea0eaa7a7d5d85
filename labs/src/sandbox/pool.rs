//! The site's side: workers for everybody, a few at a time, one for a person.
//!
//! Who waits is served in order, but never while another job of theirs runs, and nobody may fill the queue: so one who
//! asks a hundred times waits behind everyone who asks once.

use super::{
    job::{Job, Reply},
    limits::{KILL_AFTER, REPLY_BYTES_MAX},
};
use std::{
    collections::{HashMap, HashSet, VecDeque},
    path::PathBuf,
    process::Stdio,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::Command,
    sync::oneshot,
    time::timeout,
};

/// The most that wait, of everybody and of one.
const WAITING_MAX: usize = 256;
const WAITING_MAX_EACH: usize = 3;
/// The longest that anybody waits for their turn.
const WAIT_MAX: Duration = Duration::from_secs(20);

/// Why a job was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("Three of your runs are waiting already; this one was not taken. Let them finish first.")]
    Yours,
    #[error(
        "Too many people are running something at this moment. Nothing was changed; try again in a few seconds."
    )]
    Busy,
    #[error("The sandbox is closed on this machine: a process cannot be locked in here.")]
    Closed,
    #[error(
        "The run could not be interrupted, so its process was ended. Your database is as it was before the run."
    )]
    Killed,
    #[error("The sandbox’s process broke off. Your database is as it was before the run.")]
    Broken,
}

/// Cheap to clone: clones share their queue.
#[derive(Clone)]
pub struct Pool {
    shared: Arc<Shared>,
}

struct Shared {
    program: PathBuf,
    arguments: Vec<String>,
    at_once: usize,
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    running: HashSet<u64>,
    waiting: VecDeque<(u64, oneshot::Sender<()>)>,
    each: HashMap<u64, usize>,
    closed: bool,
}

/// A place among the running; the next one gets it when this is dropped.
struct Place {
    shared: Arc<Shared>,
    person: u64,
}

impl Pool {
    /// A pool of at most `at_once` processes of `program`, which with these `arguments` calls `worker::work`.
    pub fn new(program: PathBuf, arguments: Vec<String>, at_once: usize) -> Self {
        Self { shared: Arc::new(Shared { program, arguments, at_once, queue: Mutex::default() }) }
    }

    /// Sees that a worker is locked in; closes the pool for good where it is not.
    ///
    /// # Errors
    /// What a worker could do, or why there is none.
    pub async fn prove(&self) -> Result<(), String> {
        let proof = match self.shared.work(&Job::Probe, KILL_AFTER * 2).await {
            Ok(Reply::Probe(probe)) if probe.possible.is_empty() => Ok(()),
            Ok(Reply::Probe(probe)) => {
                Err(format!("a locked-in process could {}", probe.possible.join(", ")))
            }
            Ok(other) => Err(format!("{other:?}")),
            Err(refused) => Err(refused.to_string()),
        };
        self.shared.lock().closed = proof.is_err();
        proof
    }

    /// Does a job for `person`, when it is their turn.
    ///
    /// # Errors
    /// When it is not done. It then left nothing behind.
    pub async fn run(&self, person: u64, job: &Job) -> Result<Reply, Refused> {
        let _place = self.place(person).await?;
        self.shared.work(job, KILL_AFTER).await
    }

    /// How many wait for their turn.
    pub fn waiting(&self) -> usize {
        self.shared.lock().waiting.len()
    }

    async fn place(&self, person: u64) -> Result<Place, Refused> {
        let turn = {
            let mut queue = self.shared.lock();
            if queue.closed {
                return Err(Refused::Closed);
            }
            if queue.running.len() < self.shared.at_once && queue.running.insert(person) {
                return Ok(Place { shared: self.shared.clone(), person });
            }
            if queue.waiting.len() >= WAITING_MAX {
                return Err(Refused::Busy);
            }
            let mine = queue.each.entry(person).or_default();
            if *mine >= WAITING_MAX_EACH {
                return Err(Refused::Yours);
            }
            *mine += 1;
            let (call, turn) = oneshot::channel();
            queue.waiting.push_back((person, call));
            turn
        };
        // Whoever calls has put this person among the running, so from then on the place is held.
        match timeout(WAIT_MAX, turn).await {
            Ok(Ok(())) => Ok(Place { shared: self.shared.clone(), person }),
            Ok(Err(_)) | Err(_) => Err(Refused::Busy),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut queue = self.shared.lock();
        queue.running.remove(&self.person);
        queue.call_next(self.shared.at_once);
    }
}

impl Queue {
    /// Calls the first who waits and has nothing running. Whoever went away is passed over.
    fn call_next(&mut self, at_once: usize) {
        let mut at = 0;
        while self.running.len() < at_once && at < self.waiting.len() {
            if self.running.contains(&self.waiting[at].0) && !self.waiting[at].1.is_closed() {
                at += 1;
                continue;
            }
            let Some((person, call)) = self.waiting.remove(at) else { return };
            if let Some(count) = self.each.get_mut(&person) {
                *count -= 1;
                if *count == 0 {
                    self.each.remove(&person);
                }
            }
            if !self.running.contains(&person) && call.send(()).is_ok() {
                self.running.insert(person);
            }
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a worker, hands it the job, and reads its reply. The worker is gone afterwards, one way or the other.
    async fn work(&self, job: &Job, kill_after: Duration) -> Result<Reply, Refused> {
        let job = postcard::to_stdvec(job).map_err(|_| Refused::Broken)?;
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|_| Refused::Broken)?;
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Refused::Broken);
        };
        let talk = async {
            let mut output = output.take(REPLY_BYTES_MAX);
            let mut locked = [0];
            output.read_exact(&mut locked).await?;
            input.write_all(&job).await?;
            drop(input);
            let mut reply = Vec::new();
            output.read_to_end(&mut reply).await?;
            std::io::Result::Ok(reply)
        };
        let talked = timeout(kill_after, talk).await;
        let _ = child.start_kill();
        let ended = child.wait().await;
        match talked {
            Err(_) => Err(Refused::Killed),
            Ok(Err(_)) => Err(Refused::Broken),
            Ok(Ok(reply)) => postcard::from_bytes(&reply).map_err(|_| match ended {
                Ok(status) if status.code().is_none() => Refused::Killed,
                _ => Refused::Broken,
            }),
        }
    }
}
