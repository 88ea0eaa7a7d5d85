//! Opens the folder of a site, or begins one. The rule: what was a site once is never taken for a place for a new one.
//!
//! A site begins where there is no folder, or an empty one. A volume that is not mounted shows an empty folder as well, and
//! nobody can tell that from a first start; so the program says that it begins a site, and `--new-site off` forbids it,
//! which is for machines on which a site is known to be.

use crate::config::Switch;
use anyhow::{Context, Result, anyhow, bail};
use model::Timestamp;
use std::{
    fs::{self, DirBuilder},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};
use store::{
    Db, FolderLock,
    keep::{
        self, DATABASE,
        backup::{Options, back_up},
        folder::{self, Found},
        inspect::pending_migrations,
        restore,
    },
};

/// Below the data folder: backups that were made before a migration.
const BEFORE_MIGRATIONS: &str = "before-migrations";
/// How many of them are kept.
const BEFORE_MIGRATIONS_KEPT: usize = 3;

/// A site whose folder is locked for this process.
pub struct OpenSite {
    pub db: Db,
    /// Whether it was not there before.
    pub is_new: bool,
    /// Whether it was killed the last time.
    pub stopped_uncleanly: bool,
    pub lock: FolderLock,
}

/// Creates the folder if it does not exist. Only the account that runs the server may read it.
///
/// # Errors
/// One sentence that names the folder.
pub fn create(folder: &Path) -> Result<()> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| format!("the folder {} cannot be made", folder.display()))
}

/// Locks the folder for this process, and opens its site, or begins one where that is allowed. A second server on one
/// database would not know of the first one's events and caches. A restore that was interrupted is finished first, and
/// before a migration that changes anything the database is backed up.
///
/// # Errors
/// One sentence on why this is no place for a site, or why the site cannot be opened.
pub async fn open_or_begin(folder: &Path, new_site: Switch, now: Timestamp) -> Result<OpenSite> {
    if folder.is_dir() {
        restore::finish(folder)?;
    }
    let is_new = match folder::look(folder)? {
        Found::Site => false,
        // Whoever serves it may just be making it.
        Found::Lost(_) if folder::is_served(folder)? => bail!(in_use(folder)),
        Found::Lost(what) => return Err(what.into()),
        Found::HalfMade => true,
        Found::Nothing | Found::Empty if new_site == Switch::On => true,
        Found::Nothing | Found::Empty => bail!(
            "there is no site in {}, and --new-site off forbids to begin one; is its volume mounted?",
            folder.display()
        ),
    };
    if is_new {
        create(folder)?;
        folder::mark_being_made(folder)?;
    }
    let lock = lock(folder)?;
    let stopped_uncleanly = !is_new && folder::stopped_uncleanly(folder);
    if !is_new {
        let here = folder.to_owned();
        in_thread(move || back_up_before_migration(&here, now)).await?.with_context(|| not_opened(folder))?;
    }
    let db = Db::open(folder).await.with_context(|| not_opened(folder))?;
    folder::mark_made(folder)?;
    Ok(OpenSite { db, is_new, stopped_uncleanly, lock })
}

/// Opens the database of a site that is there, also while it is served. Nothing is made, and nothing migrated.
///
/// # Errors
/// One sentence that says what is missing.
pub async fn open_existing(folder: &Path) -> Result<Db> {
    folder::expect_site(folder)?;
    let database = folder.join(DATABASE);
    let pending =
        in_thread(move || pending_migrations(&database)).await?.with_context(|| not_opened(folder))?;
    if !pending.is_empty() {
        bail!(
            "the database was made by an older version; bring it up to date first: vitrine migrate --data {}",
            folder.display()
        );
    }
    Db::open(folder).await.with_context(|| not_opened(folder))
}

fn lock(folder: &Path) -> Result<FolderLock> {
    FolderLock::take(folder).map_err(|e| match e {
        store::Error::Io(e) => {
            anyhow!(e).context(format!("nothing can be written in the folder {}", folder.display()))
        }
        _ => anyhow!(in_use(folder)),
    })
}

fn in_use(folder: &Path) -> String {
    format!("another Vitrine is already serving this folder: {}", folder.display())
}

fn not_opened(folder: &Path) -> String {
    format!("the database in {} cannot be opened", folder.display())
}

