//! Backups, restores, and what a folder says of itself.

// clippy knows test functions, but not what they share.
#![allow(clippy::unwrap_used)]

use crate::{ANA, BEN, NOON, OVEN, PLOT, count, fresh, write};
use rusqlite::Connection;
use std::{fs, os::unix::fs::MetadataExt, path::Path};
use store::{
    Db, FolderLock, Result,
    keep::{
        Error,
        backup::{Options, back_up},
        disk::{InPlace, OpenFile},
        folder::{self, Found},
        inspect::{Depth, check, check_pages, pending_migrations},
        restore::{finish, restore},
    },
    like,
};
use tempfile::TempDir;

fn number(file: &Path, sql: &str) -> i64 {
    Connection::open(file).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o777
}

/// Changes bytes in the middle of every page but the first two.
fn spoil(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    for page in bytes.chunks_mut(4096).skip(2) {
        page[..200].fill(0xa5);
    }
    fs::write(file, bytes).unwrap();
}

#[tokio::test]
async fn a_backup_of_a_site_that_is_open_has_all_that_was_acknowledged() -> Result<()> {
    let site = fresh().await?;
    like::like_post(&site.db, PLOT, BEN, NOON).await?;
    let file = site.folder.path().join("backup.db");
    let made = back_up(site.folder.path(), &file, Options::default(), NOON).unwrap();
    assert_eq!(
        (number(&file, "SELECT COUNT(*) FROM posts"), number(&file, "SELECT COUNT(*) FROM likes")),
        (2, 1)
    );
    let posts = made.contents.tables.iter().find(|(name, _)| name == "posts").unwrap();
    assert_eq!((posts.1, made.bytes, mode(&file)), (2, fs::metadata(&file).unwrap().len(), 0o600));
    assert_eq!(fs::read(&file).unwrap()[18], 1, "it needs no log");
    assert_eq!(folder::last_backup(site.folder.path()).unwrap(), (NOON, file.clone()));
    // Nothing else is left.
    let left = fs::read_dir(site.folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().contains("unfinished")).collect();
    assert!(left.is_empty(), "{left:?}");

    let again = back_up(site.folder.path(), &file, Options::default(), NOON).unwrap_err();
    assert!(matches!(again, Error::Exists(_)), "{again}");
    write(&site.db, ANA, "One more", "").await?;
    back_up(site.folder.path(), &file, Options { replace: true, ..Options::default() }, NOON).unwrap();
    assert_eq!(number(&file, "SELECT COUNT(*) FROM posts"), 3);
    Ok(())
}

#[tokio::test]
async fn learners_databases_are_in_a_backup_only_where_that_was_asked_for() -> Result<()> {
    const MARK: &str = "canary-of-a-learner";
    let site = fresh().await?;
    let learner =
        store::learner::find_or_insert_learner(&site.db, &store::learner::LearnerKey::Person(ANA), NOON)
            .await?;
    let mut tx = site.db.begin().await?;
    tx.query(
        "INSERT INTO sandbox_states (learner_id, number, image, cause, created_at) VALUES ($1, 1, $2, '', 0)",
    )
    .bind(learner)
    .bind(MARK.repeat(1000))
    .run()
    .await?;
    tx.commit().await?;
    let has_mark =
        |file: &Path| fs::read(file).unwrap().windows(MARK.len()).any(|bytes| bytes == MARK.as_bytes());
    let (without, with) = (site.folder.path().join("without.db"), site.folder.path().join("with.db"));
    back_up(site.folder.path(), &without, Options::default(), NOON).unwrap();
    back_up(site.folder.path(), &with, Options { with_sandboxes: true, ..Options::default() }, NOON).unwrap();
    assert!(!has_mark(&without) && has_mark(&with));
    assert_eq!(number(&without, "SELECT COUNT(*) FROM learners"), 1);

    // What guests left is a database of its own, and goes with them.
    let guests = site.folder.path().join("guests.db");
    fs::remove_file(&guests).ok();
    Connection::open(&guests)
        .unwrap()
        .execute_batch("CREATE TABLE visits (at); INSERT INTO visits VALUES (1)")
        .unwrap();
    let replace = Options { replace: true, with_sandboxes: true, pack: true };
    back_up(site.folder.path(), &with, replace, NOON).unwrap();
    let target = TempDir::new()?;
    restore(&with, target.path(), NOON).unwrap();
    assert!(has_mark(&target.path().join("vitrine.db")));
    assert_eq!(number(&target.path().join("guests.db"), "SELECT at FROM visits"), 1);
    Ok(())
}

