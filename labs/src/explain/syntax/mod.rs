//! Statements that are no SQL, or not yet. SQLite says only where it stopped; what is wrong is often just before.

mod begin;
mod bracket;
mod clause;
mod comma;
mod condition;
mod define;
mod dialect;
mod end;
mod misspelt;
mod phrases;
mod quote;
mod reserved;
mod rules;
mod structure;

pub(super) use rules::{incomplete, near, unrecognized};
