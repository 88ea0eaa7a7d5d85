//! How the server's faults become what a browser may hear. The cause is logged here, once, beside the number that the
//! visitor is told. Server only.

use crate::{
    Error,
    context::{random_token, request_id},
};
use std::fmt::Display;
use store::password::Hasher;

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Invalid(invalid) => Self::Invalid(invalid),
            store::Error::Busy => Self::Busy { seconds: Hasher::RETRY_AFTER.as_secs() },
            ref e if e.is_disk_full() => {
                let request = request_id();
                tracing::error!(request, "the disk is full: nothing can be written");
                Self::Full
            }
            e => ours("the database", &e),
        }
    }
}

impl From<tower_sessions::session::Error> for Error {
    fn from(error: tower_sessions::session::Error) -> Self {
        ours("the session", &error)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        ours("writing or reading JSON", &error)
    }
}

/// Logs a fault of ours under the request's number.
fn ours(part: &str, cause: &dyn Display) -> Error {
    let request = request_id().unwrap_or_else(random_token);
    tracing::error!(request, error = %cause, "{part} failed: {cause}");
    Error::Ours(request)
}
