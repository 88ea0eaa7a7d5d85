//! Keeping what the site has: backups, restoring one, and the state of the folder that holds it all.
//!
//! A site is a folder: `vitrine.db` and its write-ahead log, `guests.db` where there is one, and small files that
//! [`folder`] knows. [`backup`] copies the databases of a folder, also while it is served; [`restore`] puts such a copy in
//! their place; [`inspect`] says whether a file is whole; [`disk`] asks the file system.
//!
//! All of it is synchronous and may take as long as the files are large, so it runs on a thread of its own. It uses SQLite
//! through rusqlite, because sqlx has no backup API. Both are the same library in this process, which matters: SQLite's
//! locks belong to the process, and a program that opens and closes the file by itself gives them all back
//! (sqlite.org/howtocorrupt.html, 2.2). So nothing here opens a database that may be in use but SQLite.
//!
//! Never here: the clock, and words for visitors.

pub mod backup;
pub mod disk;
mod error;
pub mod folder;
pub mod inspect;
pub mod restore;

pub use error::{Error, Result};

/// The site's database.
pub const DATABASE: &str = "vitrine.db";
/// What guests leave in the lessons, where the site keeps it apart.
pub const GUESTS: &str = "guests.db";
/// Every database of a folder. The site's own is the last, because a folder with it is a site.
pub const DATABASES: [&str; 2] = [GUESTS, DATABASE];

const READ_ONE_ROW: &str = "\
-- Whether the database answers
SELECT version FROM _sqlx_migrations ORDER BY version LIMIT 1";

/// Reads a row that every site has, as the pages read theirs.
///
/// # Errors
/// The database's own.
pub async fn read_one_row(db: &crate::Db) -> crate::Result<()> {
    db.query(READ_ONE_ROW).one::<(i64,)>().await?;
    Ok(())
}
