//! The folder with the programs' database files. It is made when it is needed first, and removed with the site.

use std::{
    fs::{self, DirBuilder},
    io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// The folder. It belongs to this lab alone.
pub(super) struct Folder {
    /// Where it is to be.
    at: PathBuf,
    /// Its whole path, once it was made.
    made: Mutex<Option<PathBuf>>,
    /// The number of the next file.
    next: AtomicU64,
}

/// A database file. It is removed when this is dropped.
#[derive(Debug)]
pub(super) struct DatabaseFile(PathBuf);

impl Folder {
    /// A folder at this path. Whatever is there already is removed when the folder is first used.
    pub fn new(at: PathBuf) -> Self {
        Self { at, made: Mutex::default(), next: AtomicU64::new(1) }
    }

    /// A file name that nobody else has. The program that opens it makes the file.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn file(&self) -> io::Result<DatabaseFile> {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        Ok(DatabaseFile(self.made()?.join(format!("{n}.db"))))
    }

    /// The folder's whole path; makes the folder first.
    fn made(&self) -> io::Result<PathBuf> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(folder) = &*made {
            return Ok(folder.clone());
        }
        // A site that was killed may have left files here.
        let _ = fs::remove_dir_all(&self.at);
        DirBuilder::new().recursive(true).mode(0o700).create(&self.at)?;
        // The programs run in another working directory, so they need the whole path.
        Ok(made.insert(self.at.canonicalize()?).clone())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Some(folder) = self.made.get_mut().unwrap_or_else(PoisonError::into_inner) {
            let _ = fs::remove_dir_all(folder);
        }
    }
}

impl DatabaseFile {
    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The path of the rollback journal, which SQLite keeps beside the file during a transaction
    /// (<https://sqlite.org/tempfiles.html>).
    pub fn journal(&self) -> PathBuf {
        let mut journal = self.0.clone().into_os_string();
        journal.push("-journal");
        journal.into()
    }
}

impl Drop for DatabaseFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
        let _ = fs::remove_file(self.journal());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_folder_is_made_late_cleared_first_and_gone_last() {
        let outer = tempfile::tempdir().unwrap();
        let at = outer.path().join("lab");
        fs::create_dir(&at).unwrap();
        fs::write(at.join("7.db"), "left over").unwrap();
        let folder = Folder::new(at.clone());
        assert!(at.join("7.db").exists(), "nobody needed it yet");
        let file = folder.file().unwrap();
        assert!(!at.join("7.db").exists());
        assert_eq!(fs::metadata(&at).unwrap().permissions().mode() & 0o777, 0o700);
        fs::write(file.path(), "x").unwrap();
        fs::write(file.journal(), "x").unwrap();
        drop(file);
        assert_eq!(fs::read_dir(&at).unwrap().count(), 0);
        drop(folder);
        assert!(!at.exists());
    }
}
