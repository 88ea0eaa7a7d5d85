//! What the proof of each exercise found (`grade::prove`), kept in a file beside the exercises: the site shows it, and
//! `labs/tests/exercises.rs` holds the file to the truth.

use serde::Deserialize;
use std::collections::BTreeMap;

/// Models changed in one place, and what became of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    pub mutants: usize,
    pub refused: usize,
    /// Those that mean the same as the model, and so are right.
    pub same: usize,
}

impl Proof {
    /// All of a file, by the exercises' names.
    ///
    /// # Errors
    /// What is wrong with the TOML.
    pub fn read_all(toml: &str) -> Result<BTreeMap<String, Self>, String> {
        toml::from_str(toml).map_err(|e| e.to_string())
    }
}
