//! A connection with a meter on it: whatever a way of fetching asks goes through here.
//!
//! A meter counts, and breaks off what takes too long. Taken apart, a run is also timed statement by statement, which
//! slows it down a little: such a run is never among those that are compared.

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
    /// When the statement that is being thrown away began to go.
    drop_began: Cell<Option<Instant>>,
    step: Cell<Duration>,
    /// What the meter itself takes.
    overhead: Cell<Duration>,
    rows_scanned: Cell<u64>,
    users_found: Cell<u64>,
    has_likes: bool,
    /// How many rows a text begins scans with, of which SQLite counts only the steps that follow.
    scan_starts: RefCell<HashMap<String, u64>>,
}

/// What a run was made of.
pub(super) struct Reading {
    pub statements: u64,
    /// Rows that whole tables were read for.
    pub rows_scanned: u64,
    /// Rows that statements about users alone gave.
    pub users_found: u64,
    /// With what it takes to throw the statements away again.
    pub prepare: Duration,
    pub step: Duration,
    /// What the meter itself took, which is no part of the run.
    pub overhead: Duration,
}

impl<'c> Meter<'c> {
    /// For a run that is timed as a whole.
    pub fn new(connection: &'c Connection, budget: TimeBudget) -> Result<Self> {
        let _guard = budget.enforce_on(connection)?;
        Ok(Self { connection, budget, _guard, statements: Cell::new(0), profile: None })
    }

    /// For a run that is taken apart, on data with or without likes.
    pub fn profiling(connection: &'c Connection, budget: TimeBudget, has_likes: bool) -> Result<Self> {
        let profile = Profile { has_likes, ..Profile::default() };
        Ok(Self { profile: Some(profile), ..Self::new(connection, budget)? })
    }

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

    /// What the run that is over was made of.
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

    /// Counts a statement. Many short ones never make SQLite look at the clock.
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

/// A statement that its meter knows of.
pub(super) struct MeteredStatement<'m> {
    meter: &'m Meter<'m>,
    scan_starts: u64,
    /// Whether it asks for users alone.
    counts_users: bool,
    // These three go in this order: what lies between the first and the last is SQLite, which throws away what it compiled.
    _drop_start: DropStart<'m>,
    statement: Statement<'m>,
    _drop_end: DropEnd<'m>,
}

struct DropStart<'m>(Option<&'m Profile>);

impl Drop for DropStart<'_> {
    fn drop(&mut self) {
        if let Some(profile) = self.0 {
            profile.drop_began.set(Some(Instant::now()));
        }
    }
}

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

    /// Every row of the answer.
    pub fn all<T>(&mut self, params: impl Params, of: impl FnMut(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        self.run(Vec::len, |statement| statement.query_map(params, of)?.collect())
    }

    /// The one row of the answer.
    pub fn one<T>(&mut self, params: impl Params, of: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<T> {
        self.run(|_| 1, |statement| statement.query_row(params, of))
    }

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
        let steps = [StatementStatus::FullscanStep, StatementStatus::AutoIndex]
            .map(|counter| u64::try_from(self.statement.reset_status(counter)).unwrap_or(0));
        if self.counts_users {
            profile.users_found.set(profile.users_found.get() + rows(&answer) as u64);
        }
        profile.rows_scanned.set(profile.rows_scanned.get() + self.scan_starts + steps.iter().sum::<u64>());
        Ok(answer)
    }
}

fn add(to: &Cell<Duration>, began: Instant) {
    to.set(to.get() + began.elapsed());
}
