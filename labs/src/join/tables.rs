//! The two small tables, and the SQL that makes them.

use super::{cell::read_cell, kind::JoinKind};
use crate::sandbox::Cell;
use serde::{Deserialize, Serialize};

/// The most rows of each table.
pub const ROWS_MAX: usize = 6;

/// A row of either table: the key, and one other cell.
pub type Row = [Cell; 2];

/// One of the two tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

impl Side {
    /// The left table first.
    pub const ALL: [Self; 2] = [Self::Left, Self::Right];

    /// The word for it in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
        }
    }

    /// The side that a form means.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.name() == name)
    }

    /// The name of the table.
    pub fn table(self) -> &'static str {
        match self {
            Self::Left => "people",
            Self::Right => "posts",
        }
    }

    /// The names of its columns, the key first.
    pub fn columns(self) -> [&'static str; 2] {
        match self {
            Self::Left => ["id", "name"],
            Self::Right => ["author_id", "title"],
        }
    }
}

/// Both tables, with at most `ROWS_MAX` rows each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tables {
    left: Vec<Row>,
    right: Vec<Row>,
}

impl Default for Tables {
    /// A person with two posts and one without any, a post of an unknown person, and a NULL key on both sides.
    fn default() -> Self {
        let rows = |all: &[[&str; 2]]| all.iter().map(|typed| typed.map(read_cell)).collect();
        Self {
            left: rows(&[["1", "Ana"], ["2", "Ben"], ["3", "Ida"], ["", "A guest"]]),
            right: rows(&[
                ["1", "Half a plot"],
                ["2", "Rye bread"],
                ["1", "Lost: one glove"],
                ["9", "Plums"],
                ["", "Not signed"],
            ]),
        }
    }
}

impl Tables {
    /// Tables with these rows. Those beyond `ROWS_MAX` are left out.
    pub fn new(mut left: Vec<Row>, mut right: Vec<Row>) -> Self {
        left.truncate(ROWS_MAX);
        right.truncate(ROWS_MAX);
        Self { left, right }
    }

    /// The rows of one table.
    pub fn rows(&self, side: Side) -> &[Row] {
        match side {
            Side::Left => &self.left,
            Side::Right => &self.right,
        }
    }

    /// Adds a row of NULLs, if the table has fewer than `ROWS_MAX` rows.
    pub fn add(&mut self, side: Side) {
        let rows = self.rows_mut(side);
        if rows.len() < ROWS_MAX {
            rows.push([Cell::Null, Cell::Null]);
        }
    }

    /// Removes a row, if it exists.
    pub fn remove(&mut self, side: Side, row: usize) {
        let rows = self.rows_mut(side);
        if row < rows.len() {
            rows.remove(row);
        }
    }

    fn rows_mut(&mut self, side: Side) -> &mut Vec<Row> {
        match side {
            Side::Left => &mut self.left,
            Side::Right => &mut self.right,
        }
    }

    /// The statements that make and fill both tables. Their columns have no declared type, so SQLite stores and compares each
    /// value as it is: 1 and '1' are different.
    pub fn to_sql(&self) -> String {
        Side::ALL.into_iter().map(|side| self.table_to_sql(side)).collect()
    }

    /// The whole script for SQLite: the tables, and the query.
    pub fn script(&self, kind: JoinKind) -> String {
        self.to_sql() + &kind.query()
    }

    fn table_to_sql(&self, side: Side) -> String {
        let (table, [key, other]) = (side.table(), side.columns());
        let rows = self.rows(side).iter().map(|[a, b]| format!("\n  ({}, {})", a.to_sql(), b.to_sql()));
        let rows = rows.collect::<Vec<_>>().join(",");
        let insert = if rows.is_empty() { rows } else { format!("INSERT INTO {table} VALUES{rows};\n") };
        format!("CREATE TABLE {table} ({key}, {other});\n{insert}")
    }
}
