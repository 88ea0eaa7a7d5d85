//! Tables with rules, and rows that try them: the engines of two figures of chapter 4.
//!
//! In one a `CREATE TABLE` is put together by ticking rules (`form`), and eight rows try to get in. In the other rows are
//! inserted one by one, and the table grows (`comments`). SQLite decides about every row: `TryStatements` runs them one after
//! the other in a worker, and goes on after a refusal, unlike a script of the sandbox.
//! Never here: a copy of SQLite's rules.

mod comments;
mod form;
mod try_statements;

pub use comments::{COMMENTS_SETUP, STATEMENTS_MAX, insert_comment};
pub use form::{ChosenRules, PLOTS_SETUP, PlotRow, PlotRule, ROWS, create_plots};
pub use try_statements::{Tried, TryStatements};
