//! Reads SQL exercises from texts: what is asked, the model answer, and everything that the grader needs to check both.
//!
//! An exercise is a file `group-step-name.md`: the site's own under `content/sql`, others in a folder of the operator's. The
//! exercises of a folder share one database, in its `square.sql` and `square.toml`. `docs/exercises.md` explains the format.
//! Never here: running any SQL. That is `grade`.

mod database;
mod example;
mod exercise;
mod fault;
mod file;
mod front_matter;
mod proof;
mod read;
#[cfg(test)]
mod tests;

pub use database::ExerciseDatabase;
pub use example::{EXAMPLE_EXERCISE, EXAMPLE_FILE, EXAMPLE_SQL, EXAMPLE_VALUES, example_titled};
pub use exercise::{Expectation, Group, Mistake, PartLines, Rule, SchemaTest, SqlExercise, SqlExerciseKind};
pub use fault::{ExerciseFault, ExerciseFaults};
pub use file::{DatabaseTexts, ExerciseFile};
pub use proof::Proof;
pub use read::Draft;
