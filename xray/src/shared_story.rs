//! A story as its owner shows it to others: redacted, and together with the query plans of its statements.
//!
//! The plans are kept because a later build of the site may read the story, and could not ask for the plans of
//! statements that it does not have any more.

use super::{Story, Trace, redacted};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is stored as JSON under the address of a shared story. Its form must stay readable for later builds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SharedStory {
    /// The requests, redacted, oldest first.
    pub traces: Vec<Trace>,
    /// The rows of the query plan for each statement's text, as (id, parent, detail).
    pub plans: BTreeMap<String, Vec<(i64, i64, String)>>,
}

impl SharedStory {
    /// Redacts a story. The caller adds the plans, because only the store can ask for them.
    pub fn of(story: &Story) -> Self {
        Self { traces: story.traces().iter().map(|trace| redacted(trace)).collect(), plans: BTreeMap::new() }
    }
}
