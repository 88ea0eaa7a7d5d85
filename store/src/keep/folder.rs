//! The folder of a site, seen from outside: whether there is a site in it, whether it was stopped well, and when it was
//! last backed up.
//!
//! A volume that is not mounted shows an empty folder, or one with leftovers. A site that begins anew there looks well and
//! has lost everything, so a site begins only where the folder says that none was there.

use super::{DATABASE, DATABASES, Error, Result, disk, restore};
use crate::FolderLock;
use model::Timestamp;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Says that the folder is a site's: written before the first one is made there, and once more when it is.
const MARK: &str = "vitrine.site";
const BEING_MADE: &str = "A site of Vitrine is being made here.\n";
const MADE: &str =
    "This folder is a site of Vitrine. Without vitrine.db it has been lost: see `vitrine restore`.\n";
/// There while the site is served, and after a stop that was not a clean one.
const RUNNING: &str = "vitrine.running";
/// When and where the last backup was written.
const LAST_BACKUP: &str = "vitrine.last-backup";

/// What there is in a folder.
#[derive(Debug)]
pub enum Found {
    /// No folder.
    Nothing,
    /// Nothing but hidden files and what a file system puts there by itself.
    Empty,
    /// A site that was begun, and whose making was interrupted.
    HalfMade,
    /// A site.
    Site,
    /// No site, though it looks as if one had been there. The error says what is missing.
    Lost(Error),
}

/// Looks into a folder, without changing anything.
///
/// # Errors
/// The file system's own, and `HalfRestored`.
pub fn look(folder: &Path) -> Result<Found> {
    let entries = match fs::read_dir(folder) {
        // Where a file stands in the way, making the folder says so.
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(Found::Nothing);
        }
        other => other.map_err(Error::at(folder))?,
    };
    if restore::is_decided(folder)? {
        return Err(Error::HalfRestored(folder.into()));
    }
    if fs::read_to_string(folder.join(MARK)).is_ok_and(|text| text == BEING_MADE) {
        return Ok(Found::HalfMade);
    }
    match fs::metadata(folder.join(DATABASE)) {
        Ok(found) if found.len() > 0 => return Ok(Found::Site),
        Ok(_) => return Ok(Found::Lost(Error::EmptyDatabase(folder.into()))),
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(Error::at(folder.join(DATABASE))(e)),
        Err(_) => {}
    }
    for entry in entries {
        let name = entry.map_err(Error::at(folder))?.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with('.') && name != "lost+found" {
            return Ok(Found::Lost(Error::Lost(folder.into())));
        }
    }
    Ok(Found::Empty)
}

/// For whatever needs a site that is there.
///
/// # Errors
/// `NoFolder`, `NoSite`, or what was lost.
pub fn expect_site(folder: &Path) -> Result<()> {
    match look(folder)? {
        Found::Site => Ok(()),
        Found::Nothing => Err(Error::NoFolder(folder.into())),
        Found::Empty | Found::HalfMade => Err(Error::NoSite(folder.into())),
        Found::Lost(what) => Err(what),
    }
}

/// Writes down that a site is about to be made, so that an interrupted beginning is not taken for a loss.
///
/// # Errors
/// The file system's own.
pub fn mark_being_made(folder: &Path) -> Result<()> {
    let path = folder.join(MARK);
    // Another process may have made the site meanwhile.
    if path.exists() { Ok(()) } else { disk::write_small(&path, BEING_MADE) }
}

/// Writes down that there is a site. A folder of an older version gets its mark here.
///
/// # Errors
/// The file system's own.
pub fn mark_made(folder: &Path) -> Result<()> {
    let path = folder.join(MARK);
    if fs::read_to_string(&path).is_ok_and(|text| text == MADE) {
        return Ok(());
    }
    disk::write_small(&path, MADE)
}

/// Whether the last stop was not a clean one: the site was killed, or the machine lost its power.
pub fn stopped_uncleanly(folder: &Path) -> bool {
    // A version without the mark left a log behind.
    let log = |name| fs::metadata(folder.join(format!("{name}-wal"))).is_ok_and(|found| found.len() > 0);
    folder.join(RUNNING).exists() || DATABASES.into_iter().any(log)
}

/// Writes down that the site is served from now on.
///
/// # Errors
/// The file system's own.
pub fn mark_running(folder: &Path) -> Result<()> {
    disk::write_small(&folder.join(RUNNING), "This site is being served, or was not stopped cleanly.\n")
}

/// Writes down that the site was stopped, and its databases closed.
///
/// # Errors
/// The file system's own.
pub fn mark_stopped(folder: &Path) -> Result<()> {
    let path = folder.join(RUNNING);
    fs::remove_file(&path).map_err(Error::at(&path))?;
    disk::sync_folder(folder)
}

/// Whether a process serves the folder just now.
///
/// # Errors
/// The file system's own.
pub fn is_served(folder: &Path) -> Result<bool> {
    FolderLock::is_taken(folder).map_err(Error::at(folder))
}

/// Writes down when and where a backup was made. Where the folder cannot be written, the backup is a backup all the same.
pub(super) fn note_backup(folder: &Path, now: Timestamp, file: &Path) -> Result<()> {
    let file = std::path::absolute(file).unwrap_or_else(|_| file.into());
    disk::write_small(&folder.join(LAST_BACKUP), &format!("{}\n{}\n", now.0, file.display()))
}

/// When the last backup of the folder was made, and where it was written.
pub fn last_backup(folder: &Path) -> Option<(Timestamp, PathBuf)> {
    let text = fs::read_to_string(folder.join(LAST_BACKUP)).ok()?;
    let (at, file) = text.trim_end().split_once('\n')?;
    Some((Timestamp(at.parse().ok()?), file.into()))
}
