//! Running a job in a worker of the sandbox on behalf of one request.

use labs::sandbox::{Job, Refused};
use web::context::RequestContext;

/// Has a worker do a job for the learner with this number in the queue. The reason why a job failed is logged here, once,
/// with the id of the request; visitors read only that it failed.
///
/// # Errors
/// When it was not done. Nothing of it is left then.
pub async fn run_job<J: Job>(cx: &RequestContext, place: u64, job: &J) -> Result<J::Answer, Refused> {
    let result = cx.site.labs.sandbox.run(place, job).await;
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
