//! One sign-in, two recordings.

use super::overhear::{Stage, over_tls, plain};
use super::stream::Stream;
use super::tls::Ends;
use super::{Typed, WireError};
use std::future::Future;
use std::time::Duration;

/// For both runs together.
pub const TIME_MAX: Duration = Duration::from_secs(3);

/// What a bystander on the way has in hand afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recordings {
    pub plain: Stream,
    pub tls: Stream,
}

/// Signs in as typed, first as plain text and then over TLS. Ends within `TIME_MAX`; dropped earlier, it closes all it
/// has opened. [`super::Wiretap`] keeps too many from doing this at once.
pub async fn sign_in_twice(typed: &Typed) -> Result<Recordings, WireError> {
    within_time(async {
        let plain = plain(Stage::open().await?, typed).await?;
        let tls = over_tls(Stage::open().await?, typed, Ends::make()?).await?;
        Ok(Recordings { plain, tls })
    })
    .await
}

async fn within_time<T>(run: impl Future<Output = Result<T, WireError>>) -> Result<T, WireError> {
    tokio::time::timeout(TIME_MAX, run).await.unwrap_or(Err(WireError::Late))
}

#[cfg(test)]
mod tests;
