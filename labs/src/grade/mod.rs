//! SQL exercises, and the grader that accepts no nearly right answer.
//!
//! An exercise is a `sql_exercise`: a story, a model, rules, hints. An answer is run on many generated databases (`data`) and
//! compared by what it gives (`select`), leaves (`state`) or makes (`create`). A wrong one is answered by the difference
//! (`diff`), the smallest database that shows it (`shrink`) and the likely cause, which is found among the model's mutants
//! (`mutate`). `prove` shows that an exercise is fit to be used.
//! Never here: what SQL means. SQLite alone runs it.

mod create;
mod data;
mod diff;
mod grader;
mod job;
mod mutate;
mod prove;
mod rules;
mod select;
mod shrink;
mod state;
mod syntax;
mod table;
#[cfg(test)]
mod tests;
mod values;
mod verdict;

pub use create::SchemaTestResult;
pub use diff::{DiffMark, DiffRow};
pub use grader::{Grader, HIDDEN_DATABASES};
pub use job::GradeAnswer;
pub use prove::{Report, prove};
pub use syntax::asks_order;
pub use verdict::{Counterexample, Difference, ShownTable, Verdict};
