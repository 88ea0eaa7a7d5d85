//! The connection that the ways of fetching use. It counts their statements, and interrupts a run that takes too long.
//!
//! A profiling meter also times every statement and counts the rows that SQLite visited. That slows the run down a little,
//! so profiled runs are never among those that are compared.

use super::time_budget::{BudgetGuard, TimeBudget};
use crate::sandbox::Plan;
use rusqlite::{Connection, Error, Params, Result, Row, Statement, StatementStatus, ffi};
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    time::{Duration, Instant},
};

/// Statements between two looks at the clock.
const STATEMENTS_PER_LOOK: u64 = 256;

/// A connection with a counter of statements and a time budget.
pub(super) struct Meter<'c> {
    connection: &'c Connection,
    budget: TimeBudget,
    _guard: BudgetGuard<'c>,
    statements: Cell<u64>,
    profile: Option<Profile>,
}

/// What a profiled run has added up so far.
#[derive(Default)]
struct Profile {
    prepare: Cell<Duration>,
    /// When the statement that is being dropped began to be dropped.
    drop_began: Cell<Option<Instant>>,
    step: Cell<Duration>,
    /// Time that the meter itself takes.
    overhead: Cell<Duration>,
    rows_scanned: Cell<u64>,
    users_found: Cell<u64>,
    /// Whether `likes` has any row; an empty table has no first row to count.
    has_likes: bool,
    /// For each statement the number of its full scans. SQLite counts only the steps from row to row, so the first row of
    /// each scan must be added.
    scan_starts: RefCell<HashMap<String, u64>>,
}

/// What a meter measured in one run. A meter that does not profile knows only the number of statements.
pub(super) struct Reading {
    pub statements: u64,
    /// Rows that were visited by reading whole tables.
    pub rows_scanned: u64,
    /// Rows of the statements that ask for users alone.
    pub users_found: u64,
    /// Compiling the statements, and dropping what was compiled.
    pub prepare: Duration,
    /// Stepping through the statements.
    pub step: Duration,
    /// What the meter itself took. It is no part of the run.
    pub overhead: Duration,
}

impl<'c> Meter<'c> {
    /// A meter for a run that is timed as a whole.
    ///
    /// # Errors
    /// When SQLite takes no progress handler.
    pub fn new(connection: &'c Connection, budget: TimeBudget) -> Result<Self> {
        let _guard = budget.enforce_on(connection)?;
        Ok(Self { connection, budget, _guard, statements: Cell::new(0), profile: None })
    }

    /// A meter that profiles its run, on a database with likes or without any.
    ///
    /// # Errors
    /// As `new`.
    pub fn profiling(connection: &'c Connection, budget: TimeBudget, has_likes: bool) -> Result<Self> {
        let profile = Profile { has_likes, ..Profile::default() };
        Ok(Self { profile: Some(profile), ..Self::new(connection, budget)? })
    }

    /// Compiles a statement.
    ///
    /// # Errors
    /// The error of SQLite.
    pub fn prepare(&self, sql: &str) -> Result<MeteredStatement<'_>> {
        let Some(profile) = &self.profile else {
            return Ok(MeteredStatement::of(self, self.connection.prepare(sql)?, 0, false));
        };
        let began = Instant::now();
        let scan_starts = profile.scan_starts(self.connection, sql)?;
        add(&profile.overhead, began);
        let began = Instant::now();
        let statement = self.connection.prepare(sql)?;
        add(&profile.prepare, began);
        Ok(MeteredStatement::of(self, statement, scan_starts, sql.contains("FROM users")))
    }

    /// What was measured, when the run is over.
    pub fn read(self) -> Reading {
        let profile = self.profile.as_ref();
        Reading {
            statements: self.statements.get(),
            rows_scanned: profile.map_or(0, |profile| profile.rows_scanned.get()),
            users_found: profile.map_or(0, |profile| profile.users_found.get()),
            prepare: profile.map_or(Duration::ZERO, |profile| profile.prepare.get()),
            step: profile.map_or(Duration::ZERO, |profile| profile.step.get()),
            overhead: profile.map_or(Duration::ZERO, |profile| profile.overhead.get()),
        }
    }

    /// Counts a statement, and ends the run when its time is over: a short statement never makes SQLite look at the clock.
    fn count(&self) -> Result<()> {
        let count = self.statements.get() + 1;
        self.statements.set(count);
        if count.is_multiple_of(STATEMENTS_PER_LOOK) && self.budget.is_spent() {
            return Err(Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_INTERRUPT), None));
        }
        Ok(())
    }
}

