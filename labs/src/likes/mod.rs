//! Small programs that keep likes, run for real: one in a variable, one in a table, and one that is killed while it writes.
//!
//! The site starts itself anew for each (`program`), bounded in memory, time and file size, and speaks with it in lines
//! (`talk`). A learner has two of them, a variable and a table (`pairs`), which end when nobody asks for a minute; the file
//! of the table stays for an hour. The third is started only to be killed (`kill`).
//! What surprises: nothing a person typed reaches these programs, so they are bounded and not locked in as a sandbox is.
//! Never here: the site's own likes.

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
