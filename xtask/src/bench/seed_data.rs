//! The data under the site: made by `vitrine seed`, once for each size and build of the server, and copied for each
//! run.
//!
//! A measurement writes, so it gets a copy. Seeding a million posts takes minutes, so the original is kept.

use super::child_process;
use crate::process::command;
use anyhow::{Context, Result};
use std::{
    fs,
    hash::{DefaultHasher, Hasher},
    path::{Path, PathBuf},
    time::Duration,
};

/// The server under test.
pub const BINARY: &str = "target/release/vitrine";
/// The folder of everything that the bench writes.
pub const WORK_FOLDER: &str = "target/bench";

/// How long seeding may take.
const SEED_MAX: Duration = Duration::from_secs(45 * 60);

/// A hash of the server's binary, which another build does not share.
///
/// # Errors
/// When the binary is not there.
pub fn binary_fingerprint() -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    hasher.write(&fs::read(BINARY).context("the release server is not there")?);
    Ok(hasher.finish())
}

/// A folder to serve from, which is removed when this is dropped.
pub struct DataCopy(pub PathBuf);

impl Drop for DataCopy {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A fresh copy of the data with so many posts, which are seeded first where this build has not done so yet.
///
/// # Errors
/// When the data cannot be seeded or copied.
pub fn fresh_copy(build: u64, posts: u64) -> Result<DataCopy> {
    let seeded = seeded(build, posts)?;
    let copy = DataCopy(PathBuf::from(format!("{WORK_FOLDER}/serve-{posts}")));
    remove(&copy.0)?;
    copy_folder(&seeded, &copy.0).context("the seeded data could not be copied")?;
    Ok(copy)
}

/// The folder with the seeded data.
fn seeded(build: u64, posts: u64) -> Result<PathBuf> {
    let folder = PathBuf::from(format!("{WORK_FOLDER}/seed-{posts}"));
    let stamp = PathBuf::from(format!("{WORK_FOLDER}/seed-{posts}.stamp"));
    let sizes = format!("--users 1000 --posts {posts} --likes {} --comments {posts}", posts * 2);
    let made_by = format!("{build:016x} {sizes}\n");
    if fs::read_to_string(&stamp).is_ok_and(|stamp| stamp == made_by) && folder.is_dir() {
        return Ok(folder);
    }
    eprintln!("bench: seed {posts} posts (usually seconds; a million take minutes)");
    // Without its stamp, data from a seed that was interrupted is not taken for whole.
    let _ = fs::remove_file(&stamp);
    remove(&folder)?;
    fs::create_dir_all(&folder)?;
    let mut seed = command(&format!("{BINARY} seed {sizes} --data"));
    child_process::clear_settings(&mut seed).arg(&folder);
    child_process::run_to_end(&mut seed, SEED_MAX).context("the data could not be seeded")?;
    fs::write(stamp, made_by)?;
    Ok(folder)
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("{} could not be removed", folder.display()))?;
    }
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
