//! SQLite’s errors in plain language: what is wrong in one sentence, where, and what to do next.
//!
//! SQLite’s messages are a closed list, so `catalogue` has a family for each. What is missing in a message (which table has
//! the column, which word was meant) is read from the statement’s words and the schema. Nothing is run and nothing is parsed;
//! an explanation may guess, and then it says less, never something about the data that it cannot know.
//! Never here: the message in place of an explanation, save for one that is in no family.

mod aggregate;
mod catalogue;
mod columns;
mod constraint;
mod define;
mod explanation;
mod failed_statement;
mod fixed_messages;
mod function;
mod limits;
mod list_lengths;
mod lookalike;
mod nearest_name;
mod query;
mod sources;
mod syntax;
mod tables;
#[cfg(test)]
mod tests;

pub use explanation::{Explanation, explain};
