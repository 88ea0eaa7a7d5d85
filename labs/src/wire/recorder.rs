//! The recorder, which limits how many recordings are made at once.

use super::{Credentials, Recordings, WireError, record_sign_in};
use std::future::Future;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Makes recordings, a limited number at the same time. Clones share the limit.
#[derive(Clone, Debug)]
pub struct Recorder {
    /// Permits for the recordings that run.
    running: Arc<Semaphore>,
    /// Permits for these together with those that wait.
    places: Arc<Semaphore>,
}

impl Recorder {
    /// Recordings that run at the same time.
    pub const RUNNING_MAX: usize = 4;
    /// Recordings that may wait. The last of them waits at most 24 seconds: eight rounds of [`super::TIME_MAX`].
    pub const WAITING_MAX: usize = 32;

    /// A recorder with all of its places free.
    pub fn new() -> Self {
        Self {
            running: Arc::new(Semaphore::new(Self::RUNNING_MAX)),
            places: Arc::new(Semaphore::new(Self::RUNNING_MAX + Self::WAITING_MAX)),
        }
    }

    /// Records a sign-in as soon as a place is free.
    ///
    /// # Errors
    /// `WireError::Busy` at once when the queue is full; otherwise the errors of `record_sign_in`.
    pub async fn record(&self, credentials: &Credentials) -> Result<Recordings, WireError> {
        self.admit(record_sign_in(credentials)).await
    }

    /// Waits for a permit and runs. Dropping the future gives the permits back.
    async fn admit<T>(&self, run: impl Future<Output = Result<T, WireError>>) -> Result<T, WireError> {
        let _place = self.places.try_acquire().map_err(|_| WireError::Busy)?;
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
    fn begun<'a>(wiretap: &'a Recorder, started: &'a AtomicUsize) -> Run<'a> {
        let endless = async {
            started.fetch_add(1, Ordering::Relaxed);
            std::future::pending().await
        };
        let mut run: Run<'a> = Box::pin(wiretap.admit(endless));
        assert!(run.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        run
    }

    #[tokio::test]
    async fn four_run_and_thirty_two_wait_and_the_next_is_told_that_it_is_busy() {
        let (wiretap, started) = (Recorder::new(), AtomicUsize::new(0));
        let mut runs: Vec<_> = (0..36).map(|_| begun(&wiretap, &started)).collect();
        assert_eq!(started.load(Ordering::Relaxed), 4);
        let credentials = Credentials::parse("ana", "correct horse").unwrap();
        {
            let copy = wiretap.clone();
            let next = pin!(copy.record(&credentials)).poll(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(next, Poll::Ready(Err(WireError::Busy))));
        }
        drop(runs.remove(0));
        runs.push(begun(&wiretap, &started));
        let _ = runs[3].as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert_eq!(started.load(Ordering::Relaxed), 5, "the first in the queue has the free turn");
        drop(runs);
        assert!(wiretap.record(&credentials).await.is_ok());
    }
}
