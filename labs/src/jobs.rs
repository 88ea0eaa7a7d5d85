//! The jobs that a worker of the sandbox can run, and the worker itself.
//!
//! This is the one place that knows them all. It stands above the sandbox, which knows a job only by its trait, and above
//! the modules whose jobs they are.

use crate::{
    grade::{GradeAnswer, MakeSample, ProveExercise},
    import::{ImportCsv, ImportDatabase, ImportScript, LookAtCsv},
    race::Batch,
    sandbox::{DumpDatabase, JobKind, RunOwnScript, RunScript, SelfTest, work},
    select_steps::TakeApart,
    table_rules::TryStatements,
};
use std::io::{self, Read, Write};

/// Every job that a worker can run. A job that is not listed fails with “no job is called …”.
const JOBS: [JobKind; 14] = [
    JobKind::of::<SelfTest>(),
    JobKind::of::<RunScript>(),
    JobKind::of::<RunOwnScript>(),
    JobKind::of::<DumpDatabase>(),
    JobKind::of::<ImportDatabase>(),
    JobKind::of::<ImportScript>(),
    JobKind::of::<LookAtCsv>(),
    JobKind::of::<ImportCsv>(),
    JobKind::of::<GradeAnswer>(),
    JobKind::of::<MakeSample>(),
    JobKind::of::<ProveExercise>(),
    JobKind::of::<Batch>(),
    JobKind::of::<TakeApart>(),
    JobKind::of::<TryStatements>(),
];

/// Runs one job as a worker: locks this process in for good, reads the job from `input`, and writes its answer to
/// `output`. Call it first of all: a thread that is already running would not be locked in.
///
/// # Errors
/// When the process cannot be locked in, or the other side of the pipes is gone.
pub fn run_worker(input: impl Read, output: impl Write) -> io::Result<()> {
    work(&JOBS, input, output)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_jobs_have_one_name() {
        for (at, job) in JOBS.iter().enumerate() {
            assert!(JOBS[..at].iter().all(|other| other.name != job.name), "{}", job.name);
        }
    }
}
