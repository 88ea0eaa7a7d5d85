//! The site's side of the sandbox: a pool of workers, a few at a time for everybody, one at a time for each person.
//!
//! When a worker becomes free, the person who used workers least in the last seconds is next; among equals, the one who
//! came first. Nobody has more than a few places in the queue. So somebody who sends a hundred jobs, or endless ones,
//! waits behind everybody who sends one. A job of low priority waits behind all others (`run_with_low_priority`).

use super::{
    database::UNREADABLE,
    job::{Job, decode_answer, encode},
    limits::{KILL_AFTER, REPLY_BYTES_MAX},
    self_test::SelfTest,
};
use crate::child;
use std::{
    collections::{HashMap, HashSet, VecDeque},
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::oneshot,
    time::timeout,
};

/// The most jobs that wait at the same time.
const WAITING_MAX: usize = 256;
/// The most of them that belong to one person.
const WAITING_MAX_EACH: usize = 3;
/// The longest that a job waits for its turn.
const WAIT_MAX: Duration = Duration::from_secs(20);

/// The longest that a job of low priority waits for its turn.
const LOW_PRIORITY_WAIT_MAX: Duration = Duration::from_secs(60);
/// The most jobs of low priority that wait at the same time.
const LOW_PRIORITY_WAITING_MAX: usize = 8;

/// Why a job was not done. The texts are read by visitors.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The person has `WAITING_MAX_EACH` jobs in the queue.
    #[error("Three of your runs are waiting already; this one was not taken. Let them finish first.")]
    TooManyWaiting,
    /// The queue is full, or the job waited too long in it.
    #[error(
        "Too many people are running something at this moment. Nothing was changed; try again in a few seconds."
    )]
    Busy,
    /// The self-test failed on this machine (`Pool::self_test`).
    #[error("The sandbox is closed on this machine: a process cannot be locked in here.")]
    Closed,
    /// The worker did not answer within `Job::KILL_AFTER`, or used up its processor time.
    #[error(
        "The run could not be interrupted, so its process was ended. Your database is as it was before the run."
    )]
    Killed,
    /// The worker could not be started, or ended without an answer.
    #[error("The sandbox’s process broke off. Your database is as it was before the run.")]
    Broken,
    /// The bytes of the database that came with the job are not a sound database.
    #[error(
        "This state of your database cannot be read. Step back, or begin again with another one; your text stays."
    )]
    Unreadable,
    /// The worker could not do the job, and why: for the log. A visitor reads the same sentence as for `Broken`.
    #[error("The sandbox’s process broke off. Your database is as it was before the run.")]
    Failed(String),
}

/// A pool of workers and the queue for them. It is cheap to clone; clones share the queue.
#[derive(Clone)]
pub struct Pool {
    shared: Arc<Shared>,
}

struct Shared {
    program: PathBuf,
    arguments: Vec<String>,
    /// The most workers at the same time.
    at_once: usize,
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    /// The persons of whom a worker is running.
    running: HashSet<u64>,
    /// In the order in which they came.
    waiting: VecDeque<Waiter>,
    /// How long each person's workers ran in the last seconds.
    used: HashMap<u64, Usage>,
    /// Whether the self-test failed.
    closed: bool,
}

/// A job in the queue.
struct Waiter {
    person: u64,
    priority: Priority,
    /// Closed when the request behind the job was dropped.
    permit: oneshot::Sender<Permit>,
}

/// Which jobs go first: every one of the upper variant before any of the lower.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Priority {
    Normal,
    Low,
}

/// Worker time that a person used, as it was at one moment. It is forgotten little by little (a leaky bucket).
#[derive(Clone, Copy)]
struct Usage {
    time: Duration,
    at: Instant,
}

/// The right to run one worker. When it is dropped, however that happens, the next job in the queue gets one.
pub struct Permit {
    shared: Arc<Shared>,
    person: u64,
    since: Instant,
}

impl Pool {
    /// A pool of at most `at_once` processes at the same time. Each is `program`, which with these `arguments` must call
    /// `labs::jobs::run_worker` before anything else.
    pub fn new(program: PathBuf, arguments: Vec<String>, at_once: usize) -> Self {
        Self { shared: Arc::new(Shared { program, arguments, at_once, queue: Mutex::default() }) }
    }

