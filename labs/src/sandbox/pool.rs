//! The site's side of the sandbox: a pool of workers, a few at a time for everybody. Whose turn it is when one becomes
//! free is decided in `turns`.

use super::{
    database::UNREADABLE,
    job::{Job, decode_answer, encode},
    limits::{KILL_AFTER, REPLY_BYTES_MAX},
    self_test::SelfTest,
    turns::{Asked, Claim, Queue},
};
use crate::child;
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};

/// Why a job was not done. The texts are read by visitors.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The person has as many jobs in the queue as one person may.
    #[error("Three of your runs are waiting already; this one was not taken. Let them finish first.")]
    TooManyWaiting,
    /// The people of the same network have as many jobs in the queue as one network may.
    #[error(
        "Too many people in your network are running something at this moment. Nothing was changed; try again in a few seconds."
    )]
    NetworkBusy,
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
    state: Mutex<State>,
}

struct State {
    queue: Queue,
    /// Whether the self-test failed.
    closed: bool,
}

/// The right to run one worker. When it is dropped, however that happens, the next job in the queue gets one.
pub struct Permit {
    shared: Arc<Shared>,
    claim: Claim,
    since: Instant,
}

impl Pool {
    /// A pool of at most `at_once` processes at the same time. Each is `program`, which with these `arguments` must call
    /// `labs::jobs::run_worker` before anything else.
    pub fn new(program: PathBuf, arguments: Vec<String>, at_once: usize) -> Self {
        let state = Mutex::new(State { queue: Queue::new(at_once), closed: false });
        Self { shared: Arc::new(Shared { program, arguments, state }) }
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

    /// Has a worker do a job when it is its turn, and gives the answer.
    ///
    /// # Errors
    /// When the job was not done. It left nothing behind then.
    pub async fn run<J: Job>(&self, claim: Claim, job: &J) -> Result<J::Answer, Refused> {
        let permit = self.wait_for_turn(claim).await?;
        self.run_with(permit, job).await
    }

    /// Waits for a turn. With `run_with` this is `run` in two steps, for a caller who tells the wait from the run.
    ///
    /// # Errors
    /// When nobody may wait now, or nobody left a place free in time.
    pub async fn wait_for_turn(&self, claim: Claim) -> Result<Permit, Refused> {
        // The lock is held in this block only, never across an await.
        let asked = {
            let mut state = self.shared.lock();
            if state.closed {
                return Err(Refused::Closed);
            }
            state.queue.ask(claim.clone(), Instant::now())?
        };
        match asked {
            Asked::Start => Ok(Permit::of(&self.shared, claim)),
            Asked::Wait(turn) => match timeout(claim.wait_max(), turn).await {
                Ok(Ok(permit)) => Ok(permit),
                Ok(Err(_)) | Err(_) => Err(Refused::Busy),
            },
        }
    }

    /// Does a job in a place that was waited for.
    ///
    /// # Errors
    /// When it is not done. It then left nothing behind.
    pub async fn run_with<J: Job>(&self, permit: Permit, job: &J) -> Result<J::Answer, Refused> {
        self.shared.run_worker(job, J::KILL_AFTER, Some(permit)).await
    }
}

impl Permit {
    fn of(shared: &Arc<Shared>, claim: Claim) -> Self {
        Self { shared: shared.clone(), claim, since: Instant::now() }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let now = Instant::now();
        let next: Vec<_> = {
            let queue = &mut self.shared.lock().queue;
            queue.end(&self.claim, now.saturating_duration_since(self.since), now);
            std::iter::from_fn(|| queue.take_next(now)).collect()
        };
        for waiter in next {
            // If the receiver was dropped a moment ago, `send` gives the new permit back. Dropping that one calls the next
            // waiter. The lock was released above, so this does not block itself.
            let _ = waiter.permit.send(Permit::of(&self.shared, waiter.claim));
        }
    }
}

impl Shared {
    /// The state. A panic while it was locked cannot have left it broken, so a poisoned lock is taken as well.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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
    use crate::sandbox::ClaimKind;

    fn claim(person: u64, kind: ClaimKind) -> Claim {
        Claim { network: "192.0.2.0/24".to_owned(), person, is_member: false, kind }
    }

    #[tokio::test]
    async fn a_place_given_to_somebody_who_went_away_is_not_lost() {
        let pool = Pool::new(PathBuf::new(), Vec::new(), 1);
        let first = pool.wait_for_turn(claim(1, ClaimKind::Run)).await.unwrap();
        let mut gone = Box::pin(pool.wait_for_turn(claim(2, ClaimKind::Run)));
        // It stands in the queue now; then it is called, and never looks again.
        assert!(is_pending(&mut gone).await);
        drop(first);
        drop(gone);
        let third = timeout(Duration::from_secs(5), pool.wait_for_turn(claim(3, ClaimKind::Run))).await;
        assert!(third.is_ok_and(|permit| permit.is_ok()));
    }

    /// Looks once whether it is done; whether it is not.
    async fn is_pending<F: Future + Unpin>(future: &mut F) -> bool {
        std::future::poll_fn(|context| {
            std::task::Poll::Ready(std::pin::Pin::new(&mut *future).poll(context).is_pending())
        })
        .await
    }
}
