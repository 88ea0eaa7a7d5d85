//! `vitrine migrate`: brings the database up to date. `serve` does the same at its start.

use super::run::open;
use crate::config::DataFolder;
use anyhow::Result;
use store::FolderLock;

/// Opens the database, which runs what is missing, and closes it again.
pub async fn run(data: DataFolder) -> Result<()> {
    let _lock = FolderLock::take(data.create()?)?;
    let db = open(&data).await?;
    db.close().await;
    eprintln!("vitrine: the database in {} is up to date", data.data.display());
    Ok(())
}
