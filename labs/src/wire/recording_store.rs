//! The newest recordings, in memory only: they have typed passwords in them, so nothing of them is ever written to a disk.

use super::{Credentials, Recorder, Recording, Recordings, WireError};
use crate::byte_cache::{ByteCache, ByteWeight};
use model::Timestamp;
use std::sync::Arc;

/// Bytes of recordings that are kept, of all learners together.
const RECORDINGS_BYTES_MAX: u64 = 8 << 20;
/// Seconds that a recording is kept.
const AGE_MAX: i64 = 60 * 60;

/// The recorder, and what it recorded last for whom; cheap to clone.
#[derive(Clone)]
pub struct RecordingStore {
    recorder: Recorder,
    recordings: ByteCache<String, StoredRecordings>,
}

/// What was recorded for one learner: both recordings of one sign-in.
pub struct StoredRecordings {
    /// When it was recorded.
    pub at: Timestamp,
    pub recordings: Recordings,
    /// The name and the password that were typed, to be searched for in the recordings.
    pub typed: Credentials,
}

impl ByteWeight for StoredRecordings {
    fn bytes(&self) -> usize {
        // 64 bytes for what a chunk has beside its bytes.
        let bytes =
            |stream: &Recording| stream.chunks.iter().map(|chunk| chunk.bytes.len() + 64).sum::<usize>();
        bytes(&self.recordings.plain) + bytes(&self.recordings.tls) + 1_024
    }
}

impl Default for RecordingStore {
    fn default() -> Self {
        Self { recorder: Recorder::new(), recordings: ByteCache::new(1_000, RECORDINGS_BYTES_MAX) }
    }
}

impl RecordingStore {
    /// Records a sign-in for somebody of this network when it is its turn.
    ///
    /// # Errors
    /// As [`Recorder::record`].
    pub async fn record(&self, network: &str, typed: &Credentials) -> Result<Recordings, WireError> {
        self.recorder.record(network, typed).await
    }

    /// Keeps recordings for a learner, by their key in memory; they replace the ones before.
    pub fn put(&self, learner: &str, recordings: StoredRecordings) {
        self.recordings.insert(learner.to_owned(), Arc::new(recordings));
    }

    /// What was recorded last for a learner, if it is not too old.
    pub fn get(&self, learner: &str, now: Timestamp) -> Option<Arc<StoredRecordings>> {
        self.recordings.get(learner).filter(|stored| now.since(stored.at) <= AGE_MAX)
    }

    /// How many bytes the recordings take, and how many they may.
    pub fn bytes(&self) -> (u64, u64) {
        self.recordings.bytes()
    }

    /// Forgets recordings that are too old.
    pub fn forget_old(&self, now: Timestamp) {
        self.recordings.retain(|stored| now.since(stored.at) <= AGE_MAX);
    }

    /// Forgets what was recorded for a learner.
    pub fn forget(&self, learner: &str) {
        self.recordings.remove(learner);
    }
}
