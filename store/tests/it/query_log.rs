//! The query log: statements, the steps of transactions, failures and waits.

use crate::{ANA, BEN, Fresh, NOON, PLOT, fresh};
use model::{DisplayName, Role, UserName};
use std::time::{Duration, Instant};
use store::{
    Db, Entry, Error, Failure, QueryLog, Result, Statement, StepKind, TransactionStep, Wait, WaitKind, like,
    password::Hasher, user,
};

/// A handle with a log, and the log.
fn logged(db: &Db) -> (Db, QueryLog) {
    let log = QueryLog::default();
    (db.with_log(log.clone()), log)
}

/// The kind of each entry in words.
fn kinds(entries: &[Entry]) -> Vec<&'static str> {
    let kind = |entry: &Entry| match entry {
        Entry::Statement(Statement { failure: None, .. }) => "statement",
        Entry::Statement(_) => "failed statement",
        Entry::Step(TransactionStep { kind, .. }) => kind.sql(),
        Entry::Wait(Wait { kind: WaitKind::Writer, .. }) => "wait for the writer",
        Entry::Wait(_) => "another wait",
    };
    entries.iter().map(kind).collect()
}

fn step(entries: &[Entry], wanted: StepKind) -> TransactionStep {
    let step = |entry: &Entry| match entry {
        Entry::Step(step) if step.kind == wanted => Some(step.clone()),
        _ => None,
    };
    entries.iter().find_map(step).expect("a step of this kind")
}

#[tokio::test]
async fn a_transaction_logs_how_it_begins_and_that_it_was_committed() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let (db, log) = logged(&db);
    like::like_post(&db, PLOT, BEN, NOON).await?;

    let (entries, dropped) = log.take();
    assert_eq!(
        kinds(&entries),
        ["wait for the writer", "BEGIN IMMEDIATE", "statement", "statement", "COMMIT"]
    );
    let (begin, commit) = (step(&entries, StepKind::Begin), step(&entries, StepKind::Commit));
    assert!(begin.caller.file().ends_with("like.rs"), "{}", begin.caller);
    assert!(commit.caller.file().ends_with("like.rs"), "{}", commit.caller);
    assert!(begin.caller.line() < commit.caller.line());
    assert!(begin.at + begin.wait + begin.elapsed <= commit.at);
    assert!(commit.elapsed > Duration::ZERO);
    assert_eq!((begin.failure, commit.failure, dropped), (None, None, 0));

    assert!(log.statements().iter().all(|statement| statement.in_transaction));
    let total = log.total();
    assert_eq!((total.statements, total.steps), (2, 2));
    assert!(total.time >= begin.elapsed + commit.elapsed);
    Ok(())
}

#[tokio::test]
async fn a_transaction_that_is_dropped_logs_its_rollback() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let (db, log) = logged(&db);
    let line = line!() + 1;
    let mut tx = db.begin().await?;
    tx.query("DELETE FROM posts").run().await?;
    drop(tx);

    let (entries, _) = log.take();
    assert_eq!(kinds(&entries), ["wait for the writer", "BEGIN IMMEDIATE", "statement", "ROLLBACK"]);
    assert_eq!(step(&entries, StepKind::Rollback).caller.line(), line);
    Ok(())
}

#[tokio::test]
async fn a_statement_that_fails_is_logged_with_the_words_of_sqlite() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let (db, log) = logged(&db);
    let (name, shown) = (UserName::parse("ana").unwrap(), DisplayName::parse("Another Ana").unwrap());
    let taken = user::insert_user(&db, &name, &shown, "hash".to_owned(), Role::Person, NOON).await;
    assert!(matches!(taken, Err(Error::Invalid(_))));

    let (entries, _) = log.take();
    assert_eq!(kinds(&entries), ["wait for the writer", "BEGIN IMMEDIATE", "failed statement", "ROLLBACK"]);
    const SQLITE_CONSTRAINT_UNIQUE: i32 = 2067;
    let message = "UNIQUE constraint failed: users.name".to_owned();
    assert_eq!(log.statements()[0].failure, Some(Failure { code: Some(SQLITE_CONSTRAINT_UNIQUE), message }));
    assert_eq!((log.statements()[0].rows, log.total().statements), (0, 1));
    Ok(())
}

