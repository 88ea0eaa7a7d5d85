//! The command line: one file per subcommand, and the list of them in `run`.
//!
//! Data goes to stdout and everything else to stderr. A mistake in the settings is one sentence and exit code 2;
//! anything else that goes wrong is one sentence and exit code 1.

mod backup;
mod check;
mod config;
mod content;
mod exercise;
mod lab_likes;
mod lab_worker;
mod migrate;
mod output;
mod prover;
mod race;
mod restore;
mod run;
mod seed;
mod serve;
mod subcommand;
mod user;

pub use run::run;
