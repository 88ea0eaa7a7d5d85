//! What a job for a worker is, and how it travels to the worker and its answer back.
//!
//! This module knows no job but by the trait `Job`. Each user of the sandbox defines its own type of job beside the work
//! that it does; `labs::jobs` lists them all for the worker.

use super::limits::KILL_AFTER;
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;

/// A piece of work that a worker process does. The value is all that the worker gets: it has no file and no network.
///
/// A new job also needs its line in `labs::jobs`; without it the worker answers that it does not know the job.
pub trait Job: Serialize + DeserializeOwned + Sync {
    /// What the worker sends back.
    type Answer: Serialize + DeserializeOwned + Send;

    /// What the worker finds the job by; no two jobs share a name.
    const NAME: &'static str;

    /// A worker that has not answered after this time is killed.
    const KILL_AFTER: Duration = KILL_AFTER;

    /// Does the work, inside the worker.
    ///
    /// # Errors
    /// Why it could not be done: a sentence for the log, which no visitor reads.
    fn run(self) -> Result<Self::Answer, String>;
}

/// A kind of job that a worker can run, with its type erased.
#[derive(Clone, Copy)]
pub struct JobKind {
    /// The job's `NAME`.
    pub name: &'static str,
    run: fn(&[u8]) -> postcard::Result<Vec<u8>>,
}

impl JobKind {
    /// The kind of the jobs of this type.
    pub const fn of<J: Job>() -> Self {
        Self { name: J::NAME, run: run_encoded::<J> }
    }
}

/// The bytes that a worker reads: the name of the job, and then the job itself.
pub(super) fn encode<J: Job>(job: &J) -> postcard::Result<Vec<u8>> {
    postcard::to_stdvec(&(J::NAME, job))
}

/// Runs the job in these bytes, which is one of `kinds`, and gives the bytes of its answer.
///
/// # Errors
/// When the answer cannot be encoded. A job that fails, or cannot be read, is an answer too.
pub(super) fn run_bytes(kinds: &[JobKind], bytes: &[u8]) -> postcard::Result<Vec<u8>> {
    let (name, job) = match postcard::take_from_bytes::<&str>(bytes) {
        Ok(parts) => parts,
        Err(e) => return encode_failure(format!("the name of the job: {e}")),
    };
    match kinds.iter().find(|kind| kind.name == name) {
        Some(kind) => (kind.run)(job),
        None => encode_failure(format!("no job is called {name}")),
    }
}

/// The answer in the bytes that a worker wrote.
///
/// # Errors
/// When they are no answer to such a job.
pub(super) fn decode_answer<J: Job>(bytes: &[u8]) -> postcard::Result<Result<J::Answer, String>> {
    postcard::from_bytes(bytes)
}

fn run_encoded<J: Job>(bytes: &[u8]) -> postcard::Result<Vec<u8>> {
    match postcard::from_bytes::<J>(bytes) {
        Ok(job) => postcard::to_stdvec(&job.run()),
        Err(e) => encode_failure(format!("the job: {e}")),
    }
}

/// A failure is encoded alike for every job, so the type of the answer does not matter here.
fn encode_failure(why: String) -> postcard::Result<Vec<u8>> {
    postcard::to_stdvec(&Err::<(), String>(why))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Serialize, Deserialize)]
    struct Half {
        of: u32,
    }

    impl Job for Half {
        type Answer = u32;
        const NAME: &'static str = "half";

        fn run(self) -> Result<u32, String> {
            if self.of.is_multiple_of(2) { Ok(self.of / 2) } else { Err(format!("{} is odd", self.of)) }
        }
    }

    const KINDS: [JobKind; 1] = [JobKind::of::<Half>()];

    fn answer(bytes: &[u8]) -> Result<u32, String> {
        decode_answer::<Half>(&run_bytes(&KINDS, bytes).unwrap()).unwrap()
    }

    #[test]
    fn a_job_is_found_by_its_name_and_its_answer_comes_back() {
        assert_eq!(answer(&encode(&Half { of: 8 }).unwrap()), Ok(4));
        assert_eq!(answer(&encode(&Half { of: 7 }).unwrap()), Err("7 is odd".to_owned()));
    }

    #[test]
    fn what_is_no_known_job_is_answered_with_the_reason() {
        assert_eq!(
            answer(&postcard::to_stdvec(&("double", 4_u32)).unwrap()),
            Err("no job is called double".to_owned())
        );
        assert!(answer(&postcard::to_stdvec("half").unwrap()).is_err_and(|why| why.starts_with("the job: ")));
        assert!(answer(&[]).is_err_and(|why| why.starts_with("the name of the job: ")));
    }
}
