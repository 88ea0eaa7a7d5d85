//! `vitrine migrate`: brings the database up to date. `serve` does the same at its start.

use super::{
    run::{block_on, open_database},
    subcommand::Subcommand,
};
use crate::config::DataFolder;
use anyhow::Result;
use clap::ArgMatches;
use store::FolderLock;

/// Which folder.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    data: DataFolder,
}

impl Subcommand for Args {
    const NAME: &'static str = "migrate";
    const SUMMARY: &'static str = "Bring the database up to date, and do nothing else";

    fn run(self, _: &ArgMatches) -> Result<()> {
        block_on(migrate(&self.data))
    }
}

/// Opening a database runs the migrations that it lacks, so opening and closing it is all there is to do.
async fn migrate(data: &DataFolder) -> Result<()> {
    // A site that is being served must not find its tables changed under its statements.
    let _lock = FolderLock::take(data.create()?)?;
    let db = open_database(data).await?;
    db.close().await;
    eprintln!("vitrine: the database in {} is up to date", data.data.display());
    Ok(())
}
