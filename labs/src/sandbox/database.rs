//! A database in memory, bounded and watched, that came from bytes.

use super::{
    authorize::authorize,
    limits::{self, STEPS_PER_LOOK},
};
use rusqlite::{Connection, MAIN_DB, Result};
use std::time::{Duration, Instant};

/// SQLite with nothing around it: no file, no other database, and a stranger's rights.
pub struct Database {
    pub(super) connection: Connection,
}

impl Database {
    /// An empty database.
    pub fn empty() -> Result<Self> {
        Self::guard(Connection::open_in_memory()?)
    }

    /// The database that these bytes are; none at all are an empty one.
    ///
    /// # Errors
    /// When they are no sound database.
    pub fn of_image(image: &[u8]) -> Result<Self> {
        if image.is_empty() {
            return Self::empty();
        }
        let mut connection = Connection::open_in_memory()?;
        connection.deserialize_read_exact(MAIN_DB, image, image.len(), false)?;
        let database = Self::guard(connection)?;
        let found: String = database.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if found != "ok" {
            return Err(rusqlite::Error::InvalidQuery);
        }
        Ok(database)
    }

    fn guard(connection: Connection) -> Result<Self> {
        limits::bound(&connection)?;
        connection.authorizer(Some(authorize))?;
        Ok(Self { connection })
    }

    /// Ends whatever runs longer than this from now on.
    pub fn give(&self, time: Duration) -> Result<()> {
        let end = Instant::now() + time;
        self.connection.progress_handler(STEPS_PER_LOOK, Some(move || Instant::now() > end))
    }

    /// The bytes of the database as it is.
    pub fn image(&self) -> Result<Vec<u8>> {
        // SQLite has no bytes for a database that was never written to.
        let pages: i64 = self.connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
        if pages == 0 {
            return Ok(Vec::new());
        }
        Ok(self.connection.serialize(MAIN_DB)?.to_vec())
    }

    pub fn connection(&self) -> &Connection {
        &self.connection
    }
}
