//! The writing connection: who shares a commit, what a fault leaves, and who waits for what.

use crate::{ANA, BEN, CLEO, Fresh, NOON, OVEN, PLOT, count, fresh, insert_user};
use futures::future::join_all;
use model::UserId;
use sqlx::Connection;
use std::time::{Duration, Instant};
use store::{Db, Entry, Error, QueryLog, Result, StepKind, TransactionStep, follow, like, post};

/// The steps that a log holds.
fn steps(log: &QueryLog) -> Vec<TransactionStep> {
    let step = |entry| match entry {
        Entry::Step(step) => Some(step),
        _ => None,
    };
    log.take().0.into_iter().filter_map(step).collect()
}

/// How many other transactions were kept by the `COMMIT` in this log.
fn others(log: &QueryLog) -> usize {
    steps(log).into_iter().find(|step| step.kind == StepKind::Commit).expect("it was committed").others
}

async fn people(db: &Db, many: usize) -> Result<Vec<UserId>> {
    let mut people = Vec::new();
    for n in 0..many {
        people.push(insert_user(db, &format!("person{n}"), "").await?);
    }
    Ok(people)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_wait_at_the_same_time_share_a_commit() -> Result<()> {
    let Fresh { db, folder } = fresh().await?;
    let people = people(&db, 40).await?;
    let held = db.begin().await?;
    let (logs, tasks): (Vec<_>, Vec<_>) = people
        .into_iter()
        .map(|user| {
            let log = QueryLog::default();
            let db = db.with_log(log.clone());
            (log, tokio::spawn(async move { like::like_post(&db, PLOT, user, NOON).await }))
        })
        .unzip();
    // All forty are in the queue once the log of the last one has nothing but its begin to come.
    while db.writers_waiting() < 40 {
        tokio::task::yield_now().await;
    }
    held.commit().await?;
    for liked in join_all(tasks).await {
        assert!(liked.unwrap()?.is_some());
    }
    let commits: f64 = logs.iter().map(|log| 1.0 / (1 + others(log)) as f64).sum();
    assert!(commits < 6.0, "forty transactions took {commits} commits");
    db.close().await;
    let db = Db::open(folder.path()).await?;
    assert_eq!(count(&db, "SELECT COUNT(*) FROM likes").await?, 40);
    assert_eq!(post::find_card(&db, PLOT).await?.unwrap().likes, 40);
    Ok(())
}

#[tokio::test]
async fn who_writes_alone_begins_and_commits_and_nothing_more() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let log = QueryLog::default();
    like::like_post(&db.with_log(log.clone()), PLOT, BEN, NOON).await?;
    let kinds: Vec<_> = steps(&log).iter().map(|step| (step.kind, step.others)).collect();
    assert_eq!(kinds, [(StepKind::Begin, 0), (StepKind::Commit, 0)]);
    Ok(())
}

/// Runs three parts of one batch: Ana's like, then `middle`, then Cleo's like. Nobody begins before the one before has ended.
async fn batch_around(db: &Db, middle: impl AsyncFnOnce(Db)) -> Result<[usize; 2]> {
    let logs = [QueryLog::default(), QueryLog::default()];
    let (one, other) = (db.with_log(logs[0].clone()), db.with_log(logs[1].clone()));
    let held = db.begin().await?;
    // `join!` polls in this order, so they queue in this order.
    let (first, (), last, held) = tokio::join!(
        like::like_post(&one, OVEN, ANA, NOON),
        middle(db.clone()),
        like::like_post(&other, OVEN, CLEO, NOON),
        held.commit()
    );
    held?;
    assert_eq!(first?, Some(1));
    assert_eq!(last?, Some(2));
    Ok([others(&logs[0]), others(&logs[1])])
}

#[tokio::test]
async fn one_of_a_batch_that_fails_harms_nobody_else() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let log = QueryLog::default();
    let failing = async |db: Db| {
        let mut tx = db.with_log(log.clone()).begin().await.unwrap();
        assert_eq!(tx.query("DELETE FROM comments").run().await.unwrap(), 0);
        assert_eq!(tx.query("UPDATE posts SET title = 'gone'").run().await.unwrap(), 2);
        let refused = tx.query("INSERT INTO users (id, name) VALUES (1, 'ana')").run().await;
        assert!(matches!(refused, Err(Error::Sql(_))));
    };
    assert_eq!(batch_around(&db, failing).await?, [2, 2], "held, Ana and Cleo share a commit");
    let kinds: Vec<_> = steps(&log).iter().map(|step| step.kind).collect();
    assert_eq!(kinds, [StepKind::Savepoint, StepKind::RollbackTo]);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM posts WHERE title = 'gone'").await?, 0);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM likes").await?, 2);
    Ok(())
}

