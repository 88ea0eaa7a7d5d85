//! Exercises of the chapters: parsed from a chapter's text, asked in variants, and graded with a reason.
//!
//! Each kind of exercise is a file: `order`, `sort`, `choose`, `predict`, `repair`. Which cookies go with a request is
//! never written in a text; the jar of `labs::cookie` decides it, so an exercise cannot contradict the rules.
//!
//! The same exercise and the same variant give the same question on every machine. So only the variant's number is
//! stored for a learner, never the question. Nothing here knows a clock, the system's randomness, the learner, or what
//! they answered before. Exercises in SQL are of another kind and have a module of their own.

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
