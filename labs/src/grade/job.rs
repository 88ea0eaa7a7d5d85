//! Grading as a job for a worker. An answer is a stranger's SQL, and the site itself neither parses nor runs it.

use super::{Grader, Verdict};
use crate::{
    sandbox::Job,
    sql_exercise::{ExerciseDatabase, SqlExercise},
};
use serde::{Deserialize, Serialize};

/// Grades an answer to a SQL exercise. Everything is sent as text and read in the worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GradeAnswer {
    /// The name of the exercise's file without its ending.
    pub file: String,
    /// The text of that file.
    pub text: String,
    /// The SQL of the exercises' database, and its pools as TOML.
    pub database: (String, String),
    /// What the learner sees, as SQL; none where it is the usual sample.
    pub sample: Option<String>,
    pub answer: String,
}

impl Job for GradeAnswer {
    type Answer = Verdict;
    const NAME: &'static str = "grade-answer";

    fn run(self) -> Result<Verdict, String> {
        let exercise_database = ExerciseDatabase::read(&self.database.0, &self.database.1)?;
        let exercise = SqlExercise::read(&self.file, &self.text)?;
        Ok(Grader::new(&exercise_database, &exercise, self.sample.as_deref())?.grade(&self.answer))
    }
}
