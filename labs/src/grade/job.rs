//! Grading as a job for a worker: an answer is a stranger's SQL, and the site itself never parses or runs it.

use super::{Grader, Verdict};
use crate::{
    sandbox::Job,
    sql_exercise::{ExerciseDatabase, SqlExercise},
};
use serde::{Deserialize, Serialize};

/// Grades an answer to a SQL exercise. Everything is sent as text and read in the worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GradeAnswer {
    /// The exercise's file, without its ending, and its text.
    pub file: String,
    pub text: String,
    /// The SQL and the pools of the exercises' database.
    pub database: (String, String),
    /// What the learner sees, as SQL, where it is not the exercises' own sample.
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