impl Profile {
    /// How many full scans a statement begins, by its plan. An automatic index is made from a full scan of `likes`.
    fn scan_starts(&self, connection: &Connection, sql: &str) -> Result<u64> {
        if let Some(scan_starts) = self.scan_starts.borrow().get(sql) {
            return Ok(*scan_starts);
        }
        let plan = Plan::of(connection, sql)?;
        let automatic = plan.0.iter().any(|node| node.detail.contains(" AUTOMATIC "));
        let likes = self.has_likes && (automatic || plan.scans("likes", sql));
        let scan_starts = u64::from(plan.scans("posts", sql)) + u64::from(likes);
        self.scan_starts.borrow_mut().insert(sql.to_owned(), scan_starts);
        Ok(scan_starts)
    }
}

/// A statement whose executions are counted and, in a profiled run, timed.
pub(super) struct MeteredStatement<'m> {
    meter: &'m Meter<'m>,
    scan_starts: u64,
    /// Whether its rows are users, found by their key.
    counts_users: bool,
    // Fields are dropped in the order of their declaration (The Rust Reference, “Destructors”), so the time between the
    // first and the last of these three is what SQLite needs to free the compiled statement.
    _drop_start: DropStart<'m>,
    statement: Statement<'m>,
    _drop_end: DropEnd<'m>,
}

/// Notes the time when it is dropped.
struct DropStart<'m>(Option<&'m Profile>);

impl Drop for DropStart<'_> {
    fn drop(&mut self) {
        if let Some(profile) = self.0 {
            profile.drop_began.set(Some(Instant::now()));
        }
    }
}

/// Adds the time since `DropStart` was dropped to the time of compiling.
struct DropEnd<'m>(Option<&'m Profile>);

impl Drop for DropEnd<'_> {
    fn drop(&mut self) {
        if let Some((profile, began)) = self.0.and_then(|profile| Some((profile, profile.drop_began.take()?)))
        {
            add(&profile.prepare, began);
        }
    }
}

impl<'m> MeteredStatement<'m> {
    fn of(meter: &'m Meter<'m>, statement: Statement<'m>, scan_starts: u64, counts_users: bool) -> Self {
        let profile = meter.profile.as_ref();
        Self {
            meter,
            scan_starts,
            counts_users,
            _drop_start: DropStart(profile),
            statement,
            _drop_end: DropEnd(profile),
        }
    }

    /// All rows of the answer.
    ///
    /// # Errors
    /// The error of SQLite, which is an interruption when the time is over.
    pub fn all<T>(&mut self, params: impl Params, of: impl FnMut(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        self.run(Vec::len, |statement| statement.query_map(params, of)?.collect())
    }

    /// The only row of the answer.
    ///
    /// # Errors
    /// As `all`, and when there is no row.
    pub fn one<T>(&mut self, params: impl Params, of: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<T> {
        self.run(|_| 1, |statement| statement.query_row(params, of))
    }

    /// Counts and executes the statement; `rows` says how many rows an answer has.
    fn run<T>(
        &mut self,
        rows: impl FnOnce(&T) -> usize,
        ask: impl FnOnce(&mut Statement<'_>) -> Result<T>,
    ) -> Result<T> {
        self.meter.count()?;
        let Some(profile) = &self.meter.profile else { return ask(&mut self.statement) };
        let began = Instant::now();
        let answer = ask(&mut self.statement)?;
        add(&profile.step, began);
        // `FullscanStep` counts steps forward in full scans, `AutoIndex` rows put into an automatic index
        // (<https://sqlite.org/c3ref/c_stmtstatus_counter.html>).
        let steps = [StatementStatus::FullscanStep, StatementStatus::AutoIndex]
            .map(|counter| u64::try_from(self.statement.reset_status(counter)).unwrap_or(0));
        if self.counts_users {
            profile.users_found.set(profile.users_found.get() + rows(&answer) as u64);
        }
        profile.rows_scanned.set(profile.rows_scanned.get() + self.scan_starts + steps.iter().sum::<u64>());
        Ok(answer)
    }
}

/// Adds the time since `began`.
fn add(to: &Cell<Duration>, began: Instant) {
    to.set(to.get() + began.elapsed());
}
