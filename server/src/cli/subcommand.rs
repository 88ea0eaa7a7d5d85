//! What a subcommand of `vitrine` is, and the entry by which it stands in the list (`run.rs`).

use anyhow::Result;
use clap::{ArgMatches, Args, Command};

/// A subcommand: its arguments are the fields of the type, which clap reads.
pub trait Subcommand: Args {
    /// What people type after `vitrine`.
    const NAME: &'static str;
    /// One line for `vitrine --help`.
    const SUMMARY: &'static str;
    /// Whether `vitrine --help` leaves it out, because only the site itself starts it.
    const IS_HIDDEN: bool = false;

    /// Looks at what no single argument shows: whether they fit together.
    ///
    /// # Errors
    /// One sentence on which do not. The process then ends with the exit code for a mistake in the settings.
    fn check(&self) -> Result<()> {
        Ok(())
    }

    /// Does the work. `matches` are the subcommand's own; they also tell where a value came from.
    ///
    /// # Errors
    /// One sentence on what went wrong.
    fn run(self, matches: &ArgMatches) -> Result<()>;
}

/// Why a subcommand ended early.
pub enum Failure {
    /// The command line does not read as this subcommand.
    Usage(clap::Error),
    /// Every setting reads, but they do not fit together.
    Setting(anyhow::Error),
    /// The work went wrong.
    Work(anyhow::Error),
}

/// A subcommand in the list of all: the same functions for every type.
pub struct Entry {
    /// [`Subcommand::NAME`].
    pub name: &'static str,
    /// Makes clap's description of it.
    pub command: fn() -> Command,
    /// Reads its arguments, checks them, and does the work.
    pub run: fn(&ArgMatches) -> Result<(), Failure>,
}

impl Entry {
    /// The entry of one subcommand.
    pub const fn of<S: Subcommand>() -> Self {
        Self { name: S::NAME, command: command::<S>, run: run::<S> }
    }
}

fn command<S: Subcommand>() -> Command {
    // The doc comment of the type is for whoever reads the source, so the line for users replaces what clap made of it.
    S::augment_args(Command::new(S::NAME)).about(S::SUMMARY).long_about(None).hide(S::IS_HIDDEN)
}

fn run<S: Subcommand>(matches: &ArgMatches) -> Result<(), Failure> {
    let arguments = S::from_arg_matches(matches).map_err(Failure::Usage)?;
    arguments.check().map_err(Failure::Setting)?;
    arguments.run(matches).map_err(Failure::Work)
}
