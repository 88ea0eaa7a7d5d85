//! What the proof of each exercise found (`grade::prove`). It is stored in `content/sql/proof.toml`, and the site shows it. The
//! test `labs/tests/exercises.rs` fails where the file is not true.

use serde::Deserialize;
use std::collections::BTreeMap;

/// How many mutants of the model there are, and what became of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    pub mutants: usize,
    /// How many of them the grader refuses.
    pub refused: usize,
    /// How many mean the same as the model, and are therefore right.
    pub same: usize,
}

impl Proof {
    /// All proofs of a file, by the name of the exercise.
    ///
    /// # Errors
    /// What is wrong with the TOML.
    pub fn read_all(toml: &str) -> Result<BTreeMap<String, Self>, String> {
        toml::from_str(toml).map_err(|e| e.to_string())
    }
}
