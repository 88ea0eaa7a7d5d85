//! What a request asked of the database: its statements, and the steps that begin and end its transactions.
//!
//! The types repeat those of `store::QueryLog` in a form that can be serialised, because a story may be shared and read
//! later by another build of the site.

use serde::{Deserialize, Serialize};
use std::{borrow::Cow, panic::Location, time::Duration};

/// One SQL statement, whether it succeeded or failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The text as the store prepared it.
    pub sql: Cow<'static, str>,
    /// The bound values, written as SQL literals. Dots stand for secrets.
    pub values: Vec<String>,
    /// How many rows were returned or changed; 0 if the statement failed.
    pub rows: u64,
    /// When it was asked for, in microseconds after the request's head.
    pub at_us: u64,
    /// How long it then waited for a connection, in microseconds.
    pub wait_us: u64,
    /// How long SQLite then worked, in microseconds.
    pub elapsed_us: u64,
    /// The source file that ran it, relative to the workspace.
    pub file: Cow<'static, str>,
    /// The line in that file.
    pub line: u32,
    /// The rows that it was about, as (table, id).
    pub touched: Vec<(Cow<'static, str>, i64)>,
    /// Why it failed; `None` if it succeeded.
    #[serde(default)]
    pub failure: Option<Failure>,
}

/// `BEGIN IMMEDIATE`, `COMMIT` or `ROLLBACK`, and what stands for them in a transaction that shares its `COMMIT`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which of them it is.
    pub kind: StepKind,
    /// How many of the trace's statements had ended before it; this gives its place among them.
    pub after: usize,
    /// When it was asked for, in microseconds after the request's head.
    pub at_us: u64,
    /// For `BEGIN` and `SAVEPOINT`: how long it waited for the only connection that writes, in microseconds. For `COMMIT`:
    /// how long it waited for the others that it was to keep as well. Zero for the rest.
    pub wait_us: u64,
    /// How long SQLite then took, in microseconds. For `COMMIT` that is mostly the disk. For `ROLLBACK` it is zero,
    /// because the request does not wait for it.
    pub elapsed_us: u64,
    /// For `COMMIT`: how many transactions of other requests it kept, too.
    #[serde(default)]
    pub others: usize,
    /// The source file that began or committed, relative to the workspace.
    pub file: Cow<'static, str>,
    /// The line in that file.
    pub line: u32,
    /// Why it failed; `None` if it succeeded.
    pub failure: Option<Failure>,
}

/// The statements that begin and end a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// `BEGIN IMMEDIATE`.
    Begin,
    /// `COMMIT`.
    Commit,
    /// `ROLLBACK`, also where it is implied by a dropped transaction.
    Rollback,
    /// `SAVEPOINT`: the transaction begins within one that waits for its `COMMIT`.
    Savepoint,
    /// `RELEASE`: it ends, and the `COMMIT` of all follows.
    Release,
    /// `ROLLBACK TO`: it is taken back, and the others are not.
    RollbackTo,
}

/// The error with which a statement or a step failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// SQLite's extended result code (sqlite.org/rescode.html). `None` if the error did not come from SQLite.
    pub code: Option<i32>,
    /// The error's text, cut after `Failure::CHARS_MAX` characters.
    pub message: String,
}

impl StepKind {
    /// The text of the statement, as SQLite gets it.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Begin => store::StepKind::Begin.sql(),
            Self::Commit => store::StepKind::Commit.sql(),
            Self::Rollback => store::StepKind::Rollback.sql(),
            Self::Savepoint => store::StepKind::Savepoint.sql(),
            Self::Release => store::StepKind::Release.sql(),
            Self::RollbackTo => store::StepKind::RollbackTo.sql(),
        }
    }

    /// Whether a transaction begins here.
    pub fn begins(self) -> bool {
        matches!(self, Self::Begin | Self::Savepoint)
    }
}

