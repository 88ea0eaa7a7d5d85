//! A cache of values that were read from the database within this second, valid while nothing at all was written since.
//!
//! `Db::stamp` tells whether anything was written, by this process or by another one such as the command line. So a person
//! who is disabled or signed out is out at their next request, and a person who clicks fast costs one read a second.

use model::Timestamp;
use quick_cache::sync::Cache;
use std::{fmt, hash::Hash, sync::Arc};
use store::Stamp;

/// A cache of values behind `Arc`, which are shared and not copied.
pub struct FreshCache<K, V>(Cache<K, (Stamp, Timestamp, Arc<V>)>);

impl<K: Eq + Hash + Clone, V> FreshCache<K, V> {
    /// The most values in the cache; those of this crate take a few hundred bytes each.
    pub const VALUES_MAX: usize = 10_000;

    /// The value, if it was read at `now` and the database has the stamp that it had then.
    pub fn find(&self, key: &K, stamp: &Stamp, now: Timestamp) -> Option<Arc<V>> {
        let (then, read_at, value) = self.0.get(key)?;
        (then == *stamp && read_at == now).then_some(value)
    }

    /// Keeps a value. `stamp` must be from before the value was read, so that a write in between is noticed.
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
