//! `/sandbox`: a SQLite database for each learner, to query, to fill, to break, and to step back in.
//!
//! What a learner types runs in a worker process (`labs::sandbox`) and never in this one. The bytes of their database are
//! stored, one state for each run that changed them. The last answer is held in memory only: a page that is drawn after a
//! restart has the database and the text, and says that the answer is gone.
//! A learner who did nothing yet sees the community of `content/sql/square.sql`.
//! What is never here: SQL for the site's own database, and a refusal that loses what was typed.

mod browse;
mod context;
mod download;
mod import;
mod job;
mod run;
pub mod view;

pub use browse::browse;
pub use context::{Typed, bytes_max};
pub use download::{image, text};
pub use import::{CsvAnswer, ImportOptions, Upload, answer_csv, import};
pub use job::{NotDone, run_job};
pub use run::{Paste, begin_with, fill, paste, run, undo};
pub use view::{markup, page};
