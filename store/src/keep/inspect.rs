//! Whether a file is a database of Vitrine, which schema it has, how much is in it, and whether it is whole.

use super::{Error, Result};
use crate::db::MIGRATIONS;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};
use std::{path::Path, time::Duration};

const LIST_MIGRATIONS: &str = "\
-- The migrations that made this schema
SELECT version, checksum FROM _sqlx_migrations WHERE success ORDER BY version";

const LIST_TABLES: &str = "\
-- The tables of this database, without those that SQLite keeps for itself
SELECT name FROM pragma_table_list
WHERE schema = 'main' AND type = 'table' AND substr(name, 1, 7) <> 'sqlite_' AND substr(name, 1, 6) <> '_sqlx_'
ORDER BY name";

/// How long a connection here waits for a lock.
const BUSY_MAX: Duration = Duration::from_secs(10);
/// Faults that are told; one is enough to know.
const FAULTS_MAX: i64 = 5;

/// How many rows each table has, and the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The newest migration of the site's own database; none of another one.
    pub migration: Option<i64>,
    /// Table and rows, by name.
    pub tables: Vec<(String, i64)>,
}

/// How thoroughly a database is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The pages and rows, not the indexes (`PRAGMA quick_check`).
    Quick,
    /// Everything that SQLite can check, foreign keys as well.
    Whole,
}

/// Opens a database that exists, with the waits and the distrust that every use here needs.
pub(super) fn open(file: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(BUSY_MAX)?;
    // A file may come from anywhere: nothing in its schema may call a function that does something.
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    Ok(connection)
}

/// The migrations of this program that the database in `file` lacks.
///
/// # Errors
/// `NotVitrine` or `Newer`, or SQLite's own.
pub fn pending_migrations(file: &Path) -> Result<Vec<i64>> {
    let newest = migration(&open(file)?, file)?;
    Ok(MIGRATIONS.iter().map(|migration| migration.version).filter(|version| *version > newest).collect())
}

/// Looks at the site's own database and says how much is in it.
///
/// # Errors
/// `Damaged`, `NotVitrine` or `Newer`, or SQLite's own.
pub fn check(file: &Path, depth: Depth) -> Result<Contents> {
    let connection = open(file)?;
    check_connection(&connection, file, depth)?;
    contents(&connection, file)
}

/// The same of any database, whatever is in it.
pub(super) fn check_any(file: &Path, depth: Depth) -> Result<Contents> {
    let connection = open(file)?;
    check_connection(&connection, file, depth)?;
    Ok(Contents { migration: None, tables: rows_of_tables(&connection)? })
}

/// Only the check; `Ok` where SQLite finds nothing wrong.
///
/// # Errors
/// `Damaged`, or SQLite's own where it cannot even look.
pub fn check_pages(file: &Path) -> Result<()> {
    check_connection(&open(file)?, file, Depth::Quick)
}

/// Reads every row of every table.
///
/// # Errors
/// `NotVitrine` or `Newer`, or SQLite's own.
pub fn read_all(file: &Path) -> Result<Contents> {
    contents(&open(file)?, file)
}

fn check_connection(connection: &Connection, file: &Path, depth: Depth) -> Result<()> {
    let damaged = |what: String| Error::Damaged { file: file.into(), what };
    let name = if depth == Depth::Quick { "quick_check" } else { "integrity_check" };
    let mut faults = Vec::new();
    let looked = connection.pragma(None, name, FAULTS_MAX, |row| {
        faults.push(row.get::<_, String>(0)?);
        Ok(())
    });
    looked.map_err(|e| if is_damage(&e) { damaged(e.to_string()) } else { not_vitrine(e, file) })?;
    if faults != ["ok"] {
        return Err(damaged(faults.join("; ").replace('\n', " ")));
    }
    if depth == Depth::Whole {
        let broken: Option<(String, String)> = connection
            .query_row("PRAGMA foreign_key_check", [], |row| Ok((row.get(0)?, row.get(2)?)))
            .optional()?;
        if let Some((table, parent)) = broken {
            return Err(damaged(format!("a row of {table} refers to a row of {parent} that is not there")));
        }
    }
    Ok(())
}

/// How much is in the database behind a connection; within its transaction, if it has one.
pub(super) fn contents(connection: &Connection, file: &Path) -> Result<Contents> {
    let migration = Some(migration(connection, file)?);
    Ok(Contents { migration, tables: rows_of_tables(connection)? })
}

/// Tables and their rows.
pub(super) fn rows_of_tables(connection: &Connection) -> Result<Vec<(String, i64)>> {
    let mut statement = connection.prepare(LIST_TABLES)?;
    let names: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let count = |name: String| {
        // The name comes from the schema itself, and is quoted as SQL asks for. The table is read and not an index of it.
        let sql = format!("SELECT COUNT(*) FROM \"{}\" NOT INDEXED", name.replace('"', "\"\""));
        let rows = connection.query_row(&sql, [], |row| row.get(0))?;
        Ok((name, rows))
    };
    names.into_iter().map(count).collect()
}

/// The newest migration that made the schema.
fn migration(connection: &Connection, file: &Path) -> Result<i64> {
    let list = || -> rusqlite::Result<Vec<(i64, Vec<u8>)>> {
        let mut statement = connection.prepare(LIST_MIGRATIONS)?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    };
    let applied = list().map_err(|e| not_vitrine(e, file))?;
    let other = |why: &str| Error::NotVitrine { file: file.into(), why: why.to_owned() };
    let Some(newest) = applied.last().map(|(version, _)| *version) else {
        return Err(other("it has no tables yet"));
    };
    for (version, checksum) in applied {
        match MIGRATIONS.iter().find(|migration| migration.version == version) {
            None => return Err(Error::Newer { file: file.into(), migration: version }),
            Some(known) if *known.checksum != *checksum => {
                return Err(other("another program made its tables"));
            }
            Some(_) => {}
        }
    }
    Ok(newest)
}

/// Whether SQLite says that the content of the file is broken, and not that something around it went wrong.
fn is_damage(e: &rusqlite::Error) -> bool {
    e.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt)
}

/// The same error, and `Damaged` where it says that what is in the file is broken.
pub(super) fn damage_in(file: &Path, e: Error) -> Error {
    match e {
        Error::Sqlite(e) if is_damage(&e) => Error::Damaged { file: file.into(), what: e.to_string() },
        e => e,
    }
}

/// `NotVitrine` for what SQLite cannot read as a database, or where a table is missing.
fn not_vitrine(e: rusqlite::Error, file: &Path) -> Error {
    let why = match e.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => "it is no database at all",
        Some(ErrorCode::DatabaseCorrupt) => return Error::Damaged { file: file.into(), what: e.to_string() },
        Some(ErrorCode::Unknown) => "it has none of its tables",
        _ => return e.into(),
    };
    Error::NotVitrine { file: file.into(), why: why.to_owned() }
}
