//! A database in memory, bounded and watched, that came from bytes.

use super::{
    authorize::authorize,
    limits::{self, RUN_TIME_MAX, STEPS_PER_LOOK},
};
use rusqlite::{Connection, MAIN_DB, Result, hooks::AuthContext};
use std::time::{Duration, Instant};

/// SQLite with nothing around it: no file, no other database, and a stranger's rights.
pub struct Database {
    pub(super) connection: Connection,
}

impl Database {
    /// An empty database.
    pub fn empty() -> Result<Self> {
        Self::restricted(Connection::open_in_memory()?)
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
        limits::apply_limits(&connection)?;
        if !is_sound(&connection)? {
            return Err(rusqlite::Error::InvalidQuery);
        }
        Self::restricted(connection)
    }

    fn restricted(connection: Connection) -> Result<Self> {
        limits::apply_limits(&connection)?;
        let denied = virtual_tables(&connection)?;
        connection.authorizer(Some(move |context: AuthContext<'_>| authorize(&context.action, &denied)))?;
        Ok(Self { connection })
    }

    /// Ends whatever runs longer than this from now on.
    pub fn limit_time(&self, time: Duration) -> Result<()> {
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

/// Whether its pages hang together. Rows that break a rule of their table are their owner's affair; a rule may change its
/// mind with time and chance, and must not keep anybody out.
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

/// Modules of this SQLite that are tables without being made; but for JSON and pragmas none is open.
fn virtual_tables(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection.prepare("PRAGMA module_list")?;
    let all = statement.query_map([], |row| row.get::<_, String>(0))?;
    let all = all.collect::<Result<Vec<_>>>()?;
    let is_open =
        |name: &String| ["json_each", "json_tree"].contains(&name.as_str()) || name.starts_with("pragma_");
    Ok(all.into_iter().map(|name| name.to_ascii_lowercase()).filter(|name| !is_open(name)).collect())
}
