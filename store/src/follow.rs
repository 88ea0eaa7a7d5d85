//! Who follows whom.

use crate::{Db, Result};
use model::{Timestamp, UserId};

// Adds nothing where the other is gone, is the same person, or is followed already.
const INSERT_FOLLOW: &str = "\
-- Note that this person now follows the other one
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
-- Forget that this person followed the other one
DELETE FROM follows
WHERE follower_id = $1 AND followee_id = $2";

/// Follows a person no longer.
pub async fn unfollow_user(db: &Db, follower: UserId, followee: UserId) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.query(DELETE_FOLLOW).bind(follower).bind(followee).run().await?;
    tx.commit().await
}
