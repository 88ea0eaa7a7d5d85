//! The community whose posts a race copies. It is read from a learner's own database, if that has posts in the usual tables.
//!
//! Nothing of that database is trusted. A table may be a view without an end, a column may be missing or hold anything;
//! then there is no community, and the race takes the one that everybody begins with.

use super::time_budget::TimeBudget;
use crate::sandbox::Database;
use rusqlite::{Result, Row, types::ValueRef};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The most likes that are taken of one post.
pub(super) const LIKES_MAX: usize = 12;
/// The most likes that are taken on average: a table of a hundred thousand posts must fit into memory and be made quickly.
const LIKES_MEAN: usize = 3;
/// The longest name and the longest title, in bytes; longer ones are cut.
const NAME_BYTES: usize = 40;
const TITLE_BYTES: usize = 200;

// The limits stand in the statements: 1,000 users, 1,000 posts, and as many likes as are worth reading.
const USERS: &str = "SELECT id, substr(name, 1, 40) FROM users ORDER BY id LIMIT 1000";
const POSTS: &str = "SELECT id, author_id, substr(title, 1, 200) FROM posts ORDER BY id DESC LIMIT 1000";
const LIKES: &str = "SELECT user_id, post_id FROM likes LIMIT 100000";

/// Users and posts, identified by their index. Every user wrote or likes something.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Community {
    pub users: Vec<String>,
    pub posts: Vec<CommunityPost>,
}

/// A post of a community.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CommunityPost {
    /// The index of its author.
    pub author: usize,
    pub title: String,
    /// The indexes of the users who like it, in their order.
    pub liked_by: Vec<usize>,
}

/// What was read, by the ids of the database.
struct RawCommunity {
    users: HashMap<i64, String>,
    /// Id, id of the author, and title; the newest first.
    posts: Vec<(i64, i64, String)>,
    /// The users who like a post, by the id of the post.
    likes: HashMap<i64, BTreeSet<i64>>,
}

impl Community {
    /// At most `posts_max` of the newest posts of a database. None where it has no post with an author, is not sound, or
    /// cannot be read in time.
    pub fn of_image(image: &[u8], posts_max: usize, budget: TimeBudget) -> Option<Self> {
        let database = Database::of_image(image).ok()?;
        let _guard = budget.enforce_on(database.connection()).ok()?;
        Self::read(&database, posts_max).ok().filter(Self::has_posts)
    }

    /// The same of the database that a script of our own makes.
    ///
    /// # Errors
    /// When the script fails.
    pub fn of_sql(sql: &str, posts_max: usize) -> Result<Self> {
        let database = Database::empty()?;
        database.connection().execute_batch(sql)?;
        Self::read(&database, posts_max)
    }

    /// Whether there is anything to copy.
    pub fn has_posts(&self) -> bool {
        !self.posts.is_empty()
    }

    /// # Errors
    /// When one of the tables or columns is missing, or reading takes too long.
    fn read(database: &Database, posts_max: usize) -> Result<Self> {
        let mut raw = RawCommunity::read(database)?;
        raw.posts.retain(|(_, author, _)| raw.users.contains_key(author));
        raw.posts.truncate(posts_max);
        Ok(raw.into_community())
    }
}

impl RawCommunity {
    fn read(database: &Database) -> Result<Self> {
        let users = rows(database, USERS, |row| Some((id(row, 0)?, text(row, 1, NAME_BYTES)?)))?;
        let posts =
            rows(database, POSTS, |row| Some((id(row, 0)?, id(row, 1)?, text(row, 2, TITLE_BYTES)?)))?;
        let mut likes: HashMap<i64, BTreeSet<i64>> = HashMap::new();
        for (user, post) in rows(database, LIKES, |row| Some((id(row, 0)?, id(row, 1)?)))? {
            likes.entry(post).or_default().insert(user);
        }
        // In a view an id may come twice. The first is taken.
        let mut seen = BTreeSet::new();
        let posts = posts.into_iter().filter(|(id, ..)| seen.insert(*id)).collect();
        Ok(Self { users: users.into_iter().collect(), posts, likes })
    }

    /// Replaces the ids by indexes, in the order of the ids, and leaves out whom no post needs.
    fn into_community(mut self) -> Community {
        self.posts.reverse();
        for likers in self.likes.values_mut() {
            likers.retain(|user| self.users.contains_key(user));
        }
        let liked_by = |post: &i64| self.likes.get(post).map_or(0, BTreeSet::len);
        let most = likes_each(&self.posts.iter().map(|(id, ..)| liked_by(id)).collect::<Vec<_>>());
        let likers = |post: &i64| self.likes.get(post).into_iter().flatten().copied().take(most);

        let named = self.posts.iter().flat_map(|(id, author, _)| likers(id).chain([*author]));
        let named: BTreeSet<i64> = named.collect();
        let place: BTreeMap<i64, usize> = named.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        let posts = self.posts.iter().map(|(id, author, title)| CommunityPost {
            author: place[author],
            title: title.clone(),
            liked_by: likers(id).map(|user| place[&user]).collect(),
        });
        Community { posts: posts.collect(), users: named.iter().map(|id| self.users[id].clone()).collect() }
    }
}

/// The most likes that may be taken of each post, so that together they are not more than `LIKES_MEAN` on average.
fn likes_each(counts: &[usize]) -> usize {
    let together = |most: usize| counts.iter().map(|count| (*count).min(most)).sum::<usize>();
    (0..=LIKES_MAX).rfind(|most| together(*most) <= counts.len() * LIKES_MEAN).unwrap_or(0)
}

/// The rows of a query that `of` can read; others are left out.
///
/// # Errors
/// When the query fails.
fn rows<T>(database: &Database, sql: &str, of: impl Fn(&Row<'_>) -> Option<T>) -> Result<Vec<T>> {
    let mut statement = database.connection().prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.extend(of(row));
    }
    Ok(found)
}

/// An integer; none where the column holds anything else.
fn id(row: &Row<'_>, column: usize) -> Option<i64> {
    row.get_ref(column).ok()?.as_i64().ok()
}

/// The first `bytes_max` bytes of a text. None where the column holds anything else, or bytes that are not UTF-8.
fn text(row: &Row<'_>, column: usize, bytes_max: usize) -> Option<String> {
    match row.get_ref(column).ok()? {
        ValueRef::Text(bytes) => {
            let text = std::str::from_utf8(bytes).ok()?;
            Some(text[..text.floor_char_boundary(bytes_max)].to_owned())
        }
        _ => None,
    }
}
