//! How often one person, one session or one network may do something. Server only.
//!
//! The counters are token buckets in memory (GCRA, by the crate `governor`): a burst is allowed at once, and then one
//! more after each period. They start anew with the server. Failed sign-ins are not counted here but in the database
//! (`store::throttle`), because a restart must not give an attacker new tries.

use crate::Error;
use governor::{DefaultKeyedRateLimiter, Quota, clock::Clock, clock::DefaultClock};
use model::{SessionKey, UserId};
use std::{num::NonZeroU32, sync::Arc, time::Duration};

/// An action whose number is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LimitedAction {
    /// Publishing a post.
    WritePost,
    /// Writing a comment.
    WriteComment,
    /// Liking, or taking a like back.
    Like,
    /// Following, or following no longer.
    Follow,
    /// Changing a post, a comment or a profile, or sharing a trace.
    Edit,
    /// Rendering Markdown while it is being written.
    Preview,
    /// Searching posts and comments.
    Search,
    /// Making an account.
    SignUp,
    /// Downloading everything that the site knows about oneself.
    Download,
    /// Switching the X-ray on or off.
    SwitchXray,
    /// Doing something in a chapter, an exercise or the sandbox.
    Lesson,
    /// Doing something there that keeps the machine busy for seconds.
    HeavyLesson,
    /// The first thing a guest does there, which begins a session. The limit is high, because a whole class may sit
    /// behind one network.
    GuestSession,
}

impl LimitedAction {
    /// All of them, each of which gets its own counters.
    const ALL: [Self; 13] = [
        Self::WritePost,
        Self::WriteComment,
        Self::Like,
        Self::Follow,
        Self::Edit,
        Self::Preview,
        Self::Search,
        Self::SignUp,
        Self::Download,
        Self::SwitchXray,
        Self::Lesson,
        Self::HeavyLesson,
        Self::GuestSession,
    ];

    /// How many are allowed at once, and the time after which one more is.
    fn quota(self) -> (u32, Duration) {
        match self {
            Self::WritePost => (10, Duration::from_secs(60)),
            Self::WriteComment => (20, Duration::from_secs(10)),
            Self::Like => (100, Duration::from_secs(1)),
            Self::Follow => (60, Duration::from_secs(5)),
            Self::Edit => (60, Duration::from_secs(5)),
            Self::Preview => (60, Duration::from_secs(1)),
            Self::Search => (30, Duration::from_secs(2)),
            Self::SignUp => (20, Duration::from_secs(60)),
            Self::Download => (5, Duration::from_secs(60)),
            Self::SwitchXray => (60, Duration::from_secs(10)),
            Self::Lesson => (120, Duration::from_millis(500)),
            Self::HeavyLesson => (12, Duration::from_secs(5)),
            Self::GuestSession => (600, Duration::from_secs(10)),
        }
    }
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
        let limiter = |action: LimitedAction| {
            let (burst, every) = action.quota();
            let quota = Quota::with_period(every)
                .expect("no period above is zero")
                .allow_burst(NonZeroU32::new(burst).expect("no burst above is zero"));
            (action, DefaultKeyedRateLimiter::keyed(quota))
        };
        Self { limiters: Some(Arc::new(LimitedAction::ALL.map(limiter).into())) }
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
