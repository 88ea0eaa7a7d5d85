//! What the running site does about its own file, its disk and its backups.

use crate::{Answer, Site};
use model::Timestamp;
use rusqlite::Connection;
use server::{
    config::Switch,
    data_folder::{self, open_or_begin},
    scheduled_backup::Plan,
};
use std::{fs, path::Path, time::Duration};
use store::{
    Db, Room,
    keep::folder::{self, Found},
};
use tempfile::TempDir;

const NOON: Timestamp = Timestamp(1_795_435_200); // 2026-11-23T12:00:00Z

async fn health(site: &Site, query: &str) -> Answer {
    // A look is shared for a second, and a test does not wait for it.
    site.state.watch.forget_look().await;
    site.nobody().get(&format!("/healthz{query}")).await
}

fn set_readonly(path: &Path, readonly: bool) {
    let mut rights = fs::metadata(path).unwrap().permissions();
    rights.set_readonly(readonly);
    fs::set_permissions(path, rights).unwrap();
}

/// Fills the first page of an index with nonsense: the tables can still be read.
pub fn spoil_index(file: &Path) {
    spoil(file, "posts_created_at");
}

/// Fills the first page of a table or index with nonsense.
fn spoil(file: &Path, name: &str) {
    let connection = Connection::open(file).unwrap();
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let page = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
    let page: u32 = connection.query_row(page, [name], |row| row.get(0)).unwrap();
    drop(connection);
    let page = usize::try_from(page).unwrap();
    let mut bytes = fs::read(file).unwrap();
    bytes[(page - 1) * 4096..page * 4096].fill(0xa5);
    fs::write(file, bytes).unwrap();
}

#[tokio::test]
async fn f3_a_lost_file_stops_writing_for_good_and_every_page_says_so() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let well = health(&site, "?deep").await;
    assert_eq!(well.status, 200, "{}", well.body);
    assert_eq!(well.body.lines().count(), 10, "{}", well.body);
    assert!(well.body.starts_with("database file: ok\n"), "{}", well.body);
    assert_eq!(health(&site, "").await.body, "ok\n");

    let (path, aside) = (site.folder.path().join("vitrine.db"), site.folder.path().join("aside.db"));
    fs::rename(&path, &aside).unwrap();
    fs::copy(&aside, &path).unwrap();
    let ill = health(&site, "").await;
    assert_eq!(
        (ill.status.as_u16(), ill.body.as_str()),
        (503, "database file: another file is at its path, or none\n")
    );
    let page = ana.get("/settings").await;
    assert!(page.body.contains("class=\"stopped\">The site has lost the file"), "{}", page.body);
    // Neither is it well again when something is put there.
    fs::rename(&aside, &path).unwrap();
    let still = health(&site, "?deep").await;
    assert_eq!(still.status, 503);
    assert!(still.body.contains("database file: ok\n"), "{}", still.body);
    assert!(still.body.contains("writing is allowed: The site has lost the file"), "{}", still.body);
}

#[tokio::test]
async fn nothing_is_said_to_be_saved_while_writing_is_stopped() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    fs::remove_file(site.folder.path().join("vitrine.db")).unwrap();
    assert_eq!(health(&site, "").await.status, 503);
    let posts = site.number("SELECT COUNT(*) FROM posts").await;
    let form = [("title", "Bread"), ("body", "On Friday."), ("tags", "")];
    let answer = ana.call("/api/write_post", &form).await;
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert_eq!(site.number("SELECT COUNT(*) FROM posts").await, posts);
}

#[tokio::test]
async fn a_file_that_may_only_be_read_stops_writing_until_it_may_be_written_again() {
    let site = Site::fresh().await;
    let path = site.folder.path().join("vitrine.db");
    set_readonly(&path, true);
    let ill = health(&site, "").await;
    assert_eq!((ill.status.as_u16(), ill.body.as_str()), (503, "database file: the file may only be read\n"));
    assert!(site.nobody().get("/about").await.body.contains("The disk takes nothing just now"));
    set_readonly(&path, false);
    health(&site, "").await;
    assert_eq!(health(&site, "").await.status, 200);
    assert!(!site.nobody().get("/about").await.body.contains("The disk takes nothing just now"));
}

#[tokio::test]
async fn two_who_ask_within_a_second_share_a_look() {
    let site = Site::fresh().await;
    assert_eq!(health(&site, "").await.status, 200);
    fs::remove_file(site.folder.path().join("vitrine.db")).unwrap();
    assert_eq!(site.nobody().get("/healthz").await.status, 200);
    assert_eq!(health(&site, "").await.status, 503);
}

