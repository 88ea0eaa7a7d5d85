//! Brings in a database file. Its rows are copied into a new database, and nothing else of it is used.
//!
//! The file is opened read-only, with triggers and views off, an untrusted schema and an authorizer that lets it be read
//! alone. Its tables are checked page by page before they are read. Virtual tables are never opened, because their modules
//! would work on what the file says; they stay away, with the tables that they keep their data in. Then the statements that
//! made tables, indexes, views and triggers run in the new database as if the learner had typed them, triggers last, so that
//! none of them runs.

use super::{Imported, header, message, reason};
use crate::sandbox::{
    Allowance, Database, IMPORT_KILL_AFTER, IMPORT_TIME_MAX, Job, STEPS_PER_LOOK, Schema, apply_limits,
    authorize, quote_name,
};
use rusqlite::{
    Connection, MAIN_DB,
    config::DbConfig,
    hooks::{AuthAction, AuthContext, Authorization},
};
use serde::{Deserialize, Serialize};
use std::time::Instant;

/// The most tables, indexes, views and triggers of a file.
const THINGS_MAX: usize = 1_000;
/// The most faults of one table that SQLite looks for; the first is told.
const FAULTS_MAX: usize = 10;
/// The ends of the names of tables in which FTS3 to FTS5, R*Tree and Geopoly keep what a virtual table holds.
const SHADOWS: [&str; 12] = [
    "config", "content", "data", "docsize", "idx", "node", "parent", "rowid", "segdir", "segments", "stat",
    "vocab",
];

/// The job that makes a clean database of a file's rows. Its answer is the database, or a sentence on why there is none.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportDatabase {
    /// The bytes of the file.
    #[serde(with = "serde_bytes")]
    pub file: Vec<u8>,
    /// The largest that the new database may be, in bytes.
    pub image_bytes_max: usize,
}

impl Job for ImportDatabase {
    type Answer = Result<Imported, String>;
    const NAME: &'static str = "import-database";
    const KILL_AFTER: std::time::Duration = IMPORT_KILL_AFTER;

    fn run(self) -> Result<Self::Answer, String> {
        Ok(rebuild(self.file, self.image_bytes_max))
    }
}

/// A row of `sqlite_schema`.
struct Thing {
    kind: String,
    name: String,
    /// Where its rows begin; 0 for what has none, such as a virtual table.
    root_page: i64,
    sql: Option<String>,
}

fn rebuild(mut file: Vec<u8>, image_bytes_max: usize) -> Result<Imported, String> {
    let is_wal = header::check(&mut file)?;
    let mut notes = Vec::new();
    if is_wal {
        notes.push(
            "The file was in WAL mode. What was only in the `-wal` file beside it is not here.".to_owned(),
        );
    }
    let damaged = |error: rusqlite::Error| format!("The file cannot be read: {}.", reason(&error));
    let source = open(file, image_bytes_max).map_err(damaged)?;
    let things = things(&source)?;
    let broken = |error: rusqlite::Error| format!("It cannot be brought in: {}.", reason(&error));
    let target = Database::with_allowance(&[], Allowance::import(image_bytes_max)).map_err(broken)?;
    target.limit_time(IMPORT_TIME_MAX).map_err(broken)?;
    // Without foreign keys the order of the tables does not matter: a child may be filled before its parent.
    target.connection().execute_batch("PRAGMA foreign_keys = OFF; BEGIN").map_err(broken)?;
    let (away, tables) = ordinary_tables(&things);
    if !away.is_empty() {
        let names: Vec<_> = away.iter().map(|name| format!("`{name}`")).collect();
        notes.push(format!("Virtual tables are left out: {}.", names.join(", ")));
    }
    let mut rows = 0;
    for table in tables {
        check_pages(&source, &table.name)?;
        rows += copy(&source, target.connection(), table)?;
    }
    copy_sequences(&source, target.connection());
    for kind in ["index", "view", "trigger"] {
        for thing in things.iter().filter(|thing| thing.kind == kind) {
            let Some(sql) = &thing.sql else { continue };
            if let Err(error) = run_alone(target.connection(), sql) {
                let name = &thing.name;
                notes.push(format!("The {kind} `{name}` is left out: SQLite says “{}”.", message(&error)));
            }
        }
    }
    target.connection().execute_batch("COMMIT; PRAGMA foreign_keys = ON").map_err(broken)?;
    let image = target.image().map_err(broken)?;
    let schema = Schema::of(target.connection()).map_err(broken)?;
    Ok(Imported { image, schema, rows, notes })
}

