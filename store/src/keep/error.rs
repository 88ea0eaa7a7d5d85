//! Why something could not be kept, in sentences for whoever runs the site.

use std::{io, path::PathBuf};

/// Why a backup, a restore or a look at a folder did not work. Each says what to do next, where that is known.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is nothing at this path.
    #[error("there is no folder {}; --data names the folder of a site", .0.display())]
    NoFolder(PathBuf),
    /// The folder was never a site.
    #[error("there is no site in {}; `vitrine serve` or `vitrine seed` begins one there", .0.display())]
    NoSite(PathBuf),
    /// The folder has no database, and is not empty.
    #[error(
        "{} has no vitrine.db, but it is not empty, so it is no place for a new site; if a site was here, mount its \
         volume or restore a backup (vitrine restore FILE), and give a new site an empty folder",
        .0.display()
    )]
    Lost(PathBuf),
    /// The database has no bytes, though there was a site.
    #[error(
        "vitrine.db in {} is empty, so a site was lost here; restore a backup (vitrine restore FILE)",
        .0.display()
    )]
    EmptyDatabase(PathBuf),
    /// A restore was decided and ended before everything was in its place.
    #[error("a restore was interrupted in {folder}; `vitrine migrate --data {folder}` finishes it", folder = .0.display())]
    HalfRestored(PathBuf),
    /// Another process serves the folder.
    #[error("{} is being served; stop that first", .0.display())]
    InUse(PathBuf),
    /// The backup would replace a file.
    #[error("{} is there already; name another file, or say --replace", .0.display())]
    Exists(PathBuf),
    /// Too little room for a copy.
    #[error("{} has {free} MB of free space, and a copy may need {needed} MB", .folder.display())]
    NoRoom { folder: PathBuf, free: u64, needed: u64 },
    /// A file with a log beside it is not the whole of a database.
    #[error(
        "beside {} lies its write-ahead log, so it is no backup but a part of a folder; make a backup of that folder \
         first (vitrine backup FILE --data FOLDER)",
        .0.display()
    )]
    HasLog(PathBuf),
    /// The file is something else.
    #[error("{} is no database of Vitrine: {why}", .file.display())]
    NotVitrine { file: PathBuf, why: String },
    /// The database was migrated by a newer program.
    #[error(
        "the database is newer than this program: {} has migration {migration}, which this program does not know",
        .file.display()
    )]
    Newer { file: PathBuf, migration: i64 },
    /// SQLite's checks found something.
    #[error("{} is damaged: {what}", .file.display())]
    Damaged { file: PathBuf, what: String },
    /// The copy is not what was copied.
    #[error("the copy differs from the site in the table {table}: {copied} rows instead of {there}")]
    Differs { table: String, there: i64, copied: i64 },
    /// SQLite's own error.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// The file system's own error.
    #[error("{}: {error}", .path.display())]
    Io { path: PathBuf, error: io::Error },
}

/// The result of keeping something.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// For `map_err`: says at which path the file system refused.
    pub(super) fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |error| Self::Io { path, error }
    }
}