#[tokio::test]
async fn a_backup_comes_back_whole_packed_or_not_and_the_newer_log_is_not_laid_over_it() -> Result<()> {
    for pack in [false, true] {
        let site = fresh().await?;
        let folder = site.folder.path();
        let elsewhere = TempDir::new()?;
        let file = elsewhere.path().join("backup");
        let made = back_up(folder, &file, Options { pack, ..Options::default() }, NOON).unwrap();
        for n in 0..150 {
            write(&site.db, ANA, &format!("Later {n}"), "").await?;
        }
        // A killed site: its log stays. The copy stands for the folder, because a connection here would empty the log.
        let killed = TempDir::new()?;
        for name in ["vitrine.db", "vitrine.db-wal", "vitrine.db-shm"] {
            fs::copy(folder.join(name), killed.path().join(name))?;
        }
        assert!(fs::metadata(killed.path().join("vitrine.db-wal"))?.len() > 0);
        let restored = restore(&file, killed.path(), NOON).unwrap();
        assert_eq!(restored.contents, made.contents);
        let db = Db::open(killed.path()).await?;
        assert_eq!(count(&db, "SELECT COUNT(*) FROM posts").await?, 2);
        // The old site is whole beside it.
        let replaced = restored.replaced.unwrap();
        assert_eq!(replaced, killed.path().join("replaced-20261123T120000Z"));
        let old = Db::open(&replaced).await?;
        assert_eq!(count(&old, "SELECT COUNT(*) FROM posts").await?, 152);
        assert!(matches!(folder::look(killed.path()).unwrap(), Found::Site));
    }
    Ok(())
}

#[tokio::test]
async fn what_is_no_backup_is_refused_and_the_folder_stays_as_it_is() -> Result<()> {
    let site = fresh().await?;
    let there = TempDir::new()?;
    let good = there.path().join("good.db");
    back_up(site.folder.path(), &good, Options::default(), NOON).unwrap();
    let target = TempDir::new()?;
    restore(&good, target.path(), NOON).unwrap();
    let before = fs::read(target.path().join("vitrine.db"))?;

    let bad = |name: &str| there.path().join(name);
    fs::write(bad("text"), "no database at all, but long enough to look like one".repeat(50))?;
    fs::write(bad("empty"), "")?;
    fs::copy(&good, bad("spoiled"))?;
    spoil(&bad("spoiled"));
    let half = fs::read(&good)?;
    fs::write(bad("half"), &half[..half.len() / 2])?;
    Connection::open(bad("other")).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    fs::copy(&good, bad("newer"))?;
    let newer = "INSERT INTO _sqlx_migrations VALUES (9999, 'tomorrow', '2026-11-23', TRUE, x'00', 0)";
    Connection::open(bad("newer")).unwrap().execute_batch(newer).unwrap();
    fs::copy(&good, bad("orphan"))?;
    let orphan = "PRAGMA foreign_keys = OFF; INSERT INTO likes VALUES (404, 1, 0)";
    Connection::open(bad("orphan")).unwrap().execute_batch(orphan).unwrap();
    fs::copy(&good, bad("logged"))?;
    fs::write(bad("logged-wal"), "")?;
    for (name, said) in [
        ("text", "it is no database at all"),
        ("empty", "it has none of its tables"),
        ("spoiled", "is damaged"),
        ("half", "is damaged"),
        ("other", "it has none of its tables"),
        ("newer", "has migration 9999, which this program does not know"),
        ("orphan", "is damaged: a row of likes refers to a row of posts that is not there"),
        ("logged", "lies its write-ahead log"),
        ("nothing", "No such file"),
    ] {
        let error = restore(&bad(name), target.path(), NOON).unwrap_err().to_string();
        assert!(error.contains(said) && error.contains(name), "{name}: {error}");
        assert_eq!(fs::read(target.path().join("vitrine.db"))?, before, "{name}");
    }
    let lock = FolderLock::take(target.path())?;
    let error = restore(&good, target.path(), NOON).unwrap_err();
    assert!(matches!(error, Error::InUse(_)), "{error}");
    drop(lock);
    let names = fs::read_dir(target.path())?.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    assert_eq!(names, ["vitrine.db", "vitrine.lock", "vitrine.site"]);
    Ok(())
}

