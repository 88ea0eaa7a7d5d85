//! Why there is no recording, in words for the person who asked for one.

use super::recording::Recording;
use std::io;

#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// What was typed does not pass; the sentence says what to change.
    #[error("{0}")]
    Credentials(&'static str),
    /// As many as can wait are waiting.
    #[error("Many people are listening in just now. Please try again in a moment.")]
    Busy,
    /// The whole run has `TIME_MAX`.
    #[error("The sign-in took too long and was stopped.")]
    TimedOut,
    #[error("More than {} bytes passed by, so the recording was stopped.", Recording::BYTES_MAX)]
    TooLarge,
    /// One side said something that the other does not understand.
    #[error("The conversation broke off: {0}.")]
    Protocol(&'static str),
    #[error("A socket on this machine failed.")]
    Socket(#[from] io::Error),
    #[error("The certificate for the occasion could not be made.")]
    Certificate(#[from] rcgen::Error),
    #[error("TLS could not be set up.")]
    Tls(#[from] rustls::Error),
}