#[tokio::test]
async fn one_of_a_batch_that_is_given_up_harms_nobody_else() -> Result<()> {
    for given_up_after in 0..6 {
        let Fresh { db, folder: _folder } = fresh().await?;
        let given_up = async |db: Db| {
            // Polled that often and then dropped: while it waits, while it begins, in a statement, or in its commit.
            let mut writing = Box::pin(follow::follow_user(&db, ANA, BEN, NOON));
            for _ in 0..given_up_after {
                let poll = futures::poll!(writing.as_mut());
                if poll.is_ready() {
                    break;
                }
                tokio::task::yield_now().await;
            }
        };
        batch_around(&db, given_up).await?;
        assert_eq!(count(&db, "SELECT COUNT(*) FROM likes").await?, 2, "{given_up_after}");
        follow::follow_user(&db, BEN, ANA, NOON).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_batch_whose_first_one_waits_alone_in_the_end_is_committed() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let held = db.begin().await?;
    let mut gone = Box::pin(db.begin());
    assert!(futures::poll!(gone.as_mut()).is_pending(), "it waits in the queue");
    let commit = tokio::spawn(held.commit());
    tokio::task::yield_now().await;
    drop(gone);
    commit.await.unwrap()?;
    Ok(())
}

/// What another program does that writes for a long time.
async fn lock(fresh: &Fresh) -> Result<sqlx::SqliteConnection> {
    let mut other = fresh.connect().await?;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await?;
    Ok(other)
}

#[tokio::test]
async fn while_another_program_holds_the_lock_writers_wait_and_are_told_so() -> Result<()> {
    let fresh = fresh().await?;
    let other = lock(&fresh).await?;
    let db = fresh.db.with_write_wait(Duration::from_millis(300));
    let asked = Instant::now();
    // The second one waits in the queue for as long as the first one waits for the lock, and not longer.
    let both = tokio::join!(like::like_post(&db, PLOT, ANA, NOON), like::like_post(&db, OVEN, BEN, NOON));
    assert!(matches!(both, (Err(Error::Locked), Err(Error::Locked))), "{both:?}");
    assert!(asked.elapsed() >= Duration::from_millis(300), "{:?}", asked.elapsed());
    assert!(matches!(db.probe_writer(Duration::ZERO).await, Err(Error::Locked)));
    assert_eq!(count(&db, "SELECT COUNT(*) FROM likes").await?, 0, "reading goes on");

    let patient = fresh.db.with_write_wait(Duration::from_secs(60));
    let waiting = tokio::spawn(async move { like::like_post(&patient, PLOT, ANA, NOON).await });
    other.close().await?;
    assert_eq!(waiting.await.unwrap()?, Some(1));
    db.probe_writer(Duration::from_secs(60)).await
}

#[tokio::test]
async fn a_full_file_ends_one_transaction_and_the_next_one_is_well() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    for _ in 0..3 {
        let mut tx = db.begin().await?;
        // SQLite answers alike whether the disk or the file's own bound is reached, and ends the transaction by itself.
        tx.query("PRAGMA max_page_count = 1").one::<(i64,)>().await?;
        let full = tx.query("UPDATE posts SET body = hex(randomblob(100000))").run().await.unwrap_err();
        assert!(full.is_disk_full(), "{full:?}");
        // What follows would otherwise be kept by itself, outside of any transaction.
        let after = tx.query("UPDATE posts SET title = 'kept'").run().await.unwrap_err();
        assert!(matches!(after, Error::NotKept(_)), "{after:?}");
        assert!(tx.commit().await.unwrap_err().is_disk_full());
        assert_eq!(count(&db, "SELECT COUNT(*) FROM posts WHERE title = 'kept'").await?, 0);
    }
    assert_eq!(like::like_post(&db, PLOT, ANA, NOON).await?, Some(1));
    Ok(())
}

#[tokio::test]
async fn where_the_disk_is_full_for_one_of_a_batch_nobody_of_it_is_told_that_it_was_kept() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let held = db.begin().await?;
    let full = async {
        let mut tx = db.begin().await?;
        tx.query("PRAGMA max_page_count = 1").one::<(i64,)>().await?;
        tx.query("UPDATE posts SET body = hex(randomblob(100000))").run().await
    };
    let (first, full, held) = tokio::join!(like::like_post(&db, PLOT, ANA, NOON), full, held.commit());
    assert!(full.unwrap_err().is_disk_full());
    for outcome in [first.map(drop), held] {
        assert!(outcome.as_ref().is_err_and(Error::is_disk_full), "{outcome:?}");
    }
    assert_eq!(count(&db, "SELECT COUNT(*) FROM likes").await?, 0);
    assert_eq!(like::like_post(&db, PLOT, ANA, NOON).await?, Some(1));
    Ok(())
}

#[tokio::test]
async fn while_writing_is_stopped_nobody_begins_and_everybody_is_told_why() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    db.stop_writing("The disk failed.");
    let refused = like::like_post(&db, PLOT, ANA, NOON).await.unwrap_err();
    assert!(matches!(&refused, Error::ReadOnly(why) if **why == *"The disk failed."), "{refused:?}");
    assert!(db.writing_stopped().is_some());
    db.probe_writer(Duration::from_secs(60)).await?;
    db.resume_writing();
    assert_eq!(like::like_post(&db, PLOT, ANA, NOON).await?, Some(1));
    Ok(())
}
