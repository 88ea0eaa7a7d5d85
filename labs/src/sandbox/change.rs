//! The rows that a statement changed, before and after, including those of triggers and cascades.
//!
//! Before the first change of a run every table is read once (`Snapshot`). From then on SQLite's update hook names the row
//! of each change, and only these rows are read again, so a script of ten thousand INSERTs reads ten thousand rows and not
//! ten thousand tables. The hook is not called for every change (<https://sqlite.org/c3ref/update_hook.html>): not in tables
//! `WITHOUT ROWID`, not for a row that a new one replaces, not where a table is emptied at one stroke. Such a table is known
//! by its number of rows, or by having no rowid, and is read again whole.
//!
//! SQLite's preupdate hook would tell the old values too. The bindings to it are made by libclang at build time, which is more
//! than a build of this program may ask for.

use super::{
    limits::CHANGES_MAX,
    schema::quote_name,
    script_result::{Cell, RowChange, TableChange},
};
use rusqlite::{Connection, Result, hooks::Action};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The most rows of all tables together that are in a snapshot. In a larger database no changed rows are shown.
const ROWS_MAX: usize = 20_000;
/// The most bytes that their values take, about.
const BYTES_MAX: usize = 8 << 20;
/// The most rows that are read in one run. When they are used up, the statements after that show no changed rows.
const READS_MAX: usize = 200_000;
/// The most changes of one statement that are noted one by one. After more of them every table is read again.
const NOTED_MAX: usize = 20_000;

/// Notes and compares what the statements of a run change.
pub(super) struct ChangeLog<'a> {
    connection: &'a Connection,
    noted: Arc<Mutex<Noted>>,
    /// How many rows may still be read.
    reads_left: usize,
    /// The rows as they were after the last statement. None before the first change, and after a statement that may have
    /// changed tables in another way.
    snapshot: Option<Snapshot>,
}

/// What the hook was told since the last statement.
#[derive(Default)]
struct Noted {
    rows: Vec<(Action, String, i64)>,
    is_cut: bool,
}

/// What one statement changed.
#[derive(Default)]
pub(super) struct Changed {
    pub tables: Vec<TableChange>,
    /// How many rows are different now, shown or not.
    pub rows: u64,
}

/// The rows of every table at one moment, by the name of the table.
type Snapshot = BTreeMap<String, Table>;

struct Table {
    columns: Vec<String>,
    without_rowid: bool,
    /// The name under which its rowid can be asked for.
    rowid: &'static str,
    /// By rowid; in a `WITHOUT ROWID` table by the primary key.
    rows: BTreeMap<Key, Vec<Cell>>,
}

/// What identifies a row before and after a statement.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Row(i64),
    /// The values of the primary key as SQL literals, with commas between them.
    Primary(String),
}

/// A row before and after a statement, with its key.
type Change = (Key, RowChange);

impl<'a> ChangeLog<'a> {
    /// Begins to listen to the changes of this connection.
    ///
    /// # Errors
    /// When the connection takes no hook.
    pub fn of(connection: &'a Connection) -> Result<Self> {
        let noted = Arc::<Mutex<Noted>>::default();
        let notes = noted.clone();
        let note = move |action, database: &str, table: &str, row| {
            let mut noted = lock(&notes);
            if noted.rows.len() == NOTED_MAX {
                noted.is_cut = true;
            } else if database == "main" {
                noted.rows.push((action, table.to_owned(), row));
            }
        };
        connection.update_hook(Some(note))?;
        Ok(Self { connection, noted, reads_left: READS_MAX, snapshot: None })
    }

    /// Must be called before a statement that may change rows.
    ///
    /// # Errors
    /// SQLite's, as when the time is over.
    pub fn before(&mut self) -> Result<()> {
        if self.snapshot.is_none() && self.reads_left > 0 {
            self.snapshot = self.read_all()?;
        }
        let mut noted = lock(&self.noted);
        (noted.is_cut, noted.rows) = (false, Vec::new());
        Ok(())
    }

