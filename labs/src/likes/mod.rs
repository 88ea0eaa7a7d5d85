//! Three small programs that count likes, run as real processes: one counts in a variable, one in a table, and one is
//! killed while it writes.
//!
//! The site starts its own binary for each of them (`program`), with limits on memory, time and file size
//! (`resource_limits`), and speaks with it in lines over pipes (`protocol`). A learner has two, one with a variable and one
//! with a table (`program_pairs`). They are ended after a minute without use; the table's file stays for an hour. The third
//! program is started only to be killed (`kill_test`).
//!
//! What may surprise: these programs are limited, but not locked in like the workers of the SQL sandbox. Nothing that a
//! person typed reaches them, so there is nothing to lock in. They never touch the site's own likes.

mod database;
mod error;
mod folder;
mod kill_test;
mod like_programs;
mod process;
pub mod program;
mod program_pairs;
mod protocol;
mod resource_limits;
mod source_excerpt;
mod table;
mod variable;
mod writer;

pub use database::{LikeRow, PostRow, Tables};
pub use error::LikesError;
pub use kill_test::{Attempt, KillTest, TRIES_MAX};
pub use like_programs::LikePrograms;
pub use program_pairs::{Action, ActionReport, ProgramCount, StateBefore};
pub use source_excerpt::{TABLE_SOURCE, VARIABLE_SOURCE, WRITER_SOURCE};
pub use writer::PAUSE;
