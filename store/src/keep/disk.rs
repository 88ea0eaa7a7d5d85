//! What is asked of the file system: room, durability, and whether a file is still the one that was opened.

use super::{Error, Result};
use rustix::fs::{Advice, fadvise};
use std::{
    fs::{self, File},
    io::{self, Write},
    num::NonZeroU64,
    os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

/// Bytes that are read from the disk at a time: a page of the database, and one of the machine on most.
const PAGE_BYTES: u64 = 4096;

/// Free and whole bytes of the file system that `path` is on, as far as this account may use them.
///
/// # Errors
/// The file system's own.
pub fn space(path: &Path) -> Result<(u64, u64)> {
    let found = rustix::fs::statvfs(path).map_err(|e| Error::at(path)(e.into()))?;
    Ok((found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize))
}

/// Makes what was written to a file durable.
pub(super) fn sync_file(path: &Path) -> Result<()> {
    File::open(path).and_then(|file| file.sync_all()).map_err(Error::at(path))
}

/// Makes names that were given, changed or removed in a folder durable.
pub(super) fn sync_folder(folder: &Path) -> Result<()> {
    sync_file(folder)
}

/// The folder that a file is in; that of a bare name is the current one.
pub(super) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A path with something added to its last part.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Writes a small file whole or not at all, readable for this account alone.
pub(super) fn write_small(path: &Path, text: &str) -> Result<()> {
    let unfinished = with_suffix(path, ".unfinished");
    let write = || {
        let mut file =
            File::options().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&unfinished, path)
    };
    write().map_err(Error::at(path))?;
    sync_folder(folder_of(path))
}

/// Writes a block into the folder, waits until it is on the disk, and removes it again: the proof that the file system
/// takes writes. SQLite's `BEGIN IMMEDIATE` proves only that the lock is free.
///
/// # Errors
/// The file system's own: it is full, or read-only, or was shut down.
pub fn probe(folder: &Path) -> io::Result<()> {
    let path = folder.join("vitrine.probe");
    let mut file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&path)?;
    file.write_all(&[0; PAGE_BYTES as usize])?;
    file.sync_data()?;
    fs::remove_file(&path)
}

/// A database file that was opened, to compare with what lies at its path later.
///
/// It holds the file open, and so must be dropped after the last connection of this process to it: closing it gives back
/// SQLite's locks (sqlite.org/howtocorrupt.html, 2.2).
#[derive(Debug)]
pub struct OpenFile {
    path: PathBuf,
    file: File,
    /// How many pages were read; it chooses the next one.
    reads: AtomicU64,
}

/// What became of the file at the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InPlace {
    /// It is the one that is open, and may be written.
    Yes,
    /// It may only be read now.
    ReadOnly,
    /// Nothing is at the path any more, or another file.
    Gone,
}

impl OpenFile {
    /// Opens a database file of a site's folder for [`Self::in_place`] and [`Self::read_page`].
    ///
    /// # Errors
    /// The file system's own.
    pub fn of(path: PathBuf) -> Result<Self> {
        let file = File::open(&path).map_err(Error::at(&path))?;
        Ok(Self { path, file, reads: AtomicU64::new(0) })
    }

    /// Whether the path still leads to the file that is open. A file that is open keeps its number, so a new file at the
    /// path never has the same one.
    ///
    /// # Errors
    /// The file system's own, other than that there is no such file.
    pub fn in_place(&self) -> io::Result<InPlace> {
        let ours = self.file.metadata()?;
        match fs::metadata(&self.path) {
            Ok(there) if (there.dev(), there.ino()) != (ours.dev(), ours.ino()) => Ok(InPlace::Gone),
            Ok(there) if there.permissions().readonly() => Ok(InPlace::ReadOnly),
            Ok(_) => Ok(InPlace::Yes),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(InPlace::Gone),
            Err(e) => Err(e),
        }
    }

    /// Reads a page of the database: another one each time, and from the disk as far as the system lets go of its copy in
    /// memory.
    ///
    /// # Errors
    /// The file system's own.
    pub fn read_page(&self) -> io::Result<()> {
        let pages = self.file.metadata()?.len() / PAGE_BYTES;
        // 7,919 is prime, so the steps come to every page of nearly every file.
        let page = self.reads.fetch_add(1, Ordering::Relaxed).wrapping_mul(7919) % pages.max(1);
        let offset = page * PAGE_BYTES;
        fadvise(&self.file, offset, NonZeroU64::new(PAGE_BYTES), Advice::DontNeed)?;
        self.file.read_exact_at(&mut [0; PAGE_BYTES as usize], offset)
    }
}
