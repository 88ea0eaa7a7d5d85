//! The community that a race's posts are copies of: read from a learner's own database, as far as it has one.

use super::time_budget::TimeBudget;
use crate::sandbox::Database;
use rusqlite::{Result, Row, types::ValueRef};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Likes of one post that are taken.
pub(super) const LIKES_MAX: usize = 12;
/// Likes of all posts that are taken, for each post: a table of a hundred thousand posts must fit and be quickly made.
const LIKES_MEAN: usize = 3;
const NAME_BYTES: usize = 40;
const TITLE_BYTES: usize = 200;

// The bounds stand in the texts: 1,000 users, 1,000 posts, and as many likes as are worth looking through.
const USERS: &str = "SELECT id, substr(name, 1, 40) FROM users ORDER BY id LIMIT 1000";
const POSTS: &str = "SELECT id, author_id, substr(title, 1, 200) FROM posts ORDER BY id DESC LIMIT 1000";
const LIKES: &str = "SELECT user_id, post_id FROM likes LIMIT 100000";

/// Users and posts by their place, from 0; every user wrote or likes something.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Community {
    pub users: Vec<String>,
    pub posts: Vec<CommunityPost>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct CommunityPost {
    pub author: usize,
    pub title: String,
    /// The users who like it, in their order.
    pub liked_by: Vec<usize>,
}

/// As it was read.
struct RawCommunity {
    users: HashMap<i64, String>,
    /// The newest first.
    posts: Vec<(i64, i64, String)>,
    /// Who likes a post.
    likes: HashMap<i64, BTreeSet<i64>>,
}

impl Community {
    /// The newest posts of a database, `posts_max` at most; none where it has no post by somebody, or cannot be read in
    /// time.
    pub fn of_image(image: &[u8], posts_max: usize, budget: TimeBudget) -> Option<Self> {
        let database = Database::of_image(image).ok()?;
        let _guard = budget.enforce_on(database.connection()).ok()?;
        Self::read(&database, posts_max).ok().filter(Self::has_posts)
    }

    /// The same of the database that a text of SQL makes.
    ///
    /// # Errors
    /// When the text does not run.
    pub fn of_sql(sql: &str, posts_max: usize) -> Result<Self> {
        let database = Database::empty()?;
        database.connection().execute_batch(sql)?;
        Self::read(&database, posts_max)
    }

    pub fn has_posts(&self) -> bool {
        !self.posts.is_empty()
    }

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
        let mut seen = BTreeSet::new();
        let posts = posts.into_iter().filter(|(id, ..)| seen.insert(*id)).collect();
        Ok(Self { users: users.into_iter().collect(), posts, likes })
    }

    /// Numbers everything anew, in the order of the old numbers.
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

/// How many likes of one post may be taken, so that it is not more than the mean for all together.
fn likes_each(counts: &[usize]) -> usize {
    let together = |most: usize| counts.iter().map(|count| (*count).min(most)).sum::<usize>();
    (0..=LIKES_MAX).rfind(|most| together(*most) <= counts.len() * LIKES_MEAN).unwrap_or(0)
}

/// The rows that are of the kind that is looked for.
fn rows<T>(database: &Database, sql: &str, of: impl Fn(&Row<'_>) -> Option<T>) -> Result<Vec<T>> {
    let mut statement = database.connection().prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.extend(of(row));
    }
    Ok(found)
}

fn id(row: &Row<'_>, column: usize) -> Option<i64> {
    row.get_ref(column).ok()?.as_i64().ok()
}

/// A text of at most so many bytes; of anything but a text, and of one that is no UTF-8, none.
fn text(row: &Row<'_>, column: usize, bytes_max: usize) -> Option<String> {
    match row.get_ref(column).ok()? {
        ValueRef::Text(bytes) => {
            let text = std::str::from_utf8(bytes).ok()?;
            Some(text[..text.floor_char_boundary(bytes_max)].to_owned())
        }
        _ => None,
    }
}
