//! How often one person, one session or one network may do something. Server only.
//!
//! The counters are token buckets in memory (GCRA, by the crate `governor`): a burst is allowed at once, and then one
//! more after each period. They start anew with the server. Failed sign-ins are not counted here but in the database
//! (`store::sign_in_throttle`), because a restart must not give an attacker new tries.

use crate::Error;
use crate::rate_limit_store::BoundedCounters;
use governor::{Quota, RateLimiter, clock::Clock, clock::DefaultClock};
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

type Counters = BoundedCounters<RateLimitKey>;
/// The counters stand beside the limiter that uses them, which does not show them.
type Limiter = (LimitedAction, RateLimiter<RateLimitKey, Counters, DefaultClock>, Counters);

/// The most keys that are counted for each action. With their part of the tables they take about 200 bytes each.
pub const KEYS_MAX: usize = 10_000;

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
            let counters = Counters::new(KEYS_MAX);
            (*action, RateLimiter::new(quota, counters.clone(), DefaultClock::default()), counters)
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
        let Some((_, limiter, _)) = limiters.iter().find(|(limited, ..)| *limited == action) else {
            return Ok(());
        };
        limiter.check_key(&key).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            Error::TooManyRequests { seconds: wait.as_secs() + 1 }
        })
    }

    /// How many keys are counted, over all actions.
    pub fn key_count(&self) -> usize {
        let limiters = self.limiters.iter().flat_map(|limiters| limiters.iter());
        limiters.map(|(.., counters)| counters.len()).sum()
    }

    /// The most keys that are counted, over all actions.
    pub const ALL_KEYS_MAX: usize = KEYS_MAX * LimitedAction::ALL.len();
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

    #[test]
    fn r1_strangers_without_number_take_only_so_much_memory_and_one_who_goes_on_stays_counted() {
        let limits = RateLimits::on();
        let busy = RateLimitKey::User(UserId(1));
        let mut refused = 0;
        for n in 0..KEYS_MAX * 4 {
            let stranger = RateLimitKey::Network(format!("2001:db8:{n:x}::/48"));
            assert_eq!(limits.check(stranger, LimitedAction::WritePost), Ok(()));
            if n % 100 == 0 {
                refused += usize::from(limits.check(busy.clone(), LimitedAction::WritePost).is_err());
            }
        }
        assert!(limits.key_count() <= KEYS_MAX, "{}", limits.key_count());
        assert_eq!(refused, 4 * KEYS_MAX / 100 - 10);
    }
}
