//! Making the database that an exercise shows, as a job for a worker.

use crate::{
    last_answers::Sample,
    sandbox::{Database, Job, Schema},
    sql,
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
        Ok(Sample { image: database.image().map_err(|e| e.to_string())?, schema, preview: None })
    }
}

/// Runs the statements of a text one by one: a text as a whole may be longer than a statement may be.
///
/// # Errors
/// Which statement failed, and why.
pub(super) fn run_each(database: &Database, text: &str) -> Result<(), String> {
    for span in sql::split(text) {
        let statement = &text[span];
        database.connection().execute_batch(statement).map_err(|e| {
            let beginning: String = statement.chars().take(60).collect();
            format!(
                "The tables and their rows (square.sql) do not run: {e}, in `{}`.",
                beginning.replace('\n', " ")
            )
        })?;
    }
    match database.connection().is_autocommit() {
        true => Ok(()),
        false => {
            Err("The tables and their rows (square.sql) begin a transaction that has no COMMIT.".to_owned())
        }
    }
}
