//! Many rows at once, for `vitrine seed`: fills an empty database in big steps.
//!
//! Each function is one statement (posts need three) however many rows there are: they travel as one JSON text, and
//! `json_each` makes rows of it again. Rows bring their ids, so that a like can be made before its post is kept, and
//! posts and comments bring their counts; whoever makes the rows makes the counts fit.
//! The search index needs no care here: the triggers of migration 0005 see these rows as they see any other. To drop
//! them and rebuild the index at the end would save a sixth of the time, and leave a gap for mistakes.
//! Never here: what the rows say.

use crate::{Db, Result, Secret, Tx};
use model::{Bio, CommentBody, CommentId, DisplayName, PostDraft, PostId, Tag, Timestamp, UserId, UserName};
use std::collections::BTreeSet;

/// Someone with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: UserId,
    pub name: UserName,
    pub display_name: DisplayName,
    pub bio: Bio,
    pub created_at: Timestamp,
}

/// A person follows another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Follow {
    pub follower: UserId,
    pub followee: UserId,
    pub created_at: Timestamp,
}

/// A post with its counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    pub id: PostId,
    pub author: UserId,
    pub draft: PostDraft,
    pub excerpt: String,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    pub likes: i64,
    pub comments: i64,
}

/// A person likes a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Like {
    pub post: PostId,
    pub user: UserId,
    pub created_at: Timestamp,
}

/// A comment with its count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    pub id: CommentId,
    pub post: PostId,
    pub answers: Option<CommentId>,
    pub author: UserId,
    pub body: CommentBody,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    pub likes: i64,
}

/// A person likes a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentLike {
    pub comment: CommentId,
    pub user: UserId,
    pub created_at: Timestamp,
}

// Empty: nobody was ever here, and nothing was left behind.
const IS_EMPTY: &str = "\
-- Check whether the site is still empty
SELECT NOT EXISTS (SELECT 1 FROM users)
   AND NOT EXISTS (SELECT 1 FROM posts)
   AND NOT EXISTS (SELECT 1 FROM deleted_posts)";

/// Whether the database has neither people nor posts yet.
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

/// Adds follows, each once and nobody following themselves.
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
pub async fn insert_posts(tx: &mut Tx, posts: &[Post]) -> Result<()> {
    let rows: Vec<_> = posts
        .iter()
        .map(|p| {
            let (title, body) = (p.draft.title.as_str(), p.draft.body.as_str());
            (p.id, p.author, title, body, &p.excerpt, p.created_at, p.edited_at, p.likes, p.comments)
        })
        .collect();
    tx.query(INSERT_POSTS).bind(serde_json::to_string(&rows)?).run().await?;

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
pub async fn insert_likes(tx: &mut Tx, likes: &[Like]) -> Result<()> {
    let rows: Vec<_> = likes.iter().map(|l| (l.post, l.user, l.created_at)).collect();
    tx.query(INSERT_LIKES).bind(serde_json::to_string(&rows)?).run().await?;
    Ok(())
}

// An answer comes after what it answers.
const INSERT_COMMENTS: &str = "\
-- Fill the site with comments and their counts
INSERT INTO comments (id, post_id, answers_id, author_id, body, created_at, edited_at, likes)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
       value ->> 7
FROM json_each($1)";

/// Adds comments.
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
pub async fn insert_comment_likes(tx: &mut Tx, likes: &[CommentLike]) -> Result<()> {
    let rows: Vec<_> = likes.iter().map(|l| (l.comment, l.user, l.created_at)).collect();
    tx.query(INSERT_COMMENT_LIKES).bind(serde_json::to_string(&rows)?).run().await?;
    Ok(())
}

const REFRESH_STATISTICS: &str = "\
-- Learn how much of everything the site holds
ANALYZE";

/// Gathers what the planner wants to know of the new rows.
pub async fn refresh_statistics(db: &Db) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.query(REFRESH_STATISTICS).run().await?;
    tx.commit().await
}