/// Opens the file so that it can only be read.
fn open(file: Vec<u8>, image_bytes_max: usize) -> rusqlite::Result<Connection> {
    let mut source = Connection::open_in_memory()?;
    source.deserialize_read_exact(MAIN_DB, &file[..], file.len(), true)?;
    drop(file);
    apply_limits(&source, &Allowance::import(image_bytes_max))?;
    source.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    source.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    let end = Instant::now() + IMPORT_TIME_MAX;
    source.progress_handler(STEPS_PER_LOOK, Some(move || Instant::now() > end))?;
    // A CHECK may depend on the time or on chance; the new database asks it for each row.
    source.execute_batch("PRAGMA ignore_check_constraints = ON")?;
    source.authorizer(Some(|context: AuthContext<'_>| match context.action {
        AuthAction::Select | AuthAction::Read { .. } => Authorization::Allow,
        AuthAction::Function { .. } => authorize(&context.action, &[]),
        AuthAction::Pragma { pragma_name: "integrity_check", .. } => Authorization::Allow,
        _ => Authorization::Deny,
    }))?;
    Ok(source)
}

/// The schema of the file.
fn things(source: &Connection) -> Result<Vec<Thing>, String> {
    let read = || -> rusqlite::Result<Vec<Thing>> {
        let mut statement =
            source.prepare("SELECT type, name, rootpage, sql FROM sqlite_schema ORDER BY rowid LIMIT ?1")?;
        let found = statement.query_map([THINGS_MAX as i64 + 1], |row| {
            Ok(Thing { kind: row.get(0)?, name: row.get(1)?, root_page: row.get(2)?, sql: row.get(3)? })
        })?;
        found.collect()
    };
    let things = read().map_err(|error| format!("The file's schema cannot be read: {}.", reason(&error)))?;
    match things.len() > THINGS_MAX {
        true => Err(format!("The file has more than {THINGS_MAX} tables, indexes, views and triggers.")),
        false => Ok(things),
    }
}

/// The names of the virtual tables, and the tables whose rows are copied: neither SQLite's own nor those that belong to a
/// virtual one.
fn ordinary_tables(things: &[Thing]) -> (Vec<&str>, Vec<&Thing>) {
    let tables = || things.iter().filter(|thing| thing.kind == "table");
    let away: Vec<&str> =
        tables().filter(|table| table.root_page == 0).map(|table| table.name.as_str()).collect();
    let is_shadow = |name: &str| {
        name.rsplit_once('_').is_some_and(|(of, end)| {
            SHADOWS.contains(&end) && away.iter().any(|away| away.eq_ignore_ascii_case(of))
        })
    };
    let is_own = |name: &str| name.get(..7).is_some_and(|begins| begins.eq_ignore_ascii_case("sqlite_"));
    let ordinary = tables()
        .filter(|table| table.root_page != 0 && !is_own(&table.name) && !is_shadow(&table.name))
        .collect();
    (away, ordinary)
}

