//! What can go wrong in the store.
//!
//! An error keeps the database's own message, which is meant for the server's log. Visitors are told another sentence.

use model::Invalid;

/// Why a function of the store did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An input that only the database could refuse, for example a name that is taken.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The schema was migrated by a newer version of the program. The number is the migration that this one does not know.
    #[error(
        "the database is newer than this program: it has migration {0}, which this program does not know"
    )]
    Newer(i64),
    /// The SQLite library is older than 3.51.3 and can lose writes that it acknowledged. The text is its version.
    #[error("SQLite {0} can lose writes when its log is reset; 3.51.3 or newer is needed")]
    OldSqlite(String),
    /// Another process serves the data folder.
    #[error("another Vitrine is already serving this folder")]
    InUse,
    /// Too many requests wait for a password to be hashed.
    #[error("too many sign-ins at once")]
    Busy,
    /// A password could not be hashed, or a stored hash could not be read.
    #[error("password hash: {0}")]
    Hash(String),
    /// A value is larger than the bound of its row.
    #[error("more than this row may hold")]
    TooLarge,
    /// The disk is nearly full, so learners' work is not kept. Everything else still is.
    #[error("the disk is nearly full")]
    NoRoom,
    /// A learner keeps as much as one learner may.
    #[error("more than one learner may keep")]
    LearnerFull,
    /// A value could not be written as JSON.
    #[error("JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The schema could not be brought up to date.
    #[error(transparent)]
    Migrate(sqlx::migrate::MigrateError),
    /// SQLite refused a statement, or no connection became free in time.
    #[error(transparent)]
    Sql(#[from] sqlx::Error),
    /// A file or folder could not be used.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// The result of a function of the store.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Whether a statement violated the unique constraint on these columns, for example `users.name`. SQLite names them at
    /// the end of its message; it has no name for the constraint itself.
    pub(crate) fn violates_unique(&self, columns: &str) -> bool {
        match self {
            Self::Sql(sqlx::Error::Database(e)) => e.is_unique_violation() && e.message().ends_with(columns),
            _ => false,
        }
    }

    /// Whether the disk is full. The site can go on reading then, but not writing.
    pub fn is_disk_full(&self) -> bool {
        const SQLITE_FULL: &str = "13"; // sqlite.org/rescode.html
        match self {
            Self::Sql(sqlx::Error::Database(e)) => e.code().is_some_and(|code| code == SQLITE_FULL),
            _ => false,
        }
    }
}
