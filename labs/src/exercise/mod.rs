//! Checked exercises: read from a chapter's text, asked in variants, graded with a reason.
//!
//! A kind is a file: `order`, `sort`, `choose`, `predict`, `repair`. Which cookies go where is never written in a text;
//! the jar of `labs::cookie` says it. The same exercise and the same variant give the same question on every machine,
//! so nothing about a question has to be kept, only its number.
//! Never here: a clock, the system's randomness, who is asking, what they answered before.

mod choose;
mod definition;
mod kind;
mod order;
mod placeholders;
mod predict;
mod prove;
mod question;
mod random;
mod repair;
mod requirement;
mod simulation;
mod sort;
#[cfg(test)]
mod tests;
mod variant;
mod verdict;

pub use definition::{Ability, Exercise};
pub use question::{Choice, Form, Line, Question};
pub use verdict::{Answer, Mark, Verdict};

pub(crate) use definition::ParseError;
#[cfg(feature = "sql")]
pub(crate) use random::Random;
