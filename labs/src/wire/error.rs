//! Why there is no recording. The messages are shown to the learner.

use super::recording::Recording;
use std::io;

/// Why a sign-in could not be recorded.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// The name or the password is refused; the sentence says what to change.
    #[error("{0}")]
    Credentials(&'static str),
    /// The queue is full.
    #[error("Many people are listening in just now. Please try again in a moment.")]
    Busy,
    /// It took longer than `TIME_MAX`.
    #[error("The sign-in took too long and was stopped.")]
    TimedOut,
    /// It passed more bytes than are recorded.
    #[error("More than {} bytes passed by, so the recording was stopped.", Recording::BYTES_MAX)]
    TooLarge,
    /// One endpoint sent something that the other does not accept.
    #[error("The conversation broke off: {0}.")]
    Protocol(&'static str),
    /// A socket failed.
    #[error("A socket on this machine failed.")]
    Socket(#[from] io::Error),
    /// No certificate could be made.
    #[error("The certificate for the occasion could not be made.")]
    Certificate(#[from] rcgen::Error),
    /// TLS could not be configured.
    #[error("TLS could not be set up.")]
    Tls(#[from] rustls::Error),
}
