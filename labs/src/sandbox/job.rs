//! What the site asks of a worker, and what it gets.

use super::{
    answer::Ran,
    limits::{HEAT_KILL_AFTER, KILL_AFTER},
};
use crate::{
    grade::Verdict,
    race::{Heat, Heated},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// One piece of work.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Job {
    /// Tries everything that the lock must keep it from.
    Probe,
    /// Runs a text on a database.
    Run { image: Vec<u8>, sql: String },
    /// Grades an answer to an exercise.
    Grade(Box<GradeJob>),
    /// Writes a database down as SQL.
    Dump { image: Vec<u8> },
    /// Runs one heat of a race.
    Race(Box<Heat>),
}

impl Job {
    /// When a worker that has not answered is killed.
    pub(super) fn kill_after(&self) -> Duration {
        match self {
            Self::Race(_) => HEAT_KILL_AFTER,
            Self::Probe | Self::Run { .. } | Self::Grade(_) | Self::Dump { .. } => KILL_AFTER,
        }
    }
}

/// Texts are read in the worker: there is nothing of a stranger's that the site itself parses.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GradeJob {
    /// The exercise's file, without its ending, and its text.
    pub file: String,
    pub text: String,
    /// The setting's SQL and pools.
    pub setting: (String, String),
    /// What the learner sees, as SQL, where it is not the setting's own sample.
    pub sample: Option<String>,
    pub answer: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    Probe(Probe),
    Ran(Box<Ran>),
    Graded(Box<Verdict>),
    Dump(String),
    Raced(Box<Heated>),
    /// The worker could not do it; for the log.
    Failed(String),
}

/// What a worker could do although it is locked in: all of it must be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    pub possible: Vec<String>,
}