    /// Starts a worker that tries to get out, and closes the pool if it can: from then on every job is refused.
    ///
    /// # Errors
    /// What the worker was able to do, or why there is no worker.
    pub async fn self_test(&self) -> Result<(), String> {
        // The first start of a program is the slowest, so it gets twice the time.
        let result = match self.shared.run_worker(&SelfTest, KILL_AFTER * 2, None).await {
            Ok(possible) if possible.is_empty() => Ok(()),
            Ok(possible) => Err(format!("a locked-in process could {}", possible.join(", "))),
            Err(Refused::Failed(why)) => Err(why),
            Err(refused) => Err(refused.to_string()),
        };
        self.shared.lock().closed = result.is_err();
        result
    }

    /// Has a worker do a job for `person` when it is their turn, and gives its answer.
    ///
    /// # Errors
    /// When the job was not done. It left nothing behind then.
    pub async fn run<J: Job>(&self, person: u64, job: &J) -> Result<J::Answer, Refused> {
        let permit = self.wait_for_turn(person).await?;
        self.run_with(permit, job).await
    }

    /// Waits until it is the turn of `person`. With `run_with` this is `run` in two steps, for a caller who tells the wait
    /// from the run.
    ///
    /// # Errors
    /// When nobody may wait now, or nobody left a place free in time.
    pub async fn wait_for_turn(&self, person: u64) -> Result<Permit, Refused> {
        self.acquire(person, Priority::Normal).await
    }

    /// Does a job in a place that was waited for.
    ///
    /// # Errors
    /// When it is not done. It then left nothing behind.
    pub async fn run_with<J: Job>(&self, permit: Permit, job: &J) -> Result<J::Answer, Refused> {
        self.shared.run_worker(job, J::KILL_AFTER, Some(permit)).await
    }

    /// The same for a job that nobody waits for impatiently: every job of `run` goes first, and few jobs may wait here.
    ///
    /// # Errors
    /// As `run`; `Refused::Busy` when `LOW_PRIORITY_WAITING_MAX` jobs wait already, or none became free for a minute.
    pub async fn run_with_low_priority<J: Job>(&self, person: u64, job: &J) -> Result<J::Answer, Refused> {
        let permit = self.acquire(person, Priority::Low).await?;
        self.shared.run_worker(job, J::KILL_AFTER, Some(permit)).await
    }

    /// Waits for a permit.
    ///
    /// # Errors
    /// `Closed`, `Busy` or `TooManyWaiting`.
    async fn acquire(&self, person: u64, priority: Priority) -> Result<Permit, Refused> {
        // The lock is held in this block only, never across an await.
        let turn = {
            let mut queue = self.shared.lock();
            if queue.closed {
                return Err(Refused::Closed);
            }
            // `insert` says false for a person who has a worker running: then they wait like anybody else.
            if queue.running.len() < self.shared.at_once && queue.running.insert(person) {
                return Ok(Permit::of(&self.shared, person));
            }
            // Requests that were dropped while they waited do not count.
            queue.waiting.retain(|waiter| !waiter.permit.is_closed());
            if queue.waiting.len() >= WAITING_MAX {
                return Err(Refused::Busy);
            }
            if queue.waiting.iter().filter(|waiter| waiter.person == person).count() >= WAITING_MAX_EACH {
                return Err(Refused::TooManyWaiting);
            }
            let low_priority = queue.waiting.iter().filter(|waiter| waiter.priority == Priority::Low).count();
            if priority == Priority::Low && low_priority >= LOW_PRIORITY_WAITING_MAX {
                return Err(Refused::Busy);
            }
            let (permit, turn) = oneshot::channel();
            queue.waiting.push_back(Waiter { person, priority, permit });
            turn
        };
        match timeout(priority.wait_max(), turn).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(Refused::Busy),
        }
    }
}

