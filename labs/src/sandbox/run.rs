//! Runs a script: its statements one after the other, up to the first that fails.

use super::{
    change::ChangeLog,
    database::{Database, UNREADABLE},
    job::Job,
    limits::{Allowance, IMAGE_BYTES_MAX, OUTPUT_BYTES_MAX, OWN_KILL_AFTER, ROWS_MAX, RUN_TIME_MAX},
    plan::Plan,
    schema::Schema,
    script_result::{Cell, Column, Fault, Outcome, Rows, ScriptResult, StatementKind, Stopped},
};
use crate::sql;
use rusqlite::{Result, Statement, StatementStatus, ffi};
use serde::{Deserialize, Serialize};
use std::{
    ops::Range,
    time::{Duration, Instant},
};

/// The most statements of one run that have an outcome. Those after them run too, but only a fault of theirs is told.
const OUTCOMES_MAX: usize = 200;

/// The job that runs a script on a database.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunScript {
    /// The bytes of the database; none are an empty one.
    #[serde(with = "serde_bytes")]
    pub image: Vec<u8>,
    /// The script: statements with semicolons between them.
    pub sql: String,
}

impl Job for RunScript {
    type Answer = ScriptResult;
    const NAME: &'static str = "run-script";

    fn run(self) -> std::result::Result<ScriptResult, String> {
        RunOwnScript { image: self.image, sql: self.sql, image_bytes_max: IMAGE_BYTES_MAX }.run()
    }
}

/// The job that runs a script on a learner's own database, which may become as large as it is allowed to them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunOwnScript {
    /// As in `RunScript`.
    #[serde(with = "serde_bytes")]
    pub image: Vec<u8>,
    /// As in `RunScript`.
    pub sql: String,
    /// The largest that the database may become, in bytes.
    pub image_bytes_max: usize,
}

impl Job for RunOwnScript {
    type Answer = ScriptResult;
    const NAME: &'static str = "run-own-script";
    const KILL_AFTER: Duration = OWN_KILL_AFTER;

    fn run(self) -> std::result::Result<ScriptResult, String> {
        let allowance = Allowance::run(self.image_bytes_max);
        let database = Database::with_allowance(&self.image, allowance).map_err(|_| UNREADABLE.to_owned())?;
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
    let spans = sql::split(text);
    let statements = spans.len();
    let (outcomes, done) = run_statements(database, text, spans)?;
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
        statements,
        done,
        image: (after != before).then_some(after),
        schema: Schema::of(&database.connection)?,
        rolled_back,
    })
}

/// Runs the statements one after the other up to the first fault. Gives the outcomes that are listed, and how many statements
/// ran without a fault.
fn run_statements(
    database: &Database,
    text: &str,
    spans: Vec<Range<usize>>,
) -> Result<(Vec<Outcome>, usize)> {
    let statements = spans.len();
    let mut bytes_left = OUTPUT_BYTES_MAX;
    let mut time_left = database.allowance.time_max();
    let mut log = Some(ChangeLog::of(&database.connection)?);
    let mut outcomes: Vec<Outcome> = Vec::new();
    for (index, span) in spans.into_iter().enumerate() {
        let mut outcome = Outcome::at(span, index);
        let is_listed = index < OUTCOMES_MAX;
        if !is_listed {
            log = None;
        }
        // SQLite looks at the clock every thousand steps, and a short statement does not take so many.
        if time_left.is_zero() {
            outcome.fault = Some(Fault::Stopped(Stopped::Time));
        } else {
            let taken =
                run_statement(database, text, log.as_mut(), time_left, &mut bytes_left, &mut outcome)?;
            time_left = time_left.saturating_sub(taken);
        }
        let failed = outcome.fault.is_some();
        if failed || is_listed {
            outcomes.push(outcome);
        }
        if failed {
            return Ok((outcomes, index));
        }
    }
    Ok((outcomes, statements))
}

/// Runs one statement and fills in its outcome. Gives the time that SQLite took for it: reading what it changed, for the page,
/// has time of its own.
fn run_statement(
    database: &Database,
    text: &str,
    log: Option<&mut ChangeLog<'_>>,
    time_left: Duration,
    bytes_left: &mut usize,
    outcome: &mut Outcome,
) -> Result<Duration> {
    let sql = &text[outcome.span.clone()];
    let mut log = log;
    let effect = Effect::of(sql);
    if let (Some(log), Effect::Rows) = (&mut log, effect) {
        database.limit_time(RUN_TIME_MAX)?;
        // Without it no changed rows are shown; the statement itself is none the worse for it.
        let _ = log.before();
    }
    database.limit_time(time_left)?;
    let began = Instant::now();
    if let Err(error) = step_through(database, sql, log.is_some(), bytes_left, outcome) {
        outcome.fault = Some(Fault::of(&error));
    }
    let taken = began.elapsed();
    outcome.elapsed_us = u64::try_from(taken.as_micros()).unwrap_or(u64::MAX);
    match (log, effect, &outcome.fault) {
        (Some(log), Effect::Rows, None) => {
            database.limit_time(RUN_TIME_MAX)?;
            let changed = log.after(bytes_left).unwrap_or_default();
            outcome.changes = changed.tables;
            outcome.changed_besides = changed.rows.saturating_sub(outcome.changed);
        }
        (Some(log), Effect::Other, _) => log.forget(),
        _ => {}
    }
    Ok(taken)
}

/// Compiles one statement and steps through it.
///
/// # Errors
/// The error of SQLite, which may be one of the sandbox's limits.
fn step_through(
    database: &Database,
    sql: &str,
    is_listed: bool,
    bytes_left: &mut usize,
    outcome: &mut Outcome,
) -> Result<()> {
    let connection = &database.connection;
    let changes_before = connection.total_changes();
    let mut statement = connection.prepare(sql)?;
    // Not every statement has a plan, so an error here is none of the statement.
    if is_listed {
        outcome.plan = Plan::of(connection, sql).unwrap_or_default();
    }
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
    } else if Effect::of(sql) == Effect::Rows {
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

/// What a statement may do to the rows of tables, by its first keyword.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// It may change rows, and the hook for changes is told.
    Rows,
    /// It changes no rows of a table, like `SELECT` and `BEGIN`.
    None,
    /// It may change or make tables without a word of the hook.
    Other,
}

impl Effect {
    fn of(sql: &str) -> Self {
        let word = sql::tokens(sql)
            .into_iter()
            .find(|token| !matches!(token.kind, sql::TokenKind::Space | sql::TokenKind::Comment))
            .map(|token| sql[token.span].to_ascii_uppercase())
            .unwrap_or_default();
        match word.as_str() {
            // `WITH` may begin a query or a change.
            "INSERT" | "UPDATE" | "DELETE" | "REPLACE" | "WITH" => Self::Rows,
            "SELECT" | "VALUES" | "EXPLAIN" | "PRAGMA" | "BEGIN" | "COMMIT" | "END" | "SAVEPOINT"
            | "RELEASE" | "ANALYZE" | "REINDEX" => Self::None,
            _ => Self::Other,
        }
    }
}

impl Outcome {
    /// The outcome of the statement at `span` before it has run.
    fn at(span: Range<usize>, index: usize) -> Self {
        Self {
            index,
            span,
            kind: StatementKind::Other,
            rows: None,
            changed: 0,
            changed_besides: 0,
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
