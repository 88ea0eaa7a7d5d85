//! The site starts, or says in one sentence why it does not.

use crate::{Site, site::config};
use server::serve;
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

#[tokio::test]
async fn tidying_up_removes_what_is_over_and_nothing_else() {
    let site = Site::fresh().await;
    site.as_user("ana").await;
    site.state.clock.advance(store::session::IDLE_MAX + 1);
    let mut ben = site.as_user("ben").await;
    serve::delete_expired(&site.state.site, &site.state.clock).await;
    assert_eq!(site.number("SELECT COUNT(*) FROM sessions").await, 1);
    assert_eq!(ben.get("/settings/data.json").await.status, 200);
}
