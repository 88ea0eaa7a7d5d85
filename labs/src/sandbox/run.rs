//! Runs a script: its statements one after the other, up to the first that fails.

use super::{
    change::Snapshot,
    database::{Database, UNREADABLE},
    job::Job,
    limits::{OUTPUT_BYTES_MAX, ROWS_MAX, RUN_TIME_MAX},
    plan::Plan,
    schema::Schema,
    script_result::{Cell, Column, Fault, Outcome, Rows, ScriptResult, StatementKind, Stopped},
};
use crate::sql;
use rusqlite::{Result, Statement, StatementStatus, ffi};
use serde::{Deserialize, Serialize};
use std::{ops::Range, time::Instant};

/// The most statements of one run that have an outcome. Those after them run too, but only a fault of theirs is told.
const OUTCOMES_MAX: usize = 200;

/// The job that runs a script on a database.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunScript {
    /// The bytes of the database; none are an empty one.
    pub image: Vec<u8>,
    /// The script: statements with semicolons between them.
    pub sql: String,
}

impl Job for RunScript {
    type Answer = ScriptResult;
    const NAME: &'static str = "run-script";

    fn run(self) -> std::result::Result<ScriptResult, String> {
        let database = Database::of_image(&self.image).map_err(|_| UNREADABLE.to_owned())?;
        run_script(&database, &self.sql).map_err(|e| e.to_string())
    }
}

/// Runs the script `text`. A transaction that is still open at the end is rolled back, as SQLite does when a connection
/// closes.
///
/// # Errors
/// Only when the database itself cannot be read. The error of a statement is part of its outcome.
pub fn run_script(database: &Database, text: &str) -> Result<ScriptResult> {
    let before = database.image()?;
    database.limit_time(RUN_TIME_MAX)?;
    let mut bytes_left = OUTPUT_BYTES_MAX;
    let mut outcomes: Vec<Outcome> = Vec::new();
    let end = Instant::now() + RUN_TIME_MAX;
    for span in sql::split(text) {
        let mut outcome = Outcome::at(span);
        // SQLite looks at the clock every thousand steps, and a short statement does not take so many.
        if Instant::now() > end {
            outcome.fault = Some(Fault::Stopped(Stopped::Time));
        } else {
            run_statement(database, text, &mut bytes_left, &mut outcome);
        }
        let failed = outcome.fault.is_some();
        if failed || outcomes.len() < OUTCOMES_MAX {
            outcomes.push(outcome);
        }
        if failed {
            break;
        }
    }
    // The statements may have used up their time. Rolling back and reading the schema get time of their own.
    database.limit_time(RUN_TIME_MAX)?;
    let rolled_back = !database.connection.is_autocommit();
    if rolled_back {
        database.connection.execute_batch("ROLLBACK")?;
    }
    // The bytes are compared, and not the kinds of statements: an UPDATE of no row changes nothing.
    let after = database.image()?;
    Ok(ScriptResult {
        outcomes,
        image: (after != before).then_some(after),
        schema: Schema::of(&database.connection)?,
        rolled_back,
    })
}

/// Runs one statement and fills in its outcome. Rows that it may change are read before and after it.
fn run_statement(database: &Database, text: &str, bytes_left: &mut usize, outcome: &mut Outcome) {
    let sql = &text[outcome.span.clone()];
    let before = if is_write(sql) { Snapshot::of(&database.connection).unwrap_or_default() } else { None };
    let began = Instant::now();
    if let Err(error) = step_through(database, sql, bytes_left, outcome) {
        outcome.fault = Some(Fault::of(&error));
    }
    outcome.elapsed_us = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    if let (Some(before), None) = (before, &outcome.fault)
        && let Ok(Some(after)) = Snapshot::of(&database.connection)
    {
        outcome.changes = before.changes(after, bytes_left);
    }
}

/// Compiles one statement and steps through it.
///
/// # Errors
/// The error of SQLite, which may be one of the sandbox's limits.
fn step_through(database: &Database, sql: &str, bytes_left: &mut usize, outcome: &mut Outcome) -> Result<()> {
    let connection = &database.connection;
    let changes_before = connection.total_changes();
    let mut statement = connection.prepare(sql)?;
    // Not every statement has a plan, so an error here is none of the statement.
    outcome.plan = Plan::of(connection, sql).unwrap_or_default();
    let asks = statement.readonly() && statement.column_count() > 0;
    // `ALTER TABLE … ADD COLUMN … NOT NULL` looks for rows with a query of SQLite's own, whose column is nobody's business.
    if statement.column_count() > 0 && !is_alter(sql) {
        let rows = outcome.rows.insert(Rows { columns: columns(&statement), ..Rows::default() });
        fill(&mut statement, rows, bytes_left)?;
    } else {
        let mut rows = statement.raw_query();
        while rows.next()?.is_some() {}
    }
    outcome.steps = u64::try_from(statement.get_status(StatementStatus::VmStep)).unwrap_or(0);
    outcome.kind = if asks {
        StatementKind::Read
    } else if is_write(sql) {
        // `changes` keeps the number of an earlier statement where this one changed no row.
        outcome.changed = if connection.total_changes() > changes_before { connection.changes() } else { 0 };
        StatementKind::Write
    } else {
        StatementKind::Other
    };
    Ok(())
}

