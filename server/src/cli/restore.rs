//! `vitrine restore`: puts a backup in the place of a site.

use super::{backup::say_contents, output::say, subcommand::Subcommand};
use crate::{clock::Clock, config::DataFolder, data_folder};
use anyhow::Result;
use clap::ArgMatches;
use std::path::PathBuf;
use store::keep::restore::restore;

const EXAMPLES: &str = "\
Examples:
  vitrine restore square.db                        into ./data, which must not be served meanwhile
  vitrine restore /mnt/backups/square.db.gz --data /srv/square

The file is checked before anything is touched. What was in the folder stays there, below replaced-DATE, until you
remove it. Stopped at any moment, the folder has the old site or the new one.";

/// Which file, and into which folder.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A file that `vitrine backup` made
    file: PathBuf,

    #[command(flatten)]
    data: DataFolder,
}

impl Subcommand for Args {
    const NAME: &'static str = "restore";
    const SUMMARY: &'static str = "Put a backup in the place of a site";

    fn run(self, _: &ArgMatches) -> Result<()> {
        let folder = &self.data.data;
        data_folder::create(folder)?;
        let restored = restore(&self.file, folder, Clock::default().now())?;
        say(format_args!("{} is in {} now", self.file.display(), folder.display()))?;
        say_contents(&restored.contents)?;
        match restored.replaced {
            Some(old) => say(format_args!("What was there before is kept in {}", old.display())),
            None => Ok(()),
        }
    }
}
