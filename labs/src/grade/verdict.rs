//! What is said to an answer: the verdict, and what it shows of the difference.

use super::{create::SchemaTestResult, diff::DiffRow};
use crate::sandbox::{Cell, Fault};
use serde::{Deserialize, Serialize};

/// What is said to an answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    pub right: bool,
    /// The answer did not run.
    pub fault: Option<Fault>,
    /// It ran, and is not what may be handed in here: a sentence.
    pub refused: Option<String>,
    /// For each database, the sample first, whether it agrees.
    pub agree: Vec<bool>,
    /// What is different and does not count: sentences.
    pub notes: Vec<String>,
    pub difference: Option<Difference>,
    pub counterexample: Option<Counterexample>,
    /// What was most likely done; sentences.
    pub cause: Option<String>,
    /// For tables: what is wrong with the schema, and what became of its tests.
    pub schema_problems: Vec<String>,
    pub schema_tests: Vec<SchemaTestResult>,
}

/// Two results beside each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The table it is about, where the statements changed tables.
    pub table: Option<String>,
    pub columns: Vec<String>,
    pub rows: Vec<DiffRow>,
    /// Whether it was seen on the sample.
    pub on_sample: bool,
    pub only_order: bool,
    /// Columns given and asked for, where the counts differ.
    pub columns_given: usize,
}

/// Rows of a table with its name, for looking at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ShownTable {
    pub name: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// The smallest database found on which the two answers differ.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counterexample {
    pub tables: Vec<ShownTable>,
    pub given: ShownTable,
    pub expected: ShownTable,
    /// The database as SQL, to be opened in a sandbox.
    pub sql: String,
}
