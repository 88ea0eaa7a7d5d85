//! Explains errors of SQLite in plain language: what is wrong in one sentence, where, and what to do next.
//!
//! SQLite's messages are a closed list, and `catalogue` has an explainer for each. What a message does not say (which table has
//! the column, which word was meant) is read from the words of the statement and from the schema. Nothing is run and nothing is
//! parsed. Where an explainer has to guess it says less, and it never claims anything about the rows, which it does not see.
//! Never here: SQLite's message in place of an explanation, except for a message that is not in the catalogue.

mod aggregate;
mod catalogue;
mod columns;
mod constraint;
mod define;
mod dialect;
mod explanation;
mod failed_statement;
mod fixed_messages;
mod function;
mod limits;
mod list_lengths;
mod lookalike;
mod nearest_name;
mod notes;
mod query;
mod sources;
mod syntax;
mod tables;
#[cfg(test)]
mod tests;
mod virtual_table;

pub use explanation::{Explanation, explain};
pub use notes::notes;
