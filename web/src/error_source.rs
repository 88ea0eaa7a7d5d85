//! How errors of the database and the session become the error that a browser may read. The cause is logged here, once,
//! beside the id of the request that the visitor is told. Server only.

use crate::{
    Error,
    context::{random_token, request_id},
};
use std::fmt::Display;
use store::password::Hasher;

/// What is said to wait where the database did not become free in time, in seconds.
const LOCKED_RETRY_AFTER: u64 = 5;

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Invalid(invalid) => Self::Invalid(invalid),
            store::Error::Busy => Self::Busy { seconds: Hasher::RETRY_AFTER.as_secs() },
            ref e if e.is_disk_full() => {
                let request = request_id();
                tracing::error!(request, "the disk is full: nothing can be written");
                Self::DiskFull
            }
            store::Error::Locked => {
                let request = request_id();
                tracing::warn!(request, "the database did not become free in time");
                Self::Busy { seconds: LOCKED_RETRY_AFTER }
            }
            store::Error::ReadOnly(reason) => Self::ReadOnly(reason.to_string()),
            e @ store::Error::MaybeKept(_) => match internal("the disk", &e) {
                Self::Internal(number) => Self::MaybeSaved(number),
                other => other,
            },
            e => internal("the database", &e),
        }
    }
}

/// What went wrong in the store of the sessions, as a text that gets through tower-sessions, which takes no other. It is what
/// a visitor may be told, and `From` for the session's error reads it again.
pub fn session_store_failure(error: store::Error) -> String {
    serde_json::to_string(&Error::from(error)).unwrap_or_default()
}

impl From<tower_sessions::session::Error> for Error {
    fn from(error: tower_sessions::session::Error) -> Self {
        use tower_sessions::{session, session_store};
        let told = match &error {
            session::Error::Store(session_store::Error::Backend(text)) => serde_json::from_str(text).ok(),
            _ => None,
        };
        told.unwrap_or_else(|| internal("the session", &error))
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
