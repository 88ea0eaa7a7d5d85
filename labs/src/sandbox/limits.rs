//! Every limit of the sandbox, in one place.
//!
//! The kinds of limits follow SQLite's “Defense Against The Dark Arts” (<https://sqlite.org/security.html>). Their values
//! were chosen by running the hostile statements of `server/tests/hostile` against them.

use rusqlite::{Connection, Result, config::DbConfig, limits::Limit};
use std::time::Duration;

/// The longest text of one run, in bytes.
pub const SQL_BYTES_MAX: usize = 100_000;
/// The most rows that are shown of one statement.
pub const ROWS_MAX: usize = 1_000;
/// The most bytes that all rows of one run may take in the answer (1 MiB).
pub const OUTPUT_BYTES_MAX: usize = 1 << 20;
/// The largest database, in bytes (2 MiB).
pub const IMAGE_BYTES_MAX: usize = PAGES_MAX * PAGE_BYTES;
/// The longest pattern of a `LIKE` or a `GLOB`, in bytes; SQLite itself takes 50,000. Comparing takes at most as many steps as
/// the pattern has bytes times the text, all in one step of the virtual machine.
pub(crate) const LIKE_BYTES_MAX: i32 = 1_000;
/// How long all statements of one run may take together.
pub const RUN_TIME_MAX: Duration = Duration::from_secs(1);
/// When a worker is killed that has not answered. It is longer than `RUN_TIME_MAX`, because within one step of its virtual
/// machine SQLite cannot be interrupted.
pub(super) const KILL_AFTER: Duration = Duration::from_millis(1_500);
/// The most bytes of a job, and of the answer to it (12 MiB).
pub(super) const REPLY_BYTES_MAX: u64 = 12 << 20;
/// The most changed rows that are noted for each statement.
pub(super) const CHANGES_MAX: usize = 100;

/// SQLite's usual size of a page.
const PAGE_BYTES: usize = 4_096;
const PAGES_MAX: usize = 512;
/// The same for a database that only our own statements fill: 64 MiB.
const OWN_PAGES_MAX: usize = 16_384;
/// For all that SQLite allocates in one worker.
const HEAP_BYTES: usize = 64 << 20;
/// Steps of SQLite's virtual machine between two looks at the clock (<https://sqlite.org/c3ref/progress_handler.html>).
pub(super) const STEPS_PER_LOOK: i32 = 1_000;

/// The address space of a worker, beyond what its program has mapped before it does anything.
pub(super) const MEMORY_BYTES: u64 = 256 << 20;
/// The processor time of a worker. The kernel ends the process after it.
pub(super) const CPU_SECONDS: u64 = 2;

/// Limits a new connection, before anybody's SQL runs on it.
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
    // Run-time limits (<https://sqlite.org/limits.html>): each keeps one thing small that could take long in a single step.
    for (limit, at_most) in [
        (Limit::SQLITE_LIMIT_LENGTH, 100_000),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
        (Limit::SQLITE_LIMIT_COLUMN, 100),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
        (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 50),
        (Limit::SQLITE_LIMIT_VDBE_OP, 25_000),
        (Limit::SQLITE_LIMIT_FUNCTION_ARG, 32),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LIKE_BYTES_MAX),
        (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 100),
        (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 10),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        connection.set_limit(limit, at_most)?;
    }
    // Settings of the connection (<https://sqlite.org/c3ref/c_dbconfig_defensive.html>).
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, false),
        // By default SQLite takes "x" for a text where no column is called x. Learners are to see the mistake.
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_WRITE, false),
    ] {
        connection.set_db_config(setting, on)?;
    }
    Ok(())
}

/// Limits a new connection on which only our own statements run; a stranger's values may be bound to them.
pub(crate) fn apply_trusted_limits(connection: &Connection) -> Result<()> {
    connection.execute_batch(&format!(
        "PRAGMA page_size = {PAGE_BYTES};
         PRAGMA max_page_count = {OWN_PAGES_MAX};
         PRAGMA temp_store = 2;
         PRAGMA hard_heap_limit = {HEAP_BYTES};"
    ))
}
