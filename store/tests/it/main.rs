//! The store on a real database, a fresh one for each test, with people and posts in it.

mod comment;
mod db;
mod deletion;
mod follow;
mod idempotency_key;
mod keep;
mod learner;
mod like;
mod post;
mod query_log;
mod sandbox;
mod search;
mod seed;
mod session;
mod shared_race;
mod shared_trace;
mod sign_in_throttle;
mod slow_feed;
mod statements;
mod tag;
mod user;
mod writer;

use model::{PostDraft, PostId, Timestamp, UserId};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use store::{Db, Result};
use tempfile::TempDir;

const ANA: UserId = UserId(1);
const BEN: UserId = UserId(2);
const CLEO: UserId = UserId(3);
const PLOT: PostId = PostId(1); // by Ana
const OVEN: PostId = PostId(2); // by Ben
const NOBODY: PostId = PostId(404);
const NOON: Timestamp = Timestamp(1_795_435_200); // 2026-11-23T12:00:00Z

/// A database and the folder it is in. The folder is deleted when this is dropped.
struct Fresh {
    db: Db,
    folder: TempDir,
}

/// Ana, Ben and Cleo, one post by Ana and one by Ben.
async fn fresh() -> Result<Fresh> {
    let folder = TempDir::new()?;
    let db = Db::open(folder.path()).await?;
    for (name, bio) in [("ana", "Grows beans."), ("ben", "Bakes."), ("cleo", "")] {
        insert_user(&db, name, bio).await?;
    }
    let plot = draft("Half a plot, by the pump", "The **pump** is new.", "garden, waiting list");
    assert_eq!(store::post::insert_post(&db, ANA, &plot, "The pump is new.", NOON.plus(-120)).await?, PLOT);
    let oven = draft("Bread on Friday", "The oven is hot from six.", "oven, garden");
    assert_eq!(store::post::insert_post(&db, BEN, &oven, "The oven is hot.", NOON.plus(-60)).await?, OVEN);
    Ok(Fresh { db, folder })
}

async fn insert_user(db: &Db, name: &str, bio: &str) -> Result<UserId> {
    let mut tx = db.begin().await?;
    let row: Option<(UserId,)> = tx
        .query(
            "INSERT INTO users (name, display_name, bio, password_hash, created_at)
             VALUES ($1, upper(substr($1, 1, 1)) || substr($1, 2), $2, '', 0)
             RETURNING id",
        )
        .bind(name.to_owned())
        .bind(bio.to_owned())
        .one()
        .await?;
    tx.commit().await?;
    Ok(row.expect("a row that was just inserted").0)
}

/// Deletes the row of an account alone; what refers to it follows by its foreign keys.
async fn delete_user_row(db: &Db, user: UserId) -> Result<()> {
    let mut tx = db.begin().await?;
    assert_eq!(tx.query("DELETE FROM users WHERE id = $1").bind(user).run().await?, 1);
    tx.commit().await
}

fn draft(title: &str, body: &str, tags: &str) -> PostDraft {
    PostDraft::parse(title, body, tags).expect("a draft within the rules")
}

/// Adds a post whose text does not matter.
async fn write(db: &Db, author: UserId, title: &str, tags: &str) -> Result<PostId> {
    store::post::insert_post(db, author, &draft(title, "Text.", tags), "Text.", NOON).await
}

/// The result of a `SELECT COUNT(*) …`.
async fn count(db: &Db, sql: &'static str) -> Result<i64> {
    let row: Option<(i64,)> = db.query(sql).one().await?;
    Ok(row.expect("a count is one row").0)
}

impl Fresh {
    /// A second connection to the same file, without the store.
    async fn connect(&self) -> Result<SqliteConnection> {
        let options = SqliteConnectOptions::new().filename(self.folder.path().join("vitrine.db"));
        Ok(SqliteConnection::connect_with(&options).await?)
    }

    /// How SQLite would run a statement, one line for each step.
    async fn plan(&self, sql: &str) -> Result<Vec<String>> {
        let text = format!("EXPLAIN QUERY PLAN {sql}");
        let rows: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(AssertSqlSafe(text)).fetch_all(&mut self.connect().await?).await?;
        Ok(rows.into_iter().map(|(.., step)| step).collect())
    }
}
