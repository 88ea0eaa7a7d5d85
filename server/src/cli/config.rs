//! `vitrine config`: every setting, and where it comes from.

use super::{output::say, subcommand::Subcommand};
use crate::config::{Config, list_settings};
use anyhow::Result;
use clap::ArgMatches;

/// Takes what `serve` takes.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    config: Config,
}

impl Subcommand for Args {
    const NAME: &'static str = "config";
    const SUMMARY: &'static str = "Print every setting of `serve`, and where it comes from";

    fn check(&self) -> Result<()> {
        self.config.check()
    }

    /// Prints a line for each setting: its name, its value, its source.
    fn run(self, matches: &ArgMatches) -> Result<()> {
        for [name, value, source] in list_settings(&self.config, matches) {
            say(format_args!("{name:<16} {value:<32} {source}"))?;
        }
        Ok(())
    }
}
