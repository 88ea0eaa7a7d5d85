//! The last answer of each learner to each SQL exercise, with its result.
//!
//! It is in memory only and may be forgotten, because one click computes it again.

use crate::{
    byte_cache::{ByteCache, ByteWeight},
    grade::{Report, Verdict},
    own_database::result_bytes,
    sandbox::{Rows, Schema, ScriptResult, TableChange},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How many bytes of answers are remembered, over all learners.
const BYTES_MAX: u64 = 8 << 20;
/// About how many answers fit into that; sets the size of the cache's tables.
const ENTRIES: usize = 4_000;

/// How many bytes of samples are remembered, over all exercises.
const SAMPLE_BYTES_MAX: u64 = 8 << 20;
/// About how many samples there are.
const SAMPLES: usize = 200;

/// The result of the last run or check.
pub enum Done {
    /// The text was run, and not graded.
    Ran(Box<ScriptResult>),
    /// The text was graded.
    Checked(Box<Verdict>),
    /// The text is an exercise of the learner's own, and was proved.
    Proved(Box<Report>),
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
            Done::Proved(report) => report.bytes(),
            Done::Refused(said) => said.len(),
        };
        self.sql.len() + result + 1_024
    }
}

/// The database that an exercise shows to everybody.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sample {
    /// The database as bytes, in SQLite's file format.
    pub image: Vec<u8>,
    /// Its tables.
    pub schema: Schema,
    /// What the page shows of it; none where it could not be read.
    #[serde(skip)]
    pub preview: Option<Preview>,
}

/// The beginning of the tables that an exercise is about, and what a right answer makes of them.
#[derive(Clone, Debug)]
pub struct Preview {
    /// In the order of the schema. A table of no columns that can be read is left out.
    pub tables: Vec<FirstRows>,
    /// What is asked for.
    pub asked: Asked,
}

/// The first rows of a table.
#[derive(Clone, Debug)]
pub struct FirstRows {
    /// The table's name.
    pub table: String,
    /// Its first rows, with long values cut.
    pub rows: Rows,
    /// How many rows it has, where they were counted.
    pub all: Option<i64>,
}

/// What a right answer makes of the sample.
#[derive(Clone, Debug)]
pub enum Asked {
    /// The rows of a query, with long values cut.
    Rows(Rows),
    /// The rows that change.
    Changes(Vec<TableChange>),
    /// Tables are asked for, and no rows.
    Tables,
}

impl ByteWeight for Sample {
    fn bytes(&self) -> usize {
        let tables = self.schema.tables.iter().map(|table| table.sql.len() + 2_048);
        // A preview has a few rows, and their values are cut.
        self.image.len() + tables.sum::<usize>() + (16 << 10)
    }
}

/// The last answers, and the databases of exercises. There is one per process; a clone shares it and is cheap.
#[derive(Clone)]
pub struct LastAnswers {
    last: ByteCache<String, LastAnswer>,
    samples: ByteCache<u64, Sample>,
}

impl Default for LastAnswers {
    fn default() -> Self {
        Self { last: ByteCache::new(ENTRIES, BYTES_MAX), samples: ByteCache::new(SAMPLES, SAMPLE_BYTES_MAX) }
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

    /// How many bytes the samples take, and how many they may.
    pub fn sample_bytes(&self) -> (u64, u64) {
        self.samples.bytes()
    }

    /// How many bytes the answers take, and how many they may.
    pub fn bytes(&self) -> (u64, u64) {
        self.last.bytes()
    }

    /// The database that exercises show to everybody whose SQL has this digest. It is made at the first call by `make`, and
    /// whoever calls meanwhile waits for the same.
    ///
    /// # Errors
    /// What `make` answers. The failure is not remembered, so the next call tries again.
    pub async fn sample<E>(
        &self,
        digest: u64,
        make: impl Future<Output = Result<Arc<Sample>, E>>,
    ) -> Result<Arc<Sample>, E> {
        self.samples.get_or_insert(&digest, make).await
    }
}

/// Names of exercises have no spaces, so two different pairs never have the same key.
fn key(learner: &str, exercise: &str) -> String {
    format!("{exercise} {learner}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    use tokio::{sync::Semaphore, task::JoinSet};

    fn sample() -> Arc<Sample> {
        Arc::new(Sample { image: vec![7], schema: Schema::default(), preview: None })
    }

    #[tokio::test]
    async fn k3_sixteen_who_ask_for_one_sample_wait_for_the_same() {
        let answers = LastAnswers::default();
        let [asked, made] = [0, 0].map(|count| Arc::new(AtomicUsize::new(count)));
        let may_go_on = Arc::new(Semaphore::new(0));
        let mut sixteen = JoinSet::new();
        for _ in 0..16 {
            let (answers, asked, made) = (answers.clone(), asked.clone(), made.clone());
            let may_go_on = may_go_on.clone();
            sixteen.spawn(async move {
                let make = async {
                    made.fetch_add(1, Relaxed);
                    let _ = may_go_on.acquire().await;
                    Ok::<_, ()>(sample())
                };
                asked.fetch_add(1, Relaxed);
                answers.sample(7, make).await.map(|sample| sample.image.clone())
            });
        }
        while asked.load(Relaxed) < 16 {
            tokio::task::yield_now().await;
        }
        may_go_on.add_permits(16);
        assert_eq!(sixteen.join_all().await, vec![Ok(vec![7]); 16]);
        assert_eq!(made.load(Relaxed), 1);
    }

    #[tokio::test]
    async fn a_sample_that_could_not_be_made_is_tried_again() {
        let answers = LastAnswers::default();
        assert_eq!(answers.sample(7, async { Err("busy") }).await.err(), Some("busy"));
        assert!(answers.sample(7, async { Ok::<_, ()>(sample()) }).await.is_ok());
    }
}
