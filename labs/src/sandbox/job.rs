//! What the site asks of a worker, and what it gets.

use super::answer::Ran;
use serde::{Deserialize, Serialize};

/// One piece of work.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Job {
    /// Tries everything that the lock must keep it from.
    Probe,
    /// Runs a text on a database.
    Run { image: Vec<u8>, sql: String },
    /// Writes a database down as SQL.
    Dump { image: Vec<u8> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    Probe(Probe),
    Ran(Box<Ran>),
    Dump(String),
    /// The worker could not do it; for the log.
    Failed(String),
}

/// What a worker could do although it is locked in: all of it must be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    pub possible: Vec<String>,
}
