//! Who follows whom.

use crate::{Db, Result};
use model::{Timestamp, UserId};

const INSERT_FOLLOW: &str = "\
-- $1 follows $2, if that person is there, is someone else, and is not followed yet
INSERT INTO follows (follower_id, followee_id, created_at)
SELECT $1, u.id, $3
FROM users u
WHERE u.id = $2 AND u.id <> $1
ON CONFLICT (follower_id, followee_id) DO NOTHING";

/// Follows a person. A second time changes nothing; nobody follows themselves.
pub async fn follow_user(db: &Db, follower: UserId, followee: UserId, now: Timestamp) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.query(INSERT_FOLLOW).bind(follower).bind(followee).bind(now).run().await?;
    tx.commit().await
}

const DELETE_FOLLOW: &str = "\
-- $1 no longer follows $2
DELETE FROM follows
WHERE follower_id = $1 AND followee_id = $2";

/// Follows a person no longer.
pub async fn unfollow_user(db: &Db, follower: UserId, followee: UserId) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.query(DELETE_FOLLOW).bind(follower).bind(followee).run().await?;
    tx.commit().await
}