#[tokio::test]
async fn a_commit_that_fails_is_logged_with_its_rollback() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let (db, log) = logged(&db);
    let mut tx = db.begin().await?;
    // Foreign keys are checked by the commit then (sqlite.org/pragma.html, "defer_foreign_keys").
    tx.query("PRAGMA defer_foreign_keys = ON").run().await?;
    tx.query("INSERT INTO likes (post_id, user_id, created_at) VALUES (404, $1, 0)").bind(ANA).run().await?;
    assert!(tx.commit().await.is_err());

    let (entries, _) = log.take();
    assert_eq!(kinds(&entries).last(), Some(&"ROLLBACK"));
    const SQLITE_CONSTRAINT_FOREIGNKEY: i32 = 787;
    let failure = step(&entries, StepKind::Commit).failure.unwrap();
    assert_eq!(failure.code, Some(SQLITE_CONSTRAINT_FOREIGNKEY));
    Ok(())
}

#[tokio::test]
async fn the_wait_for_the_writer_is_told_once_as_a_wait_and_once_with_the_begin() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let (db, log) = logged(&db);
    let mut first = db.begin().await?;
    // `join!` polls in this order, so the second begins to wait before the first goes on.
    let second = async { db.begin().await?.commit().await };
    let both = tokio::join!(second, async {
        let started = Instant::now();
        first.query("UPDATE users SET name = name").run().await?;
        let held = started.elapsed();
        first.commit().await?;
        Ok::<_, Error>(held)
    });
    both.0?;
    let held = both.1?;

    let (entries, _) = log.take();
    let begin = entries.iter().filter_map(|entry| match entry {
        Entry::Step(step) if matches!(step.kind, StepKind::Begin | StepKind::Savepoint) => Some(step),
        _ => None,
    });
    let second = begin.max_by_key(|step| step.at).unwrap();
    assert!(second.wait >= held, "{second:?} {held:?}");
    let wait = entries.iter().rev().find_map(|entry| match entry {
        Entry::Wait(wait) => Some(wait),
        _ => None,
    });
    let wait = wait.unwrap();
    assert_eq!((second.kind, wait.kind, wait.at), (StepKind::Savepoint, WaitKind::Writer, second.at));
    assert!(wait.elapsed >= second.wait);
    Ok(())
}

#[tokio::test]
async fn waits_that_are_no_statement_are_logged() -> Result<()> {
    let log = QueryLog::default();
    let hasher = Hasher::default().with_log(log.clone());
    hasher.verify(None, "ladder copper autumn".to_owned()).await?;
    log.wait(WaitKind::Render, Instant::now());

    let (entries, _) = log.take();
    let waits = entries.iter().map(|entry| match entry {
        Entry::Wait(wait) => *wait,
        other => panic!("{other:?}"),
    });
    let waits: Vec<Wait> = waits.collect();
    assert_eq!(
        waits.iter().map(|wait| wait.kind).collect::<Vec<_>>(),
        [WaitKind::PasswordHash, WaitKind::Render]
    );
    assert!(waits[0].elapsed > Duration::from_millis(1), "{waits:?}");
    assert!(waits[1].at >= waits[0].at + waits[0].elapsed);
    assert_eq!(log.total(), store::Totals::default());
    Ok(())
}

#[tokio::test]
async fn a_log_is_bounded_and_counts_what_it_leaves_out() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let (db, log) = logged(&db);
    for _ in 0..QueryLog::STATEMENTS_MAX + 3 {
        db.query("SELECT 1").one::<(i64,)>().await?;
        log.wait(WaitKind::Render, Instant::now());
    }
    assert!(!log.statements()[0].in_transaction);
    let (entries, dropped) = log.take();
    assert_eq!((entries.len(), dropped), (QueryLog::STATEMENTS_MAX + QueryLog::WAITS_MAX, 3));
    assert_eq!(log.total().statements, QueryLog::STATEMENTS_MAX as u64 + 3);
    Ok(())
}
