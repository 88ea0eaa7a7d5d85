//! Many rows at once, for `vitrine seed`, which fills an empty database.
//!
//! Each function runs one statement (posts need three), however many rows it adds: the rows are bound as one JSON text, and
//! `json_each` turns it into rows again. Rows come with their ids, so that the caller can make a like before its post is
//! stored. Posts and comments also come with their counts, which the caller must make fit the likes and comments.
//! The search index is kept up by the triggers of migration 0005, as it is for any other row. Dropping the triggers and
//! building the index at the end would save a sixth of the time. It is not done, because it would be a second way to keep the
//! index that has to be right.
//! Never here: what the rows say.

use crate::{Db, Result, Secret, Tx};
use model::{Bio, CommentBody, CommentId, DisplayName, PostDraft, PostId, Tag, Timestamp, UserId, UserName};
use std::collections::BTreeSet;

/// Someone with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their number.
    pub id: UserId,
    /// The name that they sign in with.
    pub name: UserName,
    /// The name in bylines.
    pub display_name: DisplayName,
    /// What they say of themselves.
    pub bio: Bio,
    /// When they signed up.
    pub created_at: Timestamp,
}

/// A person follows another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Follow {
    /// Who follows.
    pub follower: UserId,
    /// Who is followed.
    pub followee: UserId,
    /// Since when.
    pub created_at: Timestamp,
}

/// A post with its counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its number.
    pub id: PostId,
    /// Who wrote it.
    pub author: UserId,
    /// Title, text and tags.
    pub draft: PostDraft,
    /// The beginning of the text, without its marks.
    pub excerpt: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last changed, if ever.
    pub edited_at: Option<Timestamp>,
    /// How many likes are going to be added.
    pub likes: i64,
    /// How many comments are going to be added, answers included.
    pub comments: i64,
}

/// A person likes a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Like {
    /// Which post.
    pub post: PostId,
    /// Who likes it.
    pub user: UserId,
    /// Since when.
    pub created_at: Timestamp,
}

/// A comment with its count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its number.
    pub id: CommentId,
    /// The post it stands under.
    pub post: PostId,
    /// The comment that it answers, which is no answer itself.
    pub answers: Option<CommentId>,
    /// Who wrote it.
    pub author: UserId,
    /// Its text.
    pub body: CommentBody,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last changed, if ever.
    pub edited_at: Option<Timestamp>,
    /// How many likes are going to be added.
    pub likes: i64,
}

/// A person likes a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentLike {
    /// Which comment.
    pub comment: CommentId,
    /// Who likes it.
    pub user: UserId,
    /// Since when.
    pub created_at: Timestamp,
}

// Posts that were deleted count as well: a site that was used once is not empty.
const IS_EMPTY: &str = "\
-- Check whether the site is still empty
SELECT NOT EXISTS (SELECT 1 FROM users)
   AND NOT EXISTS (SELECT 1 FROM posts)
   AND NOT EXISTS (SELECT 1 FROM deleted_posts)";

/// Whether the database has neither people nor posts, and never had a post.
///
/// # Errors
/// The database's own.
pub async fn is_empty(db: &Db) -> Result<bool> {
    let row: Option<(bool,)> = db.query(IS_EMPTY).one().await?;
    Ok(row.is_some_and(|(empty,)| empty))
}

const INSERT_PEOPLE: &str = "\
-- Fill the site with people who share one password
INSERT INTO users (id, name, display_name, bio, created_at, password_hash)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, $2
FROM json_each($1)";

/// Adds people who all have the same password.
///
/// # Errors
/// The database's own.
pub async fn insert_people(tx: &mut Tx, people: &[Person], password_hash: String) -> Result<()> {
    let row = |p: &Person| {
        let name = p.name.clone();
        (p.id, name, p.display_name.as_str().to_owned(), p.bio.as_str().to_owned(), p.created_at)
    };
    let rows: Vec<_> = people.iter().map(row).collect();
    let rows = serde_json::to_string(&rows)?;
    tx.query(INSERT_PEOPLE).bind(rows).bind(Secret(password_hash)).run().await?;
    Ok(())
}

const INSERT_FOLLOWS: &str = "\
-- Fill the site with who follows whom
INSERT INTO follows (follower_id, followee_id, created_at)
SELECT value ->> 0, value ->> 1, value ->> 2
FROM json_each($1)";

/// Adds follows. The caller sees to it that each is there once and that nobody follows themselves.
///
/// # Errors
/// The database's own.
pub async fn insert_follows(tx: &mut Tx, follows: &[Follow]) -> Result<()> {
    let rows: Vec<_> = follows.iter().map(|f| (f.follower, f.followee, f.created_at)).collect();
    tx.query(INSERT_FOLLOWS).bind(serde_json::to_string(&rows)?).run().await?;
    Ok(())
}

