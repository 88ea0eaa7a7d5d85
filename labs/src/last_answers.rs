//! The last result of each learner at each SQL exercise, in memory only: it can be had again by one click.

use crate::{
    byte_cache::{ByteCache, ByteWeight},
    grade::Verdict,
    own_database::outcome_bytes,
    sandbox::{Schema, ScriptResult},
};
use quick_cache::sync::Cache;
use std::sync::Arc;

/// Bytes of results that are remembered, of all learners together.
const BYTES_MAX: u64 = 48 << 20;
/// About how many results there are then.
const ENTRIES: usize = 4_000;

/// What came of the last run or check.
pub enum Done {
    /// The text was run, and not graded.
    Ran(Box<ScriptResult>),
    /// The text was graded.
    Checked(Box<Verdict>),
    /// Nothing was run, and why, as a sentence.
    Refused(String),
}

/// The last result of one learner at one exercise, and the text it belongs to.
pub struct LastAnswer {
    /// The text.
    pub sql: String,
    /// What came of it.
    pub done: Done,
}

impl ByteWeight for LastAnswer {
    fn bytes(&self) -> usize {
        let result = match &self.done {
            Done::Ran(ran) => ran.outcomes.iter().map(outcome_bytes).sum(),
            // The rows of a verdict are few, and their values are cut.
            Done::Checked(_) => 32 << 10,
            Done::Refused(said) => said.len(),
        };
        self.sql.len() + result + 1_024
    }
}

/// The database that an exercise shows, made.
pub struct Sample {
    /// The bytes of the database.
    pub image: Vec<u8>,
    /// Its tables.
    pub schema: Schema,
}

/// The last results, and the databases to look at. One per process; cheap to clone.
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
    /// The last result of a learner, by their key in memory, at an exercise.
    pub fn find(&self, learner: &str, exercise: &str) -> Option<Arc<LastAnswer>> {
        self.last.get(&key(learner, exercise))
    }

    /// Remembers a result; it replaces the one before.
    pub fn put(&self, learner: &str, exercise: &str, answer: LastAnswer) {
        self.last.insert(key(learner, exercise), Arc::new(answer));
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

fn key(learner: &str, exercise: &str) -> String {
    format!("{exercise} {learner}")
}
