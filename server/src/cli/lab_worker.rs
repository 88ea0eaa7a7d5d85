//! `vitrine lab-worker`: runs a learner's SQL in a process of its own, which may do nothing but compute.
//!
//! The site starts it (`serve::sandbox`) and speaks with it over stdin and stdout.

use super::subcommand::Subcommand;
use anyhow::Result;
use clap::ArgMatches;
use std::io;

/// It takes no arguments: every job comes over stdin.
#[derive(clap::Args, Debug)]
pub struct Args {}

impl Subcommand for Args {
    const NAME: &'static str = "lab-worker";
    const SUMMARY: &'static str = "Run somebody's SQL, locked in; the site starts it by itself";
    const IS_HIDDEN: bool = true;

    fn run(self, _: &ArgMatches) -> Result<()> {
        labs::jobs::run_worker(io::stdin(), io::stdout()).map_err(Into::into)
    }
}
