//! A connection with a meter on it: whatever a way of fetching asks goes through here.
//!
//! A meter counts, and breaks off what takes too long. Taken apart, a run is also timed statement by statement, which
//! slows it down a little: such a run is never among those that are compared.

use super::watch::{Watch, Watched};
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
    watch: Watch,
    _watched: Watched<'c>,
    statements: Cell<u64>,
    apart: Option<Apart>,
}

/// A run taken apart.
#[derive(Default)]
struct Apart {
    prepare: Cell<Duration>,
    /// When the statement that is being thrown away began to go.
    going: Cell<Option<Instant>>,
    step: Cell<Duration>,
    /// What the meter itself takes.
    own: Cell<Duration>,
    scanned: Cell<u64>,
    named: Cell<u64>,
    has_likes: bool,
    /// How many rows a text begins scans with, of which SQLite counts only the steps that follow.
    begins: RefCell<HashMap<String, u64>>,
}

/// What a run was made of.
pub(super) struct Reading {
    pub statements: u64,
    /// Rows that whole tables were read for.
    pub scanned: u64,
    /// Rows that statements about users alone gave.
    pub named: u64,
    /// With what it takes to throw the statements away again.
    pub prepare: Duration,
    pub step: Duration,
    /// What the meter itself took, which is no part of the run.
    pub own: Duration,
}

impl<'c> Meter<'c> {
    /// For a run that is timed as a whole.
    pub fn new(connection: &'c Connection, watch: Watch) -> Result<Self> {
        let _watched = watch.over(connection)?;
        Ok(Self { connection, watch, _watched, statements: Cell::new(0), apart: None })
    }

    /// For a run that is taken apart, on data with or without likes.
    pub fn apart(connection: &'c Connection, watch: Watch, has_likes: bool) -> Result<Self> {
        let apart = Apart { has_likes, ..Apart::default() };
        Ok(Self { apart: Some(apart), ..Self::new(connection, watch)? })
    }

    pub fn prepare(&self, sql: &str) -> Result<Metered<'_>> {
        let Some(apart) = &self.apart else {
            return Ok(Metered::of(self, self.connection.prepare(sql)?, 0, false));
        };
        let began = Instant::now();
        let begins = apart.begins(self.connection, sql)?;
        add(&apart.own, began);
        let began = Instant::now();
        let statement = self.connection.prepare(sql)?;
        add(&apart.prepare, began);
        Ok(Metered::of(self, statement, begins, sql.contains("FROM users")))
    }

    /// What the run that is over was made of.
    pub fn read(self) -> Reading {
        let apart = self.apart.as_ref();
        Reading {
            statements: self.statements.get(),
            scanned: apart.map_or(0, |apart| apart.scanned.get()),
            named: apart.map_or(0, |apart| apart.named.get()),
            prepare: apart.map_or(Duration::ZERO, |apart| apart.prepare.get()),
            step: apart.map_or(Duration::ZERO, |apart| apart.step.get()),
            own: apart.map_or(Duration::ZERO, |apart| apart.own.get()),
        }
    }

    /// Counts a statement. Many short ones never make SQLite look at the clock.
    fn count(&self) -> Result<()> {
        let count = self.statements.get() + 1;
        self.statements.set(count);
        if count.is_multiple_of(STATEMENTS_PER_LOOK) && self.watch.is_over() {
            return Err(Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_INTERRUPT), None));
        }
        Ok(())
    }
}

impl Apart {
    fn begins(&self, connection: &Connection, sql: &str) -> Result<u64> {
        if let Some(begins) = self.begins.borrow().get(sql) {
            return Ok(*begins);
        }
        let plan = Plan::of(connection, sql)?;
        let automatic = plan.0.iter().any(|node| node.detail.contains(" AUTOMATIC "));
        let likes = self.has_likes && (automatic || plan.scans("likes", sql));
        let begins = u64::from(plan.scans("posts", sql)) + u64::from(likes);
        self.begins.borrow_mut().insert(sql.to_owned(), begins);
        Ok(begins)
    }
}

/// A statement that its meter knows of.
pub(super) struct Metered<'m> {
    meter: &'m Meter<'m>,
    begins: u64,
    /// Whether it asks for users alone.
    names: bool,
    // These three go in this order: what lies between the first and the last is SQLite, which throws away what it compiled.
    _going: Going<'m>,
    statement: Statement<'m>,
    _gone: Gone<'m>,
}

struct Going<'m>(Option<&'m Apart>);

impl Drop for Going<'_> {
    fn drop(&mut self) {
        if let Some(apart) = self.0 {
            apart.going.set(Some(Instant::now()));
        }
    }
}

struct Gone<'m>(Option<&'m Apart>);

impl Drop for Gone<'_> {
    fn drop(&mut self) {
        if let Some((apart, began)) = self.0.and_then(|apart| Some((apart, apart.going.take()?))) {
            add(&apart.prepare, began);
        }
    }
}

impl<'m> Metered<'m> {
    fn of(meter: &'m Meter<'m>, statement: Statement<'m>, begins: u64, names: bool) -> Self {
        let apart = meter.apart.as_ref();
        Self { meter, begins, names, _going: Going(apart), statement, _gone: Gone(apart) }
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
        let Some(apart) = &self.meter.apart else { return ask(&mut self.statement) };
        let began = Instant::now();
        let answer = ask(&mut self.statement)?;
        add(&apart.step, began);
        let steps = [StatementStatus::FullscanStep, StatementStatus::AutoIndex]
            .map(|counter| u64::try_from(self.statement.reset_status(counter)).unwrap_or(0));
        if self.names {
            apart.named.set(apart.named.get() + rows(&answer) as u64);
        }
        apart.scanned.set(apart.scanned.get() + self.begins + steps.iter().sum::<u64>());
        Ok(answer)
    }
}

fn add(to: &Cell<Duration>, began: Instant) {
    to.set(to.get() + began.elapsed());
}
