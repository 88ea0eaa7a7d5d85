//! Comments under a post, with one level of answers.
//!
//! A post's row has the number of its comments. Each function that adds or removes comments changes that number in the same
//! transaction.
//! Never here: HTML. A body is Markdown, as typed.

use crate::{Db, Error, Result, idempotency_key::keep_result, post::AuthorRow};
use model::{Comment, CommentBody, CommentId, CommentView, PostId, Timestamp, UserId};

// `LIST_COMMENTS` has the number 500 in its text.
const _: () = assert!(CommentView::SHOWN_MAX == 500);

/// A comment as its author downloads it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OwnComment {
    /// Its number.
    pub id: CommentId,
    /// The post it stands under.
    #[sqlx(rename = "post_id")]
    pub post: PostId,
    /// Markdown, as typed.
    pub body: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last changed, if ever.
    pub edited_at: Option<Timestamp>,
}

// An answer to an answer is filed under the comment that begins the thread, so that threads stay one level deep. Nothing is
// added where the post is gone, or where the comment to answer stands under another post.
const INSERT_COMMENT: &str = "\
-- Add the comment or the answer under its post
INSERT INTO comments (post_id, answers_id, author_id, body, created_at)
SELECT p.id, COALESCE(a.answers_id, a.id), $3, $4, $5
FROM posts p
LEFT JOIN comments a ON a.id = $2 AND a.post_id = p.id
WHERE p.id = $1 AND (a.id IS NOT NULL OR $2 IS NULL)
RETURNING id";

const COUNT_ONE_MORE: &str = "\
-- Count one more comment on the post
UPDATE posts
SET comments = comments + 1
WHERE id = $1";

/// Adds a comment. `None` where the post is gone, or the comment to answer is not under this post.
///
/// # Errors
/// `Invalid` where the author has written as much as one may keep, or the database's own.
pub async fn insert_comment(
    db: &Db,
    author: UserId,
    post: PostId,
    answers: Option<CommentId>,
    body: &CommentBody,
    now: Timestamp,
) -> Result<Option<CommentId>> {
    let mut tx = db.begin_once().await?;
    let added: Option<(CommentId,)> = tx
        .query(INSERT_COMMENT)
        .bind(post)
        .bind(answers)
        .bind(author)
        .bind(body.as_str().to_owned())
        .bind(now)
        .one()
        .await
        .map_err(Error::of_text)?;
    let Some((comment,)) = added else { return Ok(None) };
    tx.query(COUNT_ONE_MORE).bind(post).run().await?;
    keep_result(db, &mut tx, comment).await?;
    tx.commit().await?;
    Ok(Some(comment))
}

const UPDATE_COMMENT: &str = "\
-- Change the comment, if this person wrote it
UPDATE comments
SET body = $3, edited_at = $4
WHERE id = $1 AND author_id = $2
RETURNING post_id";

/// Replaces the text of a comment and returns the post it stands under. `None` where there is no such comment by this
/// author.
///
/// # Errors
/// `Invalid` where the author has written as much as one may keep, or the database's own.
pub async fn update_comment(
    db: &Db,
    comment: CommentId,
    author: UserId,
    body: &CommentBody,
    now: Timestamp,
) -> Result<Option<PostId>> {
    let mut tx = db.begin_once().await?;
    let changed: Option<(PostId,)> = tx
        .query(UPDATE_COMMENT)
        .bind(comment)
        .bind(author)
        .bind(body.as_str().to_owned())
        .bind(now)
        .one()
        .await
        .map_err(Error::of_text)?;
    let Some((post,)) = changed else { return Ok(None) };
    tx.commit().await?;
    Ok(Some(post))
}

// Its answers and likes are deleted by their foreign keys.
const DELETE_COMMENT: &str = "\
-- Delete the comment, if this person wrote it
DELETE FROM comments
WHERE id = $1 AND author_id = $2
RETURNING post_id";

// The comments are counted again, because answers by other people were deleted too.
const COUNT_COMMENTS: &str = "\
-- Count the comments left under the post
UPDATE posts
SET comments = (SELECT COUNT(*)
                FROM comments c
                WHERE c.post_id = posts.id)
WHERE id = $1
RETURNING comments";

