//! The rows of a result, and when two results are the same.
//!
//! Two results are the same when each row occurs equally often in both (they are equal as bags), with cells of the same type
//! and value. Where an order is asked for, rows with equal sort keys form groups; the groups must come in order, and within a
//! group any order is right. Real numbers are equal when their first twelve significant digits are.

use crate::sandbox::{Cell, Database, Fault};
use rusqlite::Result;
use std::{collections::BTreeMap, time::Duration};

/// The most rows of a result. A query that gives more fails.
const ROWS_MAX: usize = 5_000;
/// How long one answer may run on one database.
pub(super) const TIME: Duration = Duration::from_millis(250);

/// The result of a query, or the content of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// For each column of the model's result, the index of the column of the answer that stands for it.
pub(super) type ColumnMapping = Vec<usize>;

impl Table {
    /// Runs one query and reads its rows.
    ///
    /// # Errors
    /// The error of SQLite, or more than `ROWS_MAX` rows.
    pub fn run(database: &Database, sql: &str) -> std::result::Result<Self, Fault> {
        Self::step(database, sql).map_err(|e| Fault::of(&e))
    }

    fn step(database: &Database, sql: &str) -> Result<Self> {
        database.limit_time(TIME)?;
        let mut statement = database.connection().prepare(sql)?;
        let columns: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
        let count = columns.len();
        let mut rows = Vec::new();
        let mut found = statement.raw_query();
        while let Some(row) = found.next()? {
            if rows.len() == ROWS_MAX {
                return Err(rusqlite::Error::QueryReturnedMoreThanOneRow);
            }
            rows.push((0..count).map(|i| row.get_ref(i).map(Cell::of)).collect::<Result<Vec<_>>>()?);
        }
        Ok(Self { columns, rows })
    }

    /// Its rows, with the columns in the order of the mapping.
    pub fn mapped(&self, mapping: &[usize]) -> Vec<Vec<Cell>> {
        self.rows.iter().map(|row| mapping.iter().map(|&i| row[i].clone()).collect()).collect()
    }

    /// Removes the last `count` columns, and gives their cells for each row.
    pub fn split_off(&mut self, count: usize) -> Vec<Vec<Cell>> {
        let keep = self.columns.len() - count;
        self.columns.truncate(keep);
        self.rows.iter_mut().map(|row| row.split_off(keep)).collect()
    }
}

/// A text that is equal for two values exactly when they count as equal.
pub(super) fn comparable(cell: &Cell) -> String {
    match cell {
        Cell::Real(r) if *r == 0.0 => "r0".to_owned(),
        Cell::Real(r) => format!("r{r:.11e}"),
        other => other.to_sql(),
    }
}

/// The same for a row.
pub(super) fn comparable_row(row: &[Cell]) -> String {
    row.iter().map(comparable).collect::<Vec<_>>().join("\u{1}")
}

/// How often each row occurs.
pub(super) fn bag(rows: &[Vec<Cell>]) -> BTreeMap<String, usize> {
    let mut bag = BTreeMap::new();
    for row in rows {
        *bag.entry(comparable_row(row)).or_default() += 1;
    }
    bag
}

/// The mappings of columns that are worth trying: first by position, then by name, then every one in which each column of the
/// answer holds the same values as the column it stands for. At most about `MAPPINGS_MAX`.
pub(super) fn column_mappings(expected: &[&Table], given: &[&Table]) -> Vec<ColumnMapping> {
    let (Some(asked_first), Some(given_first)) = (expected.first(), given.first()) else { return Vec::new() };
    let count = asked_first.columns.len();
    if count != given_first.columns.len() {
        return Vec::new();
    }
    let mut all: Vec<ColumnMapping> = vec![(0..count).collect()];
    let by_name: Option<ColumnMapping> = asked_first
        .columns
        .iter()
        .map(|name| given_first.columns.iter().position(|other| other.eq_ignore_ascii_case(name)))
        .collect();
    all.extend(by_name.filter(|mapping| is_one_to_one(mapping.as_slice())));
    // What each column holds on every database. Two columns that hold the same can stand for each other.
    let held = |tables: &[&Table], column: usize| -> Vec<BTreeMap<String, usize>> {
        tables.iter().map(|table| bag(&table.mapped(&[column]))).collect()
    };
    let asked_held: Vec<_> = (0..count).map(|column| held(expected, column)).collect();
    let given_held: Vec<_> = (0..count).map(|column| held(given, column)).collect();
    let may: Vec<Vec<usize>> = asked_held
        .iter()
        .map(|expected| (0..count).filter(|&column| given_held[column] == *expected).collect())
        .collect();
    extend(&may, &mut Vec::new(), &mut all);
    all
}

/// The most mappings that are tried. Columns that hold the same values everywhere could be mapped in very many ways.
const MAPPINGS_MAX: usize = 50;

/// Adds every way to complete the mapping `begun`, where `may` has the candidates for each column.
fn extend(may: &[Vec<usize>], begun: &mut ColumnMapping, all: &mut Vec<ColumnMapping>) {
    if all.len() >= MAPPINGS_MAX {
        return;
    }
    let Some(candidates) = may.get(begun.len()) else {
        all.push(begun.clone());
        return;
    };
    for &column in candidates {
        if !begun.contains(&column) {
            begun.push(column);
            extend(may, begun, all);
            begun.pop();
        }
    }
}

fn is_one_to_one(mapping: &[usize]) -> bool {
    let mut seen = mapping.to_vec();
    seen.sort_unstable();
    seen.dedup();
    seen.len() == mapping.len()
}

/// Whether the given rows come in the order of the expected ones. `keys` are the sort keys of the expected rows.
pub(super) fn in_order(expected: &[Vec<Cell>], keys: &[Vec<Cell>], given: &[Vec<Cell>]) -> bool {
    if expected.len() != given.len() {
        return false;
    }
    let mut from = 0;
    while from < expected.len() {
        let key = comparable_row(&keys[from]);
        let to = (from..expected.len()).find(|&i| comparable_row(&keys[i]) != key).unwrap_or(expected.len());
        if bag(&expected[from..to]) != bag(&given[from..to]) {
            return false;
        }
        from = to;
    }
    true
}
