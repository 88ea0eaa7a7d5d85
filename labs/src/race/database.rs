//! The database of a race: a community, copied until there are as many posts as are wanted.
//!
//! Copy 0 is the community itself. Copy k has its own copies of the users, who wrote and like its own copies of the posts.
//! So all sizes have the same proportions: as many likes for a post, as many posts for a user.
//! Never here: a learner's SQL. What comes from a learner is bound to our statements as values.

use super::{community::Community, time_budget::TimeBudget};
use crate::sandbox::apply_trusted_limits;
use rusqlite::{Connection, Result, Transaction, params};

const TABLES: &str = "
    CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL, title TEXT NOT NULL);
    CREATE TABLE likes (user_id INTEGER NOT NULL, post_id INTEGER NOT NULL, PRIMARY KEY (user_id, post_id));
    CREATE TEMP TABLE one_user (place INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TEMP TABLE one_post (place INTEGER PRIMARY KEY, author INTEGER NOT NULL, title TEXT NOT NULL);
    CREATE TEMP TABLE one_like (user INTEGER NOT NULL, post INTEGER NOT NULL, PRIMARY KEY (user, post)) WITHOUT ROWID;
    CREATE TEMP TABLE copy (k INTEGER PRIMARY KEY);";

// With `CROSS JOIN` SQLite keeps the order of the tables (<https://sqlite.org/optoverview.html#crossjoin>). So the rows come in
// the order of their ids, and each is appended to the end of its table.
const USERS: &str = "
    INSERT INTO users (id, name)
    SELECT copy.k * ?1 + place + 1, name
    FROM copy CROSS JOIN one_user";
const POSTS: &str = "
    INSERT INTO posts (id, author_id, title)
    SELECT copy.k * ?2 + place + 1, copy.k * ?1 + author + 1, title
    FROM copy CROSS JOIN one_post
    WHERE copy.k * ?2 + place < ?3";
const LIKES: &str = "
    INSERT INTO likes (user_id, post_id)
    SELECT copy.k * ?1 + user + 1, copy.k * ?2 + post + 1
    FROM copy CROSS JOIN one_like
    WHERE copy.k * ?2 + post < ?3";
const COPIES: &str = "
    WITH RECURSIVE upto (k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM upto WHERE k + 1 < ?1)
    INSERT INTO copy SELECT k FROM upto";
const DONE: &str = "DROP TABLE one_user; DROP TABLE one_post; DROP TABLE one_like; DROP TABLE copy;";

/// The tables `users`, `posts` and `likes` in memory. At first there is no index on `likes (post_id)`.
pub(super) struct RaceDatabase {
    pub connection: Connection,
    /// Rows in `likes`.
    pub likes: u64,
}

impl RaceDatabase {
    /// A database with exactly `rows` posts, numbered from 1.
    ///
    /// # Errors
    /// When there is nothing to copy, too little memory, or too little time.
    pub fn of(community: &Community, rows: u32, budget: TimeBudget) -> Result<Self> {
        if !community.has_posts() {
            return Err(rusqlite::Error::QueryReturnedNoRows);
        }
        let connection = Connection::open_in_memory()?;
        apply_trusted_limits(&connection)?;
        let likes = Self::fill(&connection, community, rows, budget)?;
        Ok(Self { connection, likes })
    }

    fn fill(connection: &Connection, community: &Community, rows: u32, budget: TimeBudget) -> Result<u64> {
        let _guard = budget.enforce_on(connection)?;
        let transaction = connection.unchecked_transaction()?;
        transaction.execute_batch(TABLES)?;
        write_down(&transaction, community)?;
        let likes = copy(&transaction, community, i64::from(rows))?;
        transaction.execute_batch(DONE)?;
        transaction.commit()?;
        Ok(likes)
    }

    /// Makes the index on `likes (post_id)`, or drops it.
    ///
    /// # Errors
    /// When there is too little memory, or too little time.
    pub fn set_index(&self, indexed: bool, budget: TimeBudget) -> Result<()> {
        let _guard = budget.enforce_on(&self.connection)?;
        self.connection.execute_batch(if indexed {
            "CREATE INDEX IF NOT EXISTS likes_post ON likes (post_id)"
        } else {
            "DROP INDEX IF EXISTS likes_post"
        })
    }
}

/// Writes the community into temporary tables, from which `copy` makes the copies.
fn write_down(transaction: &Transaction<'_>, community: &Community) -> Result<()> {
    let mut user = transaction.prepare("INSERT INTO one_user VALUES (?1, ?2)")?;
    for (place, name) in community.users.iter().enumerate() {
        user.execute(params![number(place), name])?;
    }
    let mut post = transaction.prepare("INSERT INTO one_post VALUES (?1, ?2, ?3)")?;
    let mut like = transaction.prepare("INSERT INTO one_like VALUES (?1, ?2)")?;
    for (place, one) in community.posts.iter().enumerate() {
        post.execute(params![number(place), number(one.author), one.title])?;
        for user in &one.liked_by {
            like.execute([number(*user), number(place)])?;
        }
    }
    Ok(())
}

/// Copies the community until there are `rows` posts, and gives the number of likes.
fn copy(transaction: &Transaction<'_>, community: &Community, rows: i64) -> Result<u64> {
    let (users, posts) = (number(community.users.len()), number(community.posts.len()));
    transaction.execute(COPIES, [(rows + posts - 1) / posts])?;
    transaction.execute(USERS, [users])?;
    transaction.execute(POSTS, [users, posts, rows])?;
    let likes = transaction.execute(LIKES, [users, posts, rows])?;
    Ok(likes as u64) // a count of rows
}

/// An index as a number of SQLite. There are at most a few thousand of them.
fn number(place: usize) -> i64 {
    place as i64
}
