//! The rows a statement changed, before and after: those of triggers and cascades as well.
//!
//! Found by reading every table before and after. That is exact and cheap, for a sandbox is small; where it is not, the
//! answer says so by being silent.

use super::{
    answer::{Cell, Changed, TableChange},
    limits::CHANGES_MAX,
    schema::quoted,
};
use rusqlite::{Connection, Result};
use std::collections::BTreeMap;

/// More rows than these are not read to be compared.
const ROWS_MAX: usize = 5_000;

/// Every table's rows by their key.
pub(super) struct Snapshot(BTreeMap<String, Table>);

struct Table {
    columns: Vec<String>,
    /// By rowid, or by the primary key as SQL where there is none.
    rows: BTreeMap<Key, Vec<Cell>>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Row(i64),
    Primary(String),
}

impl Snapshot {
    /// All rows as they are; none where there are too many.
    pub fn of(connection: &Connection) -> Result<Option<Self>> {
        let mut named = connection.prepare(
            "SELECT name, wr FROM pragma_table_list
             WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        )?;
        let named: Vec<(String, bool)> =
            named.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_>>()?;
        let mut tables = BTreeMap::new();
        let mut room = ROWS_MAX;
        for (name, without_rowid) in named {
            let Some(table) = Table::read(connection, &name, without_rowid, &mut room)? else {
                return Ok(None);
            };
            tables.insert(name, table);
        }
        Ok(Some(Self(tables)))
    }

    /// What is different in `after`, for the tables that both have;
    /// `bytes` is the room there is.
    pub fn changes(mut self, after: Self, bytes: &mut usize) -> Vec<TableChange> {
        let mut all = Vec::new();
        let mut room = CHANGES_MAX;
        for (name, table) in after.0 {
            let Some(before) = self.0.remove(&name).filter(|before| before.columns == table.columns) else {
                continue;
            };
            let changed = before.changes(table.rows);
            if changed.is_empty() {
                continue;
            }
            let all_of_them = changed.len();
            let rows: Vec<Changed> =
                changed.into_iter().take(room).take_while(|row| row.fits(bytes)).collect();
            let more = rows.len() < all_of_them;
            room -= rows.len();
            all.push(TableChange { table: name, columns: table.columns, rows, more });
        }
        all
    }
}

impl Changed {
    /// Whether there is room for it; then it takes that.
    fn fits(&self, bytes: &mut usize) -> bool {
        let cells = self.before.iter().chain(&self.after).flatten();
        match bytes.checked_sub(cells.map(Cell::weight).sum()) {
            Some(rest) => *bytes = rest,
            None => return false,
        }
        true
    }
}

impl Table {
    fn read(
        connection: &Connection,
        name: &str,
        without_rowid: bool,
        room: &mut usize,
    ) -> Result<Option<Self>> {
        let keys = if without_rowid {
            let mut keys =
                connection.prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk")?;
            let keys: Vec<String> =
                keys.query_map([name], |row| row.get::<_, String>(0))?.collect::<Result<_>>()?;
            let quotes = keys.iter().map(|key| format!("quote({})", quoted(key)));
            quotes.collect::<Vec<_>>().join(" || ',' || ")
        } else {
            "rowid".to_owned()
        };
        let mut statement = connection.prepare(&format!("SELECT {keys}, * FROM {}", quoted(name)))?;
        let columns = statement.column_names().into_iter().skip(1).map(str::to_owned).collect();
        let count = statement.column_count();
        let mut found = statement.raw_query();
        let mut rows = BTreeMap::new();
        while let Some(row) = found.next()? {
            if *room == 0 {
                return Ok(None);
            }
            *room -= 1;
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

    fn changes(mut self, after: BTreeMap<Key, Vec<Cell>>) -> Vec<Changed> {
        let mut all = Vec::new();
        let mut new = Vec::new();
        for (key, row) in after {
            match self.rows.remove(&key) {
                Some(before) if before == row => {}
                Some(before) => all.push(Changed { before: Some(before), after: Some(row) }),
                None => new.push(Changed { before: None, after: Some(row) }),
            }
        }
        all.extend(self.rows.into_values().map(|row| Changed { before: Some(row), after: None }));
        all.extend(new);
        all
    }
}