/// A migration cannot be taken back, so what it changes is kept, with all that learners have.
fn back_up_before_migration(folder: &Path, now: Timestamp) -> Result<()> {
    let pending = pending_migrations(&folder.join(DATABASE)).map_err(with_remedy)?;
    let Some(first) = pending.first() else { return Ok(()) };
    let backups = folder.join(BEFORE_MIGRATIONS);
    create(&backups)?;
    let file = backups.join(format!("{}-before-{first:04}.db", date(now)));
    let options = Options { with_sandboxes: true, replace: true, pack: false };
    let made = back_up(folder, &file, options, now).map_err(with_remedy).context("before its migration")?;
    tracing::info!(bytes = made.bytes, "the database was backed up before it is migrated");
    remove_oldest(&backups, "", BEFORE_MIGRATIONS_KEPT)
}

/// What to do about a database that cannot be read.
fn with_remedy(e: keep::Error) -> anyhow::Error {
    match e {
        keep::Error::Damaged { .. } | keep::Error::NotVitrine { .. } => {
            anyhow!("{e}; put a backup in its place (vitrine restore FILE)")
        }
        e => e.into(),
    }
}

/// A moment as a part of a file's name, such that names sort by time: `20261128T151200Z`.
pub fn date(now: Timestamp) -> String {
    now.rfc3339().chars().filter(|c| !matches!(c, '-' | ':')).collect()
}

/// Removes backups in `folder` whose names begin with `prefix` and a date, all but the newest ones. Other files stay.
///
/// # Errors
/// The file system's own.
pub fn remove_oldest(folder: &Path, prefix: &str, kept: usize) -> Result<()> {
    for old in list_backups(folder, prefix)?.iter().rev().skip(kept) {
        fs::remove_file(old).with_context(|| old.display().to_string())?;
        let _ = fs::remove_file(keep::backup::guests_file(old));
    }
    Ok(())
}

/// The backups in a folder whose names begin with `prefix` and a date, the oldest first.
///
/// # Errors
/// The file system's own.
pub fn list_backups(folder: &Path, prefix: &str) -> Result<Vec<PathBuf>> {
    let is_backup = |name: &str| {
        let dated = name.strip_prefix(prefix).filter(|rest| rest.len() > DATE.len());
        let matches = |rest: &str| {
            rest.bytes().zip(DATE.bytes()).all(|(c, d)| if d == b'0' { c.is_ascii_digit() } else { c == d })
        };
        dated.is_some_and(matches) && name.ends_with(".db")
    };
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.file_name().and_then(|name| name.to_str()).is_some_and(is_backup) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The form of [`date`].
const DATE: &str = "00000000T000000Z";

/// Runs work that waits for the disk on a thread of its own. The process does not wait for it when it ends, as it would for
/// a blocking task of the runtime: a copy of a large database takes minutes, and one that is cut off is no harm.
///
/// # Errors
/// If there is no thread to be had, or the work panicked.
pub async fn in_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let (tell, told) = tokio::sync::oneshot::channel();
    let work = move || drop(tell.send(work()));
    std::thread::Builder::new().name("disk".to_owned()).spawn(work).context("no thread could be started")?;
    told.await.context("the work on the disk broke off")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_backups_of_its_own_are_removed_and_the_newest_stay() {
        let folder = tempfile::tempdir().unwrap();
        let at = |day: i64| Timestamp(1_795_435_200 + day * 86_400);
        let names: Vec<_> = (0..5).map(|day| format!("vitrine-{}.db", date(at(day)))).collect();
        let others =
            ["vitrine.db", "vitrine-by-hand.db", "other-20261123T120000Z.db", "vitrine-20261123T120000Z.txt"];
        for name in names.iter().map(String::as_str).chain(others) {
            fs::write(folder.path().join(name), "").unwrap();
        }
        fs::write(folder.path().join(format!("{}.guests", names[0])), "").unwrap();
        remove_oldest(folder.path(), "vitrine-", 2).unwrap();
        let left = fs::read_dir(folder.path()).unwrap();
        let mut left: Vec<_> = left.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        left.sort();
        let mut want: Vec<_> = names[3..].iter().map(String::as_str).chain(others).collect();
        want.sort_unstable();
        assert_eq!(left, want);
    }
}
