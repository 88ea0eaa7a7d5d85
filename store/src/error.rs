//! What can go wrong with the database, in its own words: for the log, never for a visitor.

use model::Invalid;

/// Why a store function did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An input that only the database could refuse, such as a name that is taken.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The file's schema is younger than this binary.
    #[error(
        "the database is newer than this program: it has migration {0}, which this program does not know"
    )]
    Newer(i64),
    /// An SQLite that can lose acknowledged writes.
    #[error("SQLite {0} can lose writes when its log is reset; 3.51.3 or newer is needed")]
    OldSqlite(String),
    /// Another process serves this folder.
    #[error("another Vitrine is already serving this folder")]
    InUse,
    /// Too many wait for a password to be hashed.
    #[error("too many sign-ins at once")]
    Busy,
    /// A password could not be hashed or a stored hash not be read.
    #[error("password hash: {0}")]
    Hash(String),
    /// More than a row may hold.
    #[error("more than this row may hold")]
    TooLarge,
    #[error("JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Migrate(sqlx::migrate::MigrateError),
    #[error(transparent)]
    Sql(#[from] sqlx::Error),
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Whether a statement broke the named unique constraint, `users.name` for example.
    pub(crate) fn violates_unique(&self, columns: &str) -> bool {
        match self {
            Self::Sql(sqlx::Error::Database(e)) => e.is_unique_violation() && e.message().ends_with(columns),
            _ => false,
        }
    }

    /// Whether the disk has no room left: reading goes on, writing does not.
    pub fn is_disk_full(&self) -> bool {
        const SQLITE_FULL: &str = "13";
        match self {
            Self::Sql(sqlx::Error::Database(e)) => e.code().is_some_and(|code| code == SQLITE_FULL),
            _ => false,
        }
    }
}
