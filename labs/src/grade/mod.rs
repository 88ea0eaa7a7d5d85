//! Grades answers to SQL exercises, and accepts none that is only nearly right.
//!
//! The answer and the model of a `SqlExercise` both run on the sample that the learner sees and on many generated databases
//! (`data`). They are compared by the rows they give (`select`), by the state in which they leave all tables (`state`), or
//! by the schema they make (`create`). To a wrong answer the verdict shows three things: where it differs (`diff`), a
//! database as small as possible on which it differs (`shrink`), and the likely cause. The cause is found by comparing the
//! answer with mutants of the model, each with one known mistake (`mutate`). `prove` checks that an exercise is fit to be
//! used.
//! Never here: what SQL means. SQLite runs every statement; the parser (`syntax`) only looks at the shape of a text.

mod create;
mod diff;
mod generated_database;
mod generated_values;
mod grader;
mod job;
mod mutate;
#[cfg(test)]
mod proof_tests;
mod prove;
mod prove_job;
mod result_rows;
mod rules;
mod sample_job;
mod select;
mod shrink;
mod state;
mod syntax;
mod tables_read;
#[cfg(test)]
mod tests;
mod verdict;

pub use create::SchemaTestResult;
pub use diff::{DiffMark, DiffRow};
pub use grader::{Grader, HIDDEN_DATABASES};
pub use job::GradeAnswer;
pub use prove::{Report, prove};
pub use prove_job::{ProofPart, ProveExercise};
pub use sample_job::MakeSample;
pub use syntax::asks_order;
pub use verdict::{Counterexample, Difference, ShownTable, Verdict};
