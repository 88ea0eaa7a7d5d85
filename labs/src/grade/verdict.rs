//! The verdict on an answer, with everything that is shown to explain it.

use super::{create::SchemaTestResult, diff::DiffRow};
use crate::sandbox::{Cell, Fault};
use serde::{Deserialize, Serialize};

/// The verdict on an answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    pub right: bool,
    /// Why the answer did not run.
    pub fault: Option<Fault>,
    /// Why an answer that ran is not accepted although its result may be right: a sentence.
    pub refused: Option<String>,
    /// Whether the answer agrees with the model, for each database; the sample comes first. For `CREATE` exercises, whether
    /// each test of the schema passed.
    pub agree: Vec<bool>,
    /// What is different and does not matter: sentences.
    pub notes: Vec<String>,
    pub difference: Option<Difference>,
    pub counterexample: Option<Counterexample>,
    /// The most likely mistake, in sentences.
    pub cause: Option<String>,
    /// What is wrong with the tables that a `CREATE` exercise asks for: sentences.
    pub schema_problems: Vec<String>,
    pub schema_tests: Vec<SchemaTestResult>,
}

/// The result of the answer beside the result of the model, on one database.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The table that differs, where the statements changed rows.
    pub table: Option<String>,
    /// The columns of the model's result.
    pub columns: Vec<String>,
    pub rows: Vec<DiffRow>,
    /// Whether the two differ on the sample, which the learner sees.
    pub on_sample: bool,
    /// Whether the rows are right and only their order is wrong.
    pub only_order: bool,
    /// How many columns the answer has.
    pub columns_given: usize,
}

/// A table with its rows, to be shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ShownTable {
    pub name: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// A small database on which the answer and the model differ.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counterexample {
    /// The tables of the database.
    pub tables: Vec<ShownTable>,
    /// What the answer gives on it, or leaves in one table.
    pub given: ShownTable,
    /// What the model gives or leaves.
    pub expected: ShownTable,
    /// The database as SQL, to be opened in a sandbox.
    pub sql: String,
}
