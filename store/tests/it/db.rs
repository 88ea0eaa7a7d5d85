//! The database as a whole: its writer, its query log, its plans and its stamp.

use crate::{ANA, BEN, CLEO, Fresh, NOON, OVEN, PLOT, count, delete_user_row, fresh, insert_user};
use futures::future::try_join_all;
use model::{Cursor, PostId, SearchQuery, SessionKey, Tag};
use store::{
    Db, Error, FolderLock, QueryLog, Result, Secret, comment, follow,
    idempotency_key::{self, IdempotencyKey, KeyOwner},
    like, post, search, session, tag,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_people_who_like_at_once_are_all_counted() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let mut people = Vec::new();
    for n in 0..50 {
        people.push(insert_user(&db, &format!("person{n}"), "").await?);
    }
    let tasks = people.iter().flat_map(|user| {
        [PLOT, OVEN].map(|post| {
            let (db, user) = (db.clone(), *user);
            tokio::spawn(async move { like::like_post(&db, post, user, NOON).await })
        })
    });
    let counts = try_join_all(tasks).await.unwrap().into_iter().collect::<Result<Vec<_>>>()?;
    assert!(counts.iter().all(Option::is_some));
    assert_eq!(post::find_card(&db, PLOT).await?.unwrap().likes, 50);
    assert_eq!(post::find_card(&db, OVEN).await?.unwrap().likes, 50);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM likes").await?, 100);
    Ok(())
}

#[tokio::test]
async fn a_transaction_that_is_dropped_leaves_nothing() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let mut tx = db.begin().await?;
    assert_eq!(tx.query("DELETE FROM posts").run().await?, 2);
    drop(tx);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM posts").await?, 2);
    Ok(())
}

#[tokio::test]
async fn a_statement_outside_a_transaction_only_reads() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    assert!(matches!(db.query("DELETE FROM posts").run().await, Err(Error::Sql(_))));
    assert_eq!(count(&db, "SELECT COUNT(*) FROM posts").await?, 2);
    Ok(())
}

#[tokio::test]
async fn a_database_is_still_there_when_it_is_opened_again() -> Result<()> {
    let Fresh { db, folder } = fresh().await?;
    db.close().await;
    let db = Db::open(folder.path()).await?;
    assert_eq!(post::list_feed(&db, None, Cursor::START).await?.items.len(), 2);
    Ok(())
}

#[tokio::test]
async fn one_process_at_a_time_serves_a_folder() -> Result<()> {
    let fresh = fresh().await?;
    let lock = FolderLock::take(fresh.folder.path())?;
    assert!(matches!(FolderLock::take(fresh.folder.path()), Err(Error::InUse)));
    drop(lock);
    FolderLock::take(fresh.folder.path())?;
    Ok(())
}

#[tokio::test]
async fn a_trace_tells_what_ran_and_hides_secrets() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let log = QueryLog::default();
    let traced = db.with_log(log.clone());
    let name = "O'Hara".to_owned();
    let secret = Secret("hunter2".to_owned());
    let key = Secret::from(SessionKey("abc".to_owned()));
    let sql =
        "SELECT p.id FROM posts p WHERE $1 <> $2 AND $3 IS NULL AND $4 AND $5 <> '' ORDER BY p.id LIMIT 9";
    let line = line!() + 1;
    let query = traced.query(sql).bind(name).bind(secret).bind(None::<i64>).bind(true).bind(key);
    let rows: Vec<(PostId,)> = query.all().await?;
    assert_eq!(rows, [(PLOT,), (OVEN,)]);
    like::like_post(&traced, PLOT, BEN, NOON).await?;
    follow::follow_user(&db, BEN, ANA, NOON).await?; // a handle without a log writes nothing down

    let told = log.statements();
    assert_eq!(told.len(), 3);
    assert_eq!((told[0].sql, told[0].rows, told[0].caller.line()), (sql, 2, line));
    assert_eq!(told[0].values, ["'O''Hara'", "'••••••••'", "NULL", "TRUE", "'••••••••'"]);
    assert!(told[1].sql.contains("INSERT INTO likes"));
    assert_eq!((told[1].values.join(" "), told[1].rows), (format!("1 2 {}", NOON.0), 1));
    assert!(told[2].sql.contains("UPDATE posts"));
    assert!(told[2].caller.file().ends_with("like.rs"));
    assert_eq!(log.total().statements, 3);
    assert!(!format!("{told:?}").contains("hunter2"));
    Ok(())
}

