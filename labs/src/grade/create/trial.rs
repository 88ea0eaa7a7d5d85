//! One attack on a table, run on the model's tables and on the answer's. Nothing of it stays in either.

use super::compare::select_all;
use crate::{
    grade::result_rows::{Table, bag},
    sandbox::{Cell, Database, SchemaTable},
};
use rusqlite::ErrorCode;
use std::collections::BTreeMap;

/// Statements that work on the model, and one that is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trial {
    pub table: String,
    pub setup: Vec<String>,
    pub sql: String,
    pub what: What,
}

impl Trial {
    /// A row that others are to refer to, of the table whose name follows `INSERT INTO`.
    pub fn good(sql: &str, tables: &[&SchemaTable]) -> Self {
        let named = |table: &&&SchemaTable| sql.starts_with(&format!("INSERT INTO {} ", table.name));
        let table = tables.iter().find(named).map_or_else(String::new, |table| table.name.clone());
        Self { table, setup: Vec::new(), sql: sql.to_owned(), what: What::Good }
    }
}

/// What a trial tries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A row like any other.
    Good,
    /// A row in which this column is not named, or none of these.
    Omitted(Vec<String>),
    /// A row with NULL in this column.
    Null(String),
    /// A row with unusual values: these columns and values, as SQL.
    Values(Vec<(String, String)>),
    /// A second row with the same values in these columns.
    Twice(Vec<String>),
    /// A second row whose value in this column is nearly that of the first.
    Near(String),
    /// A row that refers to a row which is not there.
    Orphan { columns: Vec<String>, parent: String },
    /// A row is changed so that it does.
    Moved { columns: Vec<String>, parent: String },
    /// A row that is referred to is deleted.
    Deleted { columns: Vec<String>, parent: String },
    /// The key of a row that is referred to is changed.
    Renumbered { columns: Vec<String>, parent: String },
    /// A row that nothing refers to is deleted.
    Free { parent: String },
    /// A question that compares texts in this column.
    Compared(String),
    /// A row without a key after the row with the highest was deleted.
    NextNumber(String),
    /// A view is read.
    View,
}

/// What became of the last statement of a trial.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    /// SQLite refused it, with these words.
    Refused(String),
    /// It ran, and gave or left these rows: a bag for each table.
    Done(BTreeMap<String, BTreeMap<String, usize>>),
}

impl Outcome {
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done(_))
    }

    /// How many rows of a table there are afterwards.
    pub fn rows_of(&self, table: &str) -> usize {
        match self {
            Self::Done(state) => state.get(table).map_or(0, |bag| bag.values().sum()),
            Self::Refused(_) => 0,
        }
    }
}

/// A database on which trials run.
pub(super) struct Subject {
    pub database: Database,
    /// A `SELECT` for each table whose rows are compared.
    reads: Vec<(String, String)>,
    /// Whether a foreign key is checked at the end of a transaction only. Each statement of a trial stands for a transaction
    /// of its own, so such a key is checked after every one.
    is_deferred: bool,
    /// Whether a row may change other tables than its own.
    has_triggers: bool,
    /// Whether a statement was stopped, because all trials together took too long.
    was_stopped: std::cell::Cell<bool>,
}

