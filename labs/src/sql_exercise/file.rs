//! An exercise together with the texts that it was read from. A worker gets the texts, for it is another process.

use super::{Proof, SqlExercise};
use crate::chapter::MORE;
use std::sync::Arc;

/// The texts of a database that exercises are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseTexts {
    /// The `CREATE` and `INSERT` statements: `square.sql`.
    pub sql: String,
    /// The pools of values, in TOML: `square.toml`.
    pub values: String,
}

/// An exercise with its texts, ready to be shown and answered.
#[derive(Clone, Debug)]
pub struct ExerciseFile {
    /// The exercise. Where it comes from a folder of the operator's, its name is `folder.name`, which no exercise of the
    /// site's own can have.
    pub exercise: SqlExercise,
    /// The name of its file without `.md`.
    pub file_name: String,
    /// What the file says.
    pub text: Arc<str>,
    /// The database that it is about.
    pub database: Arc<DatabaseTexts>,
    /// What became of the mutants of its model.
    pub proof: Option<Proof>,
    /// The name of the folder that it comes from; none where it is the site's own.
    pub folder: Option<String>,
}

impl ExerciseFile {
    /// The texts that a job for a worker takes.
    pub fn database_texts(&self) -> (String, String) {
        (self.database.sql.clone(), self.database.values.clone())
    }

    /// The last parts of the address of its page: `sql/only-bread`, or `more/harbour.trips` where it is in no chapter.
    pub fn address(&self) -> String {
        format!("{}/{}", self.exercise.chapter.as_deref().unwrap_or(MORE), self.exercise.name)
    }
}
