//! The header of the WAL index: by what a new reader of the database finds the last commit.
//!
//! SQLite keeps an index of its write-ahead log in a file beside it, `vitrine.db-shm`, which all processes share as memory. It
//! begins with a header of 48 bytes that stands there twice (sqlite.org/walformat.html, 2.1). In it are the number of the last
//! frame that counts, a checksum, the salts of the log and a counter. A commit writes the second copy and then the first one;
//! a reader begins at what they say, where both are equal. So whoever finds both copies as they were before would, as a reader
//! beginning now, see the database as it was before; and where a commit can be seen, both have changed.
//!
//! The time and the length of the log, which were looked at before, change earlier or later than that: the log is written
//! first, and the commit can be seen only afterwards.

use std::{
    fs::File,
    os::unix::fs::{FileExt, MetadataExt},
    path::PathBuf,
    sync::{PoisonError, RwLock},
};

const HEADER_BYTES: usize = 48;

/// One copy of the header.
pub(crate) type Header = [u8; HEADER_BYTES];

/// The file with the header.
#[derive(Debug)]
pub(crate) struct WalIndex {
    path: PathBuf,
    /// The file stays open as long as the process lives. A process that closes any handle of a file loses all its locks on that
    /// file (POSIX; sqlite.org/howtocorrupt.html, 2.2), and SQLite holds locks on this one. That is one handle for each database
    /// that the process opens.
    file: RwLock<Option<&'static File>>,
}

impl WalIndex {
    /// The index of a database whose connections are open already, or soon will be.
    pub fn new(path: PathBuf) -> Self {
        Self { path, file: RwLock::default() }
    }

    /// The header. None while a commit writes it, or where it cannot be read.
    pub fn header(&self) -> Option<Header> {
        let mut copies = [0; 2 * HEADER_BYTES];
        self.file()?.read_exact_at(&mut copies, 0).ok()?;
        let (first, second) = copies.split_at(HEADER_BYTES);
        if first != second {
            return None;
        }
        first.try_into().ok()
    }

    /// The file, opened anew where SQLite has removed it: it does so when the last connection of all processes closes, which
    /// happens to a running site only where every connection met a fault at the same time.
    fn file(&self) -> Option<&'static File> {
        let known = *self.file.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = known
            && file.metadata().ok()?.nlink() > 0
        {
            return Some(file);
        }
        let mut slot = self.file.write().unwrap_or_else(PoisonError::into_inner);
        let file = Box::leak(Box::new(File::open(&self.path).ok()?));
        *slot = Some(file);
        *slot
    }
}
