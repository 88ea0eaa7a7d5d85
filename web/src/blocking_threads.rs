//! Work that takes long, away from the threads that answer requests. Server only.
//!
//! Whatever grows with what a stranger sends and may take more than about two milliseconds runs here: on blocking threads, a
//! few at a time, with a bounded queue and a bounded wait.

use crate::Error;
use std::{sync::Arc, time::Duration};
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

/// The longest that a job waits for a thread.
const WAIT_MAX: Duration = Duration::from_secs(5);
/// After what time those who were refused should try again.
pub(crate) const RETRY_SECONDS: u64 = 2;

/// Blocking threads with a bounded queue before them. Cheap to clone; clones share both.
#[derive(Clone)]
pub struct BlockingThreads {
    /// One for each job that runs or waits.
    places: Arc<Semaphore>,
    /// One for each job that runs.
    threads: Arc<Semaphore>,
}

impl BlockingThreads {
    /// This many threads, and this many jobs that may wait for one.
    pub fn new(threads: usize, waiting_max: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(threads + waiting_max)),
            threads: Arc::new(Semaphore::new(threads)),
        }
    }

    /// Does some work on a blocking thread when its turn comes.
    ///
    /// # Errors
    /// `Busy` where too much waits, or no thread was free in time; `Internal` where the work panics.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let busy = || Error::Busy { seconds: RETRY_SECONDS };
        let place = self.places.clone().try_acquire_owned().map_err(|_| busy())?;
        let thread = timeout(WAIT_MAX, self.threads.clone().acquire_owned()).await;
        let thread = thread.map_err(|_| busy())?.map_err(|_| busy())?;
        let done = spawn_blocking(move || {
            // Held until the work ends, even where the request was given up meanwhile.
            let _held = (place, thread);
            work()
        });
        done.await.map_err(|error| {
            let request = crate::context::request_id().unwrap_or_else(|| "none".to_owned());
            tracing::error!(request, "a job on a blocking thread broke off: {error}");
            Error::Internal(request)
        })
    }
}

#[cfg(test)]
impl BlockingThreads {
    /// Takes every thread; all jobs wait until what it gives is dropped.
    pub(crate) async fn take_all_threads(&self) -> tokio::sync::OwnedSemaphorePermit {
        let threads = self.threads.available_permits().try_into().unwrap();
        self.threads.clone().acquire_many_owned(threads).await.unwrap()
    }
}

/// Looks once whether it is done; whether it is not.
#[cfg(test)]
pub(crate) async fn is_pending<F: Future + Unpin>(future: &mut F) -> bool {
    std::future::poll_fn(|context| {
        std::task::Poll::Ready(std::pin::Pin::new(&mut *future).poll(context).is_pending())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[tokio::test]
    async fn r1_long_work_keeps_no_other_request_waiting() {
        // One thread answers all requests here. The work ends only when another request has been answered.
        let threads = BlockingThreads::new(1, 0);
        let (answered, wait) = mpsc::channel();
        let slow = threads.run(move || wait.recv_timeout(Duration::from_secs(20)).is_ok());
        let other = async { answered.send(()).is_ok() };
        assert_eq!(tokio::join!(slow, other), (Ok(true), true));
    }

    #[tokio::test]
    async fn r1_one_too_many_is_told_that_the_site_is_busy() {
        let threads = BlockingThreads::new(1, 1);
        let thread = threads.take_all_threads().await;
        let nothing: fn() = || ();
        let mut waits = [Box::pin(threads.run(nothing)), Box::pin(threads.run(nothing))];
        for wait in &mut waits {
            assert!(is_pending(wait).await);
        }
        // At once, and not after the wait.
        let mut refused = Box::pin(threads.run(nothing));
        assert!(!is_pending(&mut refused).await);
        assert_eq!(threads.run(nothing).await, Err(Error::Busy { seconds: RETRY_SECONDS }));
        drop(thread);
        assert_eq!(waits[0].as_mut().await, Ok(()));
    }
}
