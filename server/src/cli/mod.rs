//! The command line: one file per subcommand.
//!
//! Data goes to stdout and everything else to stderr. A mistake in the settings is one sentence and exit code 2;
//! anything else that goes wrong is one sentence and exit code 1.

mod config;
mod exercise;
mod migrate;
mod race;
mod run;
pub mod seed;
mod serve;
mod user;

pub use run::run;
