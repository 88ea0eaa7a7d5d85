//! How long a page waits for the answer to what somebody did there.

use crate::Error;
use std::{future::Future, pin::pin, time::Duration};

/// The longest that a page waits for an answer. A site that hangs says nothing by itself, and a like that never ends would
/// be a lie.
const ANSWER_WAIT_MAX: Duration = Duration::from_secs(10);

/// The answer of a call, or `Unreachable` when the time is over. The call is dropped then, which ends its request.
///
/// # Errors
/// What the call answers, or `Unreachable`.
pub async fn within_limit<T>(call: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let (mut call, limit) = (pin!(call), TimeLimit::start(ANSWER_WAIT_MAX));
    std::future::poll_fn(|cx| match call.as_mut().poll(cx) {
        std::task::Poll::Pending if limit.is_over(cx) => std::task::Poll::Ready(Err(Error::Unreachable)),
        polled => polled,
    })
    .await
}

#[cfg(feature = "hydrate")]
use browser::TimeLimit;

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::{TimeoutHandle, set_timeout_with_handle};
    use std::{
        cell::RefCell,
        rc::Rc,
        task::{Context, Waker},
        time::Duration,
    };

    /// A time limit that wakes whoever waits for it, once. Not generic, so that the browser's code holds it once.
    pub struct TimeLimit {
        /// The task to wake; gone when the time is over.
        waiting: Rc<RefCell<Option<Waker>>>,
        timer: Option<TimeoutHandle>,
    }

    impl TimeLimit {
        pub fn start(after: Duration) -> Self {
            let waiting = Rc::new(RefCell::new(Some(Waker::noop().clone())));
            let over = waiting.clone();
            let wake = move || over.take().into_iter().for_each(Waker::wake);
            Self { waiting, timer: set_timeout_with_handle(wake, after).ok() }
        }

        /// Whether the time is over. If it is not, the task is woken when it will be.
        pub fn is_over(&self, cx: &Context<'_>) -> bool {
            match &mut *self.waiting.borrow_mut() {
                Some(waiting) => {
                    waiting.clone_from(cx.waker());
                    false
                }
                None => true,
            }
        }
    }

    impl Drop for TimeLimit {
        fn drop(&mut self) {
            if let Some(timer) = &self.timer {
                timer.clear();
            }
        }
    }
}

/// On the server a call is no request, and nobody waits for it.
#[cfg(not(feature = "hydrate"))]
struct TimeLimit;

#[cfg(not(feature = "hydrate"))]
impl TimeLimit {
    fn start(_: Duration) -> Self {
        Self
    }

    fn is_over(&self, _: &std::task::Context<'_>) -> bool {
        false
    }
}