#[tokio::test]
async fn a_restore_that_was_decided_is_finished_from_any_step() -> Result<()> {
    let [old, new] = [fresh().await?, fresh().await?];
    write(&new.db, BEN, "New", "").await?;
    let backup = new.folder.path().join("backup.db");
    back_up(new.folder.path(), &backup, Options::default(), NOON).unwrap();
    let moves = ["guests.db", "vitrine.db-wal", "vitrine.db-shm", "vitrine.db"];
    for (guests_in_backup, done) in
        [false, true].into_iter().flat_map(|yes| (0..=6_usize).map(move |done| (yes, done)))
    {
        let folder = TempDir::new()?;
        let (decided, replaced) = (folder.path().join("restored-1"), folder.path().join("replaced-1"));
        fs::create_dir(&decided)?;
        fs::copy(&backup, decided.join("vitrine.db"))?;
        fs::write(decided.join(if guests_in_backup { "guests.db" } else { "guests.db.none" }), "new guests")?;
        for name in ["vitrine.db", "vitrine.db-wal", "vitrine.db-shm"] {
            fs::copy(old.folder.path().join(name), folder.path().join(name))?;
        }
        fs::write(folder.path().join("guests.db"), "old guests")?;
        // The steps as they are taken, up to one of them.
        if done > 0 {
            fs::create_dir(&replaced)?;
        }
        for name in moves.iter().take(done.saturating_sub(1).min(4)) {
            fs::rename(folder.path().join(name), replaced.join(name))?;
            if *name == "guests.db" && guests_in_backup {
                fs::rename(decided.join(name), folder.path().join(name))?;
            }
        }
        if done == 6 {
            fs::rename(decided.join("vitrine.db"), folder.path().join("vitrine.db"))?;
        }
        let said = folder::look(folder.path()).unwrap_err().to_string();
        assert!(said.contains("a restore was interrupted in"), "{said}");
        finish(folder.path()).unwrap();
        assert!(matches!(folder::look(folder.path()).unwrap(), Found::Site));
        let what = format!("guests {guests_in_backup}, step {done}");
        let posts = |folder: &Path| number(&folder.join("vitrine.db"), "SELECT COUNT(*) FROM posts");
        assert_eq!((posts(folder.path()), posts(&replaced)), (3, 2), "{what}");
        assert_eq!(fs::read_to_string(replaced.join("guests.db"))?, "old guests", "{what}");
        let guests = fs::read_to_string(folder.path().join("guests.db"));
        assert_eq!(guests.ok().as_deref(), guests_in_backup.then_some("new guests"), "{what}");
        assert!(!decided.exists(), "{what}");
    }
    Ok(())
}

#[test]
fn a_folder_says_whether_a_site_was_there() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    let looks =
        |path: &Path| format!("{:?}", folder::look(path).unwrap()).split('(').next().unwrap().to_owned();
    assert_eq!(looks(&here.join("typo")), "Nothing");
    for name in [".keep", "lost+found"] {
        fs::write(here.join(name), "").unwrap();
    }
    assert_eq!(looks(here), "Empty");
    fs::write(here.join("vitrine.lock"), "").unwrap();
    assert_eq!(looks(here), "Lost");
    folder::mark_being_made(here).unwrap();
    assert_eq!(looks(here), "HalfMade");
    fs::write(here.join("vitrine.db"), "").unwrap();
    assert_eq!(looks(here), "HalfMade");
    folder::mark_made(here).unwrap();
    assert!(matches!(folder::look(here).unwrap(), Found::Lost(Error::EmptyDatabase(_))));
    fs::remove_file(here.join("vitrine.db")).unwrap();
    assert!(matches!(folder::expect_site(here), Err(Error::Lost(_))));
    fs::write(here.join("vitrine.db"), "something").unwrap();
    assert_eq!(looks(here), "Site");

    assert!(!folder::stopped_uncleanly(here));
    folder::mark_running(here).unwrap();
    assert!(folder::stopped_uncleanly(here));
    folder::mark_stopped(here).unwrap();
    assert!(!folder::stopped_uncleanly(here));
    fs::write(here.join("vitrine.db-wal"), "log").unwrap();
    assert!(folder::stopped_uncleanly(here));
    assert!(!folder::is_served(here).unwrap());
    let _lock = FolderLock::take(here).unwrap();
    assert!(folder::is_served(here).unwrap());
}

#[tokio::test]
async fn damage_is_found_and_a_whole_database_is_not_taken_for_damaged() -> Result<()> {
    let site = fresh().await?;
    let file = site.folder.path().join("vitrine.db");
    check_pages(&file).unwrap();
    let contents = check(&file, Depth::Whole).unwrap();
    assert_eq!(contents.tables.iter().find(|(name, _)| name == "users").unwrap().1, 3);
    assert_eq!(pending_migrations(&file).unwrap(), [] as [i64; 0]);
    site.db.close().await;
    Connection::open(&file).unwrap().execute_batch("DELETE FROM _sqlx_migrations WHERE version > 5").unwrap();
    assert_eq!(pending_migrations(&file).unwrap()[0], 6);
    spoil(&file);
    let error = check_pages(&file).unwrap_err();
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_file_that_was_deleted_or_replaced_is_noticed_and_its_pages_are_read() -> Result<()> {
    let site = fresh().await?;
    like::like_post(&site.db, OVEN, ANA, NOON).await?;
    let path = site.folder.path().join("vitrine.db");
    let open = OpenFile::of(site.folder.path().join("vitrine.db")).unwrap();
    for _ in 0..50 {
        open.read_page()?;
    }
    assert_eq!(open.in_place()?, InPlace::Yes);
    let mut rights = fs::metadata(&path)?.permissions();
    rights.set_readonly(true);
    fs::set_permissions(&path, rights)?;
    assert_eq!(open.in_place()?, InPlace::ReadOnly);
    let aside = site.folder.path().join("aside.db");
    fs::rename(&path, &aside)?;
    assert_eq!(open.in_place()?, InPlace::Gone);
    fs::write(&path, "another")?;
    assert_eq!(open.in_place()?, InPlace::Gone);
    Ok(())
}
