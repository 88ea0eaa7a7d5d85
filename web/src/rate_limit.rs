//! How often one person, one session or one network may do something. Server only.
//!
//! The counters are token buckets in memory (GCRA, by the crate `governor`): a burst is allowed at once, and then one
//! more after each period. They start anew with the server. Failed sign-ins are not counted here but in the database
//! (`store::sign_in_throttle`), because a restart must not give an attacker new tries.

use crate::Error;
use governor::{DefaultKeyedRateLimiter, Quota, clock::Clock, clock::DefaultClock};
use model::{SessionKey, UserId};
use std::{num::NonZeroU32, sync::Arc, time::Duration};

/// Makes the enum and what belongs to each action from one line for each.
macro_rules! limited_actions {
    ($($(#[$doc:meta])* $name:ident: $burst:literal at once, one more after each $period:expr;)*) => {
        /// An action whose number is limited.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum LimitedAction {
            $($(#[$doc])* $name,)*
        }

        impl LimitedAction {
            /// All of them, each of which gets its own counters.
            const ALL: &[Self] = &[$(Self::$name),*];

            /// How many are allowed at once, and the time after which one more is.
            fn quota(self) -> (u32, Duration) {
                match self {
                    $(Self::$name => ($burst, $period),)*
                }
            }
        }
    };
}

limited_actions! {
    /// Publishing a post.
    WritePost: 10 at once, one more after each Duration::from_secs(60);
    /// Writing a comment.
    WriteComment: 20 at once, one more after each Duration::from_secs(10);
    /// Liking, or taking a like back.
    Like: 100 at once, one more after each Duration::from_secs(1);
    /// Following, or following no longer.
    Follow: 60 at once, one more after each Duration::from_secs(5);
    /// Changing a post, a comment or a profile, or sharing a trace.
    Edit: 60 at once, one more after each Duration::from_secs(5);
    /// Rendering Markdown while it is being written.
    Preview: 60 at once, one more after each Duration::from_secs(1);
    /// Searching posts and comments.
    Search: 30 at once, one more after each Duration::from_secs(2);
    /// Making an account.
    SignUp: 20 at once, one more after each Duration::from_secs(60);
    /// Downloading everything that the site knows about oneself.
    Download: 5 at once, one more after each Duration::from_secs(60);
    /// Switching the X-ray on or off.
    SwitchXray: 60 at once, one more after each Duration::from_secs(10);
    /// Doing something in a chapter, an exercise or the sandbox.
    Lesson: 120 at once, one more after each Duration::from_millis(500);
    /// Doing something there that keeps the machine busy for seconds.
    HeavyLesson: 12 at once, one more after each Duration::from_secs(5);
    /// The first thing a guest does there, which begins a session. The limit is high, because a whole class may sit
    /// behind one network.
    GuestSession: 600 at once, one more after each Duration::from_secs(10);
}

/// Whose actions are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RateLimitKey {
    User(UserId),
    Session(SessionKey),
    /// A network as `Visit::network` has it, since one machine may have many addresses in it.
    Network(String),
}

type Limiter = (LimitedAction, DefaultKeyedRateLimiter<RateLimitKey>);

/// The counters of every action. Cheap to clone, and clones count together.
#[derive(Clone)]
pub struct RateLimits {
    /// `None` where nothing is limited.
    limiters: Option<Arc<Vec<Limiter>>>,
}

impl RateLimits {
    /// The limits of a real site.
    pub fn on() -> Self {
        let limiter = |action: &LimitedAction| {
            let (burst, every) = action.quota();
            let quota = Quota::with_period(every)
                .expect("no period above is zero")
                .allow_burst(NonZeroU32::new(burst).expect("no burst above is zero"));
            (*action, DefaultKeyedRateLimiter::keyed(quota))
        };
        Self { limiters: Some(Arc::new(LimitedAction::ALL.iter().map(limiter).collect())) }
    }

    /// No limits, for measuring and for filling a site in tests.
    pub fn off() -> Self {
        Self { limiters: None }
    }

    /// Counts one action of `key`.
    ///
    /// # Errors
    /// `TooManyRequests` where it is one too many.
    pub fn check(&self, key: RateLimitKey, action: LimitedAction) -> Result<(), Error> {
        let Some(limiters) = &self.limiters else { return Ok(()) };
        let Some((_, limiter)) = limiters.iter().find(|(limited, _)| *limited == action) else {
            return Ok(());
        };
        limiter.check_key(&key).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            Error::TooManyRequests { seconds: wait.as_secs() + 1 }
        })
    }

    /// Drops the counters of keys that could do a whole burst again, so that memory does not grow with each visitor.
    pub fn retain_recent(&self) {
        for (_, limiter) in self.limiters.iter().flat_map(|limiters| limiters.iter()) {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_too_fast_does_not_slow_another() {
        let limits = RateLimits::on();
        let (ana, ben) = (RateLimitKey::User(UserId(1)), RateLimitKey::User(UserId(2)));
        for _ in 0..10 {
            assert_eq!(limits.check(ana.clone(), LimitedAction::WritePost), Ok(()));
        }
        assert!(matches!(
            limits.check(ana.clone(), LimitedAction::WritePost),
            Err(Error::TooManyRequests { seconds: 1..=61 })
        ));
        assert_eq!(limits.check(ana, LimitedAction::Like), Ok(()));
        assert_eq!(limits.check(ben, LimitedAction::WritePost), Ok(()));
    }
}
