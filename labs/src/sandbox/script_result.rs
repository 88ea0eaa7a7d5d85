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

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    /// As the table declares it; none for an expression.
    pub declared: Option<String>,
}

/// Rows of a result.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rows {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
    /// Whether there were more than may be shown.
    pub more: bool,
}

/// What kind of statement it was, by what it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StatementKind {
    /// It asked and changed nothing.
    Read,
    /// It changed rows.
    Write,
    /// It changed tables, or a transaction.
    Other,
}

/// One row that a statement changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowChange {
    pub before: Option<Vec<Cell>>,
    pub after: Option<Vec<Cell>>,
}

/// The rows of one table that a statement changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableChange {
    pub table: String,
    pub columns: Vec<String>,
    pub rows: Vec<RowChange>,
    pub more: bool,
}

/// Why a statement did not work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Fault {
    /// SQLite's own words, and where in the statement, in bytes.
    Sqlite {
        message: String,
        code: i32,
        at: Option<usize>,
    },
    Stopped(Stopped),
}

/// Which limit ended a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stopped {
    Time,
    Memory,
    /// The database would have been larger than it may be.
    Size,
    /// The run gave more than may be shown.
    Output,
    /// A text, a value, a statement longer than may be.
    Length,
    /// Not on the list of what a sandbox may do.
    NotAllowed,
    /// It could not be interrupted, so its process was ended.
    Killed,
}

/// What became of one statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Where in the text it stands, in bytes.
    pub span: Range<usize>,
    pub kind: StatementKind,
    pub rows: Option<Rows>,
    /// Rows it inserted, updated or deleted itself.
    pub changed: u64,
    pub changes: Vec<TableChange>,
    pub elapsed_us: u64,
    /// Steps of SQLite's machine: the measure of work that is the same every time.
    pub steps: u64,
    pub plan: Plan,
    pub fault: Option<Fault>,
}

/// What came of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScriptResult {
    /// In their order; the first with a fault is the last.
    pub outcomes: Vec<Outcome>,
    /// The database, where the run changed it.
    pub image: Option<Vec<u8>>,
    pub schema: Schema,
    /// Whether a transaction was open at the end, and so was taken back.
    pub rolled_back: bool,
}

impl Cell {
    /// Text that is no UTF-8 shows its broken bytes as U+FFFD.
    pub(crate) fn of(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(i) => Self::Integer(i),
            ValueRef::Real(r) => Self::Real(r),
            ValueRef::Text(t) => Self::Text(String::from_utf8_lossy(t).into_owned()),
            ValueRef::Blob(b) => Self::Blob(b.to_vec()),
        }
    }

    /// The value for looking at: a long one only by its beginning.
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

    /// What it takes in an answer, in bytes, about.
    pub(super) fn size_bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len() + 2,
            Self::Blob(bytes) => bytes.len() + 2,
            Self::Null | Self::Integer(_) | Self::Real(_) => 8,
        }
    }

    /// The value as SQL says it.
    pub fn to_sql(&self) -> String {
        match self {
            Self::Null => "NULL".to_owned(),
            Self::Integer(i) => i.to_string(),
            Self::Real(r) if r.is_infinite() => if *r > 0.0 { "9e999" } else { "-9e999" }.to_owned(),
            Self::Real(r) => format!("{r:?}"),
            Self::Text(text) => format!("'{}'", text.replace('\'', "''")),
            Self::Blob(bytes) => {
                let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                format!("x'{digits}'")
            }
        }
    }

    /// The name of its type, as `typeof` gives it.
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
