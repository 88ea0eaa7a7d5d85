//! What one person did on the site, for the exercises in which they query their own data.
//!
//! Other people appear by their number alone, and nothing that they wrote is read.

use crate::{Db, Result};
use model::{CommentId, PostId, Timestamp, UserId};

/// What a person did, and the rows it refers to. Every list has a bound.
#[derive(Clone, Debug, Default)]
pub struct OwnActivity {
    /// When they signed up; none where there is no such person.
    pub joined_at: Option<Timestamp>,
    /// Their posts, and those they liked or commented on; at most 60.
    pub posts: Vec<OwnPost>,
    /// Their comments; at most 80.
    pub comments: Vec<OwnComment>,
    /// The likes they gave, and those that their posts got; at most 120.
    pub likes: Vec<OwnLike>,
    /// Whom they follow, and who follows them; at most 80.
    pub follows: Vec<OwnFollow>,
    /// Their sessions; at most 20.
    pub sessions: Vec<OwnSession>,
}

/// A post of theirs, or one that they liked or commented on.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnPost {
    /// Its number.
    pub id: PostId,
    /// Who wrote it; none where they deleted their account.
    pub author_id: Option<UserId>,
    /// None for a post of somebody else.
    pub title: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
}

/// A comment of theirs, without its text.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnComment {
    /// Its number.
    pub id: CommentId,
    /// The post it stands under.
    pub post_id: PostId,
    /// When it was written.
    pub created_at: Timestamp,
}

/// A like that they gave, or that a post of theirs got.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnLike {
    /// Who likes the post.
    pub user_id: UserId,
    /// The post.
    pub post_id: PostId,
    /// Since when.
    pub created_at: Timestamp,
}

/// Somebody whom they follow, or who follows them.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnFollow {
    /// Who follows.
    pub follower_id: UserId,
    /// Who is followed.
    pub followee_id: UserId,
    /// Since when.
    pub created_at: Timestamp,
}

/// A session of theirs, without its digest.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnSession {
    /// The `User-Agent` header it was last used with.
    pub user_agent: String,
    /// When it began.
    pub created_at: Timestamp,
}

const FIND_JOINED: &str = "\
-- See since when this person is here
SELECT u.created_at
FROM users u
WHERE u.id = $1";

const LIST_POSTS: &str = "\
-- List this person’s posts, and those they liked or commented on
SELECT p.id, p.author_id,
       CASE WHEN p.author_id = $1 THEN p.title END AS title,
       p.created_at
FROM posts p
WHERE p.author_id = $1
   OR p.id IN (SELECT l.post_id FROM likes l WHERE l.user_id = $1)
   OR p.id IN (SELECT c.post_id FROM comments c WHERE c.author_id = $1)
ORDER BY p.id DESC
LIMIT 60";

const LIST_COMMENTS: &str = "\
-- List this person’s comments
SELECT c.id, c.post_id, c.created_at
FROM comments c
WHERE c.author_id = $1
ORDER BY c.id DESC
LIMIT 80";

const LIST_LIKES: &str = "\
-- List the likes this person gave and got
SELECT l.user_id, l.post_id, l.created_at
FROM likes l
WHERE l.user_id = $1
   OR l.post_id IN (SELECT p.id FROM posts p WHERE p.author_id = $1)
ORDER BY l.created_at DESC, l.post_id, l.user_id
LIMIT 120";

const LIST_FOLLOWS: &str = "\
-- List whom this person follows and who follows them
SELECT f.follower_id, f.followee_id, f.created_at
FROM follows f
WHERE f.follower_id = $1 OR f.followee_id = $1
ORDER BY f.created_at DESC, f.follower_id, f.followee_id
LIMIT 80";

const LIST_SESSIONS: &str = "\
-- List this person’s sessions
SELECT s.user_agent, s.created_at
FROM sessions s
WHERE s.user_id = $1
ORDER BY s.created_at DESC, s.digest
LIMIT 20";

/// What a person did, the newest first. The statements are not one transaction: an exercise does not need all lists to be of
/// the same moment.
///
/// # Errors
/// The database's own.
pub async fn find_own_activity(db: &Db, user: UserId) -> Result<OwnActivity> {
    let joined: Option<(Timestamp,)> = db.query(FIND_JOINED).bind(user).one().await?;
    Ok(OwnActivity {
        joined_at: joined.map(|(joined,)| joined),
        posts: db.query(LIST_POSTS).bind(user).all().await?,
        comments: db.query(LIST_COMMENTS).bind(user).all().await?,
        likes: db.query(LIST_LIKES).bind(user).all().await?,
        follows: db.query(LIST_FOLLOWS).bind(user).all().await?,
        sessions: db.query(LIST_SESSIONS).bind(user).all().await?,
    })
}
