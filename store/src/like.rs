//! Likes on posts and comments.
//!
//! A like is a row, so each person has one or none. The number of likes in the row of the post or comment changes in the same
//! transaction, and only if a row was added or deleted. Liking and unliking are two functions and not one toggle: two quick
//! clicks on the same button must come to the same result in whatever order they arrive.

use crate::{Db, Result};
use model::{CommentId, PostId, Timestamp, UserId};

// Adds nothing where the post is gone, or where this person likes it already.
const INSERT_LIKE: &str = "\
-- Add this person's like to the post
INSERT INTO likes (post_id, user_id, created_at)
SELECT p.id, $2, $3
FROM posts p
WHERE p.id = $1
ON CONFLICT (post_id, user_id) DO NOTHING";

const COUNT_LIKE: &str = "\
-- Count one more like on the post
UPDATE posts
SET likes = likes + 1
WHERE id = $1
RETURNING likes";

/// Likes a post and returns how many likes it has then. `None` where there is no such post. A second time changes nothing.
///
/// # Errors
/// The database's own.
pub async fn like_post(db: &Db, post: PostId, user: UserId, now: Timestamp) -> Result<Option<i64>> {
    let mut tx = db.begin_once().await?;
    let added = tx.query(INSERT_LIKE).bind(post).bind(user).bind(now).run().await?;
    let count = if added > 0 { COUNT_LIKE } else { FIND_LIKES };
    let likes: Option<(i64,)> = tx.query(count).bind(post).one().await?;
    let Some((likes,)) = likes else { return Ok(None) };
    tx.commit().await?;
    Ok(Some(likes))
}

const DELETE_LIKE: &str = "\
-- Take this person's like back from the post
DELETE FROM likes
WHERE post_id = $1 AND user_id = $2";

const COUNT_UNLIKE: &str = "\
-- Count one fewer like on the post
UPDATE posts
SET likes = likes - 1
WHERE id = $1
RETURNING likes";

/// Takes a like back and returns how many the post has then. `None` where there is no such post.
///
/// # Errors
/// The database's own.
pub async fn unlike_post(db: &Db, post: PostId, user: UserId) -> Result<Option<i64>> {
    let mut tx = db.begin_once().await?;
    let removed = tx.query(DELETE_LIKE).bind(post).bind(user).run().await?;
    let count = if removed > 0 { COUNT_UNLIKE } else { FIND_LIKES };
    let likes: Option<(i64,)> = tx.query(count).bind(post).one().await?;
    let Some((likes,)) = likes else { return Ok(None) };
    tx.commit().await?;
    Ok(Some(likes))
}

const FIND_LIKES: &str = "\
-- See how many likes the post has
SELECT p.likes
FROM posts p
WHERE p.id = $1";

// Adds nothing where the comment is gone, or where this person likes it already.
const INSERT_COMMENT_LIKE: &str = "\
-- Add this person's like to the comment
INSERT INTO comment_likes (comment_id, user_id, created_at)
SELECT c.id, $2, $3
FROM comments c
WHERE c.id = $1
ON CONFLICT (comment_id, user_id) DO NOTHING";

const COUNT_COMMENT_LIKE: &str = "\
-- Count one more like on the comment
UPDATE comments
SET likes = likes + 1
WHERE id = $1
RETURNING post_id, likes";

/// Likes a comment, and returns the post it stands under and how many likes it has then. `None` where there is no such
/// comment. A second time changes nothing.
///
/// # Errors
/// The database's own.
pub async fn like_comment(
    db: &Db,
    comment: CommentId,
    user: UserId,
    now: Timestamp,
) -> Result<Option<(PostId, i64)>> {
    let mut tx = db.begin_once().await?;
    let added = tx.query(INSERT_COMMENT_LIKE).bind(comment).bind(user).bind(now).run().await?;
    let count = if added > 0 { COUNT_COMMENT_LIKE } else { FIND_COMMENT_LIKES };
    let Some(likes) = tx.query(count).bind(comment).one().await? else { return Ok(None) };
    tx.commit().await?;
    Ok(Some(likes))
}

const DELETE_COMMENT_LIKE: &str = "\
-- Take this person's like back from the comment
DELETE FROM comment_likes
WHERE comment_id = $1 AND user_id = $2";

const COUNT_COMMENT_UNLIKE: &str = "\
-- Count one fewer like on the comment
UPDATE comments
SET likes = likes - 1
WHERE id = $1
RETURNING post_id, likes";

/// Takes a like back, and returns the post that the comment stands under and how many likes the comment has then. `None`
/// where there is no such comment.
///
/// # Errors
/// The database's own.
pub async fn unlike_comment(db: &Db, comment: CommentId, user: UserId) -> Result<Option<(PostId, i64)>> {
    let mut tx = db.begin_once().await?;
    let removed = tx.query(DELETE_COMMENT_LIKE).bind(comment).bind(user).run().await?;
    let count = if removed > 0 { COUNT_COMMENT_UNLIKE } else { FIND_COMMENT_LIKES };
    let Some(likes) = tx.query(count).bind(comment).one().await? else { return Ok(None) };
    tx.commit().await?;
    Ok(Some(likes))
}

const FIND_COMMENT_LIKES: &str = "\
-- See how many likes the comment has
SELECT c.post_id, c.likes
FROM comments c
WHERE c.id = $1";

/// A post that a person likes.
#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LikedPost {
    /// The post.
    pub post_id: PostId,
    /// When they liked it.
    pub created_at: Timestamp,
}

/// A comment that a person likes.
#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LikedComment {
    /// The comment.
    pub comment_id: CommentId,
    /// The post that it stands under.
    pub post_id: PostId,
    /// When they liked it.
    pub created_at: Timestamp,
}

const LIST_LIKED_POSTS: &str = "\
-- Collect the posts this person likes for their download
SELECT l.post_id, l.created_at
FROM likes l
WHERE l.user_id = $1 AND l.post_id > $2
ORDER BY l.post_id
LIMIT 1000";

/// The next 1,000 posts that a person likes for the download of their data, by number, beginning after the post `after`
/// (`PostId(0)` for the first ones).
///
/// # Errors
/// The database's own.
pub async fn list_liked_posts(db: &Db, user: UserId, after: PostId) -> Result<Vec<LikedPost>> {
    db.query(LIST_LIKED_POSTS).bind(user).bind(after).all().await
}

const LIST_LIKED_COMMENTS: &str = "\
-- Collect the comments this person likes for their download
SELECT l.comment_id, c.post_id, l.created_at
FROM comment_likes l
JOIN comments c ON c.id = l.comment_id
WHERE l.user_id = $1 AND l.comment_id > $2
ORDER BY l.comment_id
LIMIT 1000";

/// As `list_liked_posts`, for comments.
///
/// # Errors
/// The database's own.
pub async fn list_liked_comments(db: &Db, user: UserId, after: CommentId) -> Result<Vec<LikedComment>> {
    db.query(LIST_LIKED_COMMENTS).bind(user).bind(after).all().await
}