    /// What was changed since `before`, in the tables that are the same ones still. `bytes_left` is how much the run may still
    /// show; what is shown here is taken from it.
    ///
    /// # Errors
    /// SQLite's.
    pub fn after(&mut self, bytes_left: &mut usize) -> Result<Changed> {
        let Some(mut snapshot) = self.snapshot.take() else { return Ok(Changed::default()) };
        let (rows, is_cut) = {
            let mut noted = lock(&self.noted);
            (std::mem::take(&mut noted.rows), noted.is_cut)
        };
        let mut by_table: BTreeMap<String, Vec<(Action, i64)>> = BTreeMap::new();
        for (action, table, row) in rows {
            by_table.entry(table).or_default().push((action, row));
        }
        let mut changed = Changed::default();
        let mut rows_left = CHANGES_MAX;
        for (name, table) in &mut snapshot {
            let noted = by_table.remove(name).unwrap_or_default();
            let is_known = !is_cut && !table.without_rowid;
            let changes = match is_known.then(|| self.noted_changes(name, table, &noted)).transpose()? {
                Some(Some(changes)) => changes,
                _ => match self.reread(name, table)? {
                    Some(changes) => changes,
                    None => return Ok(Changed::default()),
                },
            };
            changed.rows += changes.len() as u64;
            changed.tables.extend(shown(name, table, changes, &mut rows_left, bytes_left));
        }
        self.snapshot = Some(snapshot);
        Ok(changed)
    }

    /// Must be called after a statement that may have changed tables without a word of the hook: `CREATE`, `ROLLBACK`.
    pub fn forget(&mut self) {
        self.snapshot = None;
    }

    /// The changes that the hook told, read and put into the table. None where they cannot be all.
    fn noted_changes(
        &mut self,
        name: &str,
        table: &mut Table,
        noted: &[(Action, i64)],
    ) -> Result<Option<Vec<Change>>> {
        // An UPDATE of a row that was not there gave a row another rowid, and the hook does not tell the old one.
        let inserted: Vec<i64> = noted
            .iter()
            .filter(|(action, _)| *action == Action::SQLITE_INSERT)
            .map(|(_, row)| *row)
            .collect();
        let moved = |(action, row): &(Action, i64)| {
            *action == Action::SQLITE_UPDATE
                && !table.rows.contains_key(&Key::Row(*row))
                && !inserted.contains(row)
        };
        if noted.iter().any(moved) {
            return Ok(None);
        }
        let mut rows: Vec<i64> = noted.iter().map(|(_, row)| *row).collect();
        rows.sort_unstable();
        rows.dedup();
        if !self.take_reads(rows.len()) {
            return Ok(None);
        }
        let by_row = format!("SELECT * FROM {} WHERE {} = ?1", quote_name(name), table.rowid);
        let mut statement = self.connection.prepare(&by_row)?;
        let mut changes = Vec::new();
        for row in rows {
            let mut found = statement.query([row])?;
            let after = found.next()?.map(|row| cells(row, 0)).transpose()?;
            let key = Key::Row(row);
            let before = match &after {
                Some(after) => table.rows.insert(key.clone(), after.clone()),
                None => table.rows.remove(&key),
            };
            if before != after {
                changes.push((key, RowChange { before, after }));
            }
        }
        let count = format!("SELECT COUNT(*) FROM {}", quote_name(name));
        let count: i64 = self.connection.query_row(&count, [], |row| row.get(0))?;
        if usize::try_from(count) == Ok(table.rows.len()) {
            return Ok(Some(changes));
        }
        // The table is to be read whole, so it gets back what it had before.
        for (key, change) in changes {
            match change.before {
                Some(before) => table.rows.insert(key, before),
                None => table.rows.remove(&key),
            };
        }
        Ok(None)
    }

    /// Reads a table again whole, and compares. None where too much was read already.
    fn reread(&mut self, name: &str, table: &mut Table) -> Result<Option<Vec<Change>>> {
        let mut bytes_left = BYTES_MAX;
        let Some(after) = self.read(name, table.without_rowid, ROWS_MAX, &mut bytes_left)? else {
            return Ok(None);
        };
        let mut before = std::mem::replace(table, after);
        let mut changes = Vec::new();
        for (key, after) in &table.rows {
            match before.rows.remove(key) {
                Some(row) if row == *after => {}
                row => changes.push((key.clone(), RowChange { before: row, after: Some(after.clone()) })),
            }
        }
        let gone = |(key, row)| (key, RowChange { before: Some(row), after: None });
        changes.extend(before.rows.into_iter().map(gone));
        Ok(Some(changes))
    }

    fn read_all(&mut self) -> Result<Option<Snapshot>> {
        let mut named = self.connection.prepare(
            "SELECT name, wr FROM pragma_table_list
             WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        )?;
        let named: Vec<(String, bool)> =
            named.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_>>()?;
        // Counting is quick, and a database that is too large is known before any of it is read.
        let mut count = 0;
        for (name, _) in &named {
            let sql = format!("SELECT COUNT(*) FROM {}", quote_name(name));
            count += self.connection.query_row(&sql, [], |row| row.get::<_, i64>(0))?;
        }
        if count > ROWS_MAX as i64 {
            self.reads_left = 0;
            return Ok(None);
        }
        let (mut rows_left, mut bytes_left) = (ROWS_MAX, BYTES_MAX);
        let mut tables = Snapshot::new();
        for (name, without_rowid) in named {
            let Some(table) = self.read(&name, without_rowid, rows_left, &mut bytes_left)? else {
                self.reads_left = 0;
                return Ok(None);
            };
            rows_left -= table.rows.len();
            tables.insert(name, table);
        }
        Ok(Some(tables))
    }

