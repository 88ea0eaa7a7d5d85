//! The site's side: workers for everybody, a few at a time, one for a person.
//!
//! Of those who wait, the one who used the workers least of late is next, and among equals the one who came first. Nobody
//! has more than a few places in the queue. So one who asks a hundred times, or for what has no end, waits behind everyone
//! who asks once. A job of low priority waits behind all others (`run_with_low_priority`).

use super::{
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

/// The most that wait, of everybody and of one.
const WAITING_MAX: usize = 256;
const WAITING_MAX_EACH: usize = 3;
/// The longest that anybody waits for their turn.
const WAIT_MAX: Duration = Duration::from_secs(20);

/// The same for those who have priority, and the most of them that wait.
const LOW_PRIORITY_WAIT_MAX: Duration = Duration::from_secs(60);
const LOW_PRIORITY_WAITING_MAX: usize = 8;

/// Why a job was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("Three of your runs are waiting already; this one was not taken. Let them finish first.")]
    TooManyWaiting,
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
    /// The worker could not do the job, and why: for the log. A visitor reads the same sentence as for `Broken`.
    #[error("The sandbox’s process broke off. Your database is as it was before the run.")]
    Failed(String),
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
    waiting: VecDeque<Waiter>,
    /// How long somebody's workers ran of late.
    used: HashMap<u64, Usage>,
    closed: bool,
}

struct Waiter {
    person: u64,
    priority: Priority,
    /// Closed when whoever waits went away.
    permit: oneshot::Sender<Permit>,
}

/// How long somebody waits; whoever has little goes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Priority {
    Normal,
    Low,
}

/// Time that leaks away.
#[derive(Clone, Copy)]
struct Usage {
    time: Duration,
    at: Instant,
}

/// A place among the running; the next one gets it when this is dropped, wherever it is by then.
pub struct Permit {
    shared: Arc<Shared>,
    person: u64,
    since: Instant,
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
    pub async fn self_test(&self) -> Result<(), String> {
        let result = match self.shared.run_worker(&SelfTest, KILL_AFTER * 2, None).await {
            Ok(possible) if possible.is_empty() => Ok(()),
            Ok(possible) => Err(format!("a locked-in process could {}", possible.join(", "))),
            Err(Refused::Failed(why)) => Err(why),
            Err(refused) => Err(refused.to_string()),
        };
        self.shared.lock().closed = result.is_err();
        result
    }

    /// Does a job for `person`, when it is their turn.
    ///
    /// # Errors
    /// When it is not done. It then left nothing behind.
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

    /// The same for a job that may take its time: everybody who calls `run` goes first, and few wait here.
    ///
    /// # Errors
    /// As with `run`; `Refused::Busy` when eight are waiting already, or nobody left a place free for a minute.
    pub async fn run_with_low_priority<J: Job>(&self, person: u64, job: &J) -> Result<J::Answer, Refused> {
        let permit = self.acquire(person, Priority::Low).await?;
        self.shared.run_worker(job, J::KILL_AFTER, Some(permit)).await
    }

    async fn acquire(&self, person: u64, priority: Priority) -> Result<Permit, Refused> {
        let turn = {
            let mut queue = self.shared.lock();
            if queue.closed {
                return Err(Refused::Closed);
            }
            if queue.running.len() < self.shared.at_once && queue.running.insert(person) {
                return Ok(Permit::of(&self.shared, person));
            }
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
            // Whoever went away in this very moment drops the place, which calls the next. The lock is open by now.
            let _ = permit.send(Permit::of(&self.shared, person));
        }
    }
}

impl Queue {
    fn record_usage(&mut self, person: u64, time: Duration, now: Instant) {
        self.used.retain(|_, used| !used.left(now).is_zero());
        let before = self.used.get(&person).map_or(Duration::ZERO, |used| used.left(now));
        self.used.insert(person, Usage { time: before + time, at: now });
    }

    /// Takes out who is next, and counts them among the running.
    fn take_next(&mut self, at_once: usize, now: Instant) -> Option<Waiter> {
        self.waiting.retain(|waiter| !waiter.permit.is_closed());
        if self.running.len() >= at_once {
            return None;
        }
        let may =
            self.waiting.iter().enumerate().filter(|(_, waiter)| !self.running.contains(&waiter.person));
        let used = |person| self.used.get(person).map_or(Duration::ZERO, |used: &Usage| used.left(now));
        let (at, _) = may.min_by_key(|(_, waiter)| (waiter.priority, used(&waiter.person)))?;
        let next = self.waiting.remove(at)?;
        self.running.insert(next.person);
        Some(next)
    }
}

impl Priority {
    fn wait_max(self) -> Duration {
        match self {
            Self::Normal => WAIT_MAX,
            Self::Low => LOW_PRIORITY_WAIT_MAX,
        }
    }
}

impl Usage {
    /// What is left of it: a second of work is forgotten after eight.
    fn left(&self, now: Instant) -> Duration {
        self.time.saturating_sub(now.saturating_duration_since(self.at) / 8)
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a worker, hands it the job, and reads its reply. The worker is gone afterwards, one way or the other.
    /// `permit` is given back when it is.
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
        let Ok(talked) = talked else {
            // A busy machine takes its time over giving back the memory of a process that stands back. Whoever asked need
            // not wait for that; whoever is next does.
            tokio::spawn(async move {
                let _ = child.wait().await;
                drop(permit);
            });
            return Err(Refused::Killed);
        };
        let ended = child.wait().await;
        let answer = decode_answer::<J>(&talked.map_err(|_| Refused::Broken)?).map_err(|_| match ended {
            Ok(status) if status.code().is_none() => Refused::Killed,
            _ => Refused::Broken,
        })?;
        answer.map_err(Refused::Failed)
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
