//! Places of which one network cannot take all: so many in all, and fewer for each network.
//!
//! A place is taken or refused at once. Whoever has one may still have to wait for their turn; that is the caller's.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Places for something of which there can be only so many at the same time. Cheap to clone; clones share them.
#[derive(Clone, Debug)]
pub(crate) struct NetworkPlaces {
    places_max: usize,
    network_max: usize,
    /// How many places each network has. A network without any is not in it.
    taken: Arc<Mutex<HashMap<String, usize>>>,
}

/// A place. Dropping it gives it back.
#[derive(Debug)]
pub(crate) struct Place {
    places: NetworkPlaces,
    network: String,
}

impl NetworkPlaces {
    /// `places_max` in all, `network_max` of them for one network.
    pub fn new(places_max: usize, network_max: usize) -> Self {
        Self { places_max, network_max, taken: Arc::default() }
    }

    /// A place for somebody of this network; `None` where none is free for them.
    pub fn take(&self, network: &str) -> Option<Place> {
        let mut taken = self.lock();
        let own = taken.get(network).copied().unwrap_or_default();
        if own >= self.network_max || taken.values().sum::<usize>() >= self.places_max {
            return None;
        }
        taken.insert(network.to_owned(), own + 1);
        Some(Place { places: self.clone(), network: network.to_owned() })
    }

    /// How many places this network has taken.
    pub fn count(&self, network: &str) -> usize {
        self.lock().get(network).copied().unwrap_or_default()
    }

    /// The map. A panic while it was locked cannot have left it broken, so a poisoned lock is taken as well.
    fn lock(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// The network whose place it is.
    pub fn network(&self) -> &str {
        &self.network
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.lock();
        if let Some(count) = taken.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r1_one_network_cannot_take_all_places_and_they_come_back() {
        let places = NetworkPlaces::new(3, 2);
        let [first, second] = ["school", "school"].map(|network| places.take(network).unwrap());
        assert!(places.take("school").is_none());
        let home = places.take("home").unwrap();
        assert!(places.take("elsewhere").is_none());
        drop(home);
        assert!(places.take("school").is_none(), "a free place is not for a network that has its share");
        assert!(places.take("elsewhere").is_some());
        drop((first, second));
        assert!(places.lock().is_empty());
    }
}