#[tokio::test]
async fn damage_stops_writing_and_every_page_says_so() {
    let site = Site::fresh().await;
    let ana = site.account("ana").await;
    site.write_post(ana, "Half a plot").await;
    assert!(site.state.watch.check_pages().await);
    assert!(site.db().writing_stopped().is_none());
    spoil_index(&site.folder.path().join("vitrine.db"));
    assert!(!site.state.watch.check_pages().await);
    let page = site.nobody().get("/about").await;
    assert!(page.body.contains("The site found a fault in its database"), "{}", page.body);
    assert_eq!(health(&site, "").await.status, 503);
    assert!(site.state.watch.is_stopped_for_good());
}

#[tokio::test]
async fn f3_where_the_guests_file_is_lost_guests_are_told_and_all_else_goes_on() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let path = site.folder.path().join("guests.db");
    fs::rename(&path, site.folder.path().join("aside.db")).unwrap();
    assert_eq!(health(&site, "").await.body, "ok\n");
    let deep = health(&site, "?deep").await;
    assert_eq!(deep.status, 200);
    assert!(deep.body.contains("guests’ work: none of it is kept\n"), "{}", deep.body);
    guests_are_told(&site, "The site has lost the file in which it keeps what guests do").await;
    let form = [("title", "Bread"), ("body", "On Friday."), ("tags", "")];
    assert_eq!(ana.call("/api/write_post", &form).await.status, 200);
}

#[tokio::test]
async fn damage_in_the_guests_file_is_told_to_guests_alone() {
    let site = Site::fresh().await;
    spoil(&site.folder.path().join("guests.db"), "learners");
    assert!(!site.state.watch.check_pages().await);
    assert!(site.db().writing_stopped().is_none());
    guests_are_told(&site, "The site found a fault in the file in which it keeps what guests do").await;
    // The disk that refuses for a moment, and takes what is written again, changes nothing about that.
    let database = site.folder.path().join("vitrine.db");
    for readonly in [true, false] {
        set_readonly(&database, readonly);
        health(&site, "").await;
    }
    guests_are_told(&site, "The site found a fault in the file in which it keeps what guests do").await;
}

/// A guest whose work cannot be kept hears `sentence`.
async fn guests_are_told(site: &Site, sentence: &str) {
    let answer = site.nobody().call("/api/run_sql", &[("sql", "SELECT 1")]).await;
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(answer.body.contains(sentence), "{}", answer.body);
}

#[tokio::test]
async fn a_site_begins_only_where_none_was() {
    let folder = TempDir::new().unwrap();
    let here = folder.path().join("data");
    let why =
        |result: anyhow::Result<data_folder::OpenSite>| format!("{:#}", result.err().expect("it is refused"));
    let refused = why(open_or_begin(&here, Room::usual(&here), Switch::Off, NOON).await);
    assert!(refused.contains("--new-site off") && !here.exists(), "{refused}");
    let site = open_or_begin(&here, Room::usual(&here), Switch::On, NOON).await.unwrap();
    assert!(site.is_new && !site.stopped_uncleanly);
    let second = why(open_or_begin(&here, Room::usual(&here), Switch::On, NOON).await);
    assert!(second.contains("another Vitrine is already serving this folder"), "{second}");
    site.db.close().await;
    drop(site.lock);
    let again = open_or_begin(&here, Room::usual(&here), Switch::Off, NOON).await.unwrap();
    assert!(!again.is_new);
    again.db.close().await;
    drop(again.lock);

    // F4: an empty file where a database was is a loss, and so is none beside what a site left.
    fs::write(here.join("vitrine.db"), "").unwrap();
    let empty = why(open_or_begin(&here, Room::usual(&here), Switch::On, NOON).await);
    assert!(
        empty.contains("vitrine.db in") && empty.contains("is empty") && empty.contains("vitrine restore"),
        "{empty}"
    );
    fs::remove_file(here.join("vitrine.db")).unwrap();
    let none = why(open_or_begin(&here, Room::usual(&here), Switch::On, NOON).await);
    assert!(none.contains("has no vitrine.db") && none.contains("mount its volume"), "{none}");
    assert!(matches!(folder::look(&here).unwrap(), Found::Lost(_)));
}

