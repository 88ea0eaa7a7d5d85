//! What a request asked of the database: its statements, and the beginnings and ends of its transactions.

use serde::{Deserialize, Serialize};
use std::{borrow::Cow, panic::Location, time::Duration};

/// One SQL statement, whether it succeeded or failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    pub sql: Cow<'static, str>,
    /// The bound values as SQL would write them; secrets are dots.
    pub values: Vec<String>,
    /// Rows returned, or changed; 0 where it failed.
    pub rows: u64,
    /// When it was asked for, after the request's head; then the wait for a connection, and the work. Microseconds.
    pub at_us: u64,
    pub wait_us: u64,
    pub elapsed_us: u64,
    /// The line of the store that asked.
    pub file: Cow<'static, str>,
    pub line: u32,
    /// Whose rows it read: table and id.
    pub touched: Vec<(Cow<'static, str>, i64)>,
    /// Why it failed, where it did.
    #[serde(default)]
    pub failure: Option<Failure>,
}

/// `BEGIN IMMEDIATE`, `COMMIT` or `ROLLBACK`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub kind: StepKind,
    /// How many of the trace's statements ended before it: that is its place among them.
    pub after: usize,
    /// When it was asked for, after the request's head, in microseconds.
    pub at_us: u64,
    /// For `BEGIN`: how long it waited for the one connection that writes. Zero for the others.
    pub wait_us: u64,
    /// How long SQLite took then. For `COMMIT` that is the disk; for `ROLLBACK` it is zero, since nobody waits for it.
    pub elapsed_us: u64,
    /// The line of the store that began or committed.
    pub file: Cow<'static, str>,
    pub line: u32,
    /// Why it failed, where it did.
    pub failure: Option<Failure>,
}

/// The statements that begin and end a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    Begin,
    Commit,
    Rollback,
}

/// What SQLite said when it refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// SQLite's extended result code (sqlite.org/rescode.html). None where SQLite was never asked.
    pub code: Option<i32>,
    /// SQLite's words, at most `Failure::CHARS_MAX` characters of them.
    pub message: String,
}

impl StepKind {
    /// The statement's text.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Begin => store::StepKind::Begin.sql(),
            Self::Commit => store::StepKind::Commit.sql(),
            Self::Rollback => store::StepKind::Rollback.sql(),
        }
    }
}

impl Step {
    /// A step of a request's log that was taken when `after` statements had ended.
    pub fn of(step: store::TransactionStep, after: usize) -> Self {
        let (file, line) = place(step.caller);
        Self {
            kind: match step.kind {
                store::StepKind::Begin => StepKind::Begin,
                store::StepKind::Commit => StepKind::Commit,
                store::StepKind::Rollback => StepKind::Rollback,
            },
            after,
            at_us: micros(step.at),
            wait_us: micros(step.wait),
            elapsed_us: micros(step.elapsed),
            file,
            line,
            failure: step.failure.map(Failure::from),
        }
    }
}

impl Failure {
    /// A longer message is cut, so that a trace stays small whatever SQLite repeats.
    pub const CHARS_MAX: usize = 300;

    /// The name of the code's family (sqlite.org/rescode.html, "Primary Result Codes"), for those that this site can meet.
    pub fn name(&self) -> Option<&'static str> {
        // The low byte of an extended code is its primary code.
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

    /// Whether the message names nothing but tables and columns. Full-text search repeats a piece of what was searched
    /// for, and its code is the general one (1); an error without a code is not SQLite's own.
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

fn place(caller: &'static Location<'static>) -> (Cow<'static, str>, u32) {
    (Cow::Borrowed(caller.file()), caller.line())
}

pub(crate) fn micros(time: Duration) -> u64 {
    time.as_micros().try_into().unwrap_or(u64::MAX)
}
