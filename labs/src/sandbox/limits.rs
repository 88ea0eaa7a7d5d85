//! Every bound of the sandbox in one place. Where the numbers come from: SQLite’s “Defense Against The Dark Arts”
//! (<https://sqlite.org/security.html>) and a long list of hostile statements they were tried against.

use rusqlite::{Connection, Result, config::DbConfig, limits::Limit};
use std::time::Duration;

/// The most text of one run.
pub const SQL_BYTES_MAX: usize = 100_000;
/// The most rows that one statement shows.
pub const ROWS_MAX: usize = 1_000;
/// The most bytes that the rows of one run take.
pub const OUTPUT_BYTES_MAX: usize = 1 << 20;
/// The most a database takes.
pub const IMAGE_BYTES_MAX: usize = PAGES_MAX * PAGE_BYTES;
/// How long the statements of one run may take together.
pub const RUN_TIME_MAX: Duration = Duration::from_secs(1);
/// After this the worker is killed: for what SQLite does in one step, where nothing can interrupt it.
pub(super) const KILL_AFTER: Duration = Duration::from_millis(1_500);
/// The most that a worker may answer.
pub(super) const REPLY_BYTES_MAX: u64 = 12 << 20;
/// Rows before and after a change that are noted for each statement.
pub(super) const CHANGES_MAX: usize = 100;

const PAGE_BYTES: usize = 4_096;
const PAGES_MAX: usize = 512;
/// Of a database that only our own statements fill.
const OWN_PAGES_MAX: usize = 16_384;
/// For all of SQLite in one worker.
const HEAP_BYTES: usize = 64 << 20;
/// Steps of SQLite's machine between two looks at the clock.
pub(super) const STEPS_PER_LOOK: i32 = 1_000;

/// What a worker may use of the machine.
/// Beyond what its program takes before it does anything.
pub(super) const MEMORY_BYTES: u64 = 256 << 20;
pub(super) const CPU_SECONDS: u64 = 2;

/// Bounds a fresh connection. Before anybody's SQL runs on it.
pub(super) fn apply_limits(connection: &Connection) -> Result<()> {
    connection.execute_batch(&format!(
        "PRAGMA page_size = {PAGE_BYTES};
         PRAGMA max_page_count = {PAGES_MAX};
         PRAGMA temp_store = 2;
         PRAGMA temp.max_page_count = {PAGES_MAX};
         PRAGMA hard_heap_limit = {HEAP_BYTES};
         PRAGMA cell_size_check = ON;
         PRAGMA foreign_keys = ON;"
    ))?;
    for (limit, at_most) in [
        (Limit::SQLITE_LIMIT_LENGTH, 100_000),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
        (Limit::SQLITE_LIMIT_COLUMN, 100),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
        (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 50),
        (Limit::SQLITE_LIMIT_VDBE_OP, 25_000),
        (Limit::SQLITE_LIMIT_FUNCTION_ARG, 32),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50),
        (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 100),
        (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 10),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        connection.set_limit(limit, at_most)?;
    }
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, false),
        // A text in double quotes is a name that does not exist, and not a text by accident.
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_WRITE, false),
    ] {
        connection.set_db_config(setting, on)?;
    }
    Ok(())
}

/// Bounds a fresh connection on which only our own statements run, with a stranger's values bound to them.
pub(crate) fn apply_trusted_limits(connection: &Connection) -> Result<()> {
    connection.execute_batch(&format!(
        "PRAGMA page_size = {PAGE_BYTES};
         PRAGMA max_page_count = {OWN_PAGES_MAX};
         PRAGMA temp_store = 2;
         PRAGMA hard_heap_limit = {HEAP_BYTES};"
    ))
}
