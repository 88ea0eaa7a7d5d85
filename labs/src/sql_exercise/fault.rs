//! What is wrong with an exercise, for its author.

use serde::{Deserialize, Serialize};
use std::fmt;

/// One thing that is wrong with an exercise: where, and what.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ExerciseFault {
    /// Its line in the exercise's file, counted from 1; none where it is about the whole file, or about another file.
    pub line: Option<usize>,
    /// What is wrong, in one sentence or more.
    pub says: String,
}

/// Everything that is wrong with an exercise, in the order of its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExerciseFaults(pub Vec<ExerciseFault>);

impl ExerciseFault {
    /// A fault at this line.
    pub fn at(line: usize, says: impl Into<String>) -> Self {
        Self { line: Some(line), says: says.into() }
    }
}

impl From<String> for ExerciseFault {
    fn from(says: String) -> Self {
        Self { line: None, says }
    }
}

impl fmt::Display for ExerciseFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.says),
            None => f.write_str(&self.says),
        }
    }
}

impl fmt::Display for ExerciseFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// For jobs of the sandbox, whose errors are texts for the log.
impl From<ExerciseFaults> for String {
    fn from(faults: ExerciseFaults) -> Self {
        faults.to_string()
    }
}
