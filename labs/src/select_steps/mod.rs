//! How a `SELECT` goes: one query taken apart into the steps that SQL describes, with the rows that SQLite itself has at
//! each of them.
//!
//! The order is that of the language (<https://sqlite.org/lang_select.html>, section 2: FROM, WHERE, GROUP BY with HAVING,
//! the result columns, DISTINCT; then ORDER BY and LIMIT). SQLite may take another way to the same rows. So nothing here
//! computes a row: each step is a query of its own, made from the learner's text, and the last step is compared with the
//! answer to the whole query. A query that cannot be taken apart is refused with the reason.

mod clauses;
mod steps;
mod take_apart;
#[cfg(test)]
mod tests;

pub use clauses::{Clause, NotTakenApart};
pub use steps::{Agreement, Fate, Step, StepRow};
pub use take_apart::{ROWS_MAX, TakeApart, TakenApart, Walk};
