//! Brings files of learners into their own databases: an SQLite database, a script of SQL, a table as CSV.
//!
//! Whatever is in such a file, it is read in a worker of the sandbox and nowhere else. A database is never used as it came:
//! its header and its pages are checked, and then its rows are copied into a new, clean one (`database`). A table is first
//! looked at (`LookAtCsv`): the types that its columns seem to have are a guess, which a person may change.
//!
//! Never here: who may bring in how much, and where files are while they arrive.

mod column;
mod csv;
mod database;
mod header;
mod script;
mod table;
#[cfg(test)]
mod tests;

pub use column::{ColumnKind, GuessedColumn};
pub use csv::CsvForm;
pub use database::ImportDatabase;
pub use script::ImportScript;
pub use table::{COLUMNS_MAX, CsvPreview, ImportCsv, LookAtCsv, ROW_BYTES_MAX, ROWS_MAX};

use crate::sandbox::Schema;
use serde::{Deserialize, Serialize};

/// What was brought in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// The bytes of the database.
    #[serde(with = "serde_bytes")]
    pub image: Vec<u8>,
    /// Its tables.
    pub schema: Schema,
    /// How many rows came in.
    pub rows: u64,
    /// What did not come along, and why: whole sentences.
    pub notes: Vec<String>,
}

/// Why SQLite stopped, in words that continue “it cannot be brought in: …”.
fn reason(error: &rusqlite::Error) -> String {
    use rusqlite::ffi;
    match error.sqlite_error().map(|error| error.extended_code & 0xff) {
        Some(ffi::SQLITE_INTERRUPT) => "that took longer than the five seconds it may take".to_owned(),
        Some(ffi::SQLITE_FULL) => "the database would become larger than it may be".to_owned(),
        Some(ffi::SQLITE_TOOBIG) => {
            "a row or a statement in it is longer than the sandbox takes (100,000 bytes for a row)".to_owned()
        }
        Some(ffi::SQLITE_NOMEM) => "it needs more memory than the sandbox has".to_owned(),
        _ => format!("SQLite says “{}”", message(error)),
    }
}

/// SQLite's own words.
fn message(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    }
}
