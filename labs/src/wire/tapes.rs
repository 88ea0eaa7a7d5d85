//! The newest recordings, in memory alone: they have typed passwords in them.

use super::{Credentials, Recorder, Recording, Recordings, WireError};
use model::Timestamp;
use quick_cache::{Weighter, sync::Cache};
use std::sync::Arc;

/// Bytes of recordings that are kept, in all.
const TAPES_BYTES_MAX: u64 = 16 << 20;
/// Seconds that a recording is kept.
const AGE_MAX: i64 = 60 * 60;

/// The recorder, and what it recorded last for whom; cheap to clone.
#[derive(Clone)]
pub struct Tapes {
    recorder: Recorder,
    kept: Arc<Cache<String, Arc<Tape>, ByBytes>>,
}

pub struct Tape {
    pub at: Timestamp,
    pub recordings: Recordings,
    pub typed: Credentials,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<String, Arc<Tape>> for ByBytes {
    fn weight(&self, key: &String, tape: &Arc<Tape>) -> u64 {
        let bytes =
            |stream: &Recording| stream.chunks.iter().map(|chunk| chunk.bytes.len() + 64).sum::<usize>();
        (key.len() + bytes(&tape.recordings.plain) + bytes(&tape.recordings.tls)) as u64
    }
}

impl Default for Tapes {
    fn default() -> Self {
        Self {
            recorder: Recorder::new(),
            kept: Arc::new(Cache::with_weighter(1_000, TAPES_BYTES_MAX, ByBytes)),
        }
    }
}

impl Tapes {
    /// Records a sign-in when it is its turn.
    ///
    /// # Errors
    /// As [`Recorder::record`].
    pub async fn record(&self, typed: &Credentials) -> Result<Recordings, WireError> {
        self.recorder.record(typed).await
    }

    /// Keeps a recording for somebody, by their name in memory; it replaces the one before.
    pub fn put(&self, learner: &str, tape: Tape) {
        self.kept.insert(learner.to_owned(), Arc::new(tape));
    }

    /// What was recorded last for somebody, if it is not too old.
    pub fn get(&self, learner: &str, now: Timestamp) -> Option<Arc<Tape>> {
        self.kept.get(learner).filter(|tape| now.since(tape.at) <= AGE_MAX)
    }

    /// Forgets recordings that are too old.
    pub fn forget_old(&self, now: Timestamp) {
        self.kept.retain(|_, tape| now.since(tape.at) <= AGE_MAX);
    }

    /// Forgets what was recorded for somebody, by their name in memory.
    pub fn forget(&self, learner: &str) {
        self.kept.remove(learner);
    }
}
