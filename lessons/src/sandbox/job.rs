//! Running a job in a worker of the sandbox on behalf of one request.
//!
//! A job that holds a learner's database is made only when its turn has come (`run_job_made`): while it waits, it would keep
//! up to ten MiB in memory, and hundreds may wait.

use labs::sandbox::{Claim, Job, Refused};
use std::{borrow::Borrow, time::Instant};
use store::WaitKind;
use web::{Error, context::RequestContext};

/// Has a worker do a job when it is the claim's turn (`learner::claim`). The reason why a job failed is logged here, once,
/// with the id of the request; visitors read only that it failed.
///
/// # Errors
/// When it was not done. Nothing of it is left then.
pub async fn run_job<J: Job>(cx: &RequestContext, claim: Claim, job: &J) -> Result<J::Answer, Refused> {
    run_job_made::<J, &J, Refused>(cx, claim, async { Ok(job) }).await
}

/// The same for a job that is made when the turn has come.
///
/// # Errors
/// As `run_job`, and why the job could not be made.
pub async fn run_job_made<J: Job, B: Borrow<J>, E: From<Refused>>(
    cx: &RequestContext,
    claim: Claim,
    made: impl Future<Output = Result<B, E>>,
) -> Result<J::Answer, E> {
    let (pool, log) = (&cx.site.labs.sandbox, &cx.visit.query_log);
    // The two waits are told apart: a busy site shows in the first, slow SQL in the second.
    let asked = Instant::now();
    let permit = pool.wait_for_turn(claim).await;
    log.wait(WaitKind::WorkerQueue, asked);
    let started = Instant::now();
    let result = match permit {
        Ok(permit) => pool.run_with(permit, made.await?.borrow()).await,
        Err(refused) => Err(refused),
    };
    log.wait(WaitKind::WorkerRun, started);
    if matches!(result, Err(Refused::Unreadable)) {
        tracing::error!(request = cx.visit.request_id, "a learner’s database is not sound");
    }
    if let Err(Refused::Failed(why)) = &result {
        tracing::error!(
            request = cx.visit.request_id,
            job = J::NAME,
            why,
            "a worker could not do the job {}: {why}",
            J::NAME
        );
    }
    Ok(result?)
}

/// Why something was not done with a learner's database.
#[derive(Debug, thiserror::Error)]
pub enum NotDone {
    /// The site refused the request.
    #[error(transparent)]
    Site(#[from] Error),
    /// No worker could do it.
    #[error(transparent)]
    Sandbox(#[from] Refused),
}
