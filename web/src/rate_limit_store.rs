//! The counters behind a rate limit, bounded in number: strangers choose the keys, and each takes memory. Server only.

use governor::state::{InMemoryState, NotKeyed, StateStore};
use quick_cache::sync::Cache;
use std::{hash::Hash, sync::Arc};

/// A counter for each key, in the form that `governor` asks for. Where a new key finds no room, the counter that was used least
/// of late goes; its owner may then begin a burst anew, which is less than a flood of keys has already taken.
/// Cheap to clone; clones are the same counters.
#[derive(Clone)]
pub struct BoundedCounters<K>(Arc<Cache<K, Arc<InMemoryState>>>);

impl<K: Eq + Hash + Clone> BoundedCounters<K> {
    /// No counters yet, and room for `keys_max`.
    pub fn new(keys_max: usize) -> Self {
        Self(Arc::new(Cache::new(keys_max)))
    }

    /// How many keys are counted.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl<K: Eq + Hash + Clone> StateStore for BoundedCounters<K> {
    type Key = K;

    fn measure_and_replace<T, F, E>(&self, key: &K, f: F) -> Result<T, E>
    where
        F: Fn(Option<governor::nanos::Nanos>) -> Result<(T, governor::nanos::Nanos), E>,
    {
        // Two requests that begin one counter at the same time get the same one.
        let made = self.0.get_or_insert_with(key, || Ok::<_, std::convert::Infallible>(Arc::default()));
        let Ok(counter) = made;
        counter.measure_and_replace(&NotKeyed::NonKey, f)
    }
}
