//! A database in memory that came from bytes, with limits and an authorizer on its connection.

use super::{
    authorize::{allows_module, authorize},
    limits::{self, RUN_TIME_MAX, STEPS_PER_LOOK},
};
use rusqlite::{Connection, MAIN_DB, Result, hooks::AuthContext};
use std::time::{Duration, Instant};

/// What a worker answers where the bytes it got are no sound database. The pool knows it by this.
pub const UNREADABLE: &str = "the stored bytes are not a sound database";

/// A SQLite database without a file, on which only what `authorize` allows can be run.
pub struct Database {
    pub(super) connection: Connection,
}

impl Database {
    /// An empty database.
    ///
    /// # Errors
    /// When SQLite cannot be set up.
    pub fn empty() -> Result<Self> {
        Self::restricted(Connection::open_in_memory()?)
    }

    /// The database that these bytes are; no bytes are an empty one.
    ///
    /// # Errors
    /// When the bytes are not a sound database.
    pub fn of_image(image: &[u8]) -> Result<Self> {
        if image.is_empty() {
            return Self::empty();
        }
        let mut connection = Connection::open_in_memory()?;
        connection.deserialize_read_exact(MAIN_DB, image, image.len(), false)?;
        // The bytes may have been made by a stranger. The limits come first, so that the check itself cannot run for long.
        limits::apply_limits(&connection)?;
        if !is_sound(&connection)? {
            return Err(rusqlite::Error::InvalidQuery);
        }
        Self::restricted(connection)
    }

    /// Puts limits and the authorizer on a connection.
    fn restricted(connection: Connection) -> Result<Self> {
        limits::apply_limits(&connection)?;
        // SQLite's own shell has this table, and what its documentation and textbooks show uses it.
        rusqlite::vtab::series::load_module(&connection)?;
        let denied = virtual_tables(&connection)?;
        connection.authorizer(Some(move |context: AuthContext<'_>| authorize(&context.action, &denied)))?;
        Ok(Self { connection })
    }

    /// Interrupts whatever still runs on this connection when `time` has passed from now on.
    ///
    /// # Errors
    /// When SQLite takes no progress handler.
    pub fn limit_time(&self, time: Duration) -> Result<()> {
        let end = Instant::now() + time;
        self.connection.progress_handler(STEPS_PER_LOOK, Some(move || Instant::now() > end))
    }

    /// The bytes of the database as it is now.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn image(&self) -> Result<Vec<u8>> {
        // SQLite cannot serialize a database that was never written to: it has no page yet.
        let pages: i64 = self.connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
        if pages == 0 {
            return Ok(Vec::new());
        }
        Ok(self.connection.serialize(MAIN_DB)?.to_vec())
    }

    /// The connection, for statements of our own. They go through the authorizer as well.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }
}

/// Whether the pages of the database are consistent (<https://sqlite.org/pragma.html#pragma_quick_check>).
///
/// Rows that break a rule of their table do not matter here. A `CHECK` may depend on the time or on chance, and must not
/// keep anybody out of their own database.
fn is_sound(connection: &Connection) -> Result<bool> {
    let end = Instant::now() + RUN_TIME_MAX;
    connection.progress_handler(STEPS_PER_LOOK, Some(move || Instant::now() > end))?;
    connection.execute_batch("PRAGMA ignore_check_constraints = ON")?;
    let mut statement = connection.prepare("PRAGMA quick_check(100)")?;
    let found: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_>>()?;
    connection.execute_batch("PRAGMA ignore_check_constraints = OFF")?;
    let is_of_rows = |says: &String| says.starts_with("NULL value in") || says.contains(" value in ");
    Ok(found.iter().all(|says| says == "ok" || is_of_rows(says)))
}

/// The virtual tables of this SQLite that are not allowed, in lower case.
fn virtual_tables(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection.prepare("PRAGMA module_list")?;
    let all = statement.query_map([], |row| row.get::<_, String>(0))?;
    let all = all.collect::<Result<Vec<_>>>()?;
    Ok(all.into_iter().map(|name| name.to_ascii_lowercase()).filter(|name| !allows_module(name)).collect())
}