#[tokio::test]
async fn only_statements_of_its_own_handle_are_in_a_log() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let log = QueryLog::default();
    post::find_card(&db.with_log(log.clone()), PLOT).await?;
    post::find_card(&db, OVEN).await?;
    assert_eq!(log.total().statements, 1);
    Ok(())
}

/// The steps of a plan that read a whole table. Going through the full-text index, or through rows that were just found, does
/// not count as such.
fn scans(plan: &[String]) -> Vec<&String> {
    const FOUND: [&str; 4] = ["recent", "h", "typed", "CONSTANT"];
    let whole = |step: &&String| {
        let name = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
        name.is_some_and(|name| !FOUND.contains(&name)) && !step.contains("VIRTUAL TABLE INDEX")
    };
    plan.iter().filter(whole).collect()
}

#[tokio::test]
async fn no_statement_of_a_page_reads_a_whole_table() -> Result<()> {
    let fresh = fresh().await?;
    let log = QueryLog::default();
    let db = fresh.db.with_log(log.clone());
    let garden = Tag::parse("garden").unwrap();
    let text = model::CommentBody::parse("Good.").unwrap();
    let comment = comment::insert_comment(&db, ANA, OVEN, None, &text, NOON).await?.unwrap();
    comment::find_comment(&db, comment, Some(ANA)).await?;
    comment::list_comments(&db, PLOT, Some(ANA)).await?;
    comment::list_comments_of(&db, ANA, comment).await?;
    comment::update_comment(&db, comment, ANA, &text, NOON).await?;
    like::like_comment(&db, comment, ANA, NOON).await?;
    like::unlike_comment(&db, comment, ANA).await?;
    comment::delete_comment(&db, comment, ANA).await?;
    like::like_post(&db, PLOT, ANA, NOON).await?;
    like::unlike_post(&db, PLOT, ANA).await?;
    follow::follow_user(&db, ANA, BEN, NOON).await?;
    post::list_feed(&db, Some(ANA), Cursor::START).await?;
    post::list_feed_of_followed(&db, ANA, Cursor::START).await?;
    post::list_posts_by_tag(&db, Some(ANA), &garden, Cursor::START).await?;
    post::list_posts_by_author(&db, Some(ANA), ANA, Cursor::START).await?;
    post::list_posts_of(&db, ANA, PLOT).await?;
    post::find_post(&db, PLOT, Some(ANA)).await?;
    tag::list_tags_of_week(&db, NOON).await?;
    search::find_hits(&db, &SearchQuery::parse("pump").unwrap()).await?;
    let guest = SessionKey("guest".to_owned());
    session::insert_session(&db, guest.clone(), None, "{}".to_owned(), NOON).await?;
    for owner in [KeyOwner::Person(ANA), KeyOwner::Guest(guest)] {
        let key = IdempotencyKey::new(format!("{owner:?}"), owner, NOON);
        idempotency_key::find_result(&db, &key).await?;
        post::delete_post(&db.with_idempotency_key(Some(key)), PLOT, BEN, NOON).await?;
    }
    let told = log.statements();
    assert!(told.len() > 20);

    for statement in &told {
        let plan = fresh.plan(statement.sql).await?;
        assert!(scans(&plan).is_empty(), "{}\n{plan:#?}", statement.sql);
    }
    Ok(())
}

fn is_send<T: Send>(_: &T) {}

#[tokio::test]
async fn the_work_of_a_page_may_move_between_threads() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    is_send(&post::list_feed(&db, Some(ANA), Cursor::START));
    is_send(&post::find_post(&db, PLOT, None));
    is_send(&like::like_post(&db, PLOT, CLEO, NOON));
    is_send(&post::delete_post(&db, PLOT, ANA, NOON));
    delete_user_row(&db, CLEO).await
}

#[tokio::test]
async fn a_stamp_changes_with_every_commit_of_any_process_and_with_nothing_else() -> Result<()> {
    let f = fresh().await?;
    let first = f.db.stamp();
    post::list_feed(&f.db, Some(ANA), Cursor::START).await?;
    assert_eq!(f.db.stamp(), first);
    let other = Db::open(f.folder.path()).await?; // stands for the command line beside a running site
    let before = f.db.stamp();
    like::like_post(&other, OVEN, ANA, NOON).await?;
    assert_ne!(f.db.stamp(), before);
    let before = f.db.stamp();
    like::unlike_post(&f.db, OVEN, ANA).await?;
    assert_ne!(f.db.stamp(), before);
    Ok(())
}
