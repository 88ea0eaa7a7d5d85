//! One sign-in, two recordings.

use super::recording::Recording;
use super::relay::{Listeners, over_tls, plain};
use super::tls::TlsEndpoints;
use super::{Credentials, WireError};
use std::future::Future;
use std::time::Duration;

/// For both runs together.
pub const TIME_MAX: Duration = Duration::from_secs(3);

/// What a bystander on the way has in hand afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recordings {
    pub plain: Recording,
    pub tls: Recording,
}

/// Signs in as typed, first as plain text and then over TLS. Ends within `TIME_MAX`; dropped earlier, it closes all it
/// has opened. [`super::Recorder`] keeps too many from doing this at once.
pub async fn record_sign_in(credentials: &Credentials) -> Result<Recordings, WireError> {
    within_time(async {
        let plain = plain(Listeners::open().await?, credentials).await?;
        let tls = over_tls(Listeners::open().await?, credentials, TlsEndpoints::make()?).await?;
        Ok(Recordings { plain, tls })
    })
    .await
}

async fn within_time<T>(run: impl Future<Output = Result<T, WireError>>) -> Result<T, WireError> {
    tokio::time::timeout(TIME_MAX, run).await.unwrap_or(Err(WireError::TimedOut))
}

#[cfg(test)]
mod tests;
