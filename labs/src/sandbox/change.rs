//! The rows that a statement changed, before and after, including those of triggers and cascades.
//!
//! Every table is read before and after the statement, and the two are compared. That is exact, and cheap because a
//! sandbox is small. In a large one no changed rows are shown.

use super::{
    limits::CHANGES_MAX,
    schema::quote_name,
    script_result::{Cell, RowChange, TableChange},
};
use rusqlite::{Connection, Result};
use std::collections::BTreeMap;

/// The most rows of all tables together that are read. With more there is no snapshot.
const ROWS_MAX: usize = 5_000;

/// The rows of every table at one moment, by the name of the table.
pub(super) struct Snapshot(BTreeMap<String, Table>);

struct Table {
    columns: Vec<String>,
    /// By rowid; in a `WITHOUT ROWID` table by the primary key.
    rows: BTreeMap<Key, Vec<Cell>>,
}

/// What identifies a row before and after a statement.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Row(i64),
    /// The values of the primary key as SQL literals, with commas between them.
    Primary(String),
}

impl Snapshot {
    /// All rows of the database; none where there are more than `ROWS_MAX`.
    pub fn of(connection: &Connection) -> Result<Option<Self>> {
        let mut named = connection.prepare(
            "SELECT name, wr FROM pragma_table_list
             WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        )?;
        let named: Vec<(String, bool)> =
            named.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_>>()?;
        let mut tables = BTreeMap::new();
        let mut rows_left = ROWS_MAX;
        for (name, without_rowid) in named {
            let Some(table) = Table::read(connection, &name, without_rowid, &mut rows_left)? else {
                return Ok(None);
            };
            tables.insert(name, table);
        }
        Ok(Some(Self(tables)))
    }

    /// What is different in `after`, for the tables that exist in both with the same columns. `bytes_left` is how much the
    /// run may still show; what is shown here is taken from it.
    pub fn changes(mut self, after: Self, bytes_left: &mut usize) -> Vec<TableChange> {
        let mut all = Vec::new();
        let mut rows_left = CHANGES_MAX;
        for (name, table) in after.0 {
            let Some(before) = self.0.remove(&name).filter(|before| before.columns == table.columns) else {
                continue;
            };
            let changed = before.changes(table.rows);
            if changed.is_empty() {
                continue;
            }
            let count = changed.len();
            let rows: Vec<RowChange> =
                changed.into_iter().take(rows_left).take_while(|row| row.take_bytes(bytes_left)).collect();
            let more = rows.len() < count;
            rows_left -= rows.len();
            all.push(TableChange { table: name, columns: table.columns, rows, more });
        }
        all
    }
}

impl RowChange {
    /// Takes the size of this change from `bytes_left`; false where it does not fit.
    fn take_bytes(&self, bytes_left: &mut usize) -> bool {
        let cells = self.before.iter().chain(&self.after).flatten();
        match bytes_left.checked_sub(cells.map(Cell::size_bytes).sum()) {
            Some(rest) => *bytes_left = rest,
            None => return false,
        }
        true
    }
}

impl Table {
    /// Reads a table and counts its rows down from `rows_left`; none where they run out.
    fn read(
        connection: &Connection,
        name: &str,
        without_rowid: bool,
        rows_left: &mut usize,
    ) -> Result<Option<Self>> {
        // A table has a rowid, or else a primary key that is never NULL. Blobs and texts are quoted, so keys cannot collide.
        let keys = if without_rowid {
            let mut keys =
                connection.prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk")?;
            let keys: Vec<String> =
                keys.query_map([name], |row| row.get::<_, String>(0))?.collect::<Result<_>>()?;
            let quotes = keys.iter().map(|key| format!("quote({})", quote_name(key)));
            quotes.collect::<Vec<_>>().join(" || ',' || ")
        } else {
            "rowid".to_owned()
        };
        let mut statement = connection.prepare(&format!("SELECT {keys}, * FROM {}", quote_name(name)))?;
        let columns = statement.column_names().into_iter().skip(1).map(str::to_owned).collect();
        let count = statement.column_count();
        let mut found = statement.raw_query();
        let mut rows = BTreeMap::new();
        while let Some(row) = found.next()? {
            if *rows_left == 0 {
                return Ok(None);
            }
            *rows_left -= 1;
            let key = match row.get_ref(0)? {
                rusqlite::types::ValueRef::Integer(id) if !without_rowid => Key::Row(id),
                other => Key::Primary(Cell::of(other).to_sql()),
            };
            let cells = (1..count)
                .map(|i| row.get_ref(i).map(|value| Cell::of(value).shortened()))
                .collect::<Result<_>>()?;
            rows.insert(key, cells);
        }
        Ok(Some(Self { columns, rows }))
    }

    /// Changed rows first, then deleted ones, then new ones, each in the order of their keys.
    fn changes(mut self, after: BTreeMap<Key, Vec<Cell>>) -> Vec<RowChange> {
        let mut all = Vec::new();
        let mut new = Vec::new();
        for (key, row) in after {
            match self.rows.remove(&key) {
                Some(before) if before == row => {}
                Some(before) => all.push(RowChange { before: Some(before), after: Some(row) }),
                None => new.push(RowChange { before: None, after: Some(row) }),
            }
        }
        all.extend(self.rows.into_values().map(|row| RowChange { before: Some(row), after: None }));
        all.extend(new);
        all
    }
}
