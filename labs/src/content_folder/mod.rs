//! Exercises in folders of the operator's: read while the site runs, proved, and served without a build.
//!
//! A folder is laid out as the site's own `content/`: exercises in `sql/`, with a `square.sql` and a `square.toml` of their
//! own or about the site's own tables, and chapters in `learn/`. `read` reads the files, with a bound for each; `prove` has an
//! exercise proved by workers of the sandbox; `live` looks for changes and holds what may be served.
//!
//! Chapters of a folder are checked (`chapters`) and not served: a chapter needs experiments, and those are code.
//!
//! The folders are looked at every few seconds and not watched by the system's notices: a network mount, and a volume of a
//! container that was changed from outside, give none. A look costs the metadata of a few hundred files at most.
//! Never here: running any SQL of a folder. That is done in a worker, as all SQL that is not the site's own.

mod chapters;
mod live;
mod prove;
mod read;
#[cfg(test)]
mod tests;

pub use chapters::{ChapterFolder, read_chapters};
pub use live::ContentFolders;
pub use prove::{ProofParts, Proved, Surroundings, prove_exercise};
pub use read::{
    DATABASE_BYTES_MAX, EXERCISE_BYTES_MAX, EXERCISES_MAX, FileFault, FolderTexts, folder_name,
    read_database, read_exercise, read_folder,
};
