//! `/sandbox`: a SQLite database of one's own, to ask, to fill, to break, and to step back.
//!
//! What somebody types runs in a worker process (`labs::sandbox`), never here; the bytes it leaves are kept in the store,
//! one state for each run that changed them. The last answer stays in memory alone, so a page drawn after a restart has
//! the database and the text, and says that the answer is gone.
//! Whoever has done nothing yet sees the community of `content/sql/square.sql`, which is nobody's.
//! Never here: SQL for the site's own database; a refusal that loses what was typed.

mod csv;
mod download;
mod job;
mod run;
pub mod view;

pub use download::{NotTaken, image, text};
pub use job::run_job;
pub use run::{Import, Typed, begin_with, fill, import, run, undo};
pub use view::{markup, page};
