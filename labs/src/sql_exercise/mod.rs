//! Reads SQL exercises from texts: what is asked, the model answer, and everything that the grader needs to check both.
//!
//! An exercise is a file `group-step-name.md` under `content/sql`. All exercises share one database, in `square.sql` and
//! `square.toml`.
//! Never here: running any SQL. That is `grade`.

mod database;
mod exercise;
mod proof;

pub use database::ExerciseDatabase;
pub use exercise::{Expectation, Group, Mistake, Rule, SchemaTest, SqlExercise, SqlExerciseKind};
pub use proof::Proof;
