//! Notes on a statement that ran and may not mean what it seems to. A note is written only where it is sure.

mod bare_column;
mod null;

use super::{dialect, explanation::Explanation, failed_statement::FailedStatement};
use crate::sandbox::Schema;

/// The longest statement that is looked at, in bytes.
const BYTES_MAX: usize = 10_000;

/// The most notes on one statement.
const NOTES_MAX: usize = 3;

/// The notes on the statement `sql`, which ran on a database with this schema: a comparison with `= NULL`, a column that stands
/// for one of many rows, a word of another database that SQLite takes for something else. At most `NOTES_MAX`.
pub fn notes(sql: &str, schema: &Schema) -> Vec<Explanation> {
    if sql.len() > BYTES_MAX {
        return Vec::new();
    }
    let words = FailedStatement::new(sql, "", None, schema);
    let others = dialect::misread(&words);
    let all = null::note(&words).into_iter().chain(bare_column::note(&words)).chain(others);
    all.take(NOTES_MAX).collect()
}
