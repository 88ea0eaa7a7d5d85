//! What a JOIN does: two small tables whose rows meet, and a query that grows from one table to three (`feed`).
//!
//! SQLite makes the result (the `script` of both tables and the query). The `steps` are those of the plainest way to
//! the same rows, a loop in a loop, and `match_rows` finds for each of SQLite's rows the step that made it. That both
//! always agree is a test; should they ever not, nothing is explained.
//! Never here: a way of its own to a result. SQLite may well go about it otherwise.

mod cell;
mod feed;
mod kind;
mod match_rows;
mod step;
mod tables;
#[cfg(test)]
mod tests;

pub use cell::{CHARS_MAX, cell_as_typed, read_cell};
pub use feed::{COMMENTS_COLUMN, OWNER_ID, Piece, Query, tables_of_feed};
pub use kind::JoinKind;
pub use match_rows::match_rows;
pub use step::{KeyComparison, Step, steps};
pub use tables::{ROWS_MAX, Row, Side, Tables};
