//! `vitrine config`: every setting, and where it comes from.

use crate::config::{Config, list_settings};
use clap::ArgMatches;

/// Takes what `serve` takes.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    pub config: Config,
}

/// Prints a line for each setting: its name, its value, its source.
pub fn run(args: &Args, matches: &ArgMatches) {
    for [name, value, source] in list_settings(&args.config, matches) {
        println!("{name:<16} {value:<32} {source}");
    }
}
