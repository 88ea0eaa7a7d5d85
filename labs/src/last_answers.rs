//! The last answer of each learner to each SQL exercise, with its result.
//!
//! It is in memory only and may be forgotten, because one click computes it again.

use crate::{
    byte_cache::{ByteCache, ByteWeight},
    grade::Verdict,
    own_database::result_bytes,
    sandbox::{Schema, ScriptResult},
};
use quick_cache::sync::Cache;
use std::sync::Arc;

/// How many bytes of answers are remembered, over all learners.
const BYTES_MAX: u64 = 16 << 20;
/// About how many answers fit into that; sets the size of the cache's tables.
const ENTRIES: usize = 4_000;

/// The result of the last run or check.
pub enum Done {
    /// The text was run, and not graded.
    Ran(Box<ScriptResult>),
    /// The text was graded.
    Checked(Box<Verdict>),
    /// Nothing was run. The sentence says why.
    Refused(String),
}

/// The last answer of one learner to one exercise.
pub struct LastAnswer {
    /// The text of the answer.
    pub sql: String,
    /// What came of it.
    pub done: Done,
}

impl ByteWeight for LastAnswer {
    fn bytes(&self) -> usize {
        let result = match &self.done {
            Done::Ran(ran) => result_bytes(ran),
            // A verdict has few rows, and their values are cut, so one bound serves for all.
            Done::Checked(_) => 32 << 10,
            Done::Refused(said) => said.len(),
        };
        self.sql.len() + result + 1_024
    }
}

/// The database that an exercise shows to everybody.
pub struct Sample {
    /// The database as bytes, in SQLite's file format.
    pub image: Vec<u8>,
    /// Its tables.
    pub schema: Schema,
}

/// The last answers, and the databases of exercises. There is one per process; a clone shares it and is cheap.
#[derive(Clone)]
pub struct LastAnswers {
    last: ByteCache<String, LastAnswer>,
    samples: Arc<Cache<&'static str, Arc<Sample>>>,
}

impl Default for LastAnswers {
    fn default() -> Self {
        Self { last: ByteCache::new(ENTRIES, BYTES_MAX), samples: Arc::new(Cache::new(200)) }
    }
}

impl LastAnswers {
    /// The last answer of a learner to an exercise, if it is remembered. `learner` is the key in memory
    /// (`lessons::learner::memory_key`).
    pub fn find(&self, learner: &str, exercise: &str) -> Option<Arc<LastAnswer>> {
        self.last.get(&key(learner, exercise))
    }

    /// Remembers an answer in place of the one before.
    pub fn put(&self, learner: &str, exercise: &str, answer: LastAnswer) {
        self.last.insert(key(learner, exercise), Arc::new(answer));
    }

    /// How many bytes the answers take, and how many they may.
    pub fn bytes(&self) -> (u64, u64) {
        self.last.bytes()
    }

    /// The database that the exercise of this file shows to everybody, if it was made already.
    pub fn sample(&self, file: &'static str) -> Option<Arc<Sample>> {
        self.samples.get(&file)
    }

    /// Remembers the database that the exercise of this file shows to everybody.
    pub fn put_sample(&self, file: &'static str, sample: Arc<Sample>) {
        self.samples.insert(file, sample);
    }
}

/// Names of exercises have no spaces, so two different pairs never have the same key.
fn key(learner: &str, exercise: &str) -> String {
    format!("{exercise} {learner}")
}
