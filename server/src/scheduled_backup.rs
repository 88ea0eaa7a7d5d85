//! Backups that the running site makes by itself (`--backup-to`), on a thread of their own.

use crate::{
    data_folder::{date, in_thread, list_backups, remove_oldest},
    state::State,
};
use anyhow::{Context, Result};
use model::Timestamp;
use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};
use store::keep::backup::{Made, Options, back_up};

/// What the names of these backups begin with; a date follows.
const PREFIX: &str = "vitrine-";
/// After one that did not work, the next is tried so much later, unless it is due before.
const RETRY: Duration = Duration::from_secs(600);
/// What a backup that was cut off leaves is removed when it is this old: nobody works on it any more.
const LEFTOVER_AGE: Duration = Duration::from_secs(24 * 3_600);

/// When and where backups are made.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The data folder.
    pub from: PathBuf,
    /// The folder for the backups; made where there is none.
    pub to: PathBuf,
    pub every: Duration,
    /// How many are kept.
    pub keep: usize,
}

impl Plan {
    /// Makes a backup, and then removes the oldest of those beyond the number to keep.
    ///
    /// # Errors
    /// One sentence. The older backups are all there then.
    pub fn back_up(&self, now: Timestamp) -> Result<Made> {
        crate::data_folder::create(&self.to)?;
        remove_leftovers(&self.to)?;
        let file = self.to.join(format!("{PREFIX}{}.db", date(now)));
        let made = back_up(&self.from, &file, Options { replace: true, ..Options::default() }, now)?;
        remove_oldest(&self.to, PREFIX, self.keep)?;
        Ok(made)
    }

    /// How long it is until the next one is due. The newest file tells, so that a restart neither makes one too many nor
    /// puts the next one off.
    pub fn wait(&self) -> Duration {
        let newest = list_backups(&self.to, PREFIX).ok().and_then(|files| files.last().cloned());
        let made = newest.and_then(|file| fs::metadata(file).and_then(|found| found.modified()).ok());
        let Some(made) = made else { return Duration::ZERO };
        // A file from the future, after the clock was set back, counts as made now.
        let age = SystemTime::now().duration_since(made).unwrap_or_default();
        self.every.saturating_sub(age)
    }
}

/// Makes backups for as long as the site runs.
pub async fn run_regularly(plan: Plan, state: State) {
    loop {
        tokio::time::sleep(plan.wait()).await;
        if state.watch.is_stopped_for_good() {
            tracing::error!(
                "no backup is made, because the database is lost or damaged; the older ones stay"
            );
            tokio::time::sleep(plan.every).await;
            continue;
        }
        let (this, now) = (plan.clone(), state.clock.now());
        match in_thread(move || this.back_up(now)).await.and_then(|made| made) {
            Ok(made) => tracing::info!(bytes = made.bytes, "a backup was made"),
            Err(e) => {
                tracing::error!(error = format!("{e:#}"), "the backup did not work: {e:#}");
                tokio::time::sleep(RETRY.min(plan.every)).await;
            }
        }
    }
}

fn remove_leftovers(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let age = entry.metadata().and_then(|found| found.modified()).ok().and_then(|at| at.elapsed().ok());
        let is_old = age.is_some_and(|age| age > LEFTOVER_AGE);
        if is_old && name.starts_with(PREFIX) && name.contains(".unfinished-") {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
