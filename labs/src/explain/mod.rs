//! SQLite’s errors in plain language: what is wrong in one sentence, where, and what to do next.
//!
//! SQLite’s messages are a closed list, so `catalogue` has a family for each. What is missing in a message (which table has
//! the column, which word was meant) is read from the statement’s words and the schema. Nothing is run and nothing is parsed;
//! an explanation may guess, and then it says less, never something about the data that it cannot know.
//! Never here: the message in place of an explanation, save for one that is in no family.

mod aggregate;
mod case;
mod catalogue;
mod columns;
mod constraint;
mod count;
mod define;
mod explained;
mod function;
mod near;
mod odd;
mod other;
mod sources;
mod stopped;
mod syntax;
mod tables;

pub use explained::{Explained, explain};