/// Checks the pages of a table and of its indexes (<https://sqlite.org/pragma.html#pragma_integrity_check>). A table at a
/// time, because the check of a whole file opens virtual tables.
fn check_pages(source: &Connection, table: &str) -> Result<(), String> {
    // SQLite does not take a parameter here, and a number would be how many faults to look for.
    let literal = table.replace('\'', "''");
    let check = |sql: &str| -> rusqlite::Result<Vec<String>> {
        let mut statement = source.prepare(sql)?;
        let found = statement.query_map([], |row| row.get(0))?.take(FAULTS_MAX);
        found.collect()
    };
    if table.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!(
            "The name of the table `{table}` is a number, so SQLite cannot check it by its name."
        ));
    }
    let found = check(&format!("PRAGMA integrity_check('{literal}')"))
        .map_err(|error| format!("The table `{table}` cannot be checked: {}.", reason(&error)))?;
    // Rows that break a rule of their table are told by the new database, with the rule.
    let fault = found.iter().find(|says| *says != "ok" && !says.contains(" value in "));
    match fault {
        Some(says) => {
            Err(format!("The file is damaged: SQLite says “{}” of the table `{table}`.", says.trim()))
        }
        None => Ok(()),
    }
}

/// Makes a table anew and copies its rows. Gives their number.
fn copy(source: &Connection, target: &Connection, table: &Thing) -> Result<u64, String> {
    let name = &table.name;
    let not_made = |why: String| format!("The table `{name}` cannot be made here: {why}.");
    let sql = table.sql.as_deref().ok_or_else(|| not_made("the file does not say how".to_owned()))?;
    run_alone(target, sql).map_err(|error| not_made(reason(&error)))?;
    let columns = columns(target, name).map_err(|error| not_made(reason(&error)))?;
    if columns.is_empty() {
        return Err(not_made("the file's schema says something else than its name".to_owned()));
    }
    let names: Vec<_> = columns.iter().map(|column| quote_name(column)).collect();
    let (names, places) = (names.join(", "), vec!["?"; columns.len()].join(", "));
    let mut rows = 0;
    let mut copy_rows = || -> rusqlite::Result<()> {
        let mut from = source.prepare(&format!("SELECT {names} FROM main.{}", quote_name(name)))?;
        let mut into =
            target.prepare(&format!("INSERT INTO main.{} ({names}) VALUES ({places})", quote_name(name)))?;
        let mut found = from.query([])?;
        while let Some(row) = found.next()? {
            for at in 0..columns.len() {
                into.raw_bind_parameter(at + 1, rusqlite::types::ToSqlOutput::Borrowed(row.get_ref(at)?))?;
            }
            into.raw_execute()?;
            rows += 1;
        }
        Ok(())
    };
    let copied = copy_rows();
    copied.map_err(|error| {
        format!("Row {} of the table `{name}` cannot be brought in: {}.", rows + 1, reason(&error))
    })?;
    Ok(rows)
}

/// The columns of a table that can be written to; none where there is no such table.
fn columns(target: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut named = target.prepare(
        "SELECT x.name FROM pragma_table_list l, pragma_table_xinfo(l.name) x
         WHERE l.schema = 'main' AND l.type = 'table' AND l.name = ?1 AND x.hidden = 0 ORDER BY x.cid",
    )?;
    named.query_map([table], |row| row.get(0))?.collect()
}

/// Takes along what `AUTOINCREMENT` has counted to. A file without it, or with something else there, changes nothing.
fn copy_sequences(source: &Connection, target: &Connection) {
    let read = || -> rusqlite::Result<Vec<(String, i64)>> {
        let mut statement = source.prepare("SELECT name, seq FROM sqlite_sequence LIMIT 1000")?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    };
    for (name, sequence) in read().unwrap_or_default() {
        let _ = target.execute(
            "UPDATE sqlite_sequence SET seq = ?2 WHERE name = ?1 AND seq < ?2",
            rusqlite::params![name, sequence],
        );
    }
}

/// Runs one statement that makes something, and no more than one.
fn run_alone(target: &Connection, sql: &str) -> rusqlite::Result<()> {
    let begins_well = sql.get(..6).is_some_and(|begins| begins.eq_ignore_ascii_case("CREATE"));
    if !begins_well {
        return Err(rusqlite::Error::InvalidQuery);
    }
    target.prepare(sql)?.raw_execute().map(drop)
}
