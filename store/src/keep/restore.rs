//! Puts a backup in the place of a site.
//!
//! Whatever moment the process is killed at, the folder has the old site or the new one, whole. The new files are written
//! and checked in a folder of their own below the site's; renaming that folder is the decision. Before it nothing of the
//! old site was touched; after it, [`finish`] does the rest, now or at the next start, and may be interrupted and called
//! again at any step. The old files are kept, together with their logs: a database without its log is not whole, and one
//! beside another's log is broken.

use super::{
    DATABASE, DATABASES, Error, GUESTS, Result,
    backup::{guests_file, unpack},
    disk, folder,
    inspect::{self, Contents, Depth},
};
use crate::FolderLock;
use model::Timestamp;
use std::{
    fs::{self, DirBuilder},
    io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

/// The new files until they are decided on.
const UNFINISHED: &str = "restore-unfinished";
/// The new files from the decision on, with the date behind.
const DECIDED: &str = "restored-";
/// The old files, with the same date behind.
const REPLACED: &str = "replaced-";
/// Behind the name of a database that the new site has none of.
const NONE: &str = ".none";
/// What a database leaves beside itself.
const SIDES: [&str; 3] = ["-wal", "-shm", "-journal"];

/// What a restore did.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What is in the site now.
    pub contents: Contents,
    /// Where the files are that were there before, if there were any.
    pub replaced: Option<PathBuf>,
}

/// Checks the backup in `file`, and puts it in the place of the site in `folder`, which exists. `now` names the folder for
/// the old files.
///
/// # Errors
/// The file is no backup, is newer than this program or damaged, or the folder is being served. The folder is as it was
/// then.
pub fn restore(file: &Path, folder: &Path, now: Timestamp) -> Result<Restored> {
    if disk::with_suffix(file, "-wal").exists() {
        return Err(Error::HasLog(file.into()));
    }
    let _lock = lock(folder)?;
    finish_locked(folder)?;
    let contents = stage(file, folder)?;
    decide(folder, now)?;
    let replaced = finish_locked(folder)?;
    folder::mark_made(folder)?;
    Ok(Restored { contents, replaced })
}

/// Finishes a restore that was decided and interrupted. Where there is none, it does nothing.
///
/// # Errors
/// The file system's own. It can be called again.
pub fn finish(folder: &Path) -> Result<()> {
    if is_decided(folder)? {
        let _lock = lock(folder)?;
        finish_locked(folder)?;
        folder::mark_made(folder)?;
    }
    Ok(())
}

/// Whether a restore was decided and is not finished.
pub(super) fn is_decided(folder: &Path) -> Result<bool> {
    Ok(decided(folder)?.is_some())
}

fn lock(folder: &Path) -> Result<FolderLock> {
    FolderLock::take(folder).map_err(|e| match e {
        crate::Error::Io(e) => Error::at(folder)(e),
        _ => Error::InUse(folder.into()),
    })
}

/// Writes the new files and checks them.
fn stage(file: &Path, folder: &Path) -> Result<Contents> {
    let staging = folder.join(UNFINISHED);
    match fs::remove_dir_all(&staging) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(Error::at(staging)(e)),
        _ => {}
    }
    make_folder(&staging)?;
    let result = stage_in(file, &staging);
    if result.is_err() {
        let _ = fs::remove_dir_all(&staging);
    }
    result
}

fn stage_in(file: &Path, staging: &Path) -> Result<Contents> {
    let guests = guests_file(file);
    if guests.exists() {
        let staged = staging.join(GUESTS);
        unpack(&guests, &staged)?;
        inspect::check_pages(&staged).map_err(|e| naming(e, &guests))?;
    } else {
        disk::write_small(&staging.join(format!("{GUESTS}{NONE}")), "")?;
    }
    let staged = staging.join(DATABASE);
    unpack(file, &staged)?;
    let contents = inspect::check(&staged, Depth::Whole).map_err(|e| naming(e, file))?;
    for name in DATABASES {
        for side in SIDES {
            let _ = fs::remove_file(staging.join(format!("{name}{side}")));
        }
    }
    disk::sync_folder(staging)?;
    Ok(contents)
}

/// The same error about the file that the operator named, and not about our copy of it.
fn naming(e: Error, file: &Path) -> Error {
    let file = file.into();
    match e {
        Error::Damaged { what, .. } => Error::Damaged { file, what },
        Error::NotVitrine { why, .. } => Error::NotVitrine { file, why },
        Error::Newer { migration, .. } => Error::Newer { file, migration },
        other => other,
    }
}

/// From here on the new files are the site.
fn decide(folder: &Path, now: Timestamp) -> Result<()> {
    let date: String = now.rfc3339().chars().filter(|c| !matches!(c, '-' | ':')).collect();
    let mut decided = folder.join(format!("{DECIDED}{date}"));
    // Two restores within a second.
    while decided.exists() || replaced_of(folder, &decided).exists() {
        decided = disk::with_suffix(&decided, "-again");
    }
    fs::rename(folder.join(UNFINISHED), &decided).map_err(Error::at(&decided))?;
    disk::sync_folder(folder)
}

/// The folder with the new files of a restore that was decided on.
fn decided(folder: &Path) -> Result<Option<PathBuf>> {
    for entry in fs::read_dir(folder).map_err(Error::at(folder))? {
        let entry = entry.map_err(Error::at(folder))?;
        if entry.file_name().to_string_lossy().starts_with(DECIDED) {
            return Ok(Some(entry.path()));
        }
    }
    Ok(None)
}

/// Where the old files go that these new ones replace.
fn replaced_of(folder: &Path, decided: &Path) -> PathBuf {
    let name = decided.file_name().unwrap_or_default().to_string_lossy();
    folder.join(format!("{REPLACED}{}", name.trim_start_matches(DECIDED)))
}

/// Moves the old files away and the new ones in. Each step may have been done already by a process that was killed.
fn finish_locked(folder: &Path) -> Result<Option<PathBuf>> {
    let Some(decided) = decided(folder)? else { return Ok(None) };
    let replaced = replaced_of(folder, &decided);
    make_folder(&replaced)?;
    for name in DATABASES {
        let (new, none) = (decided.join(name), decided.join(format!("{name}{NONE}")));
        let place = folder.join(name);
        if new.exists() {
            move_aside(folder, name, &replaced)?;
            fs::rename(&new, &place).map_err(Error::at(&place))?;
        } else if none.exists() {
            move_aside(folder, name, &replaced)?;
            fs::remove_file(&none).map_err(Error::at(&none))?;
        }
    }
    for changed in [replaced.as_path(), folder] {
        disk::sync_folder(changed)?;
    }
    fs::remove_dir(&decided).map_err(Error::at(&decided))?;
    // Empty where there was nothing to replace.
    let kept = fs::remove_dir(&replaced).is_err();
    disk::sync_folder(folder)?;
    Ok(kept.then_some(replaced))
}

/// Moves an old database and its log into the folder for them. What another process may have open goes with it.
fn move_aside(folder: &Path, name: &str, replaced: &Path) -> Result<()> {
    for side in SIDES.into_iter().chain([""]) {
        let (from, to) = (folder.join(format!("{name}{side}")), replaced.join(format!("{name}{side}")));
        match fs::rename(&from, &to) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(Error::at(from)(e)),
            _ => {}
        }
    }
    Ok(())
}

fn make_folder(folder: &Path) -> Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(Error::at(folder))
}