    /// Reads a table. None where it has more rows than may be read.
    fn read(
        &mut self,
        name: &str,
        without_rowid: bool,
        rows_max: usize,
        bytes_left: &mut usize,
    ) -> Result<Option<Table>> {
        let connection = self.connection;
        let rowid = rowid_name(connection, name)?;
        // A table has a rowid, or else a primary key that is never NULL. Blobs and texts are quoted, so keys cannot collide.
        let keys = if without_rowid {
            let mut keys =
                connection.prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk")?;
            let keys: Vec<String> =
                keys.query_map([name], |row| row.get::<_, String>(0))?.collect::<Result<_>>()?;
            let quotes = keys.iter().map(|key| format!("quote({})", quote_name(key)));
            quotes.collect::<Vec<_>>().join(" || ',' || ")
        } else {
            rowid.to_owned()
        };
        let mut statement = connection.prepare(&format!("SELECT {keys}, * FROM {}", quote_name(name)))?;
        let columns = statement.column_names().into_iter().skip(1).map(str::to_owned).collect();
        let mut found = statement.raw_query();
        let mut rows = BTreeMap::new();
        while let Some(row) = found.next()? {
            if rows.len() == rows_max || !self.take_reads(1) {
                return Ok(None);
            }
            let key = match row.get_ref(0)? {
                rusqlite::types::ValueRef::Integer(id) if !without_rowid => Key::Row(id),
                other => Key::Primary(Cell::of(other).to_sql()),
            };
            let cells = cells(row, 1)?;
            let Some(rest) = bytes_left.checked_sub(cells.iter().map(Cell::size_bytes).sum()) else {
                return Ok(None);
            };
            *bytes_left = rest;
            rows.insert(key, cells);
        }
        Ok(Some(Table { columns, without_rowid, rowid, rows }))
    }

    fn take_reads(&mut self, rows: usize) -> bool {
        let left = self.reads_left.checked_sub(rows);
        self.reads_left = left.unwrap_or_default();
        left.is_some()
    }
}

/// The name under which the rowid of a table can be asked for: a column of the same name would hide it.
fn rowid_name(connection: &Connection, table: &str) -> Result<&'static str> {
    let mut columns = connection.prepare("SELECT lower(name) FROM pragma_table_info(?1)")?;
    let columns: Vec<String> = columns.query_map([table], |row| row.get(0))?.collect::<Result<_>>()?;
    let free =
        ["rowid", "oid", "_rowid_"].into_iter().find(|name| !columns.iter().any(|column| column == name));
    Ok(free.unwrap_or("rowid"))
}

/// A panic while it was locked cannot have left it broken, so a poisoned lock is taken as well.
fn lock(noted: &Mutex<Noted>) -> MutexGuard<'_, Noted> {
    noted.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The values of a row from this column on, as they are displayed.
fn cells(row: &rusqlite::Row<'_>, from: usize) -> Result<Vec<Cell>> {
    let count = row.as_ref().column_count();
    (from..count).map(|i| row.get_ref(i).map(|value| Cell::of(value).shortened())).collect()
}

/// What is shown of the changes of a table: changed rows first, then deleted ones, then new ones, each in the order of their
/// keys. None where there are none.
fn shown(
    name: &str,
    table: &Table,
    mut changes: Vec<Change>,
    rows_left: &mut usize,
    bytes_left: &mut usize,
) -> Option<TableChange> {
    if changes.is_empty() {
        return None;
    }
    let count = changes.len();
    let kind = |change: &RowChange| match (&change.before, &change.after) {
        (Some(_), Some(_)) => 0,
        (Some(_), None) => 1,
        (None, _) => 2,
    };
    changes.sort_by(|(a_key, a), (b_key, b)| kind(a).cmp(&kind(b)).then_with(|| a_key.cmp(b_key)));
    let changes = changes.into_iter().map(|(_, change)| change);
    let rows: Vec<RowChange> =
        changes.take(*rows_left).take_while(|row| row.take_bytes(bytes_left)).collect();
    *rows_left -= rows.len();
    let more = rows.len() < count;
    Some(TableChange { table: name.to_owned(), columns: table.columns.clone(), rows, more })
}

impl Drop for ChangeLog<'_> {
    fn drop(&mut self) {
        let _ = self.connection.update_hook(None::<fn(Action, &str, &str, i64)>);
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
