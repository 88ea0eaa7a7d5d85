//! Checked exercises: read from a chapter's text, asked in variants, graded with a reason.
//!
//! A kind is a file: `order`, `sort`, `choose`, `predict`, `repair`. Which cookies go where is never written in a text;
//! the jar of `labs::cookie` says it. The same exercise and the same variant give the same question on every machine,
//! so nothing about a question has to be kept, only its number.
//! Never here: a clock, the system's randomness, who is asking, what they answered before.

mod ask;
mod choose;
mod demand;
mod given;
mod kind;
mod order;
mod predict;
mod prove;
mod random;
mod read;
mod repair;
mod sort;
#[cfg(test)]
mod tests;
mod trial;
mod verdict;
mod words;

pub use ask::{Choice, Form, Line, Question};
pub use read::{Ability, Exercise};
pub use verdict::{Answer, Mark, Verdict};

#[cfg(feature = "sql")]
pub(crate) use random::Random;
pub(crate) use read::Wrong;
