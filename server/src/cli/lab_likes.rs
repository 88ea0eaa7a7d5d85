//! `vitrine lab-likes`: one of the small programs of chapter 4, which keep likes in a variable or in a table.
//!
//! The site starts it (`serve::likes`), and the lesson kills it to see what is left.

use super::subcommand::Subcommand;
use anyhow::Result;
use clap::ArgMatches;
use std::ffi::OsString;

/// Which program, and where it keeps its file: `labs::likes` writes and reads these.
#[derive(clap::Args, Debug)]
pub struct Args {
    words: Vec<OsString>,
}

impl Subcommand for Args {
    const NAME: &'static str = "lab-likes";
    const SUMMARY: &'static str =
        "Be one of the small programs that keep likes; the site starts it by itself";
    const IS_HIDDEN: bool = true;

    fn run(self, _: &ArgMatches) -> Result<()> {
        labs::likes::program::run(&self.words).map_err(Into::into)
    }
}