impl Permit {
    fn of(shared: &Arc<Shared>, person: u64) -> Self {
        Self { shared: shared.clone(), person, since: Instant::now() }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let next = {
            let mut queue = self.shared.lock();
            queue.running.remove(&self.person);
            queue.record_usage(self.person, self.since.elapsed(), Instant::now());
            queue.take_next(self.shared.at_once, Instant::now())
        };
        if let Some(Waiter { person, permit, .. }) = next {
            // If the receiver was dropped a moment ago, `send` gives the new permit back. Dropping that one calls the next
            // waiter. The lock was released above, so this does not block itself.
            let _ = permit.send(Permit::of(&self.shared, person));
        }
    }
}

impl Queue {
    /// Notes that a worker of this person ran for `time`, and forgets everybody who has nothing left to remember.
    fn record_usage(&mut self, person: u64, time: Duration, now: Instant) {
        self.used.retain(|_, used| !used.left(now).is_zero());
        let before = self.used.get(&person).map_or(Duration::ZERO, |used| used.left(now));
        self.used.insert(person, Usage { time: before + time, at: now });
    }

    /// Takes the next waiter out of the queue and counts their person among the running; none where no worker is free or
    /// everybody who waits has one running.
    fn take_next(&mut self, at_once: usize, now: Instant) -> Option<Waiter> {
        self.waiting.retain(|waiter| !waiter.permit.is_closed());
        if self.running.len() >= at_once {
            return None;
        }
        let may =
            self.waiting.iter().enumerate().filter(|(_, waiter)| !self.running.contains(&waiter.person));
        let used = |person| self.used.get(person).map_or(Duration::ZERO, |used: &Usage| used.left(now));
        // `min_by_key` takes the first of equals, and the queue is in the order in which people came.
        let (at, _) = may.min_by_key(|(_, waiter)| (waiter.priority, used(&waiter.person)))?;
        let next = self.waiting.remove(at)?;
        self.running.insert(next.person);
        Some(next)
    }
}

impl Priority {
    /// The longest that a job of this priority waits.
    fn wait_max(self) -> Duration {
        match self {
            Self::Normal => WAIT_MAX,
            Self::Low => LOW_PRIORITY_WAIT_MAX,
        }
    }
}

impl Usage {
    /// What still counts of it: one second of work is forgotten after eight seconds.
    fn left(&self, now: Instant) -> Duration {
        self.time.saturating_sub(now.saturating_duration_since(self.at) / 8)
    }
}

