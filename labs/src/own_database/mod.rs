//! A learner's own database beside the worker that runs its SQL: what it may begin with, and what is remembered of it.
//!
//! The bytes of the database are the caller's to keep; here is only what can be had again.

mod data_set;
mod memory;

pub use data_set::{SETS, Set};
pub use memory::{Done, Last, Numbered, Sandboxes, outcome_bytes};
