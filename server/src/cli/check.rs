//! `vitrine check`: what state a folder is in, in words. The exit code says whether something is wrong.

use super::{
    backup::{bytes, say_contents},
    output::say,
    subcommand::Subcommand,
};
use crate::{clock::Clock, config::DataFolder};
use anyhow::{Result, bail};
use clap::ArgMatches;
use std::{fs, os::unix::fs::MetadataExt, path::Path};
use store::keep::{
    DATABASE, DATABASES, disk,
    folder::{self, Found},
    inspect::{Depth, check, pending_migrations},
};

const EXAMPLES: &str = "\
Examples:
  vitrine check                                    ./data, also while it is being served
  vitrine check --data /srv/square || echo 'look at it'

Nothing of the site is changed. Reading all of a large database takes a while.";

/// Rights that belong to nobody but the account that runs the site.
const OTHERS: u32 = 0o077;

/// Which folder.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    data: DataFolder,
}

impl Subcommand for Args {
    const NAME: &'static str = "check";
    const SUMMARY: &'static str = "Say what state a site's folder is in";

    fn run(self, _: &ArgMatches) -> Result<()> {
        let folder = self.data.data.as_path();
        match folder::look(folder)? {
            Found::Site => {}
            Found::Lost(what) => return Err(what.into()),
            Found::HalfMade => bail!(
                "a site was begun in {} and is not finished; `vitrine serve` does that",
                folder.display()
            ),
            Found::Nothing | Found::Empty => folder::expect_site(folder)?,
        }
        say(format_args!("{} is a site", folder.display()))?;
        let faults = say_state(folder)?;
        match faults.as_slice() {
            [] => say("All is well."),
            faults => bail!("{}", faults.join("; ")),
        }
    }
}

/// Prints what is found, and returns what is wrong.
fn say_state(folder: &Path) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    let served = folder::is_served(folder)?;
    say(if served { "It is being served." } else { "It is not being served." })?;
    if !served && folder::stopped_uncleanly(folder) {
        say(
            "The last stop was not a clean one: it was killed, or the power failed. Nothing is lost by that.",
        )?;
    }
    say_sizes(folder)?;
    let database = folder.join(DATABASE);
    match check(&database, Depth::Whole) {
        Ok(contents) => {
            say("The database is whole, and its references hold.")?;
            say_contents(&contents)?;
            let pending = pending_migrations(&database)?.len();
            if pending > 0 {
                say(format_args!("{pending} migrations are to come; `serve` and `migrate` run them."))?;
            }
        }
        Err(e) => faults.push(format!("{e}; put a backup in its place (vitrine restore FILE)")),
    }
    let (free, whole) = disk::space(folder)?;
    say(format_args!("{} of {} are free.", bytes(free), bytes(whole)))?;
    match folder::last_backup(folder) {
        Some((at, file)) => say(format_args!(
            "The last backup was made {}: {}",
            at.relative_to(Clock::default().now()),
            file.display()
        ))?,
        None => say("There was no backup yet (vitrine backup FILE).")?,
    }
    if fs::metadata(folder)?.mode() & OTHERS != 0 {
        let folder = folder.display();
        say(format_args!(
            "Other accounts of this machine may look into the folder (chmod go= {folder} ends that)."
        ))?;
    }
    Ok(faults)
}

/// A line for each database and its log.
fn say_sizes(folder: &Path) -> Result<()> {
    for name in DATABASES {
        for side in ["", "-wal"] {
            let name = format!("{name}{side}");
            if let Ok(found) = fs::metadata(folder.join(&name)) {
                say(format_args!("  {name}: {}", bytes(found.len())))?;
            }
        }
    }
    Ok(())
}
