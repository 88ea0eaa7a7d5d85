//! A cache of values that were read from the database within the current second. A value is valid only as long as
//! nothing has been written to the database since.
//!
//! `Db::stamp` tells whether anything was written, by this process or by another one such as the command line. So a
//! user who is disabled or signed out is out at the next request, and a user who clicks fast costs one read per second
//! at most.

use model::Timestamp;
use quick_cache::sync::Cache;
use std::{fmt, hash::Hash, sync::Arc};
use store::Stamp;

/// A cache of values behind `Arc`, so that they are shared and not copied.
pub struct FreshCache<K, V>(Cache<K, (Stamp, Timestamp, Arc<V>)>);

impl<K: Eq + Hash + Clone, V> FreshCache<K, V> {
    /// How many values are kept. Those of this crate take a few hundred bytes each.
    pub const VALUES_MAX: usize = 10_000;

    /// The value, if it was read in the second `now` and the database still has the stamp that it had then.
    pub fn find(&self, key: &K, stamp: &Stamp, now: Timestamp) -> Option<Arc<V>> {
        let (then, read_at, value) = self.0.get(key)?;
        (then == *stamp && read_at == now).then_some(value)
    }

    /// How many values are kept, and how many may be.
    pub fn count(&self) -> (u64, u64) {
        (self.0.len() as u64, self.0.capacity())
    }

    /// Forgets values that were not read in the second `now`: nobody is given them any more.
    pub fn forget_old(&self, now: Timestamp) {
        self.0.retain(|_, (_, read_at, _)| *read_at == now);
    }

    /// Keeps a value that was read at `now`. `stamp` must be taken before the value is read: then a write that happens
    /// in between makes the entry invalid, instead of going unnoticed.
    pub fn insert(&self, key: K, stamp: Stamp, now: Timestamp, value: Arc<V>) {
        self.0.insert(key, (stamp, now, value));
    }
}

impl<K: Eq + Hash + Clone, V> Default for FreshCache<K, V> {
    fn default() -> Self {
        Self(Cache::new(Self::VALUES_MAX))
    }
}

impl<K, V> fmt::Debug for FreshCache<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FreshCache")
    }
}