fn columns(statement: &Statement<'_>) -> Vec<Column> {
    let of = |column: &rusqlite::Column<'_>| Column {
        name: column.name().to_owned(),
        declared: column.decl_type().map(str::to_owned),
    };
    statement.columns().iter().map(of).collect()
}

/// Reads rows up to the limits. A query may stop there, but a statement that changes something (`INSERT … RETURNING`) is
/// stepped to its end, or it would change only some of its rows.
fn fill(statement: &mut Statement<'_>, into: &mut Rows, bytes_left: &mut usize) -> Result<()> {
    // A statement that changes rows must go on without keeping them.
    let may_stop = statement.readonly();
    let count = statement.column_count();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        if into.more || into.rows.len() == ROWS_MAX {
            into.more = true;
            if may_stop {
                break;
            }
            continue;
        }
        let cells: Vec<Cell> = (0..count).map(|i| row.get_ref(i).map(Cell::of)).collect::<Result<_>>()?;
        let size = cells.iter().map(Cell::size_bytes).sum();
        // A row that does not fit is left out, and a smaller one after it may still be shown.
        match bytes_left.checked_sub(size) {
            Some(rest) => *bytes_left = rest,
            None => {
                into.more = true;
                continue;
            }
        }
        into.rows.push(cells);
    }
    Ok(())
}

/// Whether the statement is an `ALTER TABLE`.
fn is_alter(sql: &str) -> bool {
    let mut words = sql::tokens(sql).into_iter().filter(|token| token.kind == sql::TokenKind::Keyword);
    words.next().is_some_and(|word| sql[word.span].eq_ignore_ascii_case("ALTER"))
}

/// Whether the statement may change rows, by its first keyword. `WITH` may begin a query or a change; reading the rows
/// once too often does no harm.
fn is_write(sql: &str) -> bool {
    let words = sql::tokens(sql).into_iter().filter(|token| token.kind == sql::TokenKind::Keyword);
    let first = words.map(|token| sql[token.span].to_ascii_uppercase()).find(|word| word != "WITH");
    first.is_some_and(|word| ["INSERT", "UPDATE", "DELETE", "REPLACE"].contains(&word.as_str()))
        || (sql.trim_start().get(..4).is_some_and(|word| word.eq_ignore_ascii_case("WITH")))
}

impl Outcome {
    /// The outcome of the statement at `span` before it has run.
    fn at(span: Range<usize>) -> Self {
        Self {
            span,
            kind: StatementKind::Other,
            rows: None,
            changed: 0,
            changes: Vec::new(),
            elapsed_us: 0,
            steps: 0,
            plan: Plan::default(),
            fault: None,
        }
    }
}

impl Fault {
    /// What an error of SQLite means here. The sandbox's own limits show as errors of SQLite too, and are told apart by
    /// their code, or by the text where several errors share one code.
    pub(crate) fn of(error: &rusqlite::Error) -> Self {
        let (code, message, at) = match error {
            rusqlite::Error::SqlInputError { error, msg, offset, .. } => {
                (error.extended_code, msg.clone(), usize::try_from(*offset).ok())
            }
            rusqlite::Error::SqliteFailure(error, message) => {
                (error.extended_code, message.clone().unwrap_or_else(|| error.to_string()), None)
            }
            rusqlite::Error::MultipleStatement => (1, "more than one statement".to_owned(), None),
            other => (1, other.to_string(), None),
        };
        // The lower byte of an extended code is the primary one (<https://sqlite.org/rescode.html>).
        let stopped = match code & 0xff {
            ffi::SQLITE_INTERRUPT => Some(Stopped::Time),
            ffi::SQLITE_NOMEM => Some(Stopped::Memory),
            ffi::SQLITE_FULL => Some(Stopped::Size),
            ffi::SQLITE_TOOBIG => Some(Stopped::Length),
            ffi::SQLITE_AUTH => Some(Stopped::NotAllowed),
            _ if message.starts_with("not authorized") || message.ends_with("is prohibited") => {
                Some(Stopped::NotAllowed)
            }
            _ if message.contains("pattern too complex") || message.contains("too many terms") => {
                Some(Stopped::Length)
            }
            _ => None,
        };
        match stopped {
            Some(stopped) => Self::Stopped(stopped),
            None => Self::Sqlite { message, code, at },
        }
    }
}
