//! The database file with its two tables: creating it, and reading it with and without SQLite's recovery.

use rusqlite::{Connection, OpenFlags, Result};
use serde::{Deserialize, Serialize};
use std::{fmt::Write, os::unix::ffi::OsStrExt, path::Path, time::Duration};

/// The tables and the one post. It can be run again on a file that has them.
const SCHEMA: &str = "\
CREATE TABLE IF NOT EXISTS posts (
  id    INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  likes INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS likes (
  id      INTEGER PRIMARY KEY,
  post_id INTEGER NOT NULL REFERENCES posts (id),
  person  INTEGER NOT NULL
);
INSERT OR IGNORE INTO posts (id, title, likes) VALUES (1, 'The pump is mended', 0);";

/// The longest wait for another connection that has locked the file.
const WAIT_MAX: Duration = Duration::from_millis(500);
/// How many of the newest rows of `likes` are read.
const LIKES_SHOWN: i64 = 4;

/// The only row of `posts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostRow {
    /// Always 1.
    pub id: i64,
    /// The post's title.
    pub title: String,
    /// The counter of its likes.
    pub likes: i64,
}

/// A row of `likes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LikeRow {
    /// Counted from 1.
    pub id: i64,
    /// The post that is liked.
    pub post_id: i64,
    /// The number of the person who likes it.
    pub person: i64,
}

/// What both tables hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tables {
    /// The post.
    pub post: PostRow,
    /// The number of rows in `likes`.
    pub likes: i64,
    /// The newest of them, oldest first.
    pub newest: Vec<LikeRow>,
}

/// Opens the file for writing. The file and its tables are created when they are missing.
pub(super) fn create(file: &Path) -> Result<Connection> {
    let database = Connection::open(file)?;
    database.busy_timeout(WAIT_MAX)?;
    database.execute_batch(&format!("BEGIN IMMEDIATE; {SCHEMA} COMMIT;"))?;
    Ok(database)
}

/// Reads the tables as SQLite gives them. If a journal lies beside the file, SQLite first rolls back what was not
/// committed (<https://sqlite.org/atomiccommit.html>), for which the file is opened for writing.
pub(super) fn read_tables(file: &Path) -> Result<Tables> {
    let database = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    database.busy_timeout(WAIT_MAX)?;
    tables(&database)
}

/// Reads the tables as they lie in the file, without recovery. A file opened as immutable is neither locked nor changed,
/// and SQLite does not look for a journal.
pub(super) fn read_without_recovery(file: &Path) -> Result<Tables> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    tables(&Connection::open_with_flags(immutable(file), flags)?)
}

/// The URI that opens a file as immutable (<https://sqlite.org/uri.html>). Every byte that could have a meaning in a URI
/// is percent-encoded.
fn immutable(file: &Path) -> String {
    let mut uri = "file:".to_owned();
    for byte in file.as_os_str().as_bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                uri.push(char::from(*byte))
            }
            other => {
                let _ = write!(uri, "%{other:02x}"); // a String takes everything
            }
        }
    }
    uri + "?immutable=1"
}

/// Reads both tables.
fn tables(database: &Connection) -> Result<Tables> {
    let post = database.query_row("SELECT id, title, likes FROM posts WHERE id = 1", [], |row| {
        Ok(PostRow { id: row.get(0)?, title: row.get(1)?, likes: row.get(2)? })
    })?;
    let likes = database.query_row("SELECT COUNT(*) FROM likes", [], |row| row.get(0))?;
    let mut newest = database.prepare("SELECT id, post_id, person FROM likes ORDER BY id DESC LIMIT ?1")?;
    let newest = newest.query_map([LIKES_SHOWN], |row| {
        Ok(LikeRow { id: row.get(0)?, post_id: row.get(1)?, person: row.get(2)? })
    })?;
    let mut newest = newest.collect::<Result<Vec<_>>>()?;
    newest.reverse();
    Ok(Tables { post, likes, newest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_begun_and_not_committed_is_in_the_file_and_undone_by_whoever_opens_it() {
        let folder = tempfile::tempdir().unwrap();
        // A name in which every sign of an address has a place.
        let file = folder.path().join("a b?c#d%e.db");
        let writer = create(&file).unwrap();
        writer.execute_batch("BEGIN; UPDATE posts SET likes = 5").unwrap();
        writer.cache_flush().unwrap();
        // The same files as a kill would leave them.
        let copy = folder.path().join("copy.db");
        std::fs::copy(&file, &copy).unwrap();
        let journal = |file: &Path| format!("{}-journal", file.display());
        std::fs::copy(journal(&file), journal(&copy)).unwrap();
        assert_eq!(read_without_recovery(&file).unwrap().post.likes, 5);
        assert_eq!(read_without_recovery(&copy).unwrap().post.likes, 5);
        assert_eq!(read_tables(&copy).unwrap().post.likes, 0);
        assert_eq!(read_without_recovery(&copy).unwrap().post.likes, 0, "the file itself was put back");
        assert!(!Path::new(&journal(&copy)).exists());
    }
}
