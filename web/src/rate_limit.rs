//! How often one person, one session or one network may do something. Server only.
//!
//! The counters are token buckets in memory (GCRA, by the crate `governor`): a burst is allowed at once, and then one
//! more after each period. They start anew with the server. Failed sign-ins are not counted here but in the database
//! (`store::sign_in_throttle`), because a restart must not give an attacker new tries.

use crate::{Error, sign_in_turns::SignInTurns};
use governor::{
    DefaultDirectRateLimiter, DefaultKeyedRateLimiter, NotUntil, Quota,
    clock::{Clock, DefaultClock},
};
use model::{SessionKey, UserId};
use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

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
    /// Making an account; a setting says how many at once, and then one more after each such share of ten minutes.
    SignUp: 50 at once, one more after each Duration::from_secs(12);
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

/// Within this time as many people may sign up from one network as its limit says.
const SIGN_UP_PERIOD: Duration = Duration::from_secs(10 * 60);
/// Networks with a limit of their own at the same time. One more takes the place of the one whose limit ends first.
const OWN_LIMITS_MAX: usize = 1_000;

/// The counters of every action. Cheap to clone, and clones count together.
#[derive(Clone)]
pub struct RateLimits {
    /// `None` where nothing is limited.
    limiters: Option<Arc<Vec<Limiter>>>,
    /// The turns at signing in, for networks from which many passwords were wrong.
    pub sign_in_turns: SignInTurns,
    /// Networks in which other numbers of people may sign up for a while.
    own_sign_up_limits: Arc<Mutex<HashMap<String, OwnLimit>>>,
}

/// The limit of one network on signing up.
struct OwnLimit {
    until: Instant,
    limiter: DefaultDirectRateLimiter,
}

impl RateLimits {
    /// The limits of a real site, where so many people may sign up from one network within ten minutes.
    pub fn on(sign_ups_per_network: NonZeroU32) -> Self {
        let limiter = |action: &LimitedAction| {
            let quota = match action {
                LimitedAction::SignUp => sign_up_quota(sign_ups_per_network),
                _ => {
                    let (burst, every) = action.quota();
                    let burst = NonZeroU32::new(burst).expect("no burst above is zero");
                    Quota::with_period(every).expect("no period above is zero").allow_burst(burst)
                }
            };
            (*action, DefaultKeyedRateLimiter::keyed(quota))
        };
        let limiters = LimitedAction::ALL.iter().map(limiter).collect();
        Self { limiters: Some(Arc::new(limiters)), ..Self::off() }
    }

    /// No limits, for measuring and for filling a site in tests.
    pub fn off() -> Self {
        Self { limiters: None, sign_in_turns: SignInTurns::default(), own_sign_up_limits: Arc::default() }
    }

    /// Lets so many people sign up from this network within ten minutes, for `lifetime` from now; whoever signed up there
    /// before does not count. Afterwards the limit of all networks holds again.
    pub fn set_sign_ups(&self, network: &str, people: NonZeroU32, lifetime: Duration) {
        let now = Instant::now();
        let limiter = DefaultDirectRateLimiter::direct(sign_up_quota(people));
        let mut own = self.own_limits();
        own.retain(|_, limit| limit.until > now);
        if own.len() >= OWN_LIMITS_MAX && !own.contains_key(network) {
            let first = own.iter().min_by_key(|(_, limit)| limit.until).map(|(network, _)| network.clone());
            own.remove(&first.unwrap_or_default());
        }
        own.insert(network.to_owned(), OwnLimit { until: now + lifetime, limiter });
    }

    /// Counts one action of `key`.
    ///
    /// # Errors
    /// `TooManyRequests` where it is one too many.
    pub fn check(&self, key: RateLimitKey, action: LimitedAction) -> Result<(), Error> {
        let Some(limiters) = &self.limiters else { return Ok(()) };
        if let (RateLimitKey::Network(network), LimitedAction::SignUp) = (&key, action)
            && let Some(own) = self.own_limits().get(network).filter(|own| own.until > Instant::now())
        {
            return own.limiter.check().map_err(too_many_requests);
        }
        let Some((_, limiter)) = limiters.iter().find(|(limited, _)| *limited == action) else {
            return Ok(());
        };
        limiter.check_key(&key).map_err(too_many_requests)
    }

    fn own_limits(&self) -> MutexGuard<'_, HashMap<String, OwnLimit>> {
        self.own_sign_up_limits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Drops the counters of keys that could do a whole burst again, so that memory does not grow with each visitor.
    pub fn retain_recent(&self) {
        for (_, limiter) in self.limiters.iter().flat_map(|limiters| limiters.iter()) {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

/// So many at once, and one more whenever its share of the period is over.
fn sign_up_quota(people: NonZeroU32) -> Quota {
    let every = SIGN_UP_PERIOD / people.get();
    Quota::with_period(every).expect("a u32 does not make a share of nothing").allow_burst(people)
}

/// The refusal, with the seconds after which one more is allowed, rounded up.
fn too_many_requests(not_until: NotUntil<<DefaultClock as Clock>::Instant>) -> Error {
    let wait = not_until.wait_time_from(DefaultClock::default().now());
    Error::TooManyRequests { seconds: wait.as_secs() + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_too_fast_does_not_slow_another() {
        let limits = RateLimits::on(NonZeroU32::MIN);
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

    fn people(n: u32) -> NonZeroU32 {
        NonZeroU32::new(n).unwrap()
    }

    #[test]
    fn p6_a_network_has_as_many_sign_ups_as_the_setting_says_and_is_told_its_true_wait() {
        let limits = RateLimits::on(people(120));
        let sign_up =
            |network: &str| limits.check(RateLimitKey::Network(network.to_owned()), LimitedAction::SignUp);
        for n in 0..120 {
            assert_eq!(sign_up("192.0.2.0/24"), Ok(()), "pupil {n}");
        }
        // The next place is there after a hundred-and-twentieth of ten minutes, rounded up.
        assert!(matches!(sign_up("192.0.2.0/24"), Err(Error::TooManyRequests { seconds: 4..=6 })));
        assert_eq!(sign_up("198.51.100.0/24"), Ok(()));
    }

    #[test]
    fn the_limit_of_one_network_can_be_raised_for_a_while() {
        let limits = RateLimits::on(people(2));
        let school = || limits.check(RateLimitKey::Network("192.0.2.0/24".to_owned()), LimitedAction::SignUp);
        assert_eq!([school().is_ok(), school().is_ok(), school().is_ok()], [true, true, false]);
        limits.set_sign_ups("192.0.2.0/24", people(30), Duration::from_secs(60));
        assert_eq!((0..31).filter(|_| school().is_ok()).count(), 30);
        limits.set_sign_ups("192.0.2.0/24", people(30), Duration::ZERO);
        assert!(school().is_err(), "the time is over");
    }

    #[test]
    fn only_so_many_networks_have_a_limit_of_their_own() {
        let limits = RateLimits::on(people(2));
        for n in 0..OWN_LIMITS_MAX + 10 {
            limits.set_sign_ups(&n.to_string(), people(30), Duration::from_secs(60));
        }
        assert_eq!(limits.own_limits().len(), OWN_LIMITS_MAX);
    }
}
