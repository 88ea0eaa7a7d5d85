//! Running a job in a worker of the sandbox on behalf of one request.

use labs::sandbox::{Claim, Job, Refused};
use std::time::Instant;
use store::WaitKind;
use web::context::RequestContext;

/// Has a worker do a job when it is the claim's turn (`learner::claim`). The reason why a job failed is logged here, once,
/// with the id of the request; visitors read only that it failed.
///
/// # Errors
/// When it was not done. Nothing of it is left then.
pub async fn run_job<J: Job>(cx: &RequestContext, claim: Claim, job: &J) -> Result<J::Answer, Refused> {
    let (pool, log) = (&cx.site.labs.sandbox, &cx.visit.query_log);
    // The two waits are told apart: a busy site shows in the first, slow SQL in the second.
    let asked = Instant::now();
    let permit = pool.wait_for_turn(claim).await;
    log.wait(WaitKind::WorkerQueue, asked);
    let started = Instant::now();
    let result = match permit {
        Ok(permit) => pool.run_with(permit, job).await,
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
    result
}
