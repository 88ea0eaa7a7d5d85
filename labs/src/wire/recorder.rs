//! The recorder, which limits how many recordings are made at once.

use super::{Credentials, Recordings, WireError, record_sign_in};
use crate::network_places::NetworkPlaces;
use std::future::Future;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Makes recordings, a limited number at the same time. Clones share the limit.
#[derive(Clone, Debug)]
pub struct Recorder {
    /// Permits for the recordings that run.
    running: Arc<Semaphore>,
    /// Places for these together with those that wait.
    places: NetworkPlaces,
}

impl Recorder {
    /// Recordings that run at the same time.
    pub const RUNNING_MAX: usize = 4;
    /// Recordings that may wait. The last of them waits at most 24 seconds: eight rounds of [`super::TIME_MAX`].
    pub const WAITING_MAX: usize = 32;
    /// Recordings of one network that run or wait.
    pub const NETWORK_MAX: usize = 24;

    /// A recorder with all of its places free.
    pub fn new() -> Self {
        Self {
            running: Arc::new(Semaphore::new(Self::RUNNING_MAX)),
            places: NetworkPlaces::new(Self::RUNNING_MAX + Self::WAITING_MAX, Self::NETWORK_MAX),
        }
    }

    /// Records a sign-in for somebody of this network as soon as it is its turn.
    ///
    /// # Errors
    /// `WireError::Busy` at once when the queue is full, for all or for this network; otherwise the errors of
    /// `record_sign_in`.
    pub async fn record(&self, network: &str, credentials: &Credentials) -> Result<Recordings, WireError> {
        self.admit(network, record_sign_in(credentials)).await
    }

    /// Waits for a permit and runs. Dropping the future gives the permits back.
    async fn admit<T>(
        &self,
        network: &str,
        run: impl Future<Output = Result<T, WireError>>,
    ) -> Result<T, WireError> {
        let _place = self.places.take(network).ok_or(WireError::Busy)?;
        let _turn = self.running.acquire().await.map_err(|_| WireError::Busy)?;
        run.await
    }
}

impl Default for Recorder {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::{Pin, pin};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Context, Poll, Waker};

    type Run<'a> = Pin<Box<dyn Future<Output = Result<(), WireError>> + 'a>>;

    /// A run that has begun to wait or, given a turn, to run without an end.
    fn begun<'a>(wiretap: &'a Recorder, network: &'a str, started: &'a AtomicUsize) -> Run<'a> {
        let endless = async {
            started.fetch_add(1, Ordering::Relaxed);
            std::future::pending().await
        };
        let mut run: Run<'a> = Box::pin(wiretap.admit(network, endless));
        assert!(run.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        run
    }

    #[tokio::test]
    async fn four_run_and_thirty_two_wait_and_the_next_is_told_that_it_is_busy() {
        let (wiretap, started) = (Recorder::new(), AtomicUsize::new(0));
        let network = |n| if n < Recorder::NETWORK_MAX { "school" } else { "home" };
        let mut runs: Vec<_> = (0..36).map(|n| begun(&wiretap, network(n), &started)).collect();
        assert_eq!(started.load(Ordering::Relaxed), 4);
        let credentials = Credentials::parse("ana", "correct horse").unwrap();
        {
            let copy = wiretap.clone();
            let next =
                pin!(copy.record("elsewhere", &credentials)).poll(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(next, Poll::Ready(Err(WireError::Busy))));
        }
        drop(runs.remove(0));
        runs.push(begun(&wiretap, "home", &started));
        let _ = runs[3].as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert_eq!(started.load(Ordering::Relaxed), 5, "the first in the queue has the free turn");
        drop(runs);
        assert!(wiretap.record("home", &credentials).await.is_ok());
    }

    #[tokio::test]
    async fn r1_one_network_leaves_places_for_others() {
        let (wiretap, started) = (Recorder::new(), AtomicUsize::new(0));
        let runs: Vec<_> = (0..Recorder::NETWORK_MAX).map(|_| begun(&wiretap, "school", &started)).collect();
        let credentials = Credentials::parse("ana", "correct horse").unwrap();
        let next = pin!(wiretap.record("school", &credentials)).poll(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(next, Poll::Ready(Err(WireError::Busy))));
        let other = begun(&wiretap, "home", &started);
        drop((runs, other));
    }
}
