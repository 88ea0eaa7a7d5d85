//! What one person did on the site, for exercises about their own account. Other people appear by number alone, and of
//! their words nothing is read.

use crate::{Db, Result};
use model::{CommentId, PostId, Timestamp, UserId};

/// A person's own doings and what they touch; bounded in every list.
#[derive(Clone, Debug, Default)]
pub struct OwnActivity {
    pub joined_at: Option<Timestamp>,
    pub posts: Vec<OwnPost>,
    pub comments: Vec<OwnComment>,
    pub likes: Vec<OwnLike>,
    pub follows: Vec<OwnFollow>,
    pub sessions: Vec<OwnSession>,
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnPost {
    pub id: PostId,
    pub author_id: Option<UserId>,
    /// None for other people's.
    pub title: Option<String>,
    pub created_at: Timestamp,
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnComment {
    pub id: CommentId,
    pub post_id: PostId,
    pub created_at: Timestamp,
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnLike {
    pub user_id: UserId,
    pub post_id: PostId,
    pub created_at: Timestamp,
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnFollow {
    pub follower_id: UserId,
    pub followee_id: UserId,
    pub created_at: Timestamp,
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnSession {
    pub user_agent: String,
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

/// What `user` did, newest first.
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
