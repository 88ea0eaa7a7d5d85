//! What can go wrong in the store.
//!
//! An error keeps the database's own message, which is meant for the server's log. Visitors are told another sentence.

use model::{Field, Invalid, Reason};
use std::sync::Arc;

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
    /// The same form is being written by another request just now.
    #[error("the same form was sent twice at the same time")]
    SentTwice,
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
    /// SQLite refused a statement, or its result could not be read.
    #[error(transparent)]
    Sql(#[from] sqlx::Error),
    /// Nothing was written, because the turn to write did not come in time: another program holds the database's lock, or the
    /// disk is too slow for all who write. Or no connection to read with became free. It may work in a moment.
    #[error("the database did not become free in time")]
    Locked,
    /// Nothing was written, because nobody may write just now. The text says why, in a sentence for visitors.
    #[error("nobody may write now: {0}")]
    ReadOnly(Arc<str>),
    /// The transaction was taken back because of this error: its own, or that of another one of the same batch.
    #[error("the transaction was not kept: {0}")]
    NotKept(Arc<sqlx::Error>),
    /// `COMMIT` failed in a way that leaves open whether the transaction will be there after a restart: it was written to the
    /// log, and the disk did not say that it has it. Nobody sees it until then.
    #[error("nobody knows whether the transaction is kept: {0}")]
    MaybeKept(Arc<sqlx::Error>),
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

    /// For `map_err` where a text of somebody's is written: a person who has written as much as one may keep is told so beside
    /// the text. The bound is a trigger, so that every statement keeps it (`migrations/sqlite/0015_written_bytes.sql`).
    pub(crate) fn of_text(self) -> Self {
        match &self {
            Self::Sql(sqlx::Error::Database(e)) if e.message() == "written_bytes_max" => {
                Invalid::new(Field::Body, Reason::TooMuchWritten).into()
            }
            _ => self,
        }
    }

    /// Whether the disk is full. The site can go on reading then, but not writing.
    pub fn is_disk_full(&self) -> bool {
        match self {
            Self::Sql(e) => primary_code(e) == Some(FULL),
            Self::NotKept(e) => primary_code(e) == Some(FULL),
            _ => false,
        }
    }

    /// SQLite's error, where it is one.
    pub(crate) fn sql(&self) -> Option<&sqlx::Error> {
        match self {
            Self::Sql(e) => Some(e),
            Self::NotKept(e) | Self::MaybeKept(e) => Some(e),
            _ => None,
        }
    }

    /// What an error of `COMMIT` means. Where there was no room, or the lock was not free, the end of the transaction did not
    /// get into the log. After any other one it may stand there, although SQLite shows it to nobody (sqlite.org/atomiccommit.html
    /// tells the same of the rollback journal).
    pub(crate) fn of_commit(error: sqlx::Error) -> Self {
        match primary_code(&error) {
            Some(FULL | BUSY) => Self::NotKept(Arc::new(error)),
            _ => Self::MaybeKept(Arc::new(error)),
        }
    }

    /// What an error means before anything was written.
    pub(crate) fn of_begin(error: sqlx::Error) -> Self {
        if Self::is_busy(&error) { Self::Locked } else { Self::Sql(error) }
    }

    /// Whether somebody else holds the lock.
    pub(crate) fn is_busy(error: &sqlx::Error) -> bool {
        primary_code(error) == Some(BUSY)
    }

    /// The same for another one whom it hit.
    pub(crate) fn shared(&self) -> Self {
        match self {
            Self::NotKept(e) => Self::NotKept(e.clone()),
            Self::MaybeKept(e) => Self::MaybeKept(e.clone()),
            other => Self::NotKept(Arc::new(sqlx::Error::Protocol(other.to_string()))),
        }
    }
}

// SQLite's primary result codes (sqlite.org/rescode.html).
const ERROR: i32 = 1;
const BUSY: i32 = 5;
const NOTFOUND: i32 = 12;
const FULL: i32 = 13;
const TOOBIG: i32 = 18;
const CONSTRAINT: i32 = 19;
const MISMATCH: i32 = 20;
const RANGE: i32 = 25;

/// SQLite's primary result code, which is the low byte of the extended one.
fn primary_code(error: &sqlx::Error) -> Option<i32> {
    let code: i32 = error.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xff)
}

/// Whether the connection is to be closed after this error. Those that are about the text, the values or the rows of one
/// statement leave it well. All others are about the disk, the file, the memory or the lock, and SQLite may have ended the
/// transaction by itself.
pub(crate) fn spoils_connection(error: &sqlx::Error) -> bool {
    use sqlx::Error as E;
    match error {
        E::Database(_) => {
            !matches!(primary_code(error), Some(ERROR | NOTFOUND | TOOBIG | CONSTRAINT | MISMATCH | RANGE))
        }
        E::RowNotFound | E::TypeNotFound { .. } | E::Encode(_) | E::Decode(_) => false,
        E::ColumnIndexOutOfBounds { .. } | E::ColumnNotFound(_) | E::ColumnDecode { .. } => false,
        _ => true,
    }
}
