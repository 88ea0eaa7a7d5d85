//! A story as its owner shows it to others: redacted, and with its plans, for the build that reads it may be another.

use super::{Story, Trace, redacted};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is kept under a shared address, as JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SharedStory {
    pub traces: Vec<Trace>,
    /// For each text the rows of its plan: id, parent, detail.
    pub plans: BTreeMap<String, Vec<(i64, i64, String)>>,
}

impl SharedStory {
    /// The story without whatever was typed; its plans are for the caller to add.
    pub fn of(story: &Story) -> Self {
        Self { traces: story.traces().iter().map(|trace| redacted(trace)).collect(), plans: BTreeMap::new() }
    }
}