const INSERT_POSTS: &str = "\
-- Fill the site with posts and their counts
INSERT INTO posts (id, author_id, title, body, excerpt, created_at, edited_at, likes, comments)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
       value ->> 7, value ->> 8
FROM json_each($1)";

const INSERT_TAGS: &str = "\
-- Fill the site with tags nobody has used before
INSERT INTO tags (name)
SELECT value
FROM json_each($1)
WHERE TRUE
ON CONFLICT (name) DO NOTHING";

const INSERT_POST_TAGS: &str = "\
-- Put tags on many posts, each tag in its place
INSERT INTO post_tags (tag_id, post_id, position)
SELECT t.id, value ->> 0, value ->> 2
FROM json_each($1)
JOIN tags t ON t.name = value ->> 1";

/// Adds posts with their tags.
///
/// # Errors
/// The database's own.
pub async fn insert_posts(tx: &mut Tx, posts: &[Post]) -> Result<()> {
    let rows: Vec<_> = posts
        .iter()
        .map(|p| {
            let (title, body) = (p.draft.title.as_str(), p.draft.body.as_str());
            (p.id, p.author, title, body, &p.excerpt, p.created_at, p.edited_at, p.likes, p.comments)
        })
        .collect();
    tx.query(INSERT_POSTS).bind(serde_json::to_string(&rows)?).run().await?;

    // The tags that are used at all come first, each once, since the next statement looks their ids up.
    let words: BTreeSet<&str> = posts.iter().flat_map(|p| p.draft.tags.as_slice()).map(Tag::as_str).collect();
    tx.query(INSERT_TAGS).bind(serde_json::to_string(&words)?).run().await?;
    let places = |p: &'_ Post| -> Vec<_> {
        let tags = p.draft.tags.as_slice().iter().cloned();
        tags.zip(1..).map(|(tag, position): (Tag, i64)| (p.id, tag, position)).collect()
    };
    let places: Vec<_> = posts.iter().flat_map(places).collect();
    tx.query(INSERT_POST_TAGS).bind(serde_json::to_string(&places)?).run().await?;
    Ok(())
}

const INSERT_LIKES: &str = "\
-- Fill the site with likes on posts
INSERT INTO likes (post_id, user_id, created_at)
SELECT value ->> 0, value ->> 1, value ->> 2
FROM json_each($1)";

/// Adds likes of posts.
///
/// # Errors
/// The database's own.
pub async fn insert_likes(tx: &mut Tx, likes: &[Like]) -> Result<()> {
    let rows: Vec<_> = likes.iter().map(|l| (l.post, l.user, l.created_at)).collect();
    tx.query(INSERT_LIKES).bind(serde_json::to_string(&rows)?).run().await?;
    Ok(())
}

// A comment comes before its answers, in the same call or an earlier one.
const INSERT_COMMENTS: &str = "\
-- Fill the site with comments and their counts
INSERT INTO comments (id, post_id, answers_id, author_id, body, created_at, edited_at, likes)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
       value ->> 7
FROM json_each($1)";

/// Adds comments.
///
/// # Errors
/// The database's own.
pub async fn insert_comments(tx: &mut Tx, comments: &[Comment]) -> Result<()> {
    let row = |c: &Comment| {
        let body = c.body.as_str().to_owned();
        (c.id, c.post, c.answers, c.author, body, c.created_at, c.edited_at, c.likes)
    };
    let rows: Vec<_> = comments.iter().map(row).collect();
    tx.query(INSERT_COMMENTS).bind(serde_json::to_string(&rows)?).run().await?;
    Ok(())
}

const INSERT_COMMENT_LIKES: &str = "\
-- Fill the site with likes on comments
INSERT INTO comment_likes (comment_id, user_id, created_at)
SELECT value ->> 0, value ->> 1, value ->> 2
FROM json_each($1)";

/// Adds likes of comments.
///
/// # Errors
/// The database's own.
pub async fn insert_comment_likes(tx: &mut Tx, likes: &[CommentLike]) -> Result<()> {
    let rows: Vec<_> = likes.iter().map(|l| (l.comment, l.user, l.created_at)).collect();
    tx.query(INSERT_COMMENT_LIKES).bind(serde_json::to_string(&rows)?).run().await?;
    Ok(())
}

const REFRESH_STATISTICS: &str = "\
-- Learn how much of everything the site holds
ANALYZE";

/// Gathers the statistics by which SQLite chooses its plans (sqlite.org/lang_analyze.html).
///
/// # Errors
/// The database's own.
pub async fn refresh_statistics(db: &Db) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.query(REFRESH_STATISTICS).run().await?;
    tx.commit().await
}
