//! How errors of the database and the session become the error that a browser may read. The cause is logged here, once,
//! beside the id of the request that the visitor is told. Server only.

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
            store::Error::NoRoom => Self::NoRoom,
            store::Error::LearnerFull => Self::LearnerFull,
            ref e if e.is_disk_full() => {
                let request = request_id();
                tracing::error!(request, "the disk is full: nothing can be written");
                Self::DiskFull
            }
            e => internal("the database", &e),
        }
    }
}

impl From<tower_sessions::session::Error> for Error {
    fn from(error: tower_sessions::session::Error) -> Self {
        internal("the session", &error)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        internal("writing or reading JSON", &error)
    }
}

/// Logs the cause under the request's id, and hides it behind that id. Outside of a request the id is a random one.
fn internal(part: &str, cause: &dyn Display) -> Error {
    let request = request_id().unwrap_or_else(random_token);
    tracing::error!(request, error = %cause, "{part} failed: {cause}");
    Error::Internal(request)
}
