//! Making the database that an exercise shows, as a job for a worker.

use super::grader::run_each;
use crate::{
    last_answers::Sample,
    sandbox::{Database, Job, Schema},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Makes the database of an exercise from its SQL. Unlike a learner's script it has no outcomes to show, so a sample of ten
/// thousand rows is made in a fraction of a second.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MakeSample {
    /// Tables and rows, and then what the exercise itself adds.
    pub sql: String,
}

impl Job for MakeSample {
    type Answer = Sample;
    const NAME: &'static str = "make-sample";
    /// A sample may be 2 MB of SQL; the worker's time on the processor is bounded anyway.
    const KILL_AFTER: Duration = Duration::from_secs(5);

    fn run(self) -> Result<Sample, String> {
        let database = Database::empty().map_err(|e| e.to_string())?;
        run_each(&database, &self.sql)?;
        let schema = Schema::of(database.connection()).map_err(|e| e.to_string())?;
        Ok(Sample { image: database.image().map_err(|e| e.to_string())?, schema })
    }
}
