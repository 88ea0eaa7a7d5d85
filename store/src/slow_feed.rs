//! The newest posts with their authors and the number of their comments, fetched in a slow way and in faster ones.
//!
//! A lesson about JOINs runs these. The slow way is a loop with two statements for each post (the N+1 problem). The others are
//! JOINs that somebody may take for the same: one of them is, the others lose posts or count wrong. Nothing else on the site
//! uses this file.
//!
//! The JOINs select the author's name although they only group by `p.id`, which PostgreSQL would refuse. If they grouped by
//! both columns, SQLite would sort all posts to show twenty.

use crate::{Db, Result};
use model::PostId;

/// A way to fetch the posts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fetch {
    /// The posts, and then two statements for each of them.
    #[default]
    Loop,
    /// Plain JOINs. A post without comments has no row to be joined with and is lost.
    Plain,
    /// `COUNT(*)` with a LEFT JOIN. The row of NULLs that stands for "no comment" is counted as a comment.
    CountRows,
    /// The likes joined as well. Each comment is counted once for every like.
    WithLikes,
    /// LEFT JOINs that count comments: the result of the loop in one statement.
    Left,
}

/// The most rows that a learner's choice may make before they are grouped.
const MULTIPLIED_MAX: i64 = 50_000;

impl Fetch {
    /// All but the loop.
    pub const JOINS: [Self; 4] = [Self::Plain, Self::CountRows, Self::WithLikes, Self::Left];

    /// The value in forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::Loop => "loop",
            Self::Plain => "plain",
            Self::CountRows => "count-rows",
            Self::WithLikes => "with-likes",
            Self::Left => "left",
        }
    }

    /// The way with this value in forms, if there is one.
    pub fn of_key(key: &str) -> Option<Self> {
        [Self::Loop].into_iter().chain(Self::JOINS).find(|fetch| fetch.key() == key)
    }

    /// The texts of its statements, in the order in which they run.
    pub fn statements(self) -> &'static [&'static str] {
        match self {
            Self::Loop => &[LIST_POSTS, FIND_AUTHOR, COUNT_COMMENTS],
            Self::Plain => &[LIST_PLAIN],
            Self::CountRows => &[LIST_COUNTING_ROWS],
            Self::WithLikes => &[LIST_WITH_LIKES],
            Self::Left => &[LIST_LEFT],
        }
    }

    /// Whether it joins comments and likes to the same posts at once, and those multiply to more rows than a learner may
    /// make on a site that others use.
    pub fn makes_too_many_rows(self, posts: &[CountedPost]) -> bool {
        self == Self::WithLikes && posts.iter().map(CountedPost::joined_rows).sum::<i64>() > MULTIPLIED_MAX
    }
}

/// A post of the slow feed.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SlowPost {
    /// Its number.
    pub id: PostId,
    /// Its title.
    pub title: String,
    /// The author's name in bylines; none where they deleted their account and let the post stay.
    pub author: Option<String>,
    /// How many comments it has, or what this way of fetching takes for that.
    pub comments: i64,
}

const LIST_POSTS: &str = "\
-- The newest posts, and the numbers of their authors
SELECT p.id, p.title, p.author_id
FROM posts p
ORDER BY p.id DESC
LIMIT 20";

const FIND_AUTHOR: &str = "\
-- Who wrote this post
SELECT u.display_name
FROM users u
WHERE u.id = $1";

const COUNT_COMMENTS: &str = "\
-- How many comments it has
SELECT COUNT(*)
FROM comments c
WHERE c.post_id = $1";

const LIST_PLAIN: &str = "\
-- The newest posts with author and comments, by plain JOINs
SELECT p.id, p.title, u.display_name AS author, COUNT(c.id) AS comments
FROM posts p
JOIN users u ON u.id = p.author_id
JOIN comments c ON c.post_id = p.id
GROUP BY p.id
ORDER BY p.id DESC
LIMIT 20";

const LIST_COUNTING_ROWS: &str = "\
-- The newest posts with author and comments, counting rows
SELECT p.id, p.title, u.display_name AS author, COUNT(*) AS comments
FROM posts p
LEFT JOIN users u ON u.id = p.author_id
LEFT JOIN comments c ON c.post_id = p.id
GROUP BY p.id
ORDER BY p.id DESC
LIMIT 20";

const LIST_WITH_LIKES: &str = "\
-- The newest posts with author and comments, and the likes joined as well
SELECT p.id, p.title, u.display_name AS author, COUNT(c.id) AS comments
FROM posts p
LEFT JOIN users u ON u.id = p.author_id
LEFT JOIN comments c ON c.post_id = p.id
LEFT JOIN likes l ON l.post_id = p.id
GROUP BY p.id
ORDER BY p.id DESC
LIMIT 20";

const LIST_LEFT: &str = "\
-- The newest posts with author and comments
SELECT p.id, p.title, u.display_name AS author, COUNT(c.id) AS comments
FROM posts p
LEFT JOIN users u ON u.id = p.author_id
LEFT JOIN comments c ON c.post_id = p.id
GROUP BY p.id
ORDER BY p.id DESC
LIMIT 20";

const LIST_COUNTED: &str = "\
-- The newest posts with the numbers that the site keeps of them, to hold the others against
SELECT p.id, p.title, u.display_name AS author, p.comments, p.likes
FROM posts p
LEFT JOIN users u ON u.id = p.author_id
ORDER BY p.id DESC
LIMIT 20";

/// A post with the numbers that its own row has.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CountedPost {
    /// The post, with its true number of comments.
    #[sqlx(flatten)]
    pub post: SlowPost,
    /// How many people like it.
    pub likes: i64,
}

impl CountedPost {
    /// How many rows it becomes when comments and likes are joined to it at the same time.
    pub fn joined_rows(&self) -> i64 {
        self.post.comments.max(1).saturating_mul(self.likes.max(1))
    }
}

/// The twenty newest posts with the numbers in their rows, to compare the results of the others with.
///
/// # Errors
/// The database's own.
pub async fn list_counted(db: &Db) -> Result<Vec<CountedPost>> {
    db.query(LIST_COUNTED).all().await
}

/// The twenty newest posts as this way of fetching finds them.
///
/// # Errors
/// The database's own.
pub async fn list(db: &Db, fetch: Fetch) -> Result<Vec<SlowPost>> {
    match fetch {
        Fetch::Loop => list_by_loop(db).await,
        Fetch::Plain => db.query(LIST_PLAIN).all().await,
        Fetch::CountRows => db.query(LIST_COUNTING_ROWS).all().await,
        Fetch::WithLikes => db.query(LIST_WITH_LIKES).all().await,
        Fetch::Left => db.query(LIST_LEFT).all().await,
    }
}

async fn list_by_loop(db: &Db) -> Result<Vec<SlowPost>> {
    let posts: Vec<(PostId, String, Option<i64>)> = db.query(LIST_POSTS).all().await?;
    let mut feed = Vec::new();
    for (id, title, author_id) in posts {
        let author: Option<(String,)> = db.query(FIND_AUTHOR).bind(author_id).one().await?;
        let comments: Option<(i64,)> = db.query(COUNT_COMMENTS).bind(id).one().await?;
        feed.push(SlowPost {
            id,
            title,
            author: author.map(|(name,)| name),
            comments: comments.map_or(0, |(count,)| count),
        });
    }
    Ok(feed)
}
