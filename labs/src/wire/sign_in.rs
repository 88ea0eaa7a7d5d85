//! One sign-in and its two recordings.

use super::recording::Recording;
use super::relay::{Listeners, over_tls, plain};
use super::tls::TlsEndpoints;
use super::{Credentials, WireError};
use std::future::Future;
use std::time::Duration;

/// The longest time for both recordings together.
pub const TIME_MAX: Duration = Duration::from_secs(3);

/// What somebody on the way has recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recordings {
    /// Of the sign-in as plain text.
    pub plain: Recording,
    /// Of the same over TLS.
    pub tls: Recording,
}

/// Signs in with these credentials, first as plain text and then over TLS, and records both.
///
/// It ends within `TIME_MAX`. When it is dropped earlier, everything that it has opened is closed. How many may run at
/// once is limited by [`super::Recorder`].
///
/// # Errors
/// When it took too long, passed too many bytes, or a socket or TLS failed.
pub async fn record_sign_in(credentials: &Credentials) -> Result<Recordings, WireError> {
    within_time(async {
        let plain = plain(Listeners::open().await?, credentials).await?;
        let tls = over_tls(Listeners::open().await?, credentials, TlsEndpoints::make()?).await?;
        Ok(Recordings { plain, tls })
    })
    .await
}

/// The result of a run, or `TimedOut` after `TIME_MAX`.
async fn within_time<T>(run: impl Future<Output = Result<T, WireError>>) -> Result<T, WireError> {
    tokio::time::timeout(TIME_MAX, run).await.unwrap_or(Err(WireError::TimedOut))
}

#[cfg(test)]
mod tests;
