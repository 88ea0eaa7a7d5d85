//! What one process remembers of learners' own databases: the databases that the data sets make, the last result of
//! each learner, and the schema of the state that each learner's database is at.
//!
//! All of it only saves time and can be computed again, so the bounds below may drop any of it at any moment.

use super::{
    data_set::{DATA_SETS, DataSet},
    weight::{result_bytes, schema_bytes},
};
use crate::{
    byte_cache::{ByteCache, ByteWeight},
    sandbox::{Claim, Pool, Refused, RunScript, Schema, ScriptResult},
};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// How many bytes of results are remembered, over all learners.
const BYTES_MAX: u64 = 12 << 20;
/// How many bytes of schemas are remembered, over all learners.
const SCHEMA_BYTES_MAX: u64 = 2 << 20;

/// The database that a data set made.
pub struct Prepared {
    /// The database as bytes, in SQLite's file format.
    pub image: Vec<u8>,
    /// Its tables.
    pub schema: Schema,
}

/// The result of the last form that a learner sent.
#[derive(Clone, Debug)]
pub enum Done {
    /// A script ran. Its first statement was number `from` of the text in the editor.
    Ran { ran: Arc<ScriptResult>, from: usize },
    /// Nothing was run, or its result was not kept. The sentence says why.
    Refused(String),
    /// Something else was done, such as a step back. The sentence says what.
    Said(String),
}

/// The last result of one learner.
#[derive(Clone, Debug)]
pub struct LastResult {
    /// The text in the editor.
    pub text: String,
    /// The script that ran: a part of the text, or something that was pasted. Spans in the outcomes are positions in
    /// it.
    pub ran: String,
    /// What came of it.
    pub done: Done,
    /// What was pasted and refused: the name of the table, and the text. The form shows it again, so that it is not
    /// lost.
    pub pasted: Option<(String, String)>,
}

/// The schema of a database, with the number of the state in which it has that schema.
pub type NumberedSchema = (i64, Schema);

impl ByteWeight for NumberedSchema {
    fn bytes(&self) -> usize {
        schema_bytes(&self.1) + 64
    }
}

/// What is remembered of all learners' databases. There is one per process; a clone shares it and is cheap.
#[derive(Clone)]
pub struct Sandboxes {
    sets: Arc<[OnceCell<Prepared>; DATA_SETS.len()]>,
    last: ByteCache<i64, LastResult>,
    schemas: ByteCache<i64, NumberedSchema>,
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
    /// The database that a data set makes. It is made at the first call, and whoever calls meanwhile waits for the same.
    ///
    /// # Errors
    /// When no worker can make it now. The failure is not remembered, so the next call tries again.
    pub async fn prepared(&self, pool: &Pool, set: &DataSet) -> Result<&Prepared, Refused> {
        let made = self.sets[set.index()].get_or_try_init(|| async {
            let job = RunScript { image: Vec::new(), sql: set.sql.to_owned() };
            let ran = pool.run(Claim::site(), &job).await?;
            Ok(Prepared { image: ran.image.unwrap_or_default(), schema: ran.schema })
        });
        made.await
    }

    /// The database that a data set makes, if it was made already.
    pub fn prepared_already(&self, set: &DataSet) -> Option<&Prepared> {
        self.sets[set.index()].get()
    }

    /// The last result of a learner, if it is still remembered.
    pub fn last(&self, learner: i64) -> Option<Arc<LastResult>> {
        self.last.get(&learner)
    }

    /// Remembers the last result of a learner.
    pub fn put(&self, learner: i64, last: LastResult) {
        self.last.insert(learner, Arc::new(last));
    }

    /// The schema of state `number` of a learner's database, if it is remembered.
    pub fn schema(&self, learner: i64, number: i64) -> Option<Arc<NumberedSchema>> {
        self.schemas.get(&learner).filter(|numbered| numbered.0 == number)
    }

    /// Remembers the schema of state `number` of a learner's database.
    pub fn put_schema(&self, learner: i64, number: i64, schema: Schema) -> Arc<NumberedSchema> {
        let numbered = Arc::new((number, schema));
        self.schemas.insert(learner, numbered.clone());
        numbered
    }

    /// Forgets the schema of a learner's database. Must be called after a step back, because the next state gets the
    /// number of the one that was removed.
    pub fn forget_schema(&self, learner: i64) {
        self.schemas.remove(&learner);
    }
}

impl Sandboxes {
    /// How many bytes the results and the schemas take, each with its bound.
    pub fn bytes(&self) -> [(u64, u64); 2] {
        [self.last.bytes(), self.schemas.bytes()]
    }

    /// Remembers for learner `to` what is remembered of learner `from`, who is the same person under another number.
    pub fn rename(&self, from: i64, to: i64) {
        if let Some(last) = self.last.take(&from) {
            self.last.insert(to, last);
        }
        if let Some(schema) = self.schemas.take(&from) {
            self.schemas.insert(to, schema);
        }
    }
}

impl ByteWeight for LastResult {
    fn bytes(&self) -> usize {
        let pasted = self.pasted.as_ref().map_or(0, |(table, text)| table.len() + text.len());
        let done = match &self.done {
            Done::Ran { ran, .. } => result_bytes(ran),
            Done::Refused(said) | Done::Said(said) => said.len(),
        };
        self.text.len() + self.ran.len() + pasted + done + 4_096
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::{Database, run_script};

    /// Answers whose weight is in what nobody thinks of: names, plans, the schema.
    #[test]
    fn r1_answers_and_schemas_are_bounded_by_all_that_they_hold() {
        let name = "n".repeat(10_000);
        let sql = format!("CREATE TABLE \"{name}\" (\"{name}\" INTEGER); SELECT 1 AS \"{name}\";");
        let ran = run_script(&Database::empty().unwrap(), &sql).unwrap();
        assert!(schema_bytes(&ran.schema) >= 4 * name.len(), "{}", schema_bytes(&ran.schema));
        assert!(result_bytes(&ran) >= 5 * name.len(), "{}", result_bytes(&ran));
        let (ran, memory) = (Arc::new(ran), Sandboxes::default());
        for learner in 0..2_000 {
            let done = Done::Ran { ran: ran.clone(), from: 1 };
            memory.put(learner, LastResult { text: String::new(), ran: sql.clone(), done, pasted: None });
            memory.put_schema(learner, 1, ran.schema.clone());
        }
        for (now, max) in memory.bytes() {
            assert!(now <= max && now > max / 2, "{now} of {max}");
        }
    }

    #[test]
    fn what_is_remembered_of_a_guest_is_found_under_the_number_of_the_person() {
        let memory = Sandboxes::default();
        let said = |learner| memory.last(learner).is_some();
        memory.put(
            7,
            LastResult {
                text: String::new(),
                ran: String::new(),
                done: Done::Said("Done.".to_owned()),
                pasted: None,
            },
        );
        memory.put_schema(7, 3, Schema::default());
        memory.rename(7, 8);
        assert!(said(8) && !said(7));
        assert!(memory.schema(8, 3).is_some() && memory.schema(7, 3).is_none());
    }
}
