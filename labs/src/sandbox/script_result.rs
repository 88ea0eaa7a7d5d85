//! What came of a run, as the site gets it from the worker.

use super::{plan::Plan, schema::Schema};
use rusqlite::types::ValueRef;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A value with the type it has in SQLite (<https://sqlite.org/datatype3.html>, §2).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// A column of a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// As SQLite names it: the alias, or else the text of the expression.
    pub name: String,
    /// The type that the table declares for it; none for an expression.
    pub declared: Option<String>,
}

/// The rows of a result, as far as they are shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rows {
    pub columns: Vec<Column>,
    /// At most `ROWS_MAX`; each has as many cells as there are columns.
    pub rows: Vec<Vec<Cell>>,
    /// Whether there were more rows than are shown.
    pub more: bool,
}

/// What kind of statement it was, judged by what it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StatementKind {
    /// A query that changed nothing.
    Read,
    /// It changed rows.
    Write,
    /// It changed the schema, a transaction or a setting.
    Other,
}

/// One row that a statement changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowChange {
    /// None where the row was inserted.
    pub before: Option<Vec<Cell>>,
    /// None where the row was deleted.
    pub after: Option<Vec<Cell>>,
}

/// The rows of one table that a statement changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableChange {
    pub table: String,
    pub columns: Vec<String>,
    pub rows: Vec<RowChange>,
    /// Whether more rows changed than are shown.
    pub more: bool,
}

/// Why a statement failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Fault {
    /// An error of SQLite.
    Sqlite {
        message: String,
        /// The extended result code (<https://sqlite.org/rescode.html>).
        code: i32,
        /// Where in the statement, in bytes, if SQLite says so.
        at: Option<usize>,
    },
    /// One of the sandbox's limits.
    Stopped(Stopped),
}

/// Which of the sandbox's limits ended a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stopped {
    /// The run took longer than `RUN_TIME_MAX`.
    Time,
    /// SQLite needed more memory than it may have.
    Memory,
    /// The database would have become larger than `IMAGE_BYTES_MAX`.
    Size,
    /// The run gave more than `OUTPUT_BYTES_MAX`.
    Output,
    /// A text, a value or a statement is longer than is allowed.
    Length,
    /// The authorizer does not allow it.
    NotAllowed,
    /// It could not be interrupted, so the worker was killed.
    Killed,
}

/// What one statement did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Which statement of the script it is, from 0.
    pub index: usize,
    /// Where the statement stands in the script, in bytes.
    pub span: Range<usize>,
    pub kind: StatementKind,
    /// None for a statement that has no result columns.
    pub rows: Option<Rows>,
    /// The rows that the statement itself inserted, updated or deleted; those of triggers and cascades do not count.
    pub changed: u64,
    /// The rows that are different besides: changed by triggers and foreign keys, or replaced. 0 where it is not known.
    pub changed_besides: u64,
    /// The changed rows themselves, those of triggers and cascades included. Empty where they were too many to compare.
    pub changes: Vec<TableChange>,
    /// Wall-clock time in microseconds.
    pub elapsed_us: u64,
    /// Steps of SQLite's virtual machine: a measure of work that is the same every time.
    pub steps: u64,
    pub plan: Plan,
    pub fault: Option<Fault>,
}

/// What a script did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScriptResult {
    /// One for each of the first two hundred statements, in their order, and for the one that failed. The run ends at the first
    /// fault, so only the last can have one.
    pub outcomes: Vec<Outcome>,
    /// How many statements the script has.
    pub statements: usize,
    /// How many of them ran without a fault.
    pub done: usize,
    /// The bytes of the database after the run; none where the run left it as it was.
    #[serde(with = "serde_bytes")]
    pub image: Option<Vec<u8>>,
    /// The tables after the run.
    pub schema: Schema,
    /// Whether a transaction was still open at the end, and was therefore rolled back.
    pub rolled_back: bool,
}

impl Cell {
    /// Bytes of a text that are not UTF-8 become U+FFFD, since SQLite does not check what is stored.
    pub(crate) fn of(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(i) => Self::Integer(i),
            ValueRef::Real(r) => Self::Real(r),
            ValueRef::Text(t) => Self::Text(String::from_utf8_lossy(t).into_owned()),
            ValueRef::Blob(b) => Self::Blob(b.to_vec()),
        }
    }

    /// The value as it is displayed: at most 200 characters of a text, or bytes of a blob.
    pub fn shortened(self) -> Self {
        const CHARS: usize = 200;
        match self {
            Self::Text(text) if text.len() > CHARS => {
                Self::Text(text.chars().take(CHARS).chain(['…']).collect())
            }
            Self::Blob(bytes) if bytes.len() > CHARS => Self::Blob(bytes[..CHARS].to_vec()),
            cell => cell,
        }
    }

    /// Roughly how many bytes it takes in an answer.
    pub(crate) fn size_bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len() + 2,
            Self::Blob(bytes) => bytes.len() + 2,
            Self::Null | Self::Integer(_) | Self::Real(_) => 8,
        }
    }

    /// The value as an SQL literal.
    pub fn to_sql(&self) -> String {
        match self {
            Self::Null => "NULL".to_owned(),
            Self::Integer(i) => i.to_string(),
            // SQL has no literal for infinity; a number beyond the range of a double becomes one.
            Self::Real(r) if r.is_infinite() => if *r > 0.0 { "9e999" } else { "-9e999" }.to_owned(),
            Self::Real(r) => format!("{r:?}"),
            Self::Text(text) => format!("'{}'", text.replace('\'', "''")),
            Self::Blob(bytes) => {
                let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                format!("x'{digits}'")
            }
        }
    }

    /// The name of its type, as SQL's `typeof` gives it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Integer(_) => "integer",
            Self::Real(_) => "real",
            Self::Text(_) => "text",
            Self::Blob(_) => "blob",
        }
    }
}