impl Subject {
    /// A database with these tables in it.
    ///
    /// # Errors
    /// The error of SQLite.
    pub fn new(database: Database, tables: &[&SchemaTable]) -> rusqlite::Result<Self> {
        let reads = tables.iter().map(|table| (table.name.clone(), select_all(table))).collect();
        let has = |condition: &str| {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE {condition})");
            database.connection().query_row(&sql, [], |row| row.get(0))
        };
        let (is_deferred, has_triggers) = (has("sql LIKE '%DEFERRED%'")?, has("type = 'trigger'")?);
        Ok(Self { database, reads, is_deferred, has_triggers, was_stopped: false.into() })
    }

    /// Runs a trial and undoes it. None where its setup fails.
    pub fn run(&self, trial: &Trial) -> Option<Outcome> {
        let connection = self.database.connection();
        connection.execute_batch("BEGIN").ok()?;
        let ready = trial.setup.iter().all(|sql| self.step(sql).is_ok());
        let outcome = ready.then(|| match self.step(&trial.sql) {
            Err(says) => Outcome::Refused(says),
            Ok(given) if !given.columns.is_empty() => {
                Outcome::Done(BTreeMap::from([(String::new(), bag(&given.rows))]))
            }
            Ok(_) => Outcome::Done(self.state_of(trial)),
        });
        // `ON CONFLICT ROLLBACK` may have ended the transaction, and then there is nothing left to undo.
        let _ = connection.execute_batch("ROLLBACK");
        outcome
    }

    /// The statements that made a table and its indexes. Where they are the same, the tables do the same.
    ///
    /// # Errors
    /// The error of SQLite.
    pub fn made_by(&self, table: &str) -> rusqlite::Result<Vec<String>> {
        let mut statement = self.database.connection().prepare(
            "SELECT COALESCE(sql, name) FROM sqlite_schema WHERE tbl_name = ?1 COLLATE NOCASE ORDER BY 1",
        )?;
        statement.query_map([table], |row| row.get(0))?.collect()
    }

    /// The rows of every table, each as a bag.
    pub fn state(&self) -> BTreeMap<String, BTreeMap<String, usize>> {
        self.state_where(|_| true)
    }

    /// The rows of the tables that a trial may change: an `INSERT` changes one, and a deletion those that refer to it as well.
    fn state_of(&self, trial: &Trial) -> BTreeMap<String, BTreeMap<String, usize>> {
        let inserts = !self.has_triggers && trial.sql.starts_with("INSERT");
        self.state_where(|name| !inserts || name == trial.table)
    }

    fn state_where(&self, is_read: impl Fn(&str) -> bool) -> BTreeMap<String, BTreeMap<String, usize>> {
        let rows = |sql: &str| self.rows(sql).map(|table| bag(&table.rows)).unwrap_or_default();
        let read = self.reads.iter().filter(|(name, _)| is_read(name));
        read.map(|(name, sql)| (name.clone(), rows(sql))).collect()
    }

    /// Runs one statement.
    ///
    /// # Errors
    /// SQLite's words.
    pub fn step(&self, sql: &str) -> Result<Table, String> {
        let given = self.rows(sql)?;
        let changes = given.columns.is_empty();
        if self.is_deferred && changes && !self.rows("PRAGMA foreign_key_check")?.rows.is_empty() {
            return Err("FOREIGN KEY constraint failed".to_owned());
        }
        Ok(given)
    }

    /// The rows of one statement. Unlike `Table::run` it sets no clock: one clock runs for all trials.
    fn rows(&self, sql: &str) -> Result<Table, String> {
        let read = || {
            let mut statement = self.database.connection().prepare(sql)?;
            let columns: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
            let mut rows: Vec<Vec<Cell>> = Vec::new();
            let mut found = statement.raw_query();
            while let Some(row) = found.next()? {
                let cells = (0..columns.len()).map(|i| row.get_ref(i).map(Cell::of));
                rows.push(cells.collect::<rusqlite::Result<Vec<_>>>()?);
            }
            rusqlite::Result::Ok(Table { columns, rows })
        };
        read().map_err(|e: rusqlite::Error| {
            if e.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) {
                self.was_stopped.set(true);
            }
            e.to_string()
        })
    }

    /// Fails where a statement was stopped: what it would have done is not known, so nothing may be said of it.
    ///
    /// # Errors
    /// The error of an interrupted statement.
    pub fn check_not_stopped(&self) -> rusqlite::Result<()> {
        let stopped = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_INTERRUPT);
        if self.was_stopped.get() { Err(rusqlite::Error::SqliteFailure(stopped, None)) } else { Ok(()) }
    }
}
