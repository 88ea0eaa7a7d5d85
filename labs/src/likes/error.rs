//! Why an action failed. The messages are shown to the learner.

use std::io;

/// Why an action on the programs failed. The source of the error is for the log and not shown.
#[derive(Debug, thiserror::Error)]
pub enum LikesError {
    /// All places are taken.
    #[error("Too many people try this at this very moment. Nothing was done; try again in a few seconds.")]
    Busy,
    /// A program or its file could not be made.
    #[error("A program could not be started on this machine.")]
    Start(#[source] io::Error),
    /// A program ended or did not answer in time.
    #[error("A program broke off before it answered. Press again, and it is started anew.")]
    Broken(#[source] io::Error),
    /// SQLite could not read the file.
    #[error("The file could not be read.")]
    Sql(#[from] rusqlite::Error),
}

impl LikesError {
    /// A program that did not answer in time.
    pub(super) fn timed_out() -> Self {
        Self::Broken(io::ErrorKind::TimedOut.into())
    }
}