impl Step {
    /// Converts a step of a request's query log; `after` is how many statements had ended before it.
    pub fn of(step: store::TransactionStep, after: usize) -> Self {
        let (file, line) = place(step.caller);
        Self {
            kind: match step.kind {
                store::StepKind::Begin => StepKind::Begin,
                store::StepKind::Commit => StepKind::Commit,
                store::StepKind::Rollback => StepKind::Rollback,
                store::StepKind::Savepoint => StepKind::Savepoint,
                store::StepKind::Release => StepKind::Release,
                store::StepKind::RollbackTo => StepKind::RollbackTo,
            },
            after,
            at_us: micros(step.at),
            wait_us: micros(step.wait),
            elapsed_us: micros(step.elapsed),
            others: step.others,
            file,
            line,
            failure: step.failure.map(Failure::from),
        }
    }
}

impl Failure {
    /// The greatest length of a message, in characters. SQLite may repeat parts of a statement in it, and a trace has
    /// to stay small.
    pub const CHARS_MAX: usize = 300;

    /// The name of the result code (sqlite.org/rescode.html): of the extended code where it says which constraint
    /// failed, and of the primary code otherwise. `None` for codes that this site does not meet, and for errors without
    /// a code.
    pub fn name(&self) -> Option<&'static str> {
        // The low byte of an extended code is its primary code (sqlite.org/rescode.html).
        Some(match (self.code?, self.code? & 0xff) {
            (275, _) => "SQLITE_CONSTRAINT_CHECK",
            (787, _) => "SQLITE_CONSTRAINT_FOREIGNKEY",
            (1299, _) => "SQLITE_CONSTRAINT_NOTNULL",
            (1555, _) => "SQLITE_CONSTRAINT_PRIMARYKEY",
            (1811, _) => "SQLITE_CONSTRAINT_TRIGGER",
            (2067, _) => "SQLITE_CONSTRAINT_UNIQUE",
            (_, 1) => "SQLITE_ERROR",
            (_, 5) => "SQLITE_BUSY",
            (_, 8) => "SQLITE_READONLY",
            (_, 10) => "SQLITE_IOERR",
            (_, 11) => "SQLITE_CORRUPT",
            (_, 13) => "SQLITE_FULL",
            (_, 19) => "SQLITE_CONSTRAINT",
            _ => return None,
        })
    }

    /// Whether the message names nothing but tables and columns, so that it may be shown to others. Messages with the
    /// primary code 1 (`SQLITE_ERROR`) may repeat what was typed, as those of full-text search do; and an error without
    /// a code is not SQLite's, so nothing is known about its text.
    pub(crate) fn is_public(&self) -> bool {
        self.code.is_some_and(|code| code & 0xff != 1)
    }
}

impl From<store::Failure> for Failure {
    fn from(failure: store::Failure) -> Self {
        let mut message = failure.message;
        if let Some((end, _)) = message.char_indices().nth(Self::CHARS_MAX) {
            message.truncate(end);
            message.push('…');
        }
        Self { code: failure.code, message }
    }
}

impl From<store::Statement> for Statement {
    fn from(s: store::Statement) -> Self {
        let (file, line) = place(s.caller);
        Self {
            sql: Cow::Borrowed(s.sql),
            values: s.values,
            rows: s.rows,
            at_us: micros(s.at),
            wait_us: micros(s.wait),
            elapsed_us: micros(s.elapsed),
            file,
            line,
            touched: s.touched.into_iter().map(|(table, id)| (Cow::Borrowed(table), id)).collect(),
            failure: s.failure.map(Failure::from),
        }
    }
}

/// The file and the line of a caller.
fn place(caller: &'static Location<'static>) -> (Cow<'static, str>, u32) {
    (Cow::Borrowed(caller.file()), caller.line())
}

/// A duration in whole microseconds.
pub(crate) fn micros(time: Duration) -> u64 {
    time.as_micros().try_into().unwrap_or(u64::MAX)
}