impl Shared {
    /// The queue. A panic while it was locked cannot have left it broken, so a poisoned lock is taken as well.
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a worker, sends it the job, and reads its answer. The process has ended afterwards in every case, or is being
    /// killed; `permit` is kept until it is gone.
    async fn run_worker<J: Job>(
        &self,
        job: &J,
        kill_after: Duration,
        permit: Option<Permit>,
    ) -> Result<J::Answer, Refused> {
        let job = encode(job).map_err(|_| Refused::Broken)?;
        let mut child =
            child::isolated_command(&self.program, &self.arguments).spawn().map_err(|_| Refused::Broken)?;
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Refused::Broken);
        };
        // The worker first sends one byte, when it is confined: the job is not written before that. It then reads up to the
        // end of its input, so the pipe must be closed before the answer can come.
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
        // It has answered, or it never will. A kill that fails finds a process that has ended already.
        let _ = child.start_kill();
        let Ok(talked) = talked else {
            // On a busy machine the kernel may need a while to free the memory of a niced process. The caller does not wait
            // for that, but the next job does: the permit is dropped only when the process is gone.
            tokio::spawn(async move {
                let _ = child.wait().await;
                drop(permit);
            });
            return Err(Refused::Killed);
        };
        // An answer that cannot be read is one that was cut off. If a signal ended the process, that was the kernel, which
        // stopped it at one of its limits.
        let ended = child.wait().await;
        let answer = decode_answer::<J>(&talked.map_err(|_| Refused::Broken)?).map_err(|_| match ended {
            Ok(status) if status.code().is_none() => Refused::Killed,
            _ => Refused::Broken,
        })?;
        answer.map_err(|why| if why == UNREADABLE { Refused::Unreadable } else { Refused::Failed(why) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait_normal(queue: &mut Queue, person: u64) -> oneshot::Receiver<Permit> {
        wait(queue, person, Priority::Normal)
    }

    fn wait(queue: &mut Queue, person: u64, priority: Priority) -> oneshot::Receiver<Permit> {
        let (permit, turn) = oneshot::channel();
        queue.waiting.push_back(Waiter { person, priority, permit });
        turn
    }

    fn next(queue: &mut Queue, now: Instant) -> Option<u64> {
        let next = queue.take_next(1, now)?.person;
        queue.running.clear();
        Some(next)
    }

    #[test]
    fn who_used_least_of_late_is_next_and_among_equals_who_came_first() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        queue.record_usage(1, Duration::from_secs(1), now);
        queue.record_usage(2, Duration::from_millis(20), now);
        let turns = [1, 2, 3, 4].map(|person| wait_normal(&mut queue, person));
        let order: Vec<_> = std::iter::from_fn(|| next(&mut queue, now)).collect();
        assert_eq!(order, [3, 4, 2, 1]);
        drop(turns);
    }

    #[test]
    fn what_was_used_is_forgotten() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        queue.record_usage(1, Duration::from_secs(1), now);
        let turns = [1, 2].map(|person| wait_normal(&mut queue, person));
        assert_eq!(next(&mut queue, now + Duration::from_secs(9)), Some(1));
        drop(turns);
    }

    #[test]
    fn whoever_runs_or_went_away_is_passed_over() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        queue.running.insert(1);
        let runs = wait_normal(&mut queue, 1);
        drop(wait_normal(&mut queue, 2));
        let waits = wait_normal(&mut queue, 3);
        assert_eq!(queue.take_next(2, now).map(|next| next.person), Some(3));
        assert_eq!(queue.waiting.len(), 1);
        drop((runs, waits));
    }

    #[test]
    fn jobs_of_low_priority_let_everybody_else_go_first() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        queue.record_usage(3, Duration::from_secs(1), now);
        let turns = [(1, Priority::Low), (2, Priority::Low), (3, Priority::Normal)]
            .map(|(person, priority)| wait(&mut queue, person, priority));
        let order: Vec<_> = std::iter::from_fn(|| next(&mut queue, now)).collect();
        assert_eq!(order, [3, 1, 2]);
        drop(turns);
    }

    #[tokio::test]
    async fn few_wait_with_low_priority_and_the_queue_stays_open_for_others() {
        let pool = Pool::new(PathBuf::new(), Vec::new(), 1);
        let first = pool.acquire(0, Priority::Normal).await.unwrap();
        let mut low_priority: Vec<_> =
            (1..=9).map(|person| Box::pin(pool.acquire(person, Priority::Low))).collect();
        let mut pending = 0;
        for permit in &mut low_priority {
            pending += usize::from(is_pending(permit).await);
        }
        assert_eq!(pending, LOW_PRIORITY_WAITING_MAX);
        let mut other = Box::pin(pool.acquire(10, Priority::Normal));
        assert!(is_pending(&mut other).await);
        drop(first);
        assert!(other.await.is_ok());
    }

    #[tokio::test]
    async fn a_place_given_to_somebody_who_went_away_is_not_lost() {
        let pool = Pool::new(PathBuf::new(), Vec::new(), 1);
        let first = pool.acquire(1, Priority::Normal).await.unwrap();
        let mut gone = Box::pin(pool.acquire(2, Priority::Normal));
        // It stands in the queue now; then it is called, and never looks again.
        assert!(is_pending(&mut gone).await);
        drop(first);
        drop(gone);
        assert!(
            timeout(Duration::from_secs(5), pool.acquire(3, Priority::Normal))
                .await
                .is_ok_and(|permit| permit.is_ok())
        );
    }

    /// Looks once whether it is done; whether it is not.
    async fn is_pending<F: Future + Unpin>(future: &mut F) -> bool {
        std::future::poll_fn(|context| {
            std::task::Poll::Ready(std::pin::Pin::new(&mut *future).poll(context).is_pending())
        })
        .await
    }
}
