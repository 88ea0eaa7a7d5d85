//! Why a press did nothing, in words for the page.

use std::io;

/// The cause is for the log.
#[derive(Debug, thiserror::Error)]
pub enum LikesError {
    #[error("Too many people try this at this very moment. Nothing was done; try again in a few seconds.")]
    Busy,
    #[error("A program could not be started on this machine.")]
    Start(#[source] io::Error),
    #[error("A program broke off before it answered. Press again, and it is started anew.")]
    Broken(#[source] io::Error),
    #[error("The file could not be read.")]
    Sql(#[from] rusqlite::Error),
}

impl LikesError {
    pub(super) fn timed_out() -> Self {
        Self::Broken(io::ErrorKind::TimedOut.into())
    }
}
