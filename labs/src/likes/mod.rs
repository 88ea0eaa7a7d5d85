//! Small programs that keep likes, run for real: one in a variable, one in a table, and one that is killed while it writes.
//!
//! The site starts itself anew for each (`program`), bounded in memory, time and file size, and speaks with it in lines
//! (`talk`). A learner has two of them, a variable and a table (`pairs`), which end when nobody asks for a minute; the file
//! of the table stays for an hour. The third is started only to be killed (`kill`).
//! What surprises: nothing a person typed reaches these programs, so they are bounded and not locked in as a sandbox is.
//! Never here: the site's own likes.

mod bound;
mod essence;
mod folder;
mod kill;
mod pairs;
mod process;
pub mod program;
mod read;
mod site;
mod table;
mod talk;
mod trouble;
mod variable;
mod writer;

pub use essence::{TABLE, VARIABLE, WRITER};
pub use kill::{Attempt, Killed, TRIES_MAX};
pub use pairs::{Deed, Seen, Told, Was};
pub use read::{LikeRow, PostRow, Tables};
pub use site::Likes;
pub use trouble::Trouble;
pub use writer::PAUSE;
