//! The site starts, or says in one sentence why it does not.

use crate::{Site, site::config};
use server::{clock::Clock, serve};
use store::{Db, FolderLock};
use tempfile::TempDir;

/// Why the site does not start.
async fn refusal(flags: &[&str]) -> String {
    let error = serve::run(&config(flags)).await.unwrap_err();
    let sentence = format!("{error:#}");
    assert!(!sentence.contains('\n') && sentence.len() < 300, "{sentence}");
    sentence
}

#[tokio::test]
async fn a_second_server_on_one_folder_is_refused() {
    let folder = TempDir::new().unwrap();
    let _lock = FolderLock::take(folder.path()).unwrap();
    let said = refusal(&["--listen", "127.0.0.1:0", "--data", folder.path().to_str().unwrap()]).await;
    assert!(said.contains("another Vitrine is already serving this folder"), "{said}");
}

#[tokio::test]
async fn a_taken_port_is_refused() {
    let folder = TempDir::new().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = refusal(&["--listen", &address, "--data", folder.path().to_str().unwrap()]).await;
    assert!(said.contains("another program listens on") && said.contains("--listen"), "{said}");
}

#[tokio::test]
async fn a_folder_that_is_none_is_refused() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let said = refusal(&["--listen", "127.0.0.1:0", "--data", file.join("data").to_str().unwrap()]).await;
    assert!(said.contains("cannot be made"), "{said}");
}

#[tokio::test]
async fn a_database_newer_than_the_program_is_refused() {
    let folder = TempDir::new().unwrap();
    let db = Db::open(folder.path()).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    let sql = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
               VALUES (9999, 'tomorrow', TRUE, x'00', 0)";
    tx.query(sql).run().await.unwrap();
    tx.commit().await.unwrap();
    db.close().await;
    let said = refusal(&["--listen", "127.0.0.1:0", "--data", folder.path().to_str().unwrap()]).await;
    assert!(said.contains("the database is newer than this program"), "{said}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let folder = TempDir::new().unwrap();
    std::fs::write(
        folder.path().join("vitrine.db"),
        "no database at all, but long enough to look like one".repeat(50),
    )
    .unwrap();
    let said = refusal(&["--listen", "127.0.0.1:0", "--data", folder.path().to_str().unwrap()]).await;
    assert!(said.contains("cannot be opened"), "{said}");
}

/// Time passes as it does, with the site looking at the clock meanwhile.
async fn pass(site: &Site, hours: i64) {
    for _ in 0..hours / 12 {
        site.state.clock.advance(12 * 60 * 60);
        serve::delete_expired(&site.state.site, &site.state.clock).await;
    }
}

#[tokio::test]
async fn tidying_up_removes_what_is_over_and_nothing_else() {
    let site = Site::fresh().await;
    site.as_user("ana").await;
    pass(&site, 13 * 24).await;
    let mut ben = site.as_user("ben").await;
    assert_eq!(site.number("SELECT COUNT(*) FROM sessions").await, 2);
    pass(&site, 2 * 24).await;
    assert_eq!(site.number("SELECT COUNT(*) FROM sessions").await, 1);
    assert_eq!(ben.get("/settings/data.json").await.status, 200);
}

#[tokio::test]
async fn k4_nothing_is_deleted_on_the_word_of_a_clock_that_jumped() {
    const YEAR: i64 = 400 * 24 * 60 * 60;
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    pass(&site, 48).await;
    for jump in [YEAR, -YEAR] {
        site.state.clock.advance(jump);
        serve::delete_expired(&site.state.site, &site.state.clock).await;
        pass(&site, 12).await;
        assert_eq!(site.number("SELECT COUNT(*) FROM sessions").await, 1, "{jump}");
    }
    assert_eq!(ana.get("/settings/data.json").await.status, 200, "the clock is right again");
    // A start with a wrong clock is a jump, too: what the clock said before is on the disk.
    let restarted = Clock::default();
    restarted.advance(YEAR);
    serve::delete_expired(&site.state.site, &restarted).await;
    assert_eq!(site.number("SELECT COUNT(*) FROM sessions").await, 1);
}

#[tokio::test]
async fn k4_a_clock_that_stays_where_it_jumped_to_is_believed_after_a_day() {
    let site = Site::fresh().await;
    site.as_user("ana").await;
    pass(&site, 48).await;
    site.state.clock.advance(400 * 24 * 60 * 60);
    pass(&site, 24).await;
    assert_eq!(site.number("SELECT COUNT(*) FROM sessions").await, 1);
    pass(&site, 24).await;
    assert_eq!(site.number("SELECT COUNT(*) FROM sessions").await, 0);
}

#[tokio::test]
async fn k4_a_session_of_the_future_that_nobody_uses_ends_too() {
    const YEAR: i64 = 400 * 24 * 60 * 60;
    let site = Site::fresh().await;
    site.state.clock.advance(YEAR);
    site.as_user("ana").await;
    site.state.clock.advance(-YEAR);
    pass(&site, 3 * 24).await;
    assert_eq!(site.number("SELECT COUNT(*) FROM sessions").await, 1);
    pass(&site, 14 * 24).await;
    assert_eq!(site.number("SELECT COUNT(*) FROM sessions").await, 0);
}
