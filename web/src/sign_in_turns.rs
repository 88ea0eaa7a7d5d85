//! Turns at signing in, for networks from which many passwords were wrong. Server only.
//!
//! Whoever guesses passwords from a network is slowed down without shutting out the others there who know theirs: tries from
//! it are looked at one after another, one in a second, in the order in which they came. A try waits for its turn within its
//! request; it is refused only where its turn would come too late.
//!
//! Never here: how many tries failed. That is kept in the database (`store::sign_in_throttle`), for a restart must not give
//! new tries.

use crate::Error;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, sleep_until};

/// From one turn of a network to its next one.
const TURN: Duration = Duration::from_secs(1);
/// How long a try may wait for its turn.
const WAIT_MAX: Duration = Duration::from_secs(10);
/// Networks that are remembered. With more of them than that, all others take turns as if they were one.
const NETWORKS_MAX: usize = 10_000;

/// The turns of every network. Cheap to clone, and clones are one.
#[derive(Clone, Default)]
pub struct SignInTurns {
    /// When each network's next turn is.
    next: Arc<Mutex<HashMap<String, Instant>>>,
}

impl SignInTurns {
    /// Waits for the next turn of a network.
    ///
    /// # Errors
    /// `TooManyRequests` with the seconds after which there is a place, where too many wait already.
    pub async fn wait(&self, network: &str) -> Result<(), Error> {
        sleep_until(self.reserve(network, Instant::now())?).await;
        Ok(())
    }

    fn reserve(&self, network: &str, now: Instant) -> Result<Instant, Error> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        if !next.contains_key(network) && next.len() >= NETWORKS_MAX {
            next.retain(|_, turn| *turn > now);
        }
        let is_full = !next.contains_key(network) && next.len() >= NETWORKS_MAX;
        let place = next.entry(if is_full { String::new() } else { network.to_owned() }).or_insert(now);
        let turn = (*place).max(now);
        let wait = turn - now;
        if wait > WAIT_MAX {
            let seconds = (wait - WAIT_MAX).as_millis().div_ceil(1_000).max(1);
            return Err(Error::TooManyRequests { seconds: u64::try_from(seconds).unwrap_or(u64::MAX) });
        }
        *place = turn + TURN;
        Ok(turn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p6_tries_of_one_network_are_looked_at_one_in_a_second_and_in_order() {
        let (turns, now) = (SignInTurns::default(), Instant::now());
        for n in 0..=10 {
            assert_eq!(turns.reserve("192.0.2.0/24", now), Ok(now + Duration::from_secs(n)));
        }
        assert_eq!(turns.reserve("192.0.2.0/24", now), Err(Error::TooManyRequests { seconds: 1 }));
        assert_eq!(turns.reserve("198.51.100.0/24", now), Ok(now), "another network does not wait");
    }

    #[test]
    fn p6_who_comes_again_after_the_told_wait_gets_a_turn() {
        let (turns, now) = (SignInTurns::default(), Instant::now());
        while turns.reserve("192.0.2.0/24", now).is_ok() {}
        let later = now + Duration::from_millis(300);
        assert_eq!(turns.reserve("192.0.2.0/24", later), Err(Error::TooManyRequests { seconds: 1 }));
        let told = later + Duration::from_secs(1);
        assert_eq!(turns.reserve("192.0.2.0/24", told), Ok(now + Duration::from_secs(11)));
    }

    #[test]
    fn no_more_networks_are_remembered_than_may_be() {
        let (turns, now) = (SignInTurns::default(), Instant::now());
        for n in 0..NETWORKS_MAX + 5 {
            assert!(turns.reserve(&n.to_string(), now).is_ok());
        }
        assert_eq!(turns.next.lock().unwrap().len(), NETWORKS_MAX + 1);
    }
}
