//! Explains syntax errors. SQLite says only at which word it stopped; the mistake is often just before that word.
//!
//! Each rule gets the index of that word, and explains one kind of mistake or gives nothing. `rules` tries them in order.

mod begin;
mod bracket;
mod clause;
mod comma;
mod condition;
mod define;
mod end;
mod misspelt;
mod phrases;
mod quote;
mod reserved;
mod rules;
mod sign;
mod structure;

pub(super) use rules::{incomplete, near, unrecognized};
