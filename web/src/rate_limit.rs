//! How much of something one person, or one network, may do in a while. Server only.

use crate::Error;
use governor::{DefaultKeyedRateLimiter, Quota, clock::Clock, clock::DefaultClock};
use model::{SessionKey, UserId};
use std::{num::NonZeroU32, sync::Arc, time::Duration};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    WritePost,
    WriteComment,
    Like,
    Follow,
    Edit,
    Preview,
    Search,
    SignUp,
    Download,
    Glass,
    /// A deed in a chapter.
    Lab,
    /// One that keeps the machine busy for seconds.
    HeavyLab,
    /// A guest’s first deed there; a whole class may sit behind one network.
    GuestSession,
}

impl Act {
    /// So many at once, and one more after each such time.
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
            Self::Glass => (60, Duration::from_secs(10)),
            Self::Lab => (120, Duration::from_millis(500)),
            Self::HeavyLab => (12, Duration::from_secs(5)),
            Self::GuestSession => (600, Duration::from_secs(10)),
        }
    }
}

/// RateLimitKey is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RateLimitKey {
    User(UserId),
    Session(SessionKey),
    Network(String),
}

type Counter = (Act, DefaultKeyedRateLimiter<RateLimitKey>);

/// Counters for every act; cheap to clone.
#[derive(Clone)]
pub struct RateLimits {
    counters: Option<Arc<Vec<Counter>>>,
}

const ACTS: [Act; 13] = [
    Act::WritePost,
    Act::WriteComment,
    Act::Like,
    Act::Follow,
    Act::Edit,
    Act::Preview,
    Act::Search,
    Act::SignUp,
    Act::Download,
    Act::Glass,
    Act::Lab,
    Act::HeavyLab,
    Act::GuestSession,
];

impl RateLimits {
    /// The limits of a real site.
    pub fn on() -> Self {
        let counter = |act: Act| {
            let (burst, every) = act.quota();
            let quota = Quota::with_period(every)
                .expect("no period above is zero")
                .allow_burst(NonZeroU32::new(burst).expect("no burst above is zero"));
            (act, DefaultKeyedRateLimiter::keyed(quota))
        };
        Self { counters: Some(Arc::new(ACTS.map(counter).into())) }
    }

    /// No limits, for measuring and for filling a site in tests.
    pub fn off() -> Self {
        Self { counters: None }
    }

    /// Counts one act.
    ///
    /// # Errors
    /// `TooFast` where it is one too many.
    pub fn count(&self, who: RateLimitKey, act: Act) -> Result<(), Error> {
        let Some(counters) = &self.counters else { return Ok(()) };
        let Some((_, counter)) = counters.iter().find(|(counted, _)| *counted == act) else { return Ok(()) };
        counter.check_key(&who).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            Error::TooFast { seconds: wait.as_secs() + 1 }
        })
    }

    /// Forgets whoever has been quiet long enough to count as new.
    pub fn forget_quiet(&self) {
        for (_, counter) in self.counters.iter().flat_map(|counters| counters.iter()) {
            counter.retain_recent();
            counter.shrink_to_fit();
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
            assert_eq!(limits.count(ana.clone(), Act::WritePost), Ok(()));
        }
        assert!(matches!(limits.count(ana.clone(), Act::WritePost), Err(Error::TooFast { seconds: 1..=61 })));
        assert_eq!(limits.count(ana, Act::Like), Ok(()));
        assert_eq!(limits.count(ben, Act::WritePost), Ok(()));
    }
}
