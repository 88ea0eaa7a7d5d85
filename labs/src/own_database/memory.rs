//! What one process remembers of learners' own databases: the databases to begin with, made once, the last answer of each
//! learner, and the tables of the state they are at. All of it can be had again.

use super::data_set::{SETS, Set};
use crate::{
    byte_cache::{ByteCache, ByteWeight},
    sandbox::{Pool, Refused, RunScript, Schema, ScriptResult},
};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// Bytes of answers that are remembered, of all learners together.
const BYTES_MAX: u64 = 64 << 20;
/// Bytes of tables that are remembered, of all learners together.
const SCHEMA_BYTES_MAX: u64 = 16 << 20;
/// The number under which the site itself waits for a worker: no learner has it.
const SITE: u64 = 0;

/// A database to begin with, made.
pub struct Prepared {
    /// The bytes of the database.
    pub image: Vec<u8>,
    /// Its tables.
    pub schema: Schema,
}

/// What came of the last form that was sent.
#[derive(Clone, Debug)]
pub enum Done {
    /// It ran; statement `from` of the text was the first.
    Ran { ran: Arc<ScriptResult>, from: usize },
    /// It was not run, or not kept; and why.
    Refused(String),
    /// Something else was done, and what.
    Said(String),
}

/// The last answer of one learner.
#[derive(Clone, Debug)]
pub struct Last {
    /// What stands in the editor.
    pub text: String,
    /// What ran, which may be a part of that, or something pasted: what spans in the outcomes point into.
    pub ran: String,
    pub done: Done,
    /// What was pasted and refused: the name of the table, and the text.
    pub pasted: Option<(String, String)>,
}

/// The tables of a state, with the number of the state.
pub type Numbered = (i64, Schema);

impl ByteWeight for Numbered {
    fn bytes(&self) -> usize {
        self.1.tables.iter().map(|table| 4 * table.sql.len() + 1_024).sum::<usize>() + 64
    }
}

/// What is remembered of all learners' databases. One per process; cheap to clone.
#[derive(Clone)]
pub struct Sandboxes {
    sets: Arc<[OnceCell<Prepared>; SETS.len()]>,
    last: ByteCache<i64, Last>,
    schemas: ByteCache<i64, Numbered>,
}

impl Default for Sandboxes {
    fn default() -> Self {
        Self {
            sets: Arc::default(),
            last: ByteCache::new(2_000, BYTES_MAX),
            schemas: ByteCache::new(2_000, SCHEMA_BYTES_MAX),
        }
    }
}

impl Sandboxes {
    /// The database that a set makes.
    ///
    /// # Errors
    /// When no worker can make it now. It is not remembered that it failed: the next call tries again.
    pub async fn prepared(&self, pool: &Pool, set: &Set) -> Result<&Prepared, Refused> {
        let made = self.sets[set.place()].get_or_try_init(|| async {
            let job = RunScript { image: Vec::new(), sql: set.sql.to_owned() };
            let ran = pool.run(SITE, &job).await?;
            Ok(Prepared { image: ran.image.unwrap_or_default(), schema: ran.schema })
        });
        made.await
    }

    /// The same, if it was made already.
    pub fn made(&self, set: &Set) -> Option<&Prepared> {
        self.sets[set.place()].get()
    }

    /// The last answer of a learner, if it is still remembered.
    pub fn last(&self, learner: i64) -> Option<Arc<Last>> {
        self.last.get(&learner)
    }

    /// Remembers the last answer of a learner.
    pub fn put(&self, learner: i64, last: Last) {
        self.last.insert(learner, Arc::new(last));
    }

    /// The tables of state `number` of a learner, if they are remembered.
    pub fn schema(&self, learner: i64, number: i64) -> Option<Arc<Numbered>> {
        self.schemas.get(&learner).filter(|numbered| numbered.0 == number)
    }

    /// Remembers the tables of state `number` of a learner.
    pub fn put_schema(&self, learner: i64, number: i64, schema: Schema) -> Arc<Numbered> {
        let numbered = Arc::new((number, schema));
        self.schemas.insert(learner, numbered.clone());
        numbered
    }

    /// Forgets the tables of a learner. It is needed after a step back, for the next state gets the number of the one that
    /// was removed.
    pub fn forget_schema(&self, learner: i64) {
        self.schemas.remove(&learner);
    }
}

impl ByteWeight for Last {
    fn bytes(&self) -> usize {
        let pasted = self.pasted.as_ref().map_or(0, |(table, text)| table.len() + text.len());
        let done = match &self.done {
            Done::Ran { ran, .. } => ran.outcomes.iter().map(outcome_bytes).sum(),
            Done::Refused(said) | Done::Said(said) => said.len(),
        };
        self.text.len() + self.ran.len() + pasted + done + 4_096
    }
}

/// What an outcome takes in memory, in bytes, about.
pub fn outcome_bytes(outcome: &crate::sandbox::Outcome) -> usize {
    let cells = |row: &Vec<crate::sandbox::Cell>| row.iter().map(cell_bytes).sum::<usize>();
    let rows = outcome.rows.as_ref().map_or(0, |rows| rows.rows.iter().map(cells).sum());
    let changed = |of: &crate::sandbox::RowChange| {
        of.before.as_ref().map_or(0, &cells) + of.after.as_ref().map_or(0, &cells)
    };
    let changes: usize = outcome.changes.iter().flat_map(|change| &change.rows).map(changed).sum();
    rows + changes + 512
}

fn cell_bytes(cell: &crate::sandbox::Cell) -> usize {
    use crate::sandbox::Cell;
    size_of::<Cell>()
        + match cell {
            Cell::Text(text) => text.len(),
            Cell::Blob(bytes) => bytes.len(),
            Cell::Null | Cell::Integer(_) | Cell::Real(_) => 0,
        }
}
