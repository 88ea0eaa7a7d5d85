//! `vitrine migrate`: brings the database up to date. `serve` does the same at its start.

use super::{run::block_on, subcommand::Subcommand};
use crate::{
    clock::Clock,
    config::{DataFolder, Switch},
    data_folder,
};
use anyhow::Result;
use clap::ArgMatches;

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

/// Opening a site runs the migrations that it lacks, so opening and closing it is all there is to do. A site that is being
/// served is not opened: its tables must not change under its statements.
async fn migrate(data: &DataFolder) -> Result<()> {
    let site = data_folder::open_or_begin(&data.data, Switch::On, Clock::default().now()).await?;
    site.db.close().await;
    eprintln!("vitrine: the database in {} is up to date", data.data.display());
    Ok(())
}