/// Deletes a comment with its answers, and returns the post it stood under and how many comments are left there. `None`
/// where there is no such comment by this author.
///
/// # Errors
/// The database's own.
pub async fn delete_comment(db: &Db, comment: CommentId, author: UserId) -> Result<Option<(PostId, i64)>> {
    let mut tx = db.begin_once().await?;
    let deleted: Option<(PostId,)> = tx.query(DELETE_COMMENT).bind(comment).bind(author).one().await?;
    let Some((post,)) = deleted else { return Ok(None) };
    let left: Option<(i64,)> = tx.query(COUNT_COMMENTS).bind(post).one().await?;
    tx.commit().await?;
    Ok(left.map(|(left,)| (post, left)))
}

/// A statement that reads comments as `$1` sees them. The arguments are its title and its `WHERE` with what follows.
macro_rules! comments {
    ($about:literal, $rest:literal) => {
        concat!(
            "-- ",
            $about,
            "
SELECT c.id, c.post_id, c.answers_id, c.body, c.created_at, c.edited_at, c.likes,
       u.name AS author_name, u.display_name AS author_display_name,
       EXISTS (SELECT 1
               FROM comment_likes l
               WHERE l.comment_id = c.id AND l.user_id = $1) AS liked_by_viewer,
       COALESCE(c.author_id = $1, FALSE) AS written_by_viewer
FROM comments c
LEFT JOIN users u ON u.id = c.author_id
",
            $rest
        )
    };
}

const FIND_COMMENT: &str = comments!("Find the comment and who wrote it", "WHERE c.id = $2");

/// One comment, as `viewer` sees it.
///
/// # Errors
/// The database's own.
pub async fn find_comment(db: &Db, comment: CommentId, viewer: Option<UserId>) -> Result<Option<Comment>> {
    let row: Option<CommentRow> = db.query(FIND_COMMENT).bind(viewer).bind(comment).one().await?;
    Ok(row.map(Comment::from))
}

// The 500 oldest ids are read from the index alone and only then ordered into threads, so a post with a hundred thousand
// comments costs no more than one with five hundred. An answer is younger than what it answers, so none of them can be here
// without the comment it belongs to.
const LIST_COMMENTS: &str = comments!(
    "List the comments under the post, with their answers",
    "WHERE c.id IN (SELECT o.id
               FROM comments o
               WHERE o.post_id = $2
               ORDER BY o.id
               LIMIT 500)
ORDER BY COALESCE(c.answers_id, c.id), c.id
LIMIT 500"
);

/// The comments under a post as `viewer` sees them: the oldest first, each answer after the comment it answers, at most
/// `CommentView::SHOWN_MAX` of them.
///
/// # Errors
/// The database's own.
pub async fn list_comments(db: &Db, post: PostId, viewer: Option<UserId>) -> Result<Vec<Comment>> {
    let rows: Vec<CommentRow> = db.query(LIST_COMMENTS).bind(viewer).bind(post).all().await?;
    Ok(rows.into_iter().map(Comment::from).collect())
}

const LIST_COMMENTS_OF: &str = "\
-- Collect this person's comments for their download
SELECT c.id, c.post_id, c.body, c.created_at, c.edited_at
FROM comments c
WHERE c.author_id = $1 AND c.id > $2
ORDER BY c.id
LIMIT 500";

/// The next 500 comments of a person for the download of their data, the oldest first, beginning after the comment `after`
/// (`CommentId(0)` for the first ones).
///
/// # Errors
/// The database's own.
pub async fn list_comments_of(db: &Db, author: UserId, after: CommentId) -> Result<Vec<OwnComment>> {
    db.query(LIST_COMMENTS_OF).bind(author).bind(after).all().await
}

#[derive(sqlx::FromRow)]
struct CommentRow {
    id: CommentId,
    post_id: PostId,
    answers_id: Option<CommentId>,
    #[sqlx(flatten)]
    author: AuthorRow,
    body: String,
    created_at: Timestamp,
    edited_at: Option<Timestamp>,
    likes: i64,
    liked_by_viewer: bool,
    written_by_viewer: bool,
}

impl From<CommentRow> for Comment {
    fn from(row: CommentRow) -> Self {
        Self {
            id: row.id,
            post: row.post_id,
            answers: row.answers_id,
            author: row.author.into(),
            body: row.body,
            created_at: row.created_at,
            edited_at: row.edited_at,
            likes: row.likes,
            liked_by_viewer: row.liked_by_viewer,
            written_by_viewer: row.written_by_viewer,
        }
    }
}
