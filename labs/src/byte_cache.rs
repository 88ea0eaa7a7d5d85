//! A cache that is bounded by the bytes of what is in it, and not by the number of entries: one learner's answer may be a
//! hundred bytes, another's a megabyte.

use quick_cache::{
    DefaultHashBuilder, Equivalent, OptionsBuilder, Weighter,
    sync::{Cache, DefaultLifecycle},
};
use std::{hash::Hash, sync::Arc};

/// Bytes that are counted for every entry beside its value: for its key, and for the cache's own tables.
const ENTRY_BYTES: usize = 128;

/// Something whose size in memory is known, roughly.
pub trait ByteWeight {
    /// The bytes it takes with everything it owns, about.
    fn bytes(&self) -> usize;
}

/// Values of learners in memory. What was not used for long is dropped where room is needed, so everything in it must be
/// something that can be had again. Cheap to clone; all clones are the same cache.
pub struct ByteCache<K, V> {
    entries: Arc<Cache<K, Arc<V>, ByBytes>>,
}

impl<K, V> Clone for ByteCache<K, V> {
    fn clone(&self) -> Self {
        Self { entries: self.entries.clone() }
    }
}

#[derive(Clone)]
struct ByBytes;

impl<K, V: ByteWeight> Weighter<K, Arc<V>> for ByBytes {
    fn weight(&self, _: &K, value: &Arc<V>) -> u64 {
        (ENTRY_BYTES + value.bytes()) as u64
    }
}

impl<K: Eq + Hash, V: ByteWeight> ByteCache<K, V> {
    /// An empty cache of at most `bytes_max` bytes. `entries` is about how many there will be; its tables are made for
    /// that many.
    pub fn new(entries: usize, bytes_max: u64) -> Self {
        // In one piece: a cache in several pieces refuses a value that is larger than a piece, and the answer of a run that
        // was large would be forgotten before its page is drawn.
        let options = OptionsBuilder::new()
            .shards(1)
            .estimated_items_capacity(entries)
            .weight_capacity(bytes_max)
            .build()
            .expect("both capacities are given");
        let entries =
            Cache::with_options(options, ByBytes, DefaultHashBuilder::default(), DefaultLifecycle::default());
        Self { entries: Arc::new(entries) }
    }

    /// The value of a key, if it is still there.
    pub fn get<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<Arc<V>> {
        self.entries.get(key)
    }

    /// The value of a key, which `make` makes where it is not there; whoever asks meanwhile waits for the same.
    ///
    /// # Errors
    /// What `make` answers. Nothing is kept then.
    pub async fn get_or_insert<E>(
        &self,
        key: &K,
        make: impl Future<Output = Result<Arc<V>, E>>,
    ) -> Result<Arc<V>, E>
    where
        K: Clone,
    {
        self.entries.get_or_insert_async(key, make).await
    }

    /// Puts a value in; it replaces the one before.
    pub fn insert(&self, key: K, value: Arc<V>) {
        self.entries.insert(key, value);
    }

    /// Takes a value out, if it is still there.
    pub fn take<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<Arc<V>> {
        self.entries.remove(key).map(|(_, value)| value)
    }

    /// How many bytes the values take, about, and how many they may.
    pub fn bytes(&self) -> (u64, u64) {
        (self.entries.weight(), self.entries.capacity())
    }

    /// Forgets a value.
    pub fn remove<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) {
        self.entries.remove(key);
    }

    /// Forgets every value that is not to be kept.
    pub fn retain(&self, keeps: impl Fn(&V) -> bool) {
        self.entries.retain(|_, value| keeps(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl ByteWeight for Vec<u8> {
        fn bytes(&self) -> usize {
            self.len()
        }
    }

    #[test]
    fn it_holds_many_small_values_or_few_large_ones() {
        let held = |bytes: usize| {
            let cache = ByteCache::new(100, 100_000);
            (0..100).for_each(|n| cache.insert(n, Arc::new(vec![0; bytes])));
            (0..100).filter(|n| cache.get(n).is_some()).count()
        };
        assert_eq!(held(100), 100);
        assert!((1..12).contains(&held(10_000)), "{}", held(10_000));
    }

    #[test]
    fn a_value_that_takes_nearly_all_of_it_is_held() {
        let cache = ByteCache::new(2_000, 100_000);
        cache.insert(1, Arc::new(vec![0; 90_000]));
        assert!(cache.get(&1).is_some());
    }
}
