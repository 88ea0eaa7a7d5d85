//! `vitrine backup`: one file with everything, made while the site is being served.

use super::{output::say, subcommand::Subcommand};
use crate::{clock::Clock, config::DataFolder};
use anyhow::Result;
use clap::ArgMatches;
use std::path::PathBuf;
use store::keep::{
    backup::{Options, back_up},
    inspect::Contents,
};

const EXAMPLES: &str = "\
Examples:
  vitrine backup square.db                         ./data, also while it is being served
  vitrine backup --pack /mnt/backups/square.db.gz --data /srv/square

The file is a database of its own, checked before it gets its name: it needs nothing beside it. Do not copy vitrine.db
by hand while the site runs, for the newest writes are in another file. `vitrine restore FILE` puts it back.";

/// Which folder, and where to.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The backup to write
    file: PathBuf,

    #[command(flatten)]
    data: DataFolder,

    /// Compress it (gzip); `restore` reads both
    #[arg(long)]
    pack: bool,

    /// Keep the learners' own databases as well; what guests left becomes a second file, FILE.guests
    #[arg(long)]
    with_sandboxes: bool,

    /// Replace FILE if it is there
    #[arg(long)]
    replace: bool,
}

impl Subcommand for Args {
    const NAME: &'static str = "backup";
    const SUMMARY: &'static str = "Copy a site to a file, also while it is being served";

    fn run(self, _: &ArgMatches) -> Result<()> {
        let Self { file, data, pack, with_sandboxes, replace } = self;
        let options = Options { pack, with_sandboxes, replace };
        let made = back_up(&data.data, &file, options, Clock::default().now())?;
        say(format_args!("{}: {}, checked", made.file.display(), bytes(made.bytes)))?;
        say_contents(&made.contents)
    }
}

/// A line for each table that has rows, and one for the schema.
pub(super) fn say_contents(contents: &Contents) -> Result<()> {
    if let Some(migration) = contents.migration {
        say(format_args!("  schema {migration}"))?;
    }
    for (table, rows) in contents.tables.iter().filter(|(_, rows)| *rows > 0) {
        say(format_args!("  {table}: {rows}"))?;
    }
    Ok(())
}

/// A size as people read it: `4.2 MB`.
pub(super) fn bytes(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "KB")];
    match UNITS.into_iter().find(|(size, _)| bytes >= *size) {
        Some((size, unit)) => format!("{}.{} {unit}", bytes / size, bytes % size * 10 / size),
        None => format!("{bytes} bytes"),
    }
}
