//! Proving an exercise as a job for a worker. Whoever wrote it, its SQL runs where learners' SQL runs.

use super::prove::{Report, prove_from};
use crate::{
    sandbox::Job,
    sql_exercise::{Draft, ExerciseDatabase, ExerciseFault},
};
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How much of the processor one part of a proof takes before it stops after a mutant. A worker is ended at two seconds.
const PART_TIME: Duration = Duration::from_millis(900);

/// Proves a part of an exercise. A worker has little time, so a proof is several of these, one after the other.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProveExercise {
    /// The name of the exercise's file without its ending.
    pub file: String,
    /// The text of that file.
    pub text: String,
    /// The SQL of its database, and the pools as TOML.
    pub database: (String, String),
    /// On how many further databases a mutant is tried that passes.
    pub search: u64,
    /// The mutant to begin with; 0 begins with the texts, before all mutants.
    pub from: usize,
}

/// What one part of a proof found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProofPart {
    /// What was found in this part.
    pub report: Report,
    /// Where the next part begins; none where the proof is complete.
    pub next: Option<usize>,
}

impl Job for ProveExercise {
    type Answer = ProofPart;
    const NAME: &'static str = "prove-exercise";
    /// The worker ends by itself when it has used its time on the processor; on a busy machine that takes longer.
    const KILL_AFTER: Duration = Duration::from_secs(10);

    fn run(self) -> Result<ProofPart, String> {
        let Draft { exercise, faults } = Draft::read(&self.file, &self.text);
        let has_model = !exercise.model.is_empty();
        let mut part = match ExerciseDatabase::read(&self.database.0, &self.database.1) {
            Ok(database) if has_model => {
                let is_time_over = || time_used() > PART_TIME;
                let (report, next) = prove_from(&database, &exercise, self.search, self.from, &is_time_over);
                ProofPart { report, next }
            }
            Ok(_) => ProofPart { report: Report::default(), next: None },
            Err(says) => {
                let fault = ExerciseFault::from(format!("The pools (square.toml) cannot be read: {says}"));
                ProofPart { report: Report { faults: vec![fault], ..Report::default() }, next: None }
            }
        };
        // What is wrong with the text comes with what is wrong with the exercise: an author reads all of it at once.
        if self.from == 0 && !faults.is_empty() {
            part.report.faults.extend(faults);
            part.report.faults.sort_by_key(|fault| fault.line);
            part.next = None;
        }
        Ok(part)
    }
}

/// How long this process has run on a processor.
fn time_used() -> Duration {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(used.tv_sec.unsigned_abs(), u32::try_from(used.tv_nsec).unwrap_or(0))
}

impl Report {
    /// About how many bytes its sentences take.
    pub fn bytes(&self) -> usize {
        let faults = self.faults.iter().map(|fault| fault.says.len() + 48);
        faults.chain(self.unchecked.iter().chain(&self.equivalent).map(|says| says.len() + 24)).sum()
    }

    /// Adds what a later part found.
    pub fn add(&mut self, later: Self) {
        self.mutants += later.mutants;
        self.killed += later.killed;
        self.faults.extend(later.faults);
        self.unchecked.extend(later.unchecked);
        self.equivalent.extend(later.equivalent);
    }
}
