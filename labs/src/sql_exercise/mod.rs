//! SQL exercises as texts: what is asked, the model, and everything a grader needs to prove both.
//!
//! Never here: running anything (`grade`).

mod database;
mod exercise;
mod proof;

pub use database::ExerciseDatabase;
pub use exercise::{Expectation, Group, Mistake, Rule, SchemaTest, SqlExercise, SqlExerciseKind};
pub use proof::Proof;