#[tokio::test]
async fn a_site_whose_making_was_interrupted_is_begun_again() {
    let folder = TempDir::new().unwrap();
    folder::mark_being_made(folder.path()).unwrap();
    fs::write(folder.path().join("vitrine.lock"), "").unwrap();
    fs::write(folder.path().join("vitrine.db"), "").unwrap();
    let site = open_or_begin(folder.path(), Room::usual(folder.path()), Switch::On, NOON).await.unwrap();
    assert!(site.is_new && store::seed::is_empty(&site.db).await.unwrap());
    assert!(matches!(folder::look(folder.path()).unwrap(), Found::Site));
}

/// A folder whose schema is that of the first migrations, as an older version left it.
async fn older(folder: &Path, newest: i64) {
    let new = TempDir::new().unwrap();
    Db::open(new.path()).await.unwrap().close().await;
    let connection = Connection::open(folder.join("vitrine.db")).unwrap();
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/migrations/sqlite");
    let mut files: Vec<_> = fs::read_dir(migrations).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let number = file.file_name().unwrap().to_str().unwrap()[..4].parse::<i64>().unwrap();
        if number <= newest {
            connection.execute_batch(&fs::read_to_string(file).unwrap()).unwrap();
        }
    }
    let schema: String = Connection::open(new.path().join("vitrine.db"))
        .unwrap()
        .query_row("SELECT sql FROM sqlite_schema WHERE name = '_sqlx_migrations'", [], |row| row.get(0))
        .unwrap();
    connection.execute_batch(&schema).unwrap();
    connection.execute("ATTACH ?1 AS new", [new.path().join("vitrine.db").to_str().unwrap()]).unwrap();
    let copy = "INSERT INTO _sqlx_migrations SELECT * FROM new._sqlx_migrations WHERE version <= ?1";
    connection.execute(copy, [newest]).unwrap();
}

#[tokio::test]
async fn before_a_migration_there_is_a_backup_and_the_newest_three_are_kept() {
    let folder = TempDir::new().unwrap();
    let backups = folder.path().join("before-migrations");
    older(folder.path(), 5).await;
    let refused = data_folder::open_existing(folder.path()).await.unwrap_err().to_string();
    assert!(refused.contains("vitrine migrate --data"), "{refused}");
    let site = open_or_begin(folder.path(), Room::usual(folder.path()), Switch::On, NOON).await.unwrap();
    let made = backups.join("20261123T120000Z-before-0006.db");
    let count =
        |sql: &str| Connection::open(&made).unwrap().query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT MAX(version) FROM _sqlx_migrations"), 5);
    site.db.close().await;
    drop(site.lock);
    // One that changes nothing needs no backup.
    let site =
        open_or_begin(folder.path(), Room::usual(folder.path()), Switch::On, NOON.plus(1)).await.unwrap();
    site.db.close().await;
    drop(site.lock);
    assert_eq!(fs::read_dir(&backups).unwrap().count(), 1);
    for later in 2..6 {
        fs::remove_file(folder.path().join("vitrine.db")).unwrap();
        older(folder.path(), 5).await;
        let site = open_or_begin(folder.path(), Room::usual(folder.path()), Switch::On, NOON.plus(later))
            .await
            .unwrap();
        site.db.close().await;
        drop(site.lock);
    }
    // What guests left stands in a file beside each, and goes with it.
    for kind in ["db", "guests"] {
        let files = fs::read_dir(&backups).unwrap().filter_map(Result::ok);
        let count = files.filter(|file| file.path().extension().is_some_and(|it| it == kind)).count();
        assert_eq!(count, 3, "{kind}");
    }
    assert!(!made.exists());
}

#[tokio::test]
async fn regular_backups_are_kept_in_number_and_one_that_fails_removes_none() {
    let site = Site::fresh().await;
    site.account("ana").await;
    let to = TempDir::new().unwrap();
    let plan = Plan {
        from: site.folder.path().to_owned(),
        to: to.path().join("backups"),
        every: Duration::from_secs(60),
        keep: 2,
    };
    for minute in 0..3 {
        plan.back_up(NOON.plus(minute * 60)).unwrap();
    }
    let names = || {
        let mut names: Vec<_> = fs::read_dir(&plan.to)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names(), ["vitrine-20261123T120100Z.db", "vitrine-20261123T120200Z.db"]);
    spoil(&site.folder.path().join("vitrine.db"), "users");
    let error = plan.back_up(NOON.plus(180)).unwrap_err().to_string();
    assert!(error.contains("is damaged"), "{error}");
    assert_eq!(names(), ["vitrine-20261123T120100Z.db", "vitrine-20261123T120200Z.db"]);
    assert!(plan.wait() > Duration::from_secs(30) && plan.wait() <= Duration::from_secs(60));
}
